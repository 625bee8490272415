"""Addresses that are told in pieces or in part: corners, a number and a name, a street that is described."""

from collections.abc import Iterator
from itertools import islice

from relay.model.category import Category
from relay.scanning.lexicon import common_words
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.street import is_famous

_MOST = 100  # candidates of one rule in one text
_LONGEST = 1500  # characters of a text in which pieces are put together
_SUFFIX = (
    r"(?:street|str|avenue|ave|av|road|boulevard|blvd|lane|ln|parkway|pkwy|highway|hwy|terrace|ter|circle|cir|drive|court|st|rd|dr|ct|pl|place|way|trail|trl|loop|square|alley|row|run"
    r"|crossing|ridge|plaza|pike|path|walk|view|point|hill|bend|cove|grove|knoll|pass)"
)
_LOUD_SUFFIX = r"(?:street|avenue|ave|road|boulevard|blvd|lane|parkway|highway|terrace|circle|drive|court|rd|blvd|hwy)"
_HOME = pattern(
    r"\b(?:i live|we live|i'?m at|we'?re (?:at|over)|our|my (?:house|home|place|door|street|steps|building|kitchen|addy|address|porch|apartment|lane|block)|mine|home|house|thats me|that'?s (?:me|us|my house|where i)|come (?:over|see|by)"
    r"|addy|address|buzzer|upstairs|finds? me|i live|im at|vivo|vivimos|mi casa|direccion|pregunta por mi|the back house|my family|doorbell|treehouse)\b"
)
_CORNER = pattern(
    rf"\b(?:corner of|intersection of|esquina (?:de|con)|between)\s+(?:the )?[A-Z0-9][\w']*(?:\s[\w']+){{0,2}}\s(?:and|&|y|con)\s[A-Z0-9][\w']*(?:\s{_SUFFIX})?|\b(?:at|on|near) (?:[A-Z]\w+|\d+(?:st|nd|rd|th))(?:\s{_SUFFIX})?\s(?:and|&)\s[A-Z0-9][\w']*(?:\s{_SUFFIX})?",
    ignore_case=False,
)
_NUMBER_AND_NAME = pattern(
    r"\b(?:at|to|in|on|is|address:?|live at|number)\s(\d{1,5}(?:\s1/2)?[A-Za-z]?(?:\s[NSEW]\.?)?\s[A-Z][a-z]{3,}(?:\s[A-Z][a-z]+)?)\b",
    ignore_case=False,
)
_MONTHS = pattern(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|mondays?|tuesdays?|sundays?|saturdays?|fridays?|americans?|students?|kids|books?)\b"
)
_LOWER = pattern(
    rf"\b\d{{1,5}}[a-z]?(?:\s(?:n|s|e|w|north|south|east|west)\.?)?(?:\s[a-z0-9][\w'-]*){{1,3}}\s{_SUFFIX}\b"
)
_BACKWARDS = pattern(
    rf"\b[A-Z][\w']+\s{_SUFFIX.replace('(?:', '(?i:', 1)}\b[\s,:;\"]{{1,3}}(?:and )?(?:(?:number|no\.?|num|house|#|we'?re at|i'?m at|it'?s)\s?)?#?\s?\d{{1,5}}\b",
    ignore_case=False,
)
_STREET_TOLD = pattern(
    rf"\b(?:the|my|our) (?:street|road|lane|avenue|court|drive)(?:'s)? ?(?:name)? ?(?:is\b|starts|=|:|called|sounds|rhymes)|\bstreet\s?:|\b(?:street|road|lane|avenue) (?:called|named|that'?s called)\b|\bnot an? {_LOUD_SUFFIX}\b"
    rf"|\bthen,? (?:the word )?{_LOUD_SUFFIX}\b|\bla calle (?:es|se llama)\b|\bits? a \"{_SUFFIX}\""
)
_FORM = pattern(r"\b(?:number|no|num|numero|door)\s?[:=]\s?\d{1,5}\b")
_FORM_STREET = pattern(r"\b(?:street|road|calle|st)\s?[:=]")
_NUMBER = pattern(r"\b\d{1,5}\b")
_APART = pattern(
    rf"\b\d{{1,5}}\b[^\d\n]{{0,50}}\b[A-Z][a-z]+\.? {_SUFFIX.replace('(?:', '(?i:', 1)}\b", ignore_case=False
)
_THAT_IS_US = pattern(
    r"\b(?:thats|that'?s|esa? es) (?:me|us|mine|my (?:house|place|home)|where|mi casa)\b|\bi live\b|\bcome (?:over|see|by|visit)\b|\bvivo\b"
)
_SPANISH_TOLD = pattern(r"\bcalle (?:del?|de la|de los|de las)? ?[A-Z0-9][\w']*", ignore_case=False)
_SPANISH_HOME = pattern(
    r"\b(?:pregunta por mi|vivo|vivimos|mi casa|nuestra casa|te espero|ahi (?:vivo|estoy)|merito|porton|toca (?:el timbre|la puerta)|arriba del?|en frente del?|mi departamento)\b"
)
_FLAT = pattern(
    r"\b(?:apt|apartment|unit|suite|flat|departamento|depto|piso|room)\.? ?#?\s?(?:\d{1,4}[a-z]?|[a-z]\d{1,3})\b[^.!?\n]{0,12}\b(?:of|at|in|en|de)\b[^.!?\n]{0,20}\b(?:towers?|building|apartments|complex|estates|gardens|manor|heights|court|terrace|projects|houses|edificio|torres?|residencial)\b"
)
_ROUTE = pattern(
    r"\bbox #?\d{1,5},?\s(?:rural route|r\.?r\.?|route|rfd|star route)\b|\b(?:rural route|star route) #?\d{1,3}\b|\bbuz(?:z|on) (?:no\.? )?\d+|\bbuzzer (?:says |is |number )*#?\d{1,3}\b"
)
_COORDINATES = pattern(r"(?:minus |menos |-|negative )?\b\d{1,2}\.\d{3,}\b[^\d\n]{1,22}\b\d{1,3}\.\d{3,}\b")
_DECIMAL = pattern(r"\d+\.\d+")
_NEAR_NOWHERE = 15.0  # degrees: within as many of both lies the Gulf of Guinea
_LIVED_ON = pattern(
    rf"\b(?i:i|we) live (?i:on|off) (?:[NSEW]\. )?[A-Z][a-z]{{2,}}|\b(?i:vivo|vivimos|mi casa)\b[^.!?\n]{{0,20}}\b(?i:en) (?:la )?[A-Z]\w+(?: [A-Z]\w+)? \d{{1,5}}|\b(?i:end|start|bottom|top) of [A-Z]\w+ {_SUFFIX.replace('(?:', '(?i:', 1)}\b",
    ignore_case=False,
)
_THREE_WORDS = pattern(
    r"\b(?:what3words|what three words|w3w)\b[^!?\n]{0,25}?\b[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}\b|\b(?:house|home|casa|apartment)\b[^.!?\n]{0,20}\b(?:on|en|de)\s(?:la |the )?[a-z]+,?\s(?:number|numero|no\.?|#)\s?\d{1,5}\b"
)
_ALONE = pattern(r"^\s*(\d{1,5}\s[A-Z][a-z]{3,}(?:\s[A-Z][a-z]+)?)\s*$", ignore_case=False)
_LEET = pattern(rf"\b[0-9o]{{1,5}}(?:\s[a-z0-9@$!]{{2,}}){{1,3}}\s{_SUFFIX}\b")
_LEET_SIGNS = str.maketrans("0134578@$!", "oieastbasi")
_FICTION = pattern(
    r"\b(?:story|novel|book|movie|film|character|villain|hero|heroine|detective|cuento|novela|personaje|mystery|comic|ghosts?|wizard|monopoly|essay|poem|song|history|museum|century|famous|lincoln|langston|born|lived)\b"
)


