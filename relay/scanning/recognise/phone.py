"""Telephone numbers: by their shape, by what stands around them, and by phonenumbers."""

import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import phonenumbers

from relay.model.category import Category
from relay.scanning.codes.legible import TOLL_FREE
from relay.scanning.dialling import may_be_dialled, national
from relay.scanning.folding import UNREADABLE
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading, replaced
from relay.scanning.spoken import spoken_digits

_GAP = r"(?:[\s().,\-_/*|~:;\x1a]{0,5}|[\s().,\-]{1,3}(?:and then|then|and|dash|hyphen|guion|y luego|luego|y)[\s().,\-]{1,3})"
_LONG_GAP = pattern(r"[\s().,\-_/*|~:;#>\x1a]{4,}")
_CANDIDATE = pattern(rf"(?:\+\s?|\(\s?)?\d(?:{_GAP}\d){{6,60}}")
_NANP = pattern(r"(?:\+?\b1[\s.-]{0,3})?(?:\(\d{3}\)|\b\d{3})[\s.\-/]{0,3}\d{3}[\s.\-/]{1,3}\d{4}\b")
_LOOSE_CANDIDATE = pattern(r"\b[\dOoIlSB]{3}[\s().\-]{1,3}[\dOoIlSB]{3}[\s.\-]{1,3}[\dOoIlSB]{4}\b", ignore_case=False)
_TO_GUESS = pattern(
    r"\(?\b\d{3}\)?[\s.\-/]{1,3}\d{3}[\s.\-/]{1,3}(?:\d{1,3}[x?*#_]{1,3}\d{0,2}|[x?*#_]{1,3}\d{1,3})|\b\d{9}[x?*#_]|\b\d{3}[\s.-]\d{3}[\s.-](?:[0-9][a-z]{3}|[0-9]{2}[a-z]{2}|[0-9]{3}[a-z]|[a-z]{1,3}[0-9]{1,3})\b"
)
_WORD = pattern(r"[a-z]+")

