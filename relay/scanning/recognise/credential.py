"""Passwords, PINs, one-time and door codes, API keys."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.lexicon import common_words
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_WORDS = r"(?:pass\s?words?|passwd|pass\s?code|pass\s?phrase|pwd|pw|contrasena|clave(?: de acceso)?|log\s?in)"
_NUMBER_WORDS = (
    r"(?:pin(?: number| code)?|(?:door|gate|garage|locker|alarm|access|entry|building|lock|bike lock|security|verification|one[- ]time|auth(?:entication)?"
    r"|confirmation|login|2fa|two[- ]factor|sms|key ?pad|wi-?fi|room|class(?:room)?|join|lunch|safe)\s?(?:code|combo|combination|pin|number)|combo|combination|otp"
    r"|codigo(?: de (?:verificacion|acceso|la puerta|seguridad))?)"
)
_LINK = r"[^.!?\n:=]{0,35}?(?:\s(?:is|was|are|es|will be|be)\b|:|=|'s\b|\s-)\s*(?:still|now|just|also)?\s*:?\s*[\"'(]?"
_PASSWORD = pattern(rf"\b{_WORDS}\b{_LINK}([^\s\"')]{{4,40}})")
_CODE = pattern(rf"\b{_NUMBER_WORDS}\b{_LINK}((?:[a-z]{{0,4}}[-\s]?)?\d(?:[\s-]{{0,2}}\d){{2,11}}[a-z]{{0,3}})\b")
_CODE_FIRST = pattern(
    rf"\b(\d(?:[\s-]?\d){{3,7}})\s+(?:is|es|was)\s+(?:my|the|our|mi|la|el)\s+(?:\w+\s){{0,2}}?(?:{_WORDS}|{_NUMBER_WORDS}|code|pin)\b"
)
_KEY = pattern(
    r"\b(?:sk-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|AIza[0-9A-Za-z_-]{30,}|xox[abp]-[0-9A-Za-z-]{10,}|eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,})\b",
    ignore_case=False,
)
_NAMED_KEY = pattern(
    r"\b(?:api|secret|access|private|license)[\s_-]?(?:key|token)\b[^.!?\n]{0,20}?(?:is|:|=)\s*[\"']?([a-z0-9_-]{12,})\b"
)
_NOT_VALUES = frozenset(
    "important something always never really very easy hard weak strong stupid long short safe secure unsafe good better best bad"
    " like what that this your their them they there when where which wrong right correct expired changed saved stored hashed"
    " encrypted reset required needed necessary private secret still just made sure also been being only more most than then"
    " because with without from have having and not the about case-sensitive longer shorter stronger weaker different unique"
    " random incorrect invalid protected going supposed written letters characters numbers used using kept known important."
    " too. enough easier harder simple complicated forgotten lost working broken page screen manager managers usually probably"
    " actually basically almost every everything anything nothing muy importante segura debil larga algo siempre nunca para".split()
)
_MOST_WORDS_BETWEEN = 5  # beyond it a plain word is none
_TEACHING = pattern(
    r"\b(?:never|don'?t|do not|shouldn'?t|example|for instance|such as|bad password|weak password|worst|common|like password|hackers?|exercise|program|variable"
    r"|function|nunca|por ejemplo)\b"
)


def find_credentials(passage: Passage) -> Iterator[Match]:
    """Yield secrets that open something."""
    for match in _PASSWORD.finditer(passage.text):
        start, end = match.span(1)
        value = passage.text[start:end].strip(".,;").lower()
        far = len(passage.text[match.start() : start].split()) > _MOST_WORDS_BETWEEN
        if _is_value(value) and not (far and value in common_words()) and not _taught(passage, start, end):
            yield _match(start, end, "looks like a password")
    for expression, explanation in (
        (_CODE, "a code that opens something"),
        (_CODE_FIRST, "a code that opens something"),
    ):
        for match in expression.finditer(passage.text):
            if not _taught(passage, match.start(), match.end()):
                yield _match(*match.span(1), explanation)
    for match in _KEY.finditer(passage.text):
        yield _match(match.start(), match.end(), "looks like an API key")
    for match in _NAMED_KEY.finditer(passage.text):
        if any(character.isdigit() for character in match.group(1)):
            yield _match(*match.span(1), "looks like an API key")


def _match(start: int, end: int, explanation: str) -> Match:
    return Match(Category.PII_CREDENTIAL, start, end, explanation, 0.9)


def _is_value(value: str) -> bool:
    if len(value) < 4 or value in _NOT_VALUES:
        return False
    adverb = value.endswith("ly") and value in common_words()
    return not value.isalpha() or (len(value) >= 5 and not adverb)


def _taught(passage: Passage, start: int, end: int) -> bool:
    return _TEACHING.search(passage.around(start, end)) is not None
