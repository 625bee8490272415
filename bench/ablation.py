"""What each part of the scanner earns: recall and passing mail without it, as differences in points.

Run: python -m bench.ablation [FILE.jsonl …] [--part dev|report|all] [--most N] [--json]

The same labelled messages and conversations (by default the report part of `tests/scanning`) are judged by the whole
scanner and by scanners with a part left out:

- without normalisation: texts as their senders wrote them. Nothing is folded to plain letters, and no other reading
  (l33t, spaced letters, number words, dictation, codes, bidirectional order …) is looked at;
- without NER: names by lists and context alone, the language model is never asked;
- no second opinion, hints hold: hints of rules, which want one, hold by themselves: recall is bought with mail that no
  longer passes;
- no second opinion, no hints: what rules are sure of or find likely. This is the row that tells what the learned part
  earns, since about as much clean mail passes;
- without conversation: every message by itself;
- rules alone: phrases, recognisers and normalisation, without the three others;
- learned part alone: what the second opinion says of the folded text, no rule and no recogniser.

A difference is of the same mails, one by one, with the 95 % interval of pairs: -2.0 means that the whole scanner has
two points more. The rows of the learned part are missing where it is not installed.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.clock import ENVIRONMENT
from bench.figures import Difference, share_as_json, shown
from bench.labelled_mail import PARTS, TESTS, labelled_lines, message_files
from bench.measured_scanner import Parts, load_parts
from bench.undone_normalisation import as_written
from relay.model.decision import Outcome
from relay.model.finding import Finding
from relay.model.policy import Policy
from relay.scanning.context import ScanContext
from relay.scanning.conversation.extraction import read_message
from relay.scanning.opinion.second_opinion import SecondOpinion
from relay.scanning.passage import Passage
from relay.scanning.scanner import Examined, Scanner
from relay.service.evaluate import Case, Kind, cases_of
from relay.service.measures import Share, Tally
from relay.service.scan_files import FileScanner
from relay.service.scan_input import InputLine

WHOLE = "the whole scanner"
_KINDS = {"messages": (Kind.MESSAGE,), "conversations": (Kind.CONVERSATION, Kind.IN_CONVERSATION)}


class _EachMessageAlone(Scanner):
    """A scanner that is told nothing of earlier messages."""

    def examine_texts(self, texts: Sequence[tuple[str, str]], context: ScanContext) -> Examined:
        """Forget the conversation, and scan."""
        return super().examine_texts(texts, replace(context, earlier=()))


class _LearnedAlone(Scanner):
    """A scanner that has the second opinion and nothing else."""

    def __init__(self, parts: Parts) -> None:
        """Take the learned part, which has to be there."""
        super().__init__(parts.policy, None)
        assert parts.opinion is not None
        self._second = SecondOpinion(parts.opinion, parts.policy.scan.opinion)
        self._categories = parts.policy.categories

    def examine_texts(self, texts: Sequence[tuple[str, str]], context: ScanContext) -> Examined:
        """Return what the model says of each text."""
        passages = [Passage(part, text) for part, text in texts]
        return Examined(tuple(self._findings(passages, context)), read_message([], context.author))

    def _findings(self, passages: Sequence[Passage], context: ScanContext) -> Iterator[Finding]:
        for passage in passages:
            for match in self._second.find(passage, self._second.judging(context.author)):
                severity = match.severity or self._categories[match.category].severity
                start, end = passage.folded.span(match.start, match.end)
                text = passage.written[start:end]
                yield Finding(match.category, severity, match.score, passage.part, start, end, text, match.explanation)


@dataclass(frozen=True, slots=True)
class Variant:
    """A scanner with something left out; ``within``: in what it is asked."""

    name: str
    scanner: Scanner
    within: Callable[[], AbstractContextManager[None]] = nullcontext


def variants(parts: Parts) -> Iterator[Variant]:
    """Yield the whole scanner, and those with something left out."""
    yield Variant(WHOLE, parts.scanner())
    yield Variant("without normalisation", parts.scanner(), as_written)
    yield Variant("without NER", parts.scanner(ner=False))
    if parts.opinion is not None:
        yield Variant("no second opinion, hints hold", parts.scanner(learned=False))
        yield Variant("no second opinion, no hints", Scanner(_without_hints(parts.policy), parts.language))
    alone = _EachMessageAlone(parts.policy, parts.language, parts.opinion)
    yield Variant("without conversation", alone)
    yield Variant("rules alone", _EachMessageAlone(parts.policy, None))
    if parts.opinion is not None:
        yield Variant("learned part alone", _LearnedAlone(parts))


def _without_hints(policy: Policy) -> Policy:
    rules = tuple(
        replace(rule, patterns=(*rule.patterns, *rule.likely), likely=(), hints=()) for rule in policy.scan.rules
    )
    return replace(policy, scan=replace(policy.scan, rules=rules))


def judge(variant: Variant, parts: Parts, lines: Sequence[InputLine]) -> list[Case]:
    """Return the cases of ``lines`` as a variant judges them; a scanner that breaks at one stops the program."""
    scanner = FileScanner(parts.policy, variant.scanner)
    with variant.within():
        cases = [case for line in lines for case in cases_of(scanner.scan_line(line))]
    broken = [case.id for case in cases if any(c.value == "system.scan_failed" for c in case.found)]
    if broken:
        raise SystemExit(f"{variant.name}: the scanner broke at {', '.join(broken[:5])}; there is nothing to compare")
    return cases


@dataclass(frozen=True, slots=True)
class Row:
    """How one variant does with cases of one kind, and how far that is from the whole scanner."""

    variant: str
    tally: Tally
    recall: Difference | None
    passed: Difference | None


def rows(judged: dict[str, list[Case]], kinds: Sequence[Kind]) -> list[Row]:
    """Return the rows of a table; every variant has the same cases in the same order."""
    return [_row(name, judged[WHOLE], cases, kinds) for name, cases in judged.items()]


def _row(name: str, whole: list[Case], cases: list[Case], kinds: Sequence[Kind]) -> Row:
    pairs = [(before, after) for before, after in zip(whole, cases, strict=True) if after.kind in kinds]
    tally = Tally()
    for _, case in pairs:
        tally.add(wanted=_wanted(case), held=_held(case))
    dirty, clean = ([pair for pair in pairs if _wanted(pair[0]) is wanted] for wanted in (True, False))
    recall = Difference.of((_held(a) for a, _ in dirty), (_held(b) for _, b in dirty))
    passed = Difference.of((not _held(a) for a, _ in clean), (not _held(b) for _, b in clean))
    return Row(name, tally, recall, passed)


def _wanted(case: Case) -> bool:
    return case.label.outcome is Outcome.HOLD


def _held(case: Case) -> bool:
    return case.outcome is Outcome.HOLD


def main() -> None:
    """Judge the labelled mail by every variant and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl", help="labelled messages, conversations")
    parser.add_argument("--part", choices=PARTS, default="report", help="of the labelled mail")
    parser.add_argument("--most", type=int, default=0, metavar="N", help="at most the first N lines of a file (0: all)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    files = options.files or [*message_files(), *sorted((TESTS / "conversations").glob("*.jsonl"))]
    lines = [line for file in files for line in list(labelled_lines([file], options.part))[: options.most or None]]
    parts = load_parts()
    judged = {variant.name: judge(variant, parts, lines) for variant in variants(parts)}
    tables = {name: rows(judged, kinds) for name, kinds in _KINDS.items()}
    if options.json:
        found = {name: [_as_json(row) for row in table] for name, table in tables.items()}
        print(json.dumps({"part": options.part, "environment": ENVIRONMENT} | found, indent=2))
        return
    for name, table in tables.items():
        _print(name, table)


def _print(name: str, table: Sequence[Row]) -> None:
    print(f"\n{name}\n  {'':<30} {'recall':<30} {'points':<20} {'clean mail that passes':<30} points")
    for row in table:
        held, clean = shown(row.tally.held.recall), shown(row.tally.clean)
        print(f"  {row.variant:<30} {held:<30} {_points(row, row.recall):<20} {clean:<30} {_points(row, row.passed)}")


def _points(row: Row, difference: Difference | None) -> str:
    return "" if row.variant == WHOLE or difference is None else str(difference)


def _as_json(row: Row) -> dict[str, Any]:
    def told(share: Share, difference: Difference | None) -> dict[str, Any]:
        points = None if difference is None else [difference.points, difference.low, difference.high]
        return share_as_json(share) | {"points": points}

    recall, clean = told(row.tally.held.recall, row.recall), told(row.tally.clean, row.passed)
    return {"variant": row.variant, "recall": recall, "clean_passed": clean}


if __name__ == "__main__":
    main()
