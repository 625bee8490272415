"""What a mail holds and shows nobody: attributes and targets of its page, properties of its files, names of its parts.

All of it is left out of what is delivered, so that nothing of it is masked or redacted: a finding is about its part
as a whole, and says where it stood. What programs write there by themselves gives no finding.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from relay.mime.files.kinds import FileKind
from relay.mime.html_unshown import read_unshown
from relay.mime.tree import MessageTree, Part, PartKind
from relay.model.category import Category, Severity
from relay.model.finding import BODY, HTML, Finding
from relay.scanning.dialling import may_be_dialled
from relay.scanning.folding import fold_plainly
from relay.scanning.own import Own
from relay.scanning.patterns import pattern


class Written(Enum):
    """Who writes a text of this sort."""

    BY_PEOPLE = auto()
    AS_LINK = auto()
    BY_PROGRAMS = auto()  # mostly


@dataclass(frozen=True, slots=True)
class UnshownText:
    """One text: the part that it belongs to, where it stands there (for people), and of what sort it is."""

    part: str
    place: str
    text: str
    sort: Written
    is_cut: bool = False  # whether there is more of it than is scanned


_IN_PAGE = "in a title or label of the page that is not part of its text: "
_IN_LINK = "in where a link or button leads: "
_IN_CODE = "in what the page loads or leaves out: "
_IN_PROPERTIES = "in what the file tells beside its text: "
_IN_NAMES = "in what the header says of a part: "
# Names of documents' authors, programs and schools are usual there, and so are long numbers of devices and drafts.
_NOT_OF_PROGRAMS = frozenset(
    {
        Category.PII_FULL_NAME, Category.PII_SCHOOL, Category.PII_LOCATION, Category.PII_BIRTHDATE,
        Category.PII_ID_NUMBER, Category.PII_CREDENTIAL,
    }
)  # fmt: skip
_NOT_IN_CODE = _NOT_OF_PROGRAMS | {Category.LINK_SUSPICIOUS, Category.PII_HANDLE, Category.PII_ADDRESS}
# Ids and settings in calendars; where a sentence stands in one, it is read.
_OF_CALENDAR_PROGRAMS = re.compile(
    r"^(?:UID|PRODID|RELATED-TO|RECURRENCE-ID|LAST-MODIFIED|CREATED|TZID|X-(?:LIC|MS|MICROSOFT|WR-TIMEZONE|APPLE-TRAVEL)[\w-]*)"
    r"[^:\n]*: *(?:\S+ ?){0,2}$",
    re.MULTILINE,
)
_CARRIES_A_PAGE = pattern(r"^data:text/html$")
_APART = "\n\n[=]\n\n"  # between lines that have nothing to do with each other: their digits make no number
_POSSESSIVE = re.compile(r"'s\b")
_NO_DIGIT = re.compile(r"\D")
_MOST = 200_000  # characters of each text


def unshown_texts(tree: MessageTree) -> Iterator[UnshownText]:
    """Yield the texts of a message that nobody is shown; none of them is empty."""
    has_plain = any(block.html is not None and block.plain is not None for block in tree.blocks)
    for part in tree.parts:
        for text in _of_part(part, HTML if has_plain else BODY):
            if text.text.strip():
                apart = _APART.join(text.text[:_MOST].split("\n"))
                yield replace(text, text=apart[:_MOST], is_cut=len(text.text) > _MOST or len(apart) > _MOST)


def _of_part(part: Part, page: str) -> Iterator[UnshownText]:
    name = page if part.kind is PartKind.HTML else part.name
    yield UnshownText(name, _IN_NAMES, part.beside, Written.BY_PEOPLE)
    if part.kind is PartKind.HTML:
        words, leads, loads = read_unshown(part.text).texts()
        yield UnshownText(page, _IN_PAGE, words, Written.BY_PEOPLE)
        yield UnshownText(page, _IN_LINK, leads, Written.AS_LINK)
        yield UnshownText(page, _IN_CODE, loads, Written.BY_PROGRAMS)
    if part.file is not None:
        told = part.file.properties
        if part.file.kind is FileKind.CALENDAR:
            told = _OF_CALENDAR_PROGRAMS.sub("", told)
        yield UnshownText(part.name, _IN_PROPERTIES, told, Written.BY_PROGRAMS)


def told_of(text: UnshownText, found: Sequence[Finding], shown: Sequence[Finding], own: Own) -> Iterator[Finding]:
    """Yield what of the findings in an unshown text is worth telling, beside those in what is ``shown``."""
    known = {(finding.category, fold_plainly(finding.text)) for finding in shown}
    for finding in found:
        said = (finding.category, fold_plainly(finding.text))
        if finding.severity is Severity.INFO or said in known or not _counts(text, finding) or _is_own(finding, own):
            continue
        known.add(said)
        yield replace(finding, part=text.part, start=0, end=0, explanation=text.place + finding.explanation)


def carries_a_page(text: UnshownText) -> bool:
    """Return whether a link carries a whole page in itself (RFC 2397) instead of leading to one."""
    return text.sort is Written.AS_LINK and _CARRIES_A_PAGE.search(text.text) is not None


def _counts(text: UnshownText, finding: Finding) -> bool:
    if text.sort is not Written.BY_PROGRAMS:
        return True
    if finding.category in (_NOT_IN_CODE if text.place == _IN_CODE else _NOT_OF_PROGRAMS):
        return False
    return finding.category is not Category.PII_PHONE or _is_no_id(finding.text)


def _is_no_id(number: str) -> bool:
    """Whether digits in one run are a number of North America; set apart they are what the recogniser says."""
    digits = _NO_DIGIT.sub("", number)
    return digits != number.strip() or may_be_dialled(digits)


def _is_own(finding: Finding, own: Own) -> bool:
    """Whether it names one of the pair and nobody else: it is not delivered, and mail programs put it there."""
    if finding.category not in {Category.PII_FULL_NAME, Category.PII_EMAIL}:
        return False
    said = _POSSESSIVE.sub("", fold_plainly(finding.text))
    if finding.category is Category.PII_EMAIL:
        return any(address in said for address in own.addresses)
    return bool(own.identities) and not own.other_words(said)
