"""The signals and pictures of ``data/conversation.toml``, read once and compiled."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from relay.config.phrases import phrase_expression
from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.patterns import Pattern, pattern
from relay.scanning.prefilter import Prefilter

_FILE = Path(__file__).parents[1] / "data" / "conversation.toml"
_WHOLE = "re:"
_INNER = "innerexpression"


@dataclass(frozen=True, slots=True)
class SignalRule:
    """Phrases that make a signal of a kind; ``author``: in the mail of this role alone."""

    kind: str
    phrases: Pattern
    exceptions: "Pattern | None"
    author: Role | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A harm that signals of several messages make together; see the head of the file for each field."""

    category: Category
    explanation: str
    kinds: Mapping[str, float]
    core: frozenset[str]
    last: frozenset[str]
    least: float
    least_kinds: int
    least_core: int
    repeat: float
    author: Role | None
    both: bool


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def signal_rules() -> tuple[SignalRule, ...]:
    """Return the signals that are looked for; compiling them takes a moment, once."""
    table = _table()
    return tuple(_signal(kind, entry, table["words"]) for kind, entry in table["signal"].items())


@cache
def signal_prefilter() -> Prefilter:
    """Return what tells which of `signal_rules`, by their places, match in a text."""
    table = _table()
    return Prefilter(
        [[expression(phrase, table["words"]) for phrase in entry["phrases"]] for entry in table["signal"].values()]
    )


@cache
def pictures() -> tuple[Picture, ...]:
    """Return the pictures that signals may make together."""
    return tuple(_picture(entry) for entry in _table()["picture"])


def _signal(kind: str, entry: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> SignalRule:
    exceptions = entry.get("except", ())
    return SignalRule(
        kind,
        _joined(entry["phrases"], words),
        _joined(exceptions, words) if exceptions else None,
        Role(entry["author"]) if "author" in entry else None,
    )


def _joined(phrases: Sequence[str], words: Mapping[str, Sequence[str]]) -> Pattern:
    return pattern(f"(?:{'|'.join(expression(phrase, words) for phrase in phrases)})")


def expression(phrase: str, words: Mapping[str, Sequence[str]]) -> str:
    """Return the RE2 expression of a phrase in which, beside what policy.toml knows, ``re:X`` may stand as a word.

    X ends at a space, or at ``|`` or ``)`` outside of brackets of its own.
    """
    if phrase.startswith(_WHOLE):
        return phrase_expression(phrase, words)
    inner: list[str] = []
    while (start := phrase.find(_WHOLE)) >= 0:
        end = _end_of_inner(phrase, start + len(_WHOLE))
        inner.append(phrase[start + len(_WHOLE) : end])
        phrase = f"{phrase[:start]}{_INNER}{len(inner) - 1}x{phrase[end:]}"
    made = phrase_expression(phrase, words)
    return re.sub(rf"{_INNER}(\d+)x", lambda found: f"(?:{inner[int(found.group(1))]})", made)


def _end_of_inner(phrase: str, start: int) -> int:
    depth = 0
    for index in range(start, len(phrase)):
        character = phrase[index]
        if depth == 0 and character in " |)":
            return index
        depth += (character in "([") - (character in ")]")
    return len(phrase)


def _picture(entry: Mapping[str, Any]) -> Picture:
    kinds = entry["kinds"]
    return Picture(
        category=Category(entry["category"]),
        explanation=entry["explanation"],
        kinds=kinds,
        core=frozenset(entry["core"]),
        last=frozenset(entry.get("last", [kind for kind, points in kinds.items() if points > 0])),
        least=entry["least"],
        least_kinds=entry.get("least_kinds", 2),
        least_core=entry.get("least_core", 1),
        repeat=entry.get("repeat", 0.5),
        author=Role(entry["author"]) if "author" in entry else None,
        both=entry.get("writers") == "both",
    )
