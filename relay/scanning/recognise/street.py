"""Postal addresses, coordinates and map links."""

from collections.abc import Iterator
from itertools import islice

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading
from relay.scanning.spoken import spoken_digits

_MOST = 300  # candidates of one expression in one text; beyond it there are findings enough, or none
_STRONG = (
    r"(?:street|str|avenue|ave|av|road|boulevard|blvd|lane|ln|parkway|pkwy|highway|hwy|terrace|circle|cir|drive|court"
    r"|trailer park|cul-de-sac)"
)
_SHORT = r"(?:St|Rd|Dr|Ct|Pl|Way|Trail|Trl|Loop|Square|Sq|Alley|Row|Run|Crossing|Ridge|Place|Plaza|Pike|Path|Ter|Walk|View|Point|Hill|Bend|Cove|Grove|Knoll|Pass)"
_BETWEEN = r"(?:\s+(?:[NSEW]|[NS][EW]|[nsew]|north|south|east|west|North|South|East|West)\.?)?"
_NUMBERED = pattern(rf"\b\d{{1,6}}(?:-?[a-z]|\s1/2)?{_BETWEEN}((?:\s+[a-z0-9][\w'.-]*){{1,4}}?)\s+{_STRONG}\b\.?")
_NUMBERED_SHORT = pattern(
    rf"\b\d{{1,6}}[A-Za-z]?{_BETWEEN}((?:\s+[A-Z0-9][\w'.-]*){{1,3}}?)\s+{_SHORT}\b\.?", ignore_case=False
)
_NOT_IN_NAME = frozenset(
    "minutes minute min mins people blocks block down the of a an in on my times time years year days day hours hour miles"
    " mile away from and or to at cars lanes kids students houses trees bridges feet foot more percent points per new is"
    " were was are for with that this which along across off up by one two three pages chapters grade graders o'clock pm am"
    " lane-mile he'll she'll i'll we'll they'll you'll can could would will ur u our their his her your between through over under with something than then just".split()
)
_NAMED = pattern(
    r"\b(?:live|lives|living|house|home|apartment|place|stay|staying|move|moved|moving|crib|come|over|address|meet|neighbor"
    r"|neighbour|around the corner|walk|pick me up|drop me off|we'?re|i'?m)\b[^.!?\n]{0,40}?\b(?:on|off|at|to|near|by|corner of|along|down)\s+(?:the\s+)?"
    rf"((?:[NSEW]\.? )?(?:[a-z0-9][\w'.-]* ){{1,3}}?(?:{_STRONG}|st|rd|dr|ct|way|place|pl|trail)\b)"
)
_SPANISH = pattern(
    r"\b(?:calle|avenida|avda?\.?|carrera|cra\.?|paseo|calzada|callejon|camino|privada|cerrada|colonia|col\.|urbanizacion"
    r"|fraccionamiento|barrio)\s+(?:(?:de|la|las|los|el|del|san|santa)\s+){0,3}[a-z0-9][\w'.-]*(?:\s+[a-z0-9][\w'.-]*){0,4}?"
    r"\s*(?:,\s*)?(?:#|no\.?\s|num(?:ero)?\.?\s|n\.\s|numero\s)?\s*\d{1,5}\b"
)
_SPANISH_HOME = pattern(
    r"\b(?:vivo|vivimos|mi casa (?:esta|queda)|estoy|nos mudamos|direccion es)\b[^.!?\n]{0,30}\b(?:calle|avenida|colonia|barrio|callejon)\s+(\w+(?:\s\w+){0,3})"
)
_BOX = pattern(r"\bp\.?\s?o\.?\s?box\s*#?\s*\d+|\bapartado(?: postal| de correos)?\s*(?:no\.?|#)?\s*\d+")
_FLAT = pattern(
    r"\b(?:apt|apartment|unit|suite|flat|dorm room|departamento|depto|piso|lot|trailer)\.?\s*(?:no\.?|number|#)?\s*(?:\d{1,4}[a-z]?|[a-z]\d{1,3}|#\s?\w{1,4})\b"
)
_HOME = pattern(
    r"\b(?:live|lives|living|my|our|address|home|house|come|visit|door|street|ave|avenue|vivo|casa|direccion|mail it|send it|deliver)\b"
)
_COORDINATES = pattern(
    r"-?\b\d{1,2}\.\d{3,}\s*[ns]?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}\s*[ew]?\b|\b\d{1,3}\s?(?:\x1a|degrees|deg)\s?\d{1,2}(?:\.\d+)?\s?['m][^.!?\n]{0,12}[nsew]\b[^.!?\n]{0,12}\d{1,3}\s?(?:\x1a|degrees|deg)"
)
_MAP = pattern(
    r"\b(?:maps\.app\.goo\.gl|goo\.gl/maps|(?:www\.)?google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}|maps\.apple\.com|waze\.com"
    r"|(?:www\.)?openstreetmap\.org|osm\.org|what3words\.com|w3w\.co|plus\.codes|find\.?my|glympse\.com|life360\.com)[^\s<>\"]*"
    r"|(?:^|\s)///[a-z]+\.[a-z]+\.[a-z]+\b|\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b"
)
_CITY_LINE = pattern(
    r"\b[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2},?\s(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|Iowa)\.?,?\s+\d{5}(?:-\d{4})?\b",
    ignore_case=False,
)
_FAMOUS = pattern(
    r"1600 pennsylvania|10 downing|221b baker|baker street|times square|wall street|abbey road|sesame street|diagon alley"
    r"|privet drive|42 wallaby|elm street|evergreen terrace|bourbon street|rodeo drive|fleet street|trafalgar square|broadway"
    r"|fifth avenue|5th avenue|lombard street|penny lane|main street usa|beale street|hollywood boulevard|sunset boulevard"
    r"|red square|tiananmen square|park avenue|madison avenue|michigan avenue|electric avenue|route 66|silk road|green mile"
    r"|mango street|21 jump street|coronation street|ramsay street|fear street|revolutionary road|mulholland drive"
)
_TOLD = pattern(
    r"\b(?:story|novel|book|movie|film|chapter|character|history|historic|century|founded|built|museum|monument|war|poem|song|fictional"
    r"|game|monopoly|album|band|painting|author|in 1[5-9]\d\d|bridge|project|engineer|city council|downtown|construction|cuento|novela|historia)\b"
)
_FICTION = pattern(
    r"\b(?:story|novel|character|villain|hero|heroine|detective|mystery|comic|killer|ghosts?|wizard|cuento|novela|personaje|lincoln|president)\b"
)
_LIVED_IN = pattern(r"\b(?:i live|we live|you live|i'?m at|come over|meet|our house|my house|my place|vivo|mi casa)\b")
_OWN = pattern(r"\b(?:i|my|me|our|we|us|i'?m|come|meet|vivo|mi|nuestra)\b")


