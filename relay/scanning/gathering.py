"""From matches to findings: offsets as written, severity by policy, one finding a place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from relay.mime.files.kinds import FileKind
from relay.mime.tree import Part
from relay.model.category import Category, Severity
from relay.model.finding import BODY, HTML, MOST_TEXT, Finding
from relay.model.policy import Policy, ScanPolicy
from relay.model.signature import find_signatures
from relay.scanning.allowed import AllowList
from relay.scanning.delivered import Delivered
from relay.scanning.folding import fold_plainly
from relay.scanning.masked_names import MaskedNames
from relay.scanning.own import Own, is_file_name, may_name_the_pair
from relay.scanning.passage import Match, Passage

_IN_SIGNATURE = "in a signature that a monitor had remembered: it is cut from what is delivered"
_OF_SIGNATURES = frozenset({"pii", "link"})  # families: what somebody does or suffers is never passed over
_SIGNED = (BODY, HTML)
_NAMES_AND_ADDRESSES = (Category.PII_FULL_NAME, Category.PII_EMAIL)
_NOTHING_ALLOWED = AllowList(ScanPolicy())
_MOST_OF_A_CATEGORY = 200  # findings in one text
_STREETS = ("street", "avenue", "road", "lane", "drive")  # those that are surnames too


def merged(matches: Iterable[Match]) -> list[Match]:
    """Return one match for each place and category: overlapping ones become the widest, most certain one."""
    found: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.category, m.start, -m.end)):
        last = found[-1] if found else None
        if last is None or last.category is not match.category or match.start >= last.end:
            found.append(match)
            continue
        graver = last if _rank(last) >= _rank(match) else match
        found[-1] = Match(
            match.category, last.start, max(last.end, match.end), graver.explanation,
            max(last.score, match.score), graver.severity, graver.read_as or last.read_as or match.read_as,
            last.many or match.many,
        )  # fmt: skip
    return sorted(found, key=lambda m: (m.start, m.end))


def without_streets(matches: Sequence[Match], text: str) -> list[Match]:
    """Return matches without names that are the street of an address: in "412 Maple Street" nobody is named so."""
    addresses = [match for match in matches if match.category is Category.PII_ADDRESS]
    return [match for match in matches if not _is_street(match, addresses, text)]


def _is_street(match: Match, addresses: Sequence[Match], text: str) -> bool:
    if match.category is not Category.PII_FULL_NAME:
        return False
    if not text[match.start : match.end].lower().endswith(_STREETS):
        return False
    return any(text[one.start].isdigit() and one.start < match.start and match.end <= one.end for one in addresses)


def _bounded(findings: Iterable[Finding], written: str) -> Iterator[Finding]:
    """Yield findings; those of one category and severity beyond the first hundreds as one stretch, so that none is lost."""
    counts: Counter[tuple[Category, Severity]] = Counter()
    rest: dict[tuple[Category, Severity], Finding] = {}
    for finding in findings:
        kind = (finding.category, finding.severity)
        counts[kind] += 1
        if counts[kind] <= _MOST_OF_A_CATEGORY:
            yield finding
        else:
            first = rest.setdefault(kind, finding)
            rest[kind] = replace(first, end=max(first.end, finding.end))
    for first in rest.values():
        text = written[first.start : first.end][:MOST_TEXT]
        yield replace(first, text=text, explanation=f"many more of the same: {first.explanation}", read_as="")


def _rank(match: Match) -> tuple[int, int]:
    """Order by gravity; no severity of its own means that of the category, which is above ``info``."""
    return (Severity.CRITICAL.rank if match.severity is None else match.severity.rank, match.end - match.start)


class Gatherer:
    """Turns the matches of one message into findings."""

    def __init__(
        self,
        policy: Policy,
        own: Own,
        delivered: Delivered,
        signatures: Sequence[str] = (),
        attachments: Sequence[Part] = (),
        allowed: AllowList = _NOTHING_ALLOWED,
    ) -> None:
        """Take what decides severity and what passes; ``attachments`` were looked into."""
        self._kinds = {part.name: part.file.kind for part in attachments if part.file}
        self._pictures_from = {part.name: part.pictures_offset for part in attachments}
        self._policy = policy
        self._allowed = allowed
        self._own = own
        self._delivered = delivered
        self._signatures = signatures
        self._masked: tuple[str, MaskedNames] | None = None
        self._signatures_of: tuple[str, Sequence[tuple[int, int]]] | None = None

    def findings(self, passage: Passage, matches: Iterable[Match]) -> list[Finding]:
        """Return the findings in one text, in order, and what is beyond the first hundreds of a kind."""
        return list(_bounded(self._judged(passage, matches), passage.written))

    def _judged(self, passage: Passage, matches: Iterable[Match]) -> Iterator[Finding]:
        signed = self._signed(passage)
        for match in without_streets(merged(matches), passage.text):
            if match.severity is Severity.INFO or not self._delivered.holds(passage, match.start, match.end):
                yield _passed_over(self._finding(passage, match), signed)

    def counts(self, passage: Passage, match: Match) -> bool:
        """Whether a match becomes a finding that may hold: not delivered before, the pair's own, allowed or signed."""
        if self._delivered.holds(passage, match.start, match.end):
            return False
        finding = _passed_over(self._finding(passage, match), self._signed(passage))
        return finding.severity is not Severity.INFO

    def _signed(self, passage: Passage) -> Sequence[tuple[int, int]]:
        if passage.part not in _SIGNED:
            return ()
        if self._signatures_of is None or self._signatures_of[0] is not passage.written:
            self._signatures_of = passage.written, find_signatures(passage.written, self._signatures)
        return self._signatures_of[1]

    def _finding(self, passage: Passage, match: Match) -> Finding:
        start, end = passage.folded.span(match.start, match.end)
        severity, explanation = match.severity or self._policy.categories[match.category].severity, match.explanation
        if self._is_masked(passage, match):
            severity, explanation = Severity.INFO, "the pair's own: it is taken out of what is delivered"
        elif allowed := self._allowed.reason(passage, match):
            severity, explanation = Severity.INFO, allowed
        text = passage.written[start:end][:MOST_TEXT]
        read_as = _read_as(passage, match, text)
        return Finding(match.category, severity, match.score, passage.part, start, end, text, explanation, read_as)

    def _is_masked(self, passage: Passage, match: Match) -> bool:
        """Whether it is the pair's own name or address in a sign-off, attribution line or header block."""
        if match.category not in _NAMES_AND_ADDRESSES or self._stays(passage, match):
            return False
        text = passage.text[match.start : match.end].lower()
        unknown = not self._own.identities
        if not unknown and self._own.other_words(text):
            return False
        if unknown and match.category is Category.PII_EMAIL:
            return False
        # Calendar programs write who was invited into every entry.
        may_stand = self._kinds.get(passage.part) is FileKind.CALENDAR
        may_stand = may_stand or may_name_the_pair(passage, match.start, match.end, self._own)
        return may_stand and self._is_taken_out(passage, match, text)

    def _stays(self, passage: Passage, match: Match) -> bool:
        """Whether the text cannot be written anew, as that of a PDF and of a picture: the file's name can."""
        start, _ = passage.folded.span(match.start, match.end)
        if start >= self._pictures_from.get(passage.part, start + 1):
            return True
        return self._kinds.get(passage.part) is FileKind.PDF and not is_file_name(passage, match.end)

    def _is_taken_out(self, passage: Passage, match: Match, text: str) -> bool:
        """Whether masking sees the same name or address there; masks and given names alone may stand."""
        pair = self._own.context.correspondents
        if pair is None or text.strip() in self._own.masks or not self._own.tells(text):
            return True
        if self._masked is None or self._masked[0] is not passage.written:
            self._masked = passage.written, MaskedNames(passage.written, pair, self._own.context)
        return self._masked[1].cover(*passage.folded.span(match.start, match.end))