def find_streets_in_context(passage: Passage) -> Iterator[Match]:
    """Yield addresses that are written in part, or told piece by piece."""
    yield from _plain(passage)
    for expression, group in ((_CORNER, 0), (_LIVED_ON, 0), (_NUMBER_AND_NAME, 1), (_LOWER, 0), (_BACKWARDS, 0)):
        is_sure = expression in (_CORNER, _LIVED_ON, _BACKWARDS)
        for match in islice(expression.finditer(passage.text), _MOST):
            if is_famous(passage, *match.span(group)):
                continue
            if _is_home(passage, *match.span(group)) and (is_sure or not _is_other(match.group(group))):
                yield _match(*match.span(group), "the place where somebody lives, in part")
    for match in islice(_SPANISH_TOLD.finditer(passage.text), _MOST):
        around = passage.around(*match.span())
        if _SPANISH_HOME.search(around) and _FICTION.search(around) is None:
            yield _match(*match.span(), "the street where somebody lives")
    yield from _leet(passage)
    alone = _ALONE.match(passage.text)
    if alone and alone.end() == len(passage.text) and not _MONTHS.search(alone.group(0)):
        yield _match(*alone.span(1), "nothing but a number and a name")
    if len(passage.text) <= _LONGEST:
        yield from _pieces(passage)