def find_streets(passage: Passage) -> Iterator[Match]:
    """Yield postal addresses, P.O. boxes, flats, coordinates and links to a place on a map."""
    yield from _numbered(passage)
    yield from _spoken(passage)
    yield from _lived_in(passage)
    for expression, explanation in (
        (_SPANISH, "a street address"),
        (_SPANISH_HOME, "the street where somebody lives"),
        (_BOX, "a post office box"),
        (_CITY_LINE, "town and postal code of an address"),
        (_COORDINATES, "coordinates of a place"),
        (_MAP, "a link or code that shows a place on a map"),
    ):
        for match in islice(expression.finditer(passage.text), _MOST):
            prose = expression is _SPANISH and (not _is_name(match.group(0)) or _SAID_WHEN.search(match.group(0)))
            if not prose and not _is_elsewhere(passage, match.start(), match.end()):
                yield _match(match.start(), match.end(), explanation)
    for match in islice(_FLAT.finditer(passage.text), _MOST):
        if _HOME.search(passage.around(match.start(), match.end())):
            yield _match(match.start(), match.end(), "the number of a flat")


_KIND_OF_STREET = pattern(r"^\S+\s+(?:(?:de|la|las|los|el|del)\s+){0,3}")
_SAID_WHEN = pattern(r"\b(?:en|desde|hasta|de) (?:1[5-9]|20)\d\d$")
_SENTENCE_ENDS = pattern(r"[a-z]{3,}\.$")  # no abbreviation is so long
_PLAINLY_STREET = pattern(r"^(?:calle|avenida|avda?\.?)\s[^\n]*(?:#|no\.|num|numero)")


def _is_name(found: str) -> bool:
    """Whether the word after "calle" or "camino" is a name, not prose: it has a capital, or a number is announced."""
    name = _KIND_OF_STREET.sub("", found)
    numbered = name[:1].isdigit() and " de " not in found.lower()
    return name[:1].isupper() or numbered or _PLAINLY_STREET.search(found.lower()) is not None


def _numbered(passage: Passage) -> Iterator[Match]:
    for expression in (_NUMBERED, _NUMBERED_SHORT):
        for match in islice(expression.finditer(passage.text), _MOST):
            if _is_street(passage, match.group(1), match.start(), match.end()):
                yield _match(match.start(), match.end(), "a street address")


def _lived_in(passage: Passage) -> Iterator[Match]:
    for match in islice(_NAMED.finditer(passage.text), _MOST):
        start, end = match.span(1)
        if _is_street(passage, passage.text[start:end].rsplit(None, 1)[0], start, end):
            yield _match(start, end, "the street where somebody lives or can be found")


def _match(start: int, end: int, explanation: str) -> Match:
    return Match(Category.PII_ADDRESS, start, end, explanation, 0.9)


def _spoken(passage: Passage) -> Iterator[Match]:
    spoken = spoken_digits(Reading(passage.text))
    if spoken is None:
        return
    for match in islice(_NUMBERED.finditer(spoken.text), _MOST):
        start, end = spoken.span(match.start(), match.end())
        if _is_street(passage, match.group(1), start, end) and _HOME.search(passage.around(start, end)):
            yield _match(start, end, "a street address with its number in words")


def _is_street(passage: Passage, name: str, start: int, end: int) -> bool:
    words = name.lower().split()
    if not words or any(word.strip(".,") in _NOT_IN_NAME or _SENTENCE_ENDS.search(word) for word in words):
        return False
    return not _is_elsewhere(passage, start, end)


def is_famous(passage: Passage, start: int, end: int) -> bool:
    """Whether a place that many know of stands there."""
    return _FAMOUS.search(passage.text[max(0, start - 20) : end + 10]) is not None


def _is_elsewhere(passage: Passage, start: int, end: int) -> bool:
    """Whether the place is famous, or stands in a story or in history and is nobody's here."""
    if is_famous(passage, start, end):
        return True
    sentence = passage.around(start, end)
    if _FICTION.search(sentence) and not _LIVED_IN.search(sentence):
        return True
    return _TOLD.search(sentence) is not None and _OWN.search(sentence) is None
