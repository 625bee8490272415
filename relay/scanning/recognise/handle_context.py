"""User names by what is said around them, also where no service is named: "as rookwithaview on lichess"."""

from collections.abc import Iterator
from functools import cache

from relay.model.category import Category
from relay.scanning.lexicon import common_words, given_names
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.language import everyday_words
from relay.scanning.recognise.services import SERVICES

_EXPLANATION = "a user name on another service"

_APPS = (
    r"(?:(?:ghost|bird|camera|picture|photo|pic|video|music|clock|block|blocky|chat|game|gaming|chess|drawing|yellow|blue|green|red|purple|pink|orange|white|usual|money|dancing)"
    r"\s(?:\w+\s)?(?:app|site|page|game|thing|network|place|one)|the app\b|that app\b|app with the|site with the|game with the|gallery|server|lobby|leaderboard|(?:el|la|app|aplicacion|juego|red)\s(?:app\s)?(?:del?|de la|de los|de las)\s"
    r"(?:camarita|camara|fantasma|fantasmita|pajarito|bloques|bloquitos|cubitos|musiquita|notita|telefonito)|bloquitos|fantasmita|camarita|pajarito|on there)"
)
_PLACE = pattern(rf"\b(?:{SERVICES}|{_APPS}|there|ahi|alla)\b")
# "There" may be anywhere: beside it a word that is only unknown is none of somebody's names.
_PLAIN_PLACE = pattern(rf"\b(?:{SERVICES}|{_APPS})\b")
_SERVICE_ALONE = pattern(rf"^{SERVICES}$")
_STRICT_PLACE = pattern(rf"\b{SERVICES}\b")
_TOKEN = r"[\"'(*]{0,2}([@$]?[a-z0-9][a-z0-9_.#-]{1,38}[a-z0-9_])"