def _plain(passage: Passage) -> Iterator[Match]:
    """Yield what is an address by its form alone."""
    for expression, explanation in (
        (_FLAT, "the number of a flat in a house that is named"),
        (_ROUTE, "a box on a postal route"),
        (_THREE_WORDS, "three words or a number that show a place"),
        (_COORDINATES, "coordinates of a place"),
    ):
        for match in islice(expression.finditer(passage.text), _MOST):
            if expression is _COORDINATES and not _may_be_coordinates(match.group(0)):
                continue
            if _FICTION.search(passage.around(*match.span())) is None:
                yield _match(*match.span(), explanation)


def _may_be_coordinates(found: str) -> bool:
    """Whether two numbers may be a place that people live in: not both next to the equator and to Greenwich."""
    return any(float(number) >= _NEAR_NOWHERE for number in _DECIMAL.findall(found))


def _pieces(passage: Passage) -> Iterator[Match]:
    """Yield a number and a street that a text tells apart from each other."""
    text = passage.text
    form, street = _FORM.search(text), _FORM_STREET.search(text)
    told = _STREET_TOLD.search(text)
    number = _NUMBER.search(text)
    if form and street:
        yield _match(
            min(form.start(), street.start()), max(form.end(), street.end()), "an address that is told in pieces"
        )
    elif told and number and _HOME.search(text) and _FICTION.search(passage.around(*told.span())) is None:
        yield _match(
            min(number.start(), told.start()), max(number.end(), told.end()), "an address that is told in pieces"
        )
    for match in islice(_APART.finditer(text), _MOST):
        after = text[match.start() : match.end() + 60]
        if _THAT_IS_US.search(after) and _FICTION.search(after) is None:
            yield _match(*match.span(), "an address that is told in pieces")


def _leet(passage: Passage) -> Iterator[Match]:
    """Yield "1O9 P1N3 ST": a number and words with digits for letters."""
    for match in islice(_LEET.finditer(passage.text), _MOST):
        words = match.group(0).split()[1:-1]
        mixed = [w for w in words if any(c.isdigit() for c in w) and any(c.isalpha() for c in w)]
        if mixed and all(word.lower().translate(_LEET_SIGNS) in common_words() for word in mixed):
            yield _match(*match.span(), "a street address with digits for letters")


def _is_home(passage: Passage, start: int, end: int) -> bool:
    first, last = passage.sentence_of(start, end)
    last = passage.sentence_at(min(last, max(0, len(passage.text) - 1)))[1]
    before = passage.sentence_at(max(0, first - 1))[0]
    sentence = passage.text[first:last]
    return _HOME.search(passage.text[before:last]) is not None and _FICTION.search(sentence) is None


def _is_other(found: str) -> bool:
    """Whether a number and words are a date or a count, or the words none that a street is named by."""
    words = found.lower().split()
    return _MONTHS.search(found) is not None or any(word.strip(".,") in _NOT_IN_NAME for word in words[1:-1])


def _match(start: int, end: int, explanation: str) -> Match:
    return Match(Category.PII_ADDRESS, start, end, explanation, 0.85)


_NOT_IN_NAME = frozenset(
    "minutes minute min mins people blocks block down the of a an in on my times time years year days day hours hour miles"
    " mile away from to at cars lanes kids students houses trees bridges feet foot more percent points per new is was were"
    " are for with that this which along across off up by pages chapters grade graders pm am our their his her your between"
    " through over under ur u not so we i it they he she took take go going went get got walk drive run pass all no only"
    " just like then when if but because por que de en con para dollars bucks".split()
)