_ABOUT_PHONES = pattern(
    r"\b(?:call|txt|text|texting|phone|cell|cellphone|telephone|tel|mobile|ph|whats?\s?app|wasap|wasa|pager|beeper"
    r"|reach (?:me|us)|contact|dial|ring|sms|imessage|facetime|signal|telegram|digits|hmu|hit me up|my number"
    r"|number is|number's|movil|celular|cel|telefono|tel[eé]f|fono|mi numero|numero|llama(?:me|r)?|marca(?:me)?"
    r"|escribeme|mandame|landline|voicemail|buzz me|ping me)\b"
)
_NOT_PHONES = pattern(
    r"\b(?:isbn|issn|doi|order|tracking|confirmation|invoice|model|serial|part|item|sku|upc|barcode|bar code"
    r"|flight|score|scored|record|population|patent|ticket|page|pages|room|equation|sequence|decimal|digits of pi|pi"
    r"|version|build|build number|catalog|catalogue|call number|case|receipt|reference|ref|error|code|license key"
    r"|lottery|coordinates?|latitude|longitude|lat|long|prime|sum|product|answer is|equals|pedido|fibonacci|binary"
    r"|number line|phone model|ip|species|asteroid|galaxy|star|ngc|hd|zip|policy number|route|bus)\b[^a-z]{0,4}"
    r"(?:number|no|is|was|of|id|#|nr|numbers|code)?[\s:#.]*$"
)
# Signs count as arithmetic only between terms: alone they are quote marks, bullets and emphasis.
_LINE_MARKS = pattern(r"^(?:[\s>*|#+\-]|\d{1,2}[.)]\s)+")
_TERM_BEFORE = pattern(r"(?:\d|[)\]]|\b[a-z])(?: [=+*/^<>] |[=+*/^])$")
_TERM_AFTER = pattern(r"^(?: [=+*/^<>] |[=+*/^])(?:[\d(]|[a-z]\b)")
_UNIT_AFTER = pattern(
    r"^\s?(?:%|km|mi\b|miles|meters|metres|people|dollars|usd|eur|euros|years|light|kg|lbs|pounds|feet|ft|bytes|[kmg]b\b"
    r"|mph|hz|views|points|votes|steps|degrees|x\s?10)"
)
_PUBLIC_PLACE = pattern(
    r"\b(?:library|librarian|museum|hot ?line|help ?line|life ?line|front desk|help ?desk|office|city hall|town hall|visitor"
    r"|box office|poison control|police|fire department|customer service|support line|information desk|info line"
    r"|reference desk|admissions|registrar|biblioteca|museo|recepcion|ayuntamiento|linea de ayuda|hospital|clinic)\b"
)
_OWN = pattern(r"\b(?:my|me|mine|i'?m|i am|us|our|mi|mio|mis|llamame|home|ask for)\b")
_DATE = pattern(
    r"^(?:\d{1,2}[\s./-]+\d{1,2}[\s./-]+(?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:(?:1[5-9]|20)\d{2}[\s,;/-]+){1,9}(?:1[5-9]|20)\d{2}|\d{1,2}:\d{2}\s?-\s?\d{1,2}:\d{2})"
    r"(?:[\sT,]+\d{1,2}[:.]?\d{2}.*)?$"
)
_THOUSANDS = pattern(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_DECIMAL = pattern(r"^\d{1,4}[.,]\d{4,}$")
_AMOUNTS = pattern(
    r"^\d{1,3}(?:,000)+\s|\s\d{1,3}(?:,000)+$|\s\d{1,2}/100$"
)  # "20,000 for two", "forty-two and 17/100"
_GROUPED = ([3, 3, 4], [1, 3, 3, 4])  # written so, nothing but a telephone number
_NANP_SHAPES = ([3, 3, 4], [1, 3, 3, 4], [3, 4], [3, 7], [1, 3, 7], [6, 4], [1, 10])
_WHOLE_LENGTHS = (7, 10, 11)
_NATIONAL = 10  # digits of a number in North America
_LONGEST_GROUP = 4
_LEAST_SPOKEN = 3
_CONTEXT = 70
_PLAIN = frozenset("0123456789 \n\t().-/")
_IN_A_ROW = frozenset("0123456789 \n\t,;|+()")  # nothing to reckon with
_REGIONS = ("US", "MX", "ES")


@dataclass(frozen=True)
class _Candidate:
    """A run of digits; ``start`` and ``end`` are in the folded text, ``raw`` is as in the reading."""

    raw: str
    start: int
    end: int
    before: str
    after: str
    spoken: int  # how many of its digits were words

    @cached_property
    def digits(self) -> str:
        return "".join(character for character in self.raw if character.isdigit())

    @cached_property
    def shape(self) -> list[int]:
        digits = "".join(character if character.isdigit() else " " for character in self.raw)
        return [len(group) for group in digits.split()]


def find_phones(passage: Passage, public_contacts: frozenset[str]) -> Iterator[Match]:
    """Yield telephone numbers; ``public_contacts`` are digit strings that may stand in any mail."""
    for candidate in _candidates(passage):
        explanation = _judge(candidate, passage, public_contacts)
        if explanation:
            yield Match(
                Category.PII_PHONE, candidate.start, candidate.end, explanation, read_as=candidate.raw.strip()
            )  # fmt: skip
    for expression in (_TO_GUESS, _LOOSE_CANDIDATE):
        for match in expression.finditer(passage.text):
            plain = all(character in _PLAIN for character in match.group(0))
            if not plain and not _NOT_PHONES.search(passage.before(match.start(), 25).lower()):
                yield Match(
                    Category.PII_PHONE, match.start(), match.end(),
                    "looks like a phone number with a character changed or left out", 0.8,
                )  # fmt: skip


def _candidates(passage: Passage) -> Iterator[_Candidate]:
    folded = Reading(passage.text)
    yield from _runs(passage, folded)
    spoken = spoken_digits(folded)
    if spoken is not None:
        yield from (c for c in _runs(passage, spoken, spoken=True) if c.spoken)
    drawn_together = _with_short_gaps(passage)
    if drawn_together is not None:
        yield from (
            c for c in _runs(passage, drawn_together) if c.raw != passage.text[c.start : c.end] and _is_no_column(c)
        )
        spoken = spoken_digits(drawn_together)
        if spoken is not None:
            yield from (c for c in _runs(passage, spoken, spoken=True) if c.spoken)


def _with_short_gaps(passage: Passage) -> Reading | None:
    """Return the text with long runs of separators as one sign; None where there is no such run."""
    text = passage.text if passage.written.isascii() else _without_symbols(passage)
    gaps = list(_LONG_GAP.finditer(text))
    if not gaps and text is passage.text:
        return None
    signs = ((" " if gap.group(0).isspace() else "-", gap.start(), gap.end()) for gap in gaps)
    return replaced(Reading(text), signs)


def _without_symbols(passage: Passage) -> str:
    """Return the folded text with symbols that fold to letters (flags, circled letters) as signs."""
    folded, written = passage.folded, passage.written
    if folded.starts is None:
        return passage.text
    characters = [
        UNREADABLE if unicodedata.category(written[at]) == "So" else character
        for at, character in zip(folded.starts, passage.text, strict=True)
    ]
    text = "".join(characters)
    return passage.text if text == passage.text else text


def _is_no_column(found: _Candidate) -> bool:
    """Whether far apart digits may be a number that exists; columns of a table mostly are none."""
    return len(national(found.digits)) != 10 or may_be_dialled(found.digits)


def _runs(passage: Passage, reading: Reading, *, spoken: bool = False) -> Iterator[_Candidate]:
    nanp = [match.span() for match in _NANP.finditer(reading.text)]
    others = [match.span() for match in _CANDIDATE.finditer(reading.text)]
    for first, last in nanp + [span for span in others if span not in nanp]:
        start, end = reading.span(first, last)
        words = len(list(_WORD.finditer(passage.text[start:end].lower())))
        yield _Candidate(
            reading.text[first:last],
            start,
            end,
            passage.text[max(0, start - _CONTEXT) : start].lower(),
            passage.text[end : end + _CONTEXT // 2].lower(),
            words if spoken else 0,
        )


def _judge(found: _Candidate, passage: Passage, public_contacts: frozenset[str]) -> str:  # noqa: PLR0911 -- a table of cases
    """Return why a run of digits is a telephone number; empty where it is none."""
    digits = found.digits
    national = digits.removeprefix("1") if len(digits) == 11 else digits
    if national in public_contacts or digits in public_contacts:
        return ""
    if _plainly_other(found) or _is_public(found, passage, national):
        return ""
    if found.spoken:
        return _judge_spoken(found)
    if found.shape in _NANP_SHAPES or (len(found.shape) == 1 and len(digits) in (10, 11)):
        return "looks like a phone number"
    if _holds_one_in_a_row(found):
        return "looks like a phone number"
    if _is_read_out(found, national):
        return "looks like a phone number that is read out"
    if set(found.shape) == {1} and len(digits) in _WHOLE_LENGTHS and not _counts_up(digits):
        return "looks like a phone number written digit by digit"
    if _ABOUT_PHONES.search(found.before + " " + found.after) and len(digits) <= 15 and not _counts_up(digits):
        return "a number of a phone's length where phones are talked of"
    if _is_valid_somewhere(found):
        return "looks like a phone number"
    return ""


_READ_OUT = pattern(r"^[\d\s,.\-]+$")


def _holds_one_in_a_row(found: _Candidate) -> bool:
    """Whether one group among short ones is a whole number of North America: "I am 14, 5155550143"."""
    groups = "".join(character if character.isdigit() else " " for character in found.raw).split()
    whole = [group.removeprefix("1") for group in groups if len(group) > _LONGEST_GROUP]
    if len(whole) != 1 or len(whole[0]) != _NATIONAL or len(groups) < 2 or not _IN_A_ROW.issuperset(found.raw):
        return False
    return whole[0][0] not in "01" and whole[0][3] not in "01" and not _counts_up(whole[0])


def _is_read_out(found: _Candidate, national: str) -> bool:
    """Whether ten digits come with three first, as an area code, and then in groups, some of them one by one."""
    if len(national) != _NATIONAL or national[0] in "01" or national[3] in "01" or max(found.shape) > _LONGEST_GROUP:
        return False
    first = list(itertools.accumulate(found.shape))
    return 1 in found.shape and {3, 6} <= set(first) and _READ_OUT.match(found.raw.strip()) is not None


def _judge_spoken(found: _Candidate) -> str:
    length = len(found.digits)
    if _counts_up(found.digits) or found.spoken < _LEAST_SPOKEN:
        return ""
    if length in _WHOLE_LENGTHS or (length > 6 and _ABOUT_PHONES.search(found.before + " " + found.after)):
        return "looks like a phone number written in words"
    return ""


def _plainly_other(found: _Candidate) -> bool:
    raw = found.raw.strip()
    if found.shape in _GROUPED:
        return False
    if found.before[-1:].isalpha() and not found.spoken:
        return True  # the digits of "C03005988"
    ssn_like = found.shape in ([3, 2, 4], [5, 4], [4, 4, 4, 4], [4, 4, 4, 4, 4])
    written_otherwise = _DATE.match(raw) or _THOUSANDS.match(raw) or _DECIMAL.match(raw)
    if ssn_like or written_otherwise or _AMOUNTS.search(raw):
        return True
    if _ABOUT_PHONES.search(found.before[-30:]):
        return False
    if _NOT_PHONES.search(found.before[-30:]) or _UNIT_AFTER.search(found.after):
        return True
    return _in_arithmetic(found)


def _in_arithmetic(found: _Candidate) -> bool:
    """Whether a sign on the same line joins the number to another term: "2^32 = 4294967296"."""
    line = _LINE_MARKS.sub("", found.before.rpartition("\n")[2])
    return _TERM_BEFORE.search(line) is not None or _TERM_AFTER.search(found.after) is not None


def _is_public(found: _Candidate, passage: Passage, national: str) -> bool:
    sentence = passage.around(found.start, found.end)
    own = _OWN.search(sentence)
    if len(national) == 10 and national[:3] in TOLL_FREE:
        return own is None
    return own is None and _PUBLIC_PLACE.search(sentence) is not None


def _counts_up(digits: str) -> bool:
    """Whether the digits are a count (1234567), a countdown, or one digit over and over."""
    steps = {int(b) - int(a) for a, b in itertools.pairwise(digits)}
    return (len(steps) == 1 and steps <= {0, 1, -1}) or digits in ("12345678910", "0123456789", "1098765432")


def _is_valid_somewhere(found: _Candidate) -> bool:
    raw = found.raw.strip()
    regions = ("US",) if raw.startswith("+") else _REGIONS
    if not raw.startswith("+") and len(found.shape) < 3:
        return False
    if not raw.startswith("+") and ("," in raw or min(found.shape) < 2):
        return False
    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(raw, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