_AS = pattern(
    r"\b(?:as|called|named|under(?: the (?:user ?)?name(?: of)?)?|go(?:es)? by|by the name of|name of|nombre de|como|llamad[oa]|soy|i'?m(?: always| just| also)?|i am|it'?s|its|es|known as|answer to|calls? me|if you see"
    r"|search(?:ing)?(?: the \w+)?(?: for)?|look(?:ing)? (?:for|up)|find|follow|add|agrega(?:me)?(?: a| como)?|busca(?:me)?(?: como)?|plays? as|post as|player|maker|creator|streamer|person|fellow|guy|account|user|tag|name)"
    rf"\s(?:is\s|name\s|called\s|named\s|me\s|maker\s|user\s)?{_TOKEN}"
)
_IS_ME = pattern(
    rf"(?:^|\s){_TOKEN}[\"')*]{{0,2}}[\s,=-]{{1,3}}(?:is|that'?s|thats|was|es|soy)\s(?:me|(?:my|mi)(?:\s\w+)?\s(?:user\w*|name|handle|tag|id|acc(?:ount)?|nombre|usuario|cuenta|{SERVICES})|mine|yo|who i am|what i'?m called)\b"
)
_LABEL = pattern(
    rf"\b(?:{SERVICES}|ghost app|bird app|my (?:user|tag|@|handle|id)|(?:what )?i(?:'?m| am) called on there|name (?:on )?there|user ?name|gamer ?tag|screen ?name|friend code)"
    rf"(?:\s(?:name|id|user(?:name)?|tag|handle|acc(?:ount)?|is))?\s?(?::|=|->|-|\bis\b|\bes\b)\s?{_TOKEN}"
)
_UNDER = pattern(
    rf"\b(?:find|add|follow|catch|look for|join|see|hit|hmu)\b[^.!?\n]{{0,12}}\bon {SERVICES}[^.!?\n]{{0,12}}\b(?:under|as|by|at)\s{_TOKEN}|\b(?:busca(?:me|nos)?|agrega(?:me)?|encuentras?|sigue(?:me)?)\b[^.!?\n]{{0,12}}\ben {SERVICES}[^.!?\n]{{0,12}}\b(?:a|como|soy)\s{_TOKEN}"
)
# What somebody does under a name, or calls theirs, needs no service beside it.
_ACTS = pattern(
    rf"\b(?:i|we) (?:stream|post|play|publish|draw|sell|upload|go|write)\b[^.!?\n]{{0,25}}?\b(?:as|under(?: the name(?: of)?)?|by)\s{_TOKEN}|\bmy (?:channel|stream|blog|user ?name|gamer ?tag|tag|handle)(?: name)?\s?(?::|=|\bis\b)\s?{_TOKEN}"
)
_MINE = pattern(
    r"\b(?:my|mi) (?:gamer ?tag|tag|user ?name|user|handle|id|screen ?name|usuario)\b[^.!?\n]{0,40}?[\"']([a-z0-9][\w.-]+)"
)
# Where a sentence says how a name is put together, it tells the name.
_SPELLED = pattern(
    rf"\b{SERVICES}\b[^.!?\n]{{0,20}}\b(?:is )?spell(?:ed|t|s)?\b|\b(?:stuck|all|smashed|squished) together\b|\b(?:all )?one word\b|\bno (?:spaces?|caps|gaps)\b|\bwith(?:out)? (?:the |a |an )?(?:underscores?|spaces?)\b"
    r"|\btodo (?:junto|pegado)\b|\bsin espacios?\b"
)
_OWN = pattern(r"\b(?:me|my|mine|i'?m|im|i am|i|mi|soy|yo|add|find|hmu|the name|that name)\b")
_SAME = pattern(
    rf"\b(?:same|my)\s(?:user ?name|handle|tag|name|user|@)\b[^.!?\n]{{0,25}}\b(?:everywhere|on (?:everything|all|there too)|as (?:my|on|everywhere)|for (?:all|everything)|on {SERVICES})\b"
    rf"|\b{SERVICES}\b[^.!?\n]{{0,20}}\b(?:is|same|'?s) (?:just )?(?:my (?:first|full|last)(?: and last)? name|(?:the )?same (?:name|as))\b"
)
_UNLIKE_NAMES = pattern(
    r"^(?:\d+(?:st|nd|rd|th|am|pm|s|x|k|m|h|d|ft|in|lb|kg|km|cm|mm|p|gb|mb|min|hrs?|yrs?)|[a-z]\.?[a-z]\.?|\d+[a-z]?|[a-z]\d{1,2}|covid-?19|mp[34]|h2o|co2|\d+d|[a-z]+'s|e-?mail|wi-?fi|x-?ray|t-?shirt|a\.m|p\.m|u\.s|i\.e|e\.g|etc)\.?$"
)
_NOT_OWN = pattern(
    r"\b(?:channel|youtuber|streamers?|creator (?:called|named)|tutorials?|series|website called|band|song|playlist|team (?:is )?called|their|model|version)\b"
)
_CAMEL = pattern(r"[a-z][A-Z][a-z]|[A-Z][a-z]+[A-Z]", ignore_case=False)
_LETTERS = pattern(r"[a-z]+")
_LEAST_UNKNOWN = 6
_LEAST_DOTTED = 5  # letters of a name with dots: fewer are a version or an abbreviation


@cache
def _known() -> frozenset[str]:
    return common_words() | given_names()


def find_handles_in_context(passage: Passage) -> Iterator[Match]:
    """Yield names that the words around them make user names."""
    text = passage.text
    for act in _ACTS.finditer(text):
        name = act.group(act.lastindex or 0)
        if _is_strange(name) and _may_be_name(passage, act.start(), name):
            yield _match(*act.span(act.lastindex or 0))
    if _PLACE.search(text) is not None:
        yield from _named(passage)
        if (
            (match := _SPELLED.search(text))
            and _STRICT_PLACE.search(text)
            and _OWN.search(passage.around(*match.span()))
        ):
            yield _match(*match.span())
        if match := _SAME.search(text):
            yield _match(*match.span())
    else:
        for match in _AS.finditer(text):
            if (
                _is_marked(match.group(1))
                and "_" in match.group(1)
                and _may_be_name(passage, match.start(), match.group(1))
            ):
                yield _match(*match.span(1))


