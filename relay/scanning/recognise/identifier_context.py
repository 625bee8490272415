"""Numbers of identity and account by the kind that is named before, after or around them."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_EXPLANATION = "a number of identity or account, by what is said around it"

_STRONG = (
    r"(?:ssn|s\.s\.n|social security|seguro social|(?:my|his|her|your|mi) social|of my social|passports?|pasaportes?|driver'?s? licen[cs]e|licencia de conducir|[a-z]{2} dl|drivers? permit|learner'?s? permit|permit"
    r"|student (?:id|i\.d\.|number|no|#|pass|card)|school id|id card|id number|lunch (?:pin|number|code|account|id)|dni|nie|curp|rfc|nss|ine|medicaid|medicare|insurance|blue cross|aetna|cigna|kaiser|humana"
    r"|bank account|checking|savings account|routing|iban|clabe|swift|sort code|credit card|debit card|visa card|master\s?card|american express|amex|tarjeta|library card|carnet|credencial|green card|alien (?:registration|number)|a-number"
    r"|itin|tax id|ein|bus pass|member(?:ship)? (?:id|number|no|card)|employee (?:id|number)|patient|medical record|mrn|policy number|group number|gift card|voucher|prepaid|cuenta de banco|cuenta bancaria|numero de cuenta|matricula|cedula|state id|district id)"
)
_WEAK = r"(?:card|account|acct|id|social|member|membership|pass|badge|license|licence|policy|group|plate|visa|cuenta|barcode|bar code|type for lunch|punch in|pin for lunch)"
_VALUE = r"((?:[a-z]{1,3}[\s,.-]{0,2})?(?:[x*#]{1,4}[\s.,-]{0,2}){0,5}\d(?:[\s.,-]{0,3}[\dx*#]){3,22}(?:[\s.-]?[a-z]\b){0,2})"
_JOINT = (
    r"(?:[\s,:;=#.()\"'-]|\b(?:is|was|are|number|no|num|numero|code|id|card|it'?s|its|the|a|ends?|ending|in|with|starts?|starting|begins?|beginning|last|first|four|4|digits|of|es|son|el|la|acaba|termina|en|con|which|that"
    r"|on|it|says?|say|reads?|goes|mine|my|i|have|got|still|just|like|and|then|barcode|ok|for|from|to|me|them|they|gave|he|she|you)\b){0,14}?"
)
_NAMED = pattern(rf"\b(?:{_STRONG}|{_WEAK})s?{_JOINT}(?:^|[\s,:;=#.()\"'-]){_VALUE}")
_AFTER = pattern(rf"\b{_STRONG}[^.!?\n\d]{{0,70}}[\s:#(,]{_VALUE}")
_BEFORE = pattern(
    rf"(?:^|[\s:#(\"',]){_VALUE}\b[^.!?\n\d]{{0,80}}\b(?:{_STRONG}|what i am to|who i am to|they (?:know|have) me as|that'?s me (?:to|in|for)|lady says \"?hi|member|my (?:id|account|badge|card|number at))\b"
)
_ANY_STRONG = pattern(rf"\b(?:{_STRONG}|lunch)\b")
_ANYWHERE = pattern(
    rf"\b(?:mine|my|i|me|member|group|number|goes|badge|code|form|enter|type)\b[^.!?\n\d]{{0,70}}[\s:#(,]{_VALUE}"
)
_LEAST = 4
_LEAST_AFAR = 6  # digits of a number that its kind does not stand next to
_LEAST_ANYWHERE = 7
_MONEY_BEFORE = pattern(r"(?:[$]|eur|gbp|usd|costs?|paid?|fee|precio|won)\s?$")
_UNIT_AFTER = pattern(
    r"^\s?(?:%|[$]|dollars|pesos|bucks|people|students|members|kids|years?|anos|books|points|miles|pages|words|votes|times|am\b|pm\b|hours|minutes|calor|grams|feet|steps|cards|visitors|countries|employees|patients)"
)
_YEAR = pattern(r"^(?:1[6-9]|20)\d\d$")
_DATE_OR_TIME = pattern(
    r"^\d{1,2}[\s.-]{1,2}\d{1,2}[\s.-]{1,2}(?:19|20)?\d\d$|^(?:19|20)\d\d\s?-\s?(?:19|20)?\d\d$|^\d{1,3}(?:,\d{3})+$"
)
_OTHER_KIND = pattern(
    r"\b(?:order|isbn|tracking|flight|train|model|item|serial|patent|invoice|pedido|folio|recibo|version|score|population|route|phone|call|text|cell|whatsapp|tel|page|paginas?)\b[^.!?\n]{0,15}$"
)
_SAMPLE = pattern(
    r"\b(?:example|sample|fake|made[- ]up|dummy|placeholder|ejemplo|inventad[oa]|could never be real|isn'?t real|not (?:a )?real|plainly so|the format|trivia|fictional)\b"
)
SAMPLE_NUMBERS = frozenset({"123456789", "000000000", "111111111", "4111111111111111", "1234567890123456", "078051120"})
# What nobody has for a number, where only the context says that it is one.
_COUNTED_UP = frozenset({"1234", "12345", "123456", "1234567", "12345678", "987654321", "0000"})


def find_identifiers_in_context(passage: Passage) -> Iterator[Match]:
    """Yield numbers that the words around them make numbers of identity or account."""
    text = passage.text
    for match in _NAMED.finditer(text):
        if _counts(passage, *match.span(1), least=_LEAST):
            yield _match(*match.span(1))
    if _ANY_STRONG.search(text) is None and _BEFORE.search(text) is None:
        return
    for expression, least in ((_AFTER, _LEAST_AFAR), (_BEFORE, _LEAST_AFAR), (_ANYWHERE, _LEAST_ANYWHERE)):
        for match in expression.finditer(text):
            if _counts(passage, *match.span(1), least=least):
                yield _match(*match.span(1))


def _match(start: int, end: int) -> Match:
    return Match(Category.PII_ID_NUMBER, start, end, _EXPLANATION, 0.85)


def _counts(passage: Passage, start: int, end: int, *, least: int) -> bool:
    value = passage.text[start:end].strip(" .,-")
    digits = "".join(character for character in value if character.isdigit())
    masks = sum(character in "x*#" for character in value.lower())
    if (
        len(digits) < least
        or digits in SAMPLE_NUMBERS | _COUNTED_UP
        or len(set(digits)) == 1
        or _YEAR.match(value)
        or _DATE_OR_TIME.match(value)
    ):
        return False
    if _MONEY_BEFORE.search(passage.before(start, 10)) or _UNIT_AFTER.search(passage.text[end : end + 14]):
        return False
    if masks == 0 and _OTHER_KIND.search(passage.before(start, 30)):
        return False
    return _SAMPLE.search(passage.around(start, end)) is None
