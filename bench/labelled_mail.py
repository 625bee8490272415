"""Labelled mail for measurements: the lines of `tests/scanning` that are messages of their own, in their parts."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from relay.model.category import Category
from relay.model.decision import Outcome
from relay.service.evaluate import Split
from relay.service.scan_files import read_lines
from relay.service.scan_input import InputLine, InputMessage

TESTS = Path(__file__).resolve().parents[1] / "tests" / "scanning"
PARTS = ("dev", "report", "all")


@dataclass(frozen=True, slots=True)
class Mail:
    """A message with what a person said of it. ``categories`` is empty where it is clean."""

    line: InputLine
    wanted: bool
    categories: frozenset[Category]
    style: str = ""
    language: str = ""

    @property
    def message(self) -> InputMessage:
        """The one message of the line."""
        return self.line.messages[0]

    @property
    def text(self) -> str:
        """Subject and body, as they are read."""
        return f"{self.message.subject}\n{self.message.body}".strip()


def plain_mail(identifier: str, body: str, *, wanted: bool, categories: Iterable[Category] = ()) -> Mail:
    """Return a mail of which nothing is known but its text and its label."""
    message = InputMessage(None, "", body, None)
    line = InputLine(identifier, (message,), single=True, correspondents=None, label=None)
    return Mail(line, wanted, frozenset(categories))


def message_files() -> list[Path]:
    """Return the files of labelled messages that come with the software."""
    return sorted((TESTS / "messages").glob("*.jsonl"))


def labelled_lines(paths: Sequence[Path], part: str = "all") -> Iterator[InputLine]:
    """Yield the lines of ``part`` (dev, report or all) that can be read; others stop the program."""
    for path in paths:
        with path.open("rb") as lines:
            for line in read_lines(lines):
                if not isinstance(line, InputLine):
                    raise SystemExit(f"{path}: line {line.number}: {line.problem}")
                if part == "all" or Split(part).holds(line.id):
                    yield line


def load_mails(paths: Sequence[Path], part: str = "all") -> list[Mail]:
    """Return the labelled messages of ``part``; conversations, judged as a whole, are left out."""
    return [
        Mail(line, line.label.outcome is Outcome.HOLD, line.label.categories, line.label.style, line.label.language)
        for line in labelled_lines(paths, part)
        if line.single and line.label is not None
    ]


def sample(mails: Sequence[Mail], most: int) -> list[Mail]:
    """Return at most ``most`` mails (0: all), those with the lowest SHA-256 of their text: the same ones every time."""
    if not most or len(mails) <= most:
        return list(mails)
    return sorted(mails, key=lambda mail: hashlib.sha256(mail.text.encode()).digest())[:most]
