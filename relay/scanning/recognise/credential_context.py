"""Secrets by what is said around them: what opens a door, what lets one in, how a password is put together."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from relay.model.category import Category
from relay.scanning.lexicon import common_words
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import Pattern, pattern

if TYPE_CHECKING:
    import re2

_MOST = 100  # candidates of one rule in one text
_SECRET = r"(?:p[a4@][s5$]{1,2}\s?w[o0]rds?|pass|passwd|pass\s?codes?|pass\s?phrase|pwd|pw|c[o0]ntr[a4]sen[a4]|contra|clave(?: de acceso)?|log\s?in|secret word|access code|key|keyphrase|llave)"
_OPENED = (
    r"(?:doors?|gate|garage|locker|alarm|safe|lock|padlock|latch|glasshouse|greenhouse|shed|booth|studio|lab|house key|front door|building|keypad|key pad|button(?:s| ones)?|copy machine|copier|printer|wi-?fi|router|laptop"
    r"|chromebook|phone|ipad|tablet|drop box|bike|gym|pool|puerta|porton|candado|alarma|casillero|caja fuerte|lockbox|mailbox|room|cabinet|archive|cage|account|apple|google|roblox|discord|bank|snap(?:chat)?|insta(?:gram)?|whatsapp|steam|netflix)"
)
_CODE = r"(?:codes?|combo|combination|pin|pin number|digits|numbers|otp|codigo|combinacion|cvv)"
_OPENING = r"(?:opens?|open it|unlocks?|turns? off|disarms?|shuts? (?:it )?off|lets? (?:you|u|me|us|them|it)? ?in|gets? (?:you|u|me) in|press(?:es)?|punch(?:es)? in|type in|code|combo|combination|pin|keypad|buttons?|turn|abre|se abre|codigo|marcas|=)"
_MIXED = r"[\"'(]?([a-z0-9][^\s\"')]{3,40})"

# A secret by its name and then the secret: "password raspberry-Tomato-19", "pw: kiwi5".
_NEXT = pattern(
    rf"\b{_SECRET}\b(?:[\s:=,>-]|\b(?:is|was|es|the|it'?s|its|that|now|still|which|que nos dieron(?: a todos)?|fue|era|word|for (?:it|that|this|the \w+|my \w+)|to (?:it|my \w+|the \w+))\b){{1,6}}{_MIXED}"
)
_BEFORE = pattern(
    rf"(?:^|\s){_MIXED}[\"']?[\s,]+(?:(?:in|all|as) one word\s|todo junto\s)?(?:is|for|as|es|was|=|como)\s(?:the|my|our|a|la|mi|tu|your)\s(?:\w+\s)?(?:{_SECRET}|wi-?fi|{_CODE})\b"
)
_WITH = pattern(
    rf"\b(?:locked|protected|opens?|log(?:ged)? ?in|sign(?:ed)? ?in|unlock(?:s|ed)?|enter|gets? (?:you|u|me) in|lets? (?:you|u|me) in|encrypted|entras?|abre)\b[^.!?\n]{{0,30}}?\b(?:with|as|con|using|by typing|is)\s{_MIXED}"
)
_LABEL = pattern(
    r"\b(?:wi-?fi|token|secret|router|network|hotspot|red)\b(?:\s(?:password|pass|pw|key|code|name|name and pass|is))*\s?[:=]\s?[\"']?([^\s\"']{4,60})"
)
_CODE_SIGNS = pattern(r"\bcode\b[^.!?\n=:]{0,30}[=:]\s?([^\s]{3,30})")
# What opens something, and digits.
_DIGITS = pattern(r"\b\d{1,8}(?:[\s-]{1,3}\d{1,4}){0,6}\b")
_OPENED_WORD = pattern(rf"\b{_OPENED}\b")
_OPENING_WORD = pattern(rf"(?:\b{_OPENING}\b|=)")
_CODE_NEXT = pattern(
    rf"\b{_CODE}\b(?:[\s:=,#>-]|\b(?:is|was|for|to|the|my|our|it'?s|its|of|on|es|de|la|el|del|mi|beneath|under|number|still|now|below)\b|\b{_OPENED}\b){{0,8}}[\s:=#]\s?[\"']?((?:[a-z]{{0,3}}-?)?\d(?:[\s-]{{0,3}}\d){{2,7}})\b"
)
_SENT = pattern(
    r"\b(?:sent|texted|emailed|gave|got|read|reads?|mando|mandaron|llego)\b[^.!?\n]{0,40}\b(?:code|numbers|digits|pin|codigo|verification|numeros)\b[^.!?\n\d]{0,25}(\d(?:[\s-]?\d){3,7})\b"
)
_TURNS = pattern(
    r"\b\d{1,2}\s(?:to the )?(?:left|right|l|r|izquierda|derecha)\b[\s,]{1,3}(?:then |and |luego )?\d{1,2}\s(?:to the )?(?:left|right|l|r|izquierda|derecha)?\b[^.!?\n]{0,30}\d{1,2}|\b(?:left|right)\s(?:to )?\d{1,2}[\s,]+(?:then |and )?(?:left|right)\s(?:to )?\d{1,2}"
)
# How a secret is put together: "gate code = my age twice", "the key is our dog's name plus 404".
_MADE_OF = pattern(
    rf"\b(?:{_SECRET}|{_CODE}|the word)\b[^.!?\n]{{0,30}}?(?:=|:|\bis\b|\bare\b|\bes\b|\bson\b)[^.!?\n]{{0,30}}?\b(?:my|our|his|her|the|mi|la|el|su|that|nuestr[oa]|same as)\s(?:[\w']+\s){{0,2}}?"
    r"(?:age|birthday|birth ?date|bday|name|year|date|anniversary|zip(?: code)?|house number|edad|cumpleanos|nombre|apellido|one we|initials)\b"
)
# A secret whose pieces are told: "contrasena de la compu: luna y luego 3 soles".
_PIECES = pattern(
    rf"\b{_SECRET}\b[^:=.!?\n]{{0,40}}[:=]\s?([^.\n]{{0,60}}\b(?:then|and then|luego|plus|mas|y el|followed by|capital|mayuscula)\b[^.\n]{{0,30}}\d[^.\n]{{0,20}})"
)
_USER_AND_PASS = pattern(
    r"\buser(?:\s?name)?\b[\s:=]{1,3}(?:is\s)?[^\s]{2,30}[\s,]{1,3}(?:and\s)?(?:the\s)?pass(?:word|code)?\b[\s:=]{1,3}(?:is\s)?([^\s]{4,40})"
)
_SPOKEN_SECRET = pattern(
    rf"\b([a-z]{{3,30}}(?:\s?\d){{1,6}}!{{0,3}})\s(?:is|for|as|es)\s(?:the|my|our|la|mi)\s(?:\w+\s)?(?:{_SECRET}|wi-?fi)\b"
)
_IN_ORDER = pattern(
    r"\bin (?:that|this) order\b|\ben ese orden\b|\b(?:three|four|five|six) (?:keys|buttons|digits|numbers|clicks)\b"
)
_CAPITAL = pattern(
    r"\b(?:capital|upper ?case|big|mayuscula)\s[a-z]\b|\b(?:all|en) (?:caps|minusculas|mayusculas|lower ?case)\b"
)
_SECRET_WORD = pattern(rf"\b(?:{_SECRET}|the word|enter as me)\b")
# Keys of programs.
_LONG_KEY = pattern(
    r"\b[a-f0-9]{16,64}\b|\b(?:sk|pk|rk|ghp|api|key|tok)[-_](?:live|test|proj|prod)?[-_]?[A-Za-z0-9_-]{8,}\b"
)
_KEY_WORD = pattern(r"\b(?:key|token|api|secret|credential|line with|in the sketch|in the code|clave|llave)\b")
_HASH = pattern(r"\b(?:commit|sha|md5|hash|checksum|color|colour|isbn|uuid)\b")

_TAUGHT = pattern(
    r"\b(?:never|don'?t|do not|shouldn'?t|example|for instance|such as|bad password|weak password|worst|hackers?|exercise|variable|function|nunca|por ejemplo|escape room|puzzle|lottery|museum|treasure|in (?:my|the|her|his|a) (?:novel|story|book|comic|film|movie|game|game's)|cipher|roman|morse|dress code|zip codes|area code|code of conduct|python|javascript|html|error code|status code|qr code|bar ?code|postal code|source code|genetic code|building code|calculator|minecraft|homework|worksheet|minimum|at least|strength)\b"
)
_NO_SECRETS = pattern(
    r"^(?:2-?factor|covid-19|rot-?13|base-?64|sha-?\d+|utf-?8|ascii|mp[34]|2fa|\d+(?:st|nd|rd|th|am|pm|x|k)|grade-?\d+|\d+-(?:letter|digit|character|word|year|bit|step|key)\S*|[a-z]+:\d{2})$"
)
_YEAR = pattern(r"^(?:1[5-9]|20)\d\d$")
_OTHER = pattern(
    r"(?:[$#]|\bno\.?|\bnumber|\broom|\bflight|\bpage|\bin|\bsince|\bof|\babout|\bfor|\bde|\bat|\bby|\buntil|\bovers?|\bunder)\s?$"
)
_UNIT = pattern(
    r"^[\s-]?(?:%|dollars|people|students|kids|years?|times|hours?|minutes?|min|seconds?|days|weeks|months|pages|points|words|km|miles|feet|ft|meters|am\b|pm\b|a\.m|p\.m|th\b|st\b|nd\b|rd\b|bucks|pesos|anos|horas|characters|letters|degrees|inch|percent|million|thousand|billion|lbs?|kg|cm|mm|votes|books)"
)


def find_credentials_in_context(passage: Passage) -> Iterator[Match]:
    """Yield what the words around it make a secret."""
    yield from _named(passage)
    for expressions, explanation in (
        ((_SENT, _TURNS), "a code that opens something"),
        ((_MADE_OF, _PIECES), "tells how a password or code is put together"),
    ):
        for match in _found(passage, *expressions):
            if not _taught(passage, *match.span()):
                yield _match(*match.span(), explanation)
    for match in _found(passage, _USER_AND_PASS, _SPOKEN_SECRET):
        yield _match(*match.span(1), "looks like a password")
    if _LOCK.search(passage.text):
        for match in _found(passage, _PRESSED):
            yield _match(*match.span(1), "a code that opens something")
    yield from _openings(passage)
    yield from _keys(passage)


def _found(passage: Passage, *expressions: Pattern) -> "Iterator[re2._Match[str]]":
    for expression in expressions:
        yield from islice(expression.finditer(passage.text), _MOST)


def _named(passage: Passage) -> Iterator[Match]:
    """Yield passwords and codes that their kind stands beside."""
    for expressions, is_label in (((_NEXT, _BEFORE, _WITH), False), ((_LABEL, _CODE_SIGNS), True)):
        for match in _found(passage, *expressions):
            if _is_secret(match.group(1), is_label=is_label) and not _taught(passage, *match.span(1)):
                yield _match(*match.span(1), "looks like a password")
    for match in _found(passage, _CODE_NEXT):
        unit = _UNIT.search(passage.text[match.end() : match.end() + 14])
        if not unit and not _taught(passage, *match.span(1)):
            yield _match(*match.span(1), "a code that opens something")


def _openings(passage: Passage) -> Iterator[Match]:
    """Yield digits, or a riddle of digits, in a sentence that says what they open."""
    for opened in islice(_OPENED_WORD.finditer(passage.text), _MOST):
        first, last = passage.sentence_of(*opened.span())
        last = passage.sentence_at(min(last, max(0, len(passage.text) - 1)))[1]
        stretch = passage.text[first:last]
        if _OPENING_WORD.search(stretch) is None or _TAUGHT.search(stretch):
            continue
        if _is_arithmetic(passage, first, last):
            continue
        for found in islice(_DIGITS.finditer(stretch), _MOST):
            if _opens(stretch, *found.span()):
                yield _match(first + found.start(), first + found.end(), "a code that opens something")
        riddle = _IN_ORDER.search(stretch)
        if riddle and _OPENS.search(stretch):
            yield _match(first, last, "tells how a password or code is put together")
    capital = _CAPITAL.search(passage.text)
    if capital and _SECRET_WORD.search(passage.around(*capital.span())):
        yield _match(*capital.span(), "tells how a password or code is put together")


_ARITHMETIC = pattern(r"\d\s?[+*/x]\s?[$]?\d|\d\s?-\s?[$]?\d+\s?=|[+*/x-]\s?\d+\s?=\s?[$]?\d")
_LOCK = pattern(r"\b(?:(?:house|front door|car) keys?|door|lock|alarm|gate|garage|safe|keypad|locker)\b")
_PRESSED = pattern(r"\b(?:press|push|punch|hit|tap|type|plays?|buttons?|keypad)\b[^.!?\n]{0,60}[\s:](\d(?:-\d){3,7})\b")
_OPENS = pattern(r"\b(?:opens?|unlocks?|lets? (?:you|u|me|us) in|turns? off|disarms?|abre)\b")


def _is_arithmetic(passage: Passage, start: int, end: int) -> bool:
    """Whether a stretch calculates; signs between numbers may be missing from the reading, not from what was written."""
    begin, finish = passage.folded.span(start, end) if start < end else (start, end)
    return _ARITHMETIC.search(passage.written[begin:finish]) is not None


def _opens(stretch: str, start: int, end: int) -> bool:
    value = stretch[start:end]
    digits = "".join(character for character in value if character.isdigit())
    if not 3 <= len(digits) <= 10 or _YEAR.match(value):
        return False
    return not (_UNIT.search(stretch[end : end + 14]) or _OTHER.search(stretch[max(0, start - 10) : start].lower()))


def _keys(passage: Passage) -> Iterator[Match]:
    for match in _found(passage, _LONG_KEY):
        key, sentence = match.group(0), passage.around(*match.span())
        digits = sum(character.isdigit() for character in key)
        mixed = 2 < digits < len(key)
        if mixed and not _HASH.search(sentence) and (_KEY_WORD.search(sentence) or "-" in key):
            yield _match(*match.span(), "looks like an API key")


def _match(start: int, end: int, explanation: str) -> Match:
    return Match(Category.PII_CREDENTIAL, start, end, explanation, 0.85)


def _is_secret(value: str, *, is_label: bool) -> bool:
    """Whether a word is put together as secrets are, or no word at all."""
    word = value.rstrip(".,;:!?)\"'") if not is_label else value
    if len(word) < 4 and not (is_label and len(word) == 3):
        return False
    letters = [c for c in word if c.isalpha()]
    digits = sum(c.isdigit() for c in word)
    if not letters:
        return is_label and not digits
    inner_capital = any(c.isupper() for c in word[1:]) and not word.isupper()
    marks = sum(not c.isalnum() for c in word)
    if digits and len(letters) >= 3:
        return _NO_SECRETS.match(word.lower()) is None
    if inner_capital and word.lower() not in common_words():
        return True
    return (
        bool(marks)
        and "'" not in word
        and "/" not in word
        and "-" in word
        and not all(p in common_words() for p in word.lower().split("-"))
    )


def _taught(passage: Passage, start: int, end: int) -> bool:
    return _TAUGHT.search(passage.before(start) + passage.text[start:end] + passage.after(end, 30)) is not None
