"""The cells of LABELS: each row's two columns, with messages written for one clause of theirs each.

A line of `tests/scanning/cells.jsonl` is a line to be scanned (`relay.service.scan_input`) with ``row`` (a category, or
a standing rule), ``column``, the ``clause`` that it is an example of, ``delivered`` (what the pair has been delivered
before) and, where the scanner is wrong today, ``known``: what it does instead.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from relay.model.category import Category
from relay.model.decision import Verdict, judge
from relay.model.finding import BODY, SUBJECT, Finding
from relay.scanning.context import ScanContext
from relay.service.scan_input import InputMessage, Label, read_line
from tests.support.letters import RELAY_DOMAIN
from tests.support.scanners import shipped_policy, shipped_scanner

FILE = Path(__file__).parents[1] / "scanning" / "cells.jsonl"
HOLDS, PASSES = "holds", "passes"


@dataclass(frozen=True, slots=True)
class Example:
    """One message of a cell."""

    id: str
    row: str
    column: str
    clause: str
    known: str
    message: InputMessage
    label: Label
    context: ScanContext

    @property
    def needed(self) -> frozenset[Category]:
        """The categories that must be found: the row's own, or under a standing rule all that the label names."""
        if self.row in frozenset(Category):
            return frozenset({Category(self.row)})
        return self.label.categories


@dataclass(frozen=True, slots=True)
class Judged:
    """What the shipped scanner found in an example, and what the shipped policy says of that."""

    findings: tuple[Finding, ...]
    verdict: Verdict


def read_cells() -> tuple[Example, ...]:
    """Return all examples in the order of the file."""
    return tuple(_example(line) for line in FILE.read_bytes().splitlines())


def _example(line: bytes) -> Example:
    values = json.loads(line)
    read = read_line(line)
    assert read.label is not None
    (message,) = read.messages
    context = ScanContext(
        author=message.author,
        correspondents=read.correspondents,
        delivered_texts=tuple(values.get("delivered", ())),
        program_domain=RELAY_DOMAIN,
    )
    return Example(
        id=str(read.id),
        row=values["row"],
        column=values["column"],
        clause=values["clause"],
        known=values.get("known", ""),
        message=message,
        label=read.label,
        context=context,
    )


@cache
def judged(example: Example) -> Judged:
    """Scan an example, once for a whole run."""
    parts = ((SUBJECT, example.message.subject), (BODY, example.message.body))
    findings = shipped_scanner().examine_texts([part for part in parts if part[1]], example.context).findings
    return Judged(findings, judge(findings, shipped_policy(), example.context.author))
