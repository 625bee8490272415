"""What mail is given to, side by side: this scanner, stock Presidio with our spaCy model, a plain word list."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from bench.labelled_mail import Mail
from relay.model.category import Category, Severity
from relay.model.decision import Outcome
from relay.scanning.lean_import import spare_spacy_its_commands
from relay.scanning.model_files import pinned_model
from relay.service.scan_files import FileScanner

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, RecognizerResult

THIS, PRESIDIO, PRESIDIO_NAMES, PRESIDIO_ALL, WORDS = (
    "this scanner",
    "Presidio, numbers and addresses",
    "Presidio, and full names",
    "Presidio, and PERSON, LOCATION, DATE_TIME",
    "word list",
)
_WORD_LIST = Path(__file__).with_name("word_list.toml")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a mail would be held, and the categories for which it would."""

    held: bool
    categories: frozenset[Category]


class Rival(Protocol):
    """Somebody who can be asked about mail. One question may have answers by several names."""

    name: str

    def answers(self, mail: Mail) -> Mapping[str, Answer]:
        """Return what is said of a mail, by the name of the row that it counts in."""


class ThisScanner:
    """The scanner of this repository under the policy that it comes with."""

    name = THIS

    def __init__(self, scanner: FileScanner) -> None:
        """Take the scanner with its policy."""
        self._scanner = scanner

    def answers(self, mail: Mail) -> Mapping[str, Answer]:
        """Return the decision, and the categories of all findings above ``info``."""
        (scan,) = self._scanner.scan_line(mail.line).scans
        found = frozenset(f.category for f in scan.findings if f.severity is not Severity.INFO)
        if Category.SYSTEM_SCAN_FAILED in found:
            raise SystemExit(f"{mail.line.id}: the scanner broke at it; there is nothing to compare")
        return {THIS: Answer(scan.verdict.outcome is Outcome.HOLD, found)}


_PRESIDIO_CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {
        "PHONE_NUMBER": Category.PII_PHONE,
        "EMAIL_ADDRESS": Category.PII_EMAIL,
        "CREDIT_CARD": Category.PII_ID_NUMBER,
        "CRYPTO": Category.PII_ID_NUMBER,
        "IBAN_CODE": Category.PII_ID_NUMBER,
        "MEDICAL_LICENSE": Category.PII_ID_NUMBER,
        "UK_NHS": Category.PII_ID_NUMBER,
        "US_BANK_NUMBER": Category.PII_ID_NUMBER,
        "US_DRIVER_LICENSE": Category.PII_ID_NUMBER,
        "US_ITIN": Category.PII_ID_NUMBER,
        "US_PASSPORT": Category.PII_ID_NUMBER,
        "US_SSN": Category.PII_ID_NUMBER,
    }
)
_PRESIDIO_WIDER: Mapping[str, Category] = MappingProxyType(
    {"PERSON": Category.PII_FULL_NAME, "LOCATION": Category.PII_ADDRESS, "DATE_TIME": Category.PII_BIRTHDATE}
)


class StockPresidio:
    """`presidio-analyzer` as it is installed: its default recognisers and threshold, with our spaCy model.

    Its entities are read three ways, so that none is held against it that the labels do not ask for. The first row has
    numbers of phones and identity and mail addresses alone; the second also PERSON of two words or more (a first
    name by itself passes); the third PERSON of any length, LOCATION (it has no recogniser of addresses) and DATE_TIME.
    URL, IP_ADDRESS and NRP (nationality, religion, party) hold in none: ordinary mail is full of them.
    """

    name = "Presidio"

    def __init__(self, engine: "AnalyzerEngine") -> None:
        """Use `load_presidio` to get one."""
        self._engine = engine

    def answers(self, mail: Mail) -> Mapping[str, Answer]:
        """Return its three readings."""
        text = mail.text
        results = self._engine.analyze(text, language="en")
        exact = frozenset(_of(_PRESIDIO_CATEGORIES, results))
        named = any(r.entity_type == "PERSON" and len(text[r.start : r.end].split()) > 1 for r in results)
        names = exact | {Category.PII_FULL_NAME} if named else exact
        wide = exact | frozenset(_of(_PRESIDIO_WIDER, results))
        rows = {PRESIDIO: exact, PRESIDIO_NAMES: names, PRESIDIO_ALL: wide}
        return {row: Answer(bool(found), found) for row, found in rows.items()}


def _of(categories: Mapping[str, Category], results: "Iterable[RecognizerResult]") -> Iterable[Category]:
    return (categories[r.entity_type] for r in results if r.entity_type in categories)


def load_presidio() -> StockPresidio:
    """Load it with the spaCy model that this software is measured with.

    Its mail recogniser would fetch the list of domains from the network; it is given the one in its package, which
    makes it faster, not slower.
    """
    spare_spacy_its_commands()
    import tldextract  # noqa: PLC0415 -- half a second that a run without Presidio need not pay
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = {"lang_code": "en", "model_name": pinned_model().module}
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]})
    return StockPresidio(AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"]))


class WordList:
    """Whole words and fixed strings of words, whatever stands around them: what a mail filter usually has."""

    name = WORDS

    def __init__(self, path: Path = _WORD_LIST) -> None:
        """Read a list: for each category its entries, with commas between them."""
        lists = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = {
            " ".join(entry.split()): Category(name) for name, listed in lists.items() for entry in listed.split(",")
        }
        self._words = {entry: category for entry, category in entries.items() if " " not in entry}
        self._strings = {f" {entry} ": category for entry, category in entries.items() if " " in entry}

    def answers(self, mail: Mail) -> Mapping[str, Answer]:
        """Return what its words are about."""
        words = _words(mail.text)
        joined = f" {' '.join(words)} "
        found = {self._words[word] for word in words if word in self._words}
        found |= {category for entry, category in self._strings.items() if entry in joined}
        return {WORDS: Answer(bool(found), frozenset(found))}


def _words(text: str) -> Sequence[str]:
    plain = text.lower().replace("\u2019", "'")
    return "".join(c if c.isalnum() or c == "'" else " " for c in plain).split()