def _read_as(passage: Passage, match: Match, written: str) -> str:
    """Return the form in which a match was found; empty where that differs in capitals and white space at most."""
    read = " ".join((match.read_as or passage.text[match.start : match.end])[:MOST_TEXT].split())
    return "" if read.casefold() == " ".join(written.split()).casefold() else read


def _passed_over(finding: Finding, signed: Sequence[tuple[int, int]]) -> Finding:
    """Return a finding as ``info`` where it lies within a signature, all of which is cut (`relay.masking`)."""
    if finding.severity is Severity.INFO or finding.category.family not in _OF_SIGNATURES:
        return finding
    if not any(start <= finding.start and finding.end <= end for start, end in signed):
        return finding
    return replace(finding, severity=Severity.INFO, explanation=_IN_SIGNATURE)


def new_places(found: Sequence[Finding], before: Sequence[Finding]) -> list[Finding]:
    """Return those of ``found`` that hold, and stand where ``before`` has nothing of their category that does."""
    return unseen(_holding(found), _holding(before))


def _holding(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.INFO]


def unseen(found: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """Return those of ``found`` where ``before`` has nothing of their category, also nothing that passes."""
    known: defaultdict[tuple[Category, str], list[Finding]] = defaultdict(list)
    for finding in before:
        known[finding.category, finding.part].append(finding)
    return [f for f in found if not any(k.start < f.end and f.start < k.end for k in known[f.category, f.part])]


def without_doubles(findings: Sequence[Finding]) -> list[Finding]:
    """Drop what the HTML shows again of what stands in the plain text: one finding a place.

    What is passed over in a signature says nothing about the same words elsewhere.
    """
    elsewhere = {_what(f) for f in findings if f.part != HTML}
    return [f for f in findings if f.part != HTML or _what(f) not in elsewhere]


def _what(finding: Finding) -> tuple[Category, str, bool]:
    return finding.category, fold_plainly(finding.text), finding.explanation == _IN_SIGNATURE
