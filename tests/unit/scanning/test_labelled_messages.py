"""Every row of the labels, both columns: what is to be held is held, and its near misses pass."""

from collections import Counter
from pathlib import Path

import pytest

from relay.model.category import Category
from relay.model.decision import Outcome
from relay.service.scan_files import FileScanner, ScannedLine
from relay.service.scan_input import read_line
from tests.support.scanners import shipped_policy, shipped_scanner

FILE = Path(__file__).parents[2] / "scanning" / "dev.jsonl"
LINES = FILE.read_bytes().splitlines()
LEAST = 2
# What no text alone can show: states of pairs and mails, and attachments.
_NOT_IN_TEXTS = frozenset({"account", "attachment", "gate", "system"})


ROWS = sorted({str(read_line(line).id).rpartition("-")[0] for line in LINES})


@pytest.mark.parametrize("row", ROWS)
def test_the_messages_of_a_row_are_judged_as_a_careful_person_does(row: str) -> None:
    """A learned model has no exact border: at most a fifth of a row is held needlessly, and no harm passes."""
    scanner = FileScanner(shipped_policy(), shipped_scanner())
    lines = [line for line in LINES if str(read_line(line).id).rpartition("-")[0] == row]
    wrong: dict[Outcome, list[ScannedLine]] = {Outcome.HOLD: [], Outcome.FORWARD: []}
    for scanned in scanner.scan_lines(lines):
        assert isinstance(scanned, ScannedLine)
        assert scanned.line.label is not None
        if scanned.scans[0].verdict.outcome is not scanned.line.label.outcome:
            wrong[scanned.line.label.outcome].append(scanned)
    assert not wrong[Outcome.HOLD]
    assert len(wrong[Outcome.FORWARD]) <= max(1, len(lines) // 5), wrong[Outcome.FORWARD]


def test_every_category_has_messages_that_are_held() -> None:
    labels = [read_line(line).label for line in LINES]
    counts = Counter(category for label in labels if label for category in label.categories)
    for category in Category:
        if category.family not in _NOT_IN_TEXTS:
            assert counts[category] >= LEAST, category


def test_every_category_has_near_misses_that_pass() -> None:
    """The ids begin with the row that they belong to."""
    near_misses: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for line in map(read_line, LINES):
        row = str(line.id).rpartition("-")[0]
        assert line.label is not None
        (near_misses if line.label.outcome is Outcome.FORWARD else held)[row] += 1
    for row in held:
        assert near_misses[row] >= LEAST, row
