"""Labelled conversations with what the scanner says of each of their messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.labelled_mail import TESTS
from bench.measured_scanner import load_parts
from relay.model.category import Category
from relay.model.decision import Outcome, judge
from relay.model.finding import BODY, SUBJECT
from relay.scanning.context import ScanContext
from relay.scanning.conversation.completion import find_completed
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.scanner import Scanner
from relay.service.scan_files import read_lines
from relay.service.scan_input import InputLine

EARLIER = "earlier"  # several files, which the phrases of conversation.toml were written by
_EARLIER_FILES = frozenset("clean crisis escalation later more parts".split())


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was scanned, and whether rules hold it: by itself, or with those before it."""

    message: NewMessage
    held: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. ``categories`` is empty where it is clean; ``source`` names its file.

    Its first ``past`` messages are of other talk and count only as what came before.
    """

    id: str
    source: str
    categories: frozenset[Category]
    harmful: bool
    told: tuple[Told, ...]
    past: int = 0

    @property
    def ends(self) -> range:
        """The places of messages that are judged: all but the first, which nothing came before."""
        return range(max(1, self.past), len(self.told))

    @property
    def held(self) -> bool:
        """Whether a message is held without the learned look."""
        return any(told.held for told in self.told[self.past :])


def group_of(talk: Talk) -> str:
    """Return whose a conversation is: each later file is by a writer of its own."""
    return EARLIER if talk.source in _EARLIER_FILES else talk.source


def preceded(talks: Sequence[Talk]) -> list[Talk]:
    """Return each conversation with another clean one of its group before it, if there is one: none begins so."""
    found = []
    for group in sorted({group_of(talk) for talk in talks}):
        of_group = [talk for talk in talks if group_of(talk) == group]
        clean = [talk for talk in of_group if not talk.harmful]
        for number, talk in enumerate(of_group):
            others = [one for one in clean if one is not talk]
            if others:
                before = others[number % len(others)]
                found.append(replace(talk, told=(*before.told, *talk.told), past=len(before.told)))
    return found


def read_talks(directory: Path | None = None) -> list[Talk]:
    """Scan all labelled conversations of a directory; the program stops at a line that cannot be read."""
    parts = load_parts()
    scanner = parts.scanner()
    paths = sorted((directory or TESTS / "conversations").glob("*.jsonl"))
    return [talk for path in paths for talk in _talks(scanner, path)]


def _talks(scanner: Scanner, path: Path) -> Iterator[Talk]:
    with path.open("rb") as lines:
        for line in read_lines(lines):
            if not isinstance(line, InputLine) or line.label is None:
                raise SystemExit(f"{path}: a line is no labelled conversation")
            harmful = line.label.outcome is Outcome.HOLD
            yield Talk(str(line.id), path.stem, line.label.categories, harmful, tuple(_told(scanner, line)))


def _told(scanner: Scanner, line: InputLine) -> list[Told]:
    told: list[Told] = []
    for message in line.messages:
        texts = [(name, text) for name, text in ((SUBJECT, message.subject), (BODY, message.body)) if text]
        context = ScanContext(author=message.author, correspondents=line.correspondents)
        examined = scanner.examine_texts(texts, context)
        by_itself = bool(judge(examined.findings, scanner.policy, message.author).reasons)
        earlier = [before.message.features for before in told]
        completed = find_completed(earlier, replace(examined.message, judged_by=""))
        told.append(Told(examined.message, by_itself or bool(completed)))
    return told
