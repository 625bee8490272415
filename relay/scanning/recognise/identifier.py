"""Numbers that name a person: Presidio's recognisers with checks, and numbers named by their kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relay.model.category import Category
from relay.scanning.lean_import import spare_spacy_its_commands
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.identifier_context import SAMPLE_NUMBERS

if TYPE_CHECKING:
    from presidio_analyzer import PatternRecognizer


@dataclass(frozen=True, slots=True)
class _Kind:
    """A recogniser of Presidio: from which score on it is believed alone, and how it is explained."""

    recognizer: "PatternRecognizer"
    believed_from: float
    explanation: str


def presidio_kinds() -> tuple[_Kind, ...]:
    """Return the recognisers of Presidio that are used, made once; importing it costs half a second."""
    spare_spacy_its_commands()
    from presidio_analyzer.predefined_recognizers import (  # noqa: PLC0415 -- see above
        CreditCardRecognizer,
        CryptoRecognizer,
        EsNieRecognizer,
        EsNifRecognizer,
        IbanRecognizer,
        UsItinRecognizer,
        UsSsnRecognizer,
    )

    return (
        _Kind(CreditCardRecognizer(), 0.9, "the number of a payment card"),
        _Kind(IbanRecognizer(), 0.9, "the number of a bank account"),
        _Kind(CryptoRecognizer(), 0.9, "the address of a wallet"),
        _Kind(UsSsnRecognizer(), 0.5, "looks like a social security number"),
        _Kind(UsItinRecognizer(), 0.5, "looks like a taxpayer number"),
        _Kind(EsNifRecognizer(), 0.9, "looks like an identity card number"),
        _Kind(EsNieRecognizer(), 0.9, "looks like a residence card number"),
    )


_WORTH_A_LOOK = pattern(r"(?:\d[\s.-]?){7,}|\b[13][a-km-z1-9]{25,34}\b|\bbc1[a-z0-9]{20,}")
_MOST_TEXT = 2000  # characters of one stretch that Presidio's expressions are given

_NAMED = pattern(
    r"\b((?:my|his|her|mom'?s|dad'?s|our|the|mi|su)?\s*(?:ssn|s\.s\.n|social(?: security)?(?: number| no| #)?|seguro social|passport|pasaporte"
    r"|driver'?s licen[cs]e|licen[cs]e|permit|licencia|student (?:id|number)|school id|lunch (?:pin|number|code)|id|dni|nie|curp|insurance|medicaid|medicare|policy"
    r"|bank account|account|routing|debit|credit|card|visa|mastercard|tarjeta|cuenta|member(?:ship)?|library card|lunch|badge|plate|matricula|green card|alien|itin|tax)"
    r"(?:\s+(?:security|card|id|account|number|no\.?|num|#|numero|de|del|is|es|ending|ends|with|in|on|it|it'?s|pin|code|starts|first|last|four|digits)){0,6})"
    r"\s*[:=#-]{0,2}\s*((?:[x*#._-]{1,4}[\s-]?)*[a-z]{0,3}[\s-]?\d(?:[\s-]?[\dx*]){3,18}[a-z]?)\b"
)
_SAMPLE = pattern(
    r"\b(?:example|sample|fake|made[- ]up|dummy|placeholder|like 123|123-?45-?6789|000-?00-?0000|product|model|ejemplo|order|invoice|part|game|level|user-agent)\b"
)
_SSN_SHAPE = pattern(r"\b\d{3}[-\s.]\d{2}[-\s.]\d{4}\b|\b(?:[x*#]{3}[-\s]?[x*#]{2}[-\s]?)\d{4}\b")

_SSN_DIGITS = 9
_CARD_SHAPE = pattern(r"\b\d{4}(?:[\s-]?\d{4}){2}[\s-]?\d{3,4}\b")
_CARD_WORD = pattern(r"\b(?:visa|mastercard|amex|credit|debit|card|tarjeta|cvv|cuenta)\b")


class IdentifierFinder:
    """Finds numbers of identity, account and card."""

    def __init__(self) -> None:
        """Make Presidio's recognisers."""
        self._kinds = presidio_kinds()

    def find(self, passage: Passage) -> Iterator[Match]:
        """Yield numbers that name a person, an account or a card."""
        for match in _NAMED.finditer(passage.text):
            start, end = match.span(2)
            digits = "".join(c for c in passage.text[start:end] if c.isdigit())
            if len(digits) >= 4 and not self._is_sample(passage, start, end):
                yield Match(Category.PII_ID_NUMBER, start, end, "a number of identity or account, named as such", 0.9)
        for match in _SSN_SHAPE.finditer(passage.text):
            if _never_given(match.group(0)) or _goes_on(passage.text, *match.span()):
                continue
            if not self._is_sample(passage, match.start(), match.end()):
                yield Match(
                    Category.PII_ID_NUMBER, match.start(), match.end(), "looks like a social security number", 0.85
                )
        for match in _CARD_SHAPE.finditer(passage.text):
            sentence = passage.around(match.start(), match.end())
            if _CARD_WORD.search(sentence) and not self._is_sample(passage, match.start(), match.end()):
                yield Match(Category.PII_ID_NUMBER, match.start(), match.end(), "the number of a payment card", 0.85)
        if _WORTH_A_LOOK.search(passage.text):
            yield from self._presidio(passage)

    def _presidio(self, passage: Passage) -> Iterator[Match]:
        for start, end in passage.sentences():
            stretch = passage.text[start : min(end, start + _MOST_TEXT)]
            if not _WORTH_A_LOOK.search(stretch):
                continue
            for kind in self._kinds:
                for found in kind.recognizer.analyze(stretch, kind.recognizer.supported_entities) or []:
                    a, b = start + found.start, start + found.end
                    if _goes_on(passage.text, a, b):
                        continue
                    if self._believed(kind, found.score, stretch) and not self._is_sample(passage, a, b):
                        yield Match(Category.PII_ID_NUMBER, a, b, kind.explanation, found.score)

    def _believed(self, kind: _Kind, score: float, sentence: str) -> bool:
        if score >= kind.believed_from:
            return True
        lowered = sentence.lower()
        return any(word in lowered for word in kind.recognizer.context or ())

    def _is_sample(self, passage: Passage, start: int, end: int) -> bool:
        digits = "".join(c for c in passage.text[start:end] if c.isdigit())
        return digits in SAMPLE_NUMBERS or _SAMPLE.search(passage.around(start, end)) is not None


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a number is the middle of a longer one, as of an ISBN."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] == "-" and before[:1].isdigit()) or (after[:1] == "-" and after[1:].isdigit())


def _never_given(number: str) -> bool:
    """Whether no such social security number was ever given out (Social Security Administration, since 2011)."""
    digits = "".join(character for character in number if character.isdigit())
    if len(digits) != _SSN_DIGITS:
        return False
    return digits[:3] in ("000", "666") or digits[0] == "9" or digits[3:5] == "00" or digits[5:] == "0000"
