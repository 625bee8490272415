"""The use case behind `policy evaluate`: scans are compared with what a person said of the same messages."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from relay.model.category import Category, Severity
from relay.model.decision import Outcome
from relay.service.measures import Count, Share, Tally
from relay.service.scan_files import Scan, ScannedLine
from relay.service.scan_input import Label

_REPORTED = 24  # of 256: about a tenth of all ids


class Split(StrEnum):
    """A part of a labelled set: rules are made with ``dev``, figures are told of ``report``."""

    DEV = "dev"
    REPORT = "report"

    def holds(self, line_id: str | int) -> bool:
        """Whether a line is in this part: by the first byte of the SHA-256 of its id, whatever file it is in."""
        return (lot_of(line_id) < _REPORTED) is (self is Split.REPORT)


def lot_of(line_id: str | int) -> int:
    """Return what decides on a line's part, from 0 to 255: the first byte of the SHA-256 of its id."""
    return hashlib.sha256(str(line_id).encode()).digest()[0]


class Kind(StrEnum):
    """What was labelled: a message, a whole conversation, or a message of one."""

    MESSAGE = "message"
    CONVERSATION = "conversation"
    IN_CONVERSATION = "message of a conversation"


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled message, or conversation, and what the scanner made of it; ``source`` is its file."""

    id: str
    label: Label
    outcome: Outcome
    found: frozenset[Category]
    text: str
    kind: Kind = Kind.MESSAGE
    source: str = ""

    @property
    def missed(self) -> frozenset[Category]:
        """Categories that were to be found and were not."""
        return self.label.categories - self.found

    @property
    def wrongly_found(self) -> frozenset[Category]:
        """Categories that were found and not named."""
        return self.found - self.label.categories

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """The rows beside its categories in which it counts: what was labelled, style and language."""
        named = (("kind", self.kind.value), ("style", self.label.style), ("language", self.label.language))
        return tuple((group, value) for group, value in named if value)


@dataclass
class Evaluation:
    """The whole comparison. ``all`` counts decisions; ``groups`` those by kind, style and language."""

    cases: int = 0
    unlabelled: int = 0
    all: Tally = field(default_factory=Tally)
    groups: dict[tuple[str, str], Tally] = field(default_factory=dict)
    categories: dict[Category, Count] = field(default_factory=dict)
    misses: list[Case] = field(default_factory=list)
    false_alarms: list[Case] = field(default_factory=list)
    other_categories: list[Case] = field(default_factory=list)

    @property
    def held(self) -> Count:
        """How often holding was right."""
        return self.all.held

    @property
    def clean(self) -> Share:
        """Of what was labelled as clean, the share that passes."""
        return self.all.clean

    def add(self, case: Case) -> None:
        """Count one case."""
        self.cases += 1
        self._count_decision(case)
        for category in case.found | case.label.categories:
            count = self.categories.setdefault(category, Count())
            count.right += category in case.found and category in case.label.categories
            count.wrong += category in case.wrongly_found
            count.missed += category in case.missed
        if case.missed or case.wrongly_found:
            self.other_categories.append(case)

    def _count_decision(self, case: Case) -> None:
        wanted, held = case.label.outcome is Outcome.HOLD, case.outcome is Outcome.HOLD
        for tally in (self.all, *(self.groups.setdefault(group, Tally()) for group in case.groups)):
            tally.add(wanted=wanted, held=held)
        if wanted and not held:
            self.misses.append(case)
        if held and not wanted:
            self.false_alarms.append(case)


@dataclass(frozen=True, slots=True)
class Changed:
    """One case under two policies that do not find the same in it."""

    before: Case
    after: Case


@dataclass
class Comparison:
    """Two policies, compared on the same mail."""

    before: Evaluation = field(default_factory=Evaluation)
    after: Evaluation = field(default_factory=Evaluation)
    changed: list[Changed] = field(default_factory=list)

    def add(self, before: Case, after: Case) -> None:
        """Count one case as both policies judge it."""
        self.before.add(before)
        self.after.add(after)
        if (before.outcome, before.found) != (after.outcome, after.found):
            self.changed.append(Changed(before, after))


def evaluate(lines: Iterable[ScannedLine]) -> Evaluation:
    """Compare labelled lines with their scans; a conversation is held where one of its messages is."""
    evaluation = Evaluation()
    for scanned in lines:
        cases = cases_of(scanned)
        evaluation.unlabelled += not cases
        for case in cases:
            evaluation.add(case)
    return evaluation


def compare(lines: Iterable[tuple[ScannedLine, ScannedLine]]) -> Comparison:
    """Compare lines as an earlier policy, and as the one in question, judge them."""
    comparison = Comparison()
    for before, after in lines:
        old, new = cases_of(before), cases_of(after)
        comparison.before.unlabelled += not old
        comparison.after.unlabelled += not new
        for old_case, new_case in zip(old, new, strict=True):
            comparison.add(old_case, new_case)
    return comparison


def cases_of(scanned: ScannedLine) -> list[Case]:
    """Return what is labelled of a line: the whole of it, or each of its messages."""
    line = scanned.line
    texts = [f"{message.subject}\n{message.body}".strip() for message in line.messages]
    if line.label is not None:
        kind = Kind.MESSAGE if line.single else Kind.CONVERSATION
        return [_case(str(line.id), line.label, scanned.scans, "\n---\n".join(texts), kind, scanned.source)]
    return [
        _case(f"{line.id}/{number}", message.label, [scan], text, Kind.IN_CONVERSATION, scanned.source)
        for number, (message, scan, text) in enumerate(zip(line.messages, scanned.scans, texts, strict=True), start=1)
        if message.label is not None
    ]


def _case(name: str, label: Label, scans: Sequence[Scan], text: str, kind: Kind, source: str) -> Case:
    found = {f.category for scan in scans for f in scan.findings if f.severity is not Severity.INFO}
    held = any(scan.verdict.outcome is Outcome.HOLD for scan in scans)
    return Case(name, label, Outcome.HOLD if held else Outcome.FORWARD, frozenset(found), text, kind, source)