def _named(passage: Passage) -> Iterator[Match]:
    text = passage.text
    for expression in (_LABEL, _UNDER):
        for match in expression.finditer(text):
            group = match.lastindex or 0
            name = match.group(group)
            if _may_be_name(passage, match.start(), name) and (
                _is_marked(name)
                or is_unknown(name)
                or expression is _UNDER
                or (name[0].isupper() and name.lower() not in everyday_words())
            ):
                yield _match(*match.span(group))
    for match in _MINE.finditer(text):
        yield _match(*match.span(1))
    for expression in (_AS, _IS_ME):
        for match in expression.finditer(text):
            name = match.group(1)
            unknown = is_unknown(name) and not name[0].isupper() and not _is_shortened(text, match.end(1))
            place = _PLACE if _is_marked(name) or expression is _IS_ME else _PLAIN_PLACE
            if (
                (_is_marked(name) or unknown)
                and _may_be_name(passage, match.start(), name)
                and place.search(_nearby(passage, match.start(), match.end()))
            ):
                yield _match(*match.span(1))


def _nearby(passage: Passage, start: int, end: int) -> str:
    """Return the sentence of a span with the one before and the one after."""
    first = passage.sentence_at(max(0, passage.sentence_at(start)[0] - 1))[0]
    last = passage.sentence_at(min(max(0, len(passage.text) - 1), passage.sentence_at(max(start, end - 1))[1]))[1]
    return passage.text[first:last]


def _match(start: int, end: int) -> Match:
    return Match(Category.PII_HANDLE, start, end, _EXPLANATION, 0.85)


def _may_be_name(passage: Passage, start: int, name: str) -> bool:
    bare = name.strip("@$.").lower()
    if len(bare) < 3 or bare.isdigit() or _UNLIKE_NAMES.match(bare):
        return False
    return _NOT_OWN.search(passage.before(start, 40)) is None and _SERVICE_ALONE.match(bare) is None


def _is_shortened(text: str, end: int) -> bool:
    """Whether a word goes on after an apostrophe, as "wouldn't" does."""
    return text[end : end + 1] == "'" and text[end + 1 : end + 2].isalpha()


def _is_strange(name: str) -> bool:
    return _is_marked(name) or (is_unknown(name) and not name[0].isupper())


def reads_like_a_user_name(name: str) -> bool:
    """Whether a word is put together as user names are, or is none that is known."""
    return _is_marked(name) or is_unknown(name)


def _is_marked(name: str) -> bool:
    """Whether a word is put together as user names are: with digits, underscores, inner capitals, a leading @."""
    bare = name.strip(".-")
    letters = sum(character.isalpha() for character in bare)
    if letters < 2:
        return False
    if bare[0] in "@$" or "_" in bare or "#" in bare:
        return True
    if any(character.isdigit() for character in bare):
        return letters >= 3 and _LETTERS.sub("", bare.lower()) != "" and ("." not in bare or letters >= _LEAST_DOTTED)
    if _CAMEL.search(bare) and bare.lower() not in _known():
        return True
    parts = bare.lower().replace(".", "-").split("-")
    return len(parts) >= 3 and all(parts) and not (set(parts) <= _known() and "." not in bare)


def is_unknown(name: str) -> bool:
    """Whether a word is none that is known, in none of its usual forms."""
    word = name.strip(".-@").lower()
    if len(word) < _LEAST_UNKNOWN or not word.isalpha():
        return False
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed"), word.removesuffix("ing"), word.removesuffix("er"),
             word.removesuffix("ly"), word.removesuffix("d"), word.removesuffix("r"), word.removesuffix("ness")}  # fmt: skip
    return stems.isdisjoint(_known())
