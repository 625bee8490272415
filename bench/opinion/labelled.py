"""Labelled mail as training sees it: windows of texts, each with the categories that stand in it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.opinion.windows import windows
from relay.scanning.passage import Passage
from relay.service.evaluate import Split, lot_of

MESSAGES = Path(__file__).resolve().parents[2] / "tests" / "scanning" / "messages"
CONVERSATIONS = MESSAGES.parent / "conversations"
EARLIER = (MESSAGES.parent / "dev.jsonl",)  # the first set, which the rules were written by
_CALIBRATION_BELOW = 48  # of a line's lot: beside the tenth for the report, another tenth sets thresholds
_MOSTLY = 0.5
NOT_LEARNED = frozenset({Category.LINK_SUSPICIOUS, Category.SYSTEM_UNSCANNED_LANGUAGE})


@dataclass(frozen=True, slots=True)
class Window:
    """A folded text by one author."""

    author: Role
    text: str
    categories: frozenset[Category]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message in windows. ``style`` and ``source`` (the file) are for tables."""

    id: str
    held: bool
    categories: frozenset[Category]
    style: str
    source: str
    windows: tuple[Window, ...]


def part_of(identifier: str) -> str:
    """Return whether a message is for the ``report``, for ``calibration`` or for ``training``."""
    if Split.REPORT.holds(identifier):
        return "report"
    return "calibration" if lot_of(identifier) < _CALIBRATION_BELOW else "training"


def is_learned_talk(identifier: str) -> bool:
    """Return whether the clean messages of a conversation are for training.

    Half of them are not: what looks at whole conversations is trained and measured by scores of messages that the
    second opinion has never seen (`bench.conversation`).
    """
    return part_of(identifier) == "training" and lot_of(identifier) % 2 == 0


def load_labelled(paths: Iterable[Path]) -> Iterator[Labelled]:
    """Yield the labelled messages of JSON Lines; conversations, judged otherwise, are left out."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            values = json.loads(line)
            if "messages" not in values:
                yield _labelled(values, path.stem)


def load_harmless_talk(paths: Iterable[Path]) -> Iterator[Labelled]:
    """Yield each message of the clean conversations of JSON Lines, by the conversation's id.

    What completes a conversation to harm is mostly harmless by itself, so harmful ones teach nothing here.
    """
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            values = json.loads(line)
            if values["expect"] == "forward":
                shared = {"id": values["id"], "expect": "forward"}
                yield from (_labelled({**message, **shared}, path.stem) for message in values["messages"])


def _labelled(values: dict[str, object], source: str) -> Labelled:
    named = values.get("categories", [])
    categories = frozenset(Category(name) for name in named if isinstance(name, str)) if isinstance(named, list) else ()
    learned = frozenset(categories) - NOT_LEARNED
    author = Role(str(values["from_role"]))
    found = [
        Window(author, text, marked)
        for part in ("subject", "body")
        for text, marked in _windows(part, str(values.get(part, "")), learned, _spots(values))
    ]
    return Labelled(
        str(values["id"]),
        values["expect"] == "hold",
        learned,
        str(values.get("style", "")),
        source,
        tuple(found),
    )


def _spots(values: dict[str, object]) -> list[tuple[str, str]]:
    spots = values.get("spots", [])
    return [(str(name), str(text)) for name, text in spots] if isinstance(spots, list) else []


def _windows(
    part: str, written: str, categories: frozenset[Category], spots: list[tuple[str, str]]
) -> Iterator[tuple[str, frozenset[Category]]]:
    if not written.strip():
        return
    passage = Passage(part, written)
    places = [(name, written.find(text), len(text)) for name, text in spots if text in written]
    for start, end in windows(passage):
        text = passage.text[start:end].strip()
        if not spots:
            yield text, categories if part == "body" else frozenset()
            continue
        first, last = passage.folded.span(start, end)
        marked = {
            name
            for name, place, length in places
            if min(last, place + length) - max(first, place) > _MOSTLY * min(length, last - first)
        }
        yield text, frozenset(category for category in categories if category.value in marked)
