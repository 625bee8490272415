"""The use case behind `policy evaluate`: scans are compared with what a person said of the same messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from relay.model.category import Category, Severity
from relay.model.decision import Outcome
from relay.service.scan_files import Scan, ScannedLine
from relay.service.scan_input import Label

_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the bounds of its 95 % Wilson interval (Wilson 1927); ``value`` is None of nothing."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.hits / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) of nothing."""
        if not self.of:
            return 0.0, 1.0
        share, z2 = self.hits / self.of, _Z * _Z
        middle = share + z2 / (2 * self.of)
        spread = _Z * sqrt(share * (1 - share) / self.of + z2 / (4 * self.of * self.of))
        whole = 1 + z2 / self.of
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass
class Count:
    """How often something was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> Share:
        """Of what was found, the share that was there."""
        return Share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Share:
        """Of what was there, the share that was found."""
        return Share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled message, or conversation, and what the scanner made of it."""

    id: str
    label: Label
    outcome: Outcome
    found: frozenset[Category]
    text: str

    @property
    def missed(self) -> frozenset[Category]:
        """Categories that were to be found and were not."""
        return self.label.categories - self.found

    @property
    def wrongly_found(self) -> frozenset[Category]:
        """Categories that were found and not named."""
        return self.found - self.label.categories


@dataclass
class Evaluation:
    """The whole comparison. ``held`` counts decisions; ``clean`` is the share of clean mail that passes."""

    cases: int = 0
    unlabelled: int = 0
    held: Count = field(default_factory=Count)
    passed: int = 0
    categories: dict[Category, Count] = field(default_factory=dict)
    misses: list[Case] = field(default_factory=list)
    false_alarms: list[Case] = field(default_factory=list)
    other_categories: list[Case] = field(default_factory=list)

    @property
    def clean(self) -> Share:
        """Of what was labelled as clean, the share that passes."""
        return Share(self.passed, self.passed + self.held.wrong)

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
        if wanted and held:
            self.held.right += 1
        elif wanted:
            self.held.missed += 1
            self.misses.append(case)
        elif held:
            self.held.wrong += 1
            self.false_alarms.append(case)
        else:
            self.passed += 1


def evaluate(lines: Iterable[ScannedLine]) -> Evaluation:
    """Compare labelled lines with their scans; a conversation is held where one of its messages is."""
    evaluation = Evaluation()
    for scanned in lines:
        cases = _cases(scanned)
        evaluation.unlabelled += not cases
        for case in cases:
            evaluation.add(case)
    return evaluation


def _cases(scanned: ScannedLine) -> list[Case]:
    line = scanned.line
    texts = [f"{message.subject}\n{message.body}".strip() for message in line.messages]
    if line.label is not None:
        return [_case(str(line.id), line.label, scanned.scans, "\n---\n".join(texts))]
    return [
        _case(f"{line.id}/{number}", message.label, [scan], text)
        for number, (message, scan, text) in enumerate(zip(line.messages, scanned.scans, texts, strict=True), start=1)
        if message.label is not None
    ]


def _case(name: str, label: Label, scans: Sequence[Scan], text: str) -> Case:
    found = {f.category for scan in scans for f in scan.findings if f.severity is not Severity.INFO}
    held = any(scan.verdict.outcome is Outcome.HOLD for scan in scans)
    return Case(name, label, Outcome.HOLD if held else Outcome.FORWARD, frozenset(found), text)
