"""What is kept of a scanned message so that later ones can be read together with it: no text, bounded, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from relay.model.identity import Role

VERSION = 2
_READ_TOO = (1,)  # it had a place among all texts, which was never used
MOST_PHRASES = 60  # of one message
MOST_PIECES = 40  # of one message: digits and letters
MOST_SIGNALS = MOST_PHRASES + MOST_PIECES
MOST_TOKEN = 24  # characters
MOST_MESSAGES = 30  # of a pair that are read together
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that means nothing alone: its kind (`data/conversation.toml`), and where it was written.

    ``token`` is what may be a piece of a whole: digits, letters, a word that two agreed on; else "". ``start`` and
    ``end`` are offsets into ``part`` as the sender wrote it.
    """

    kind: str
    part: str
    start: int
    end: int
    token: str = ""


@dataclass(frozen=True, slots=True)
class ConversationFeatures:
    """What one message adds to the conversation.

    ``message`` names it in explanations: its id, or its number in a file. ``settled``: a person has read and released
    it, so that what it completed does not hold the next one again. ``opinions`` are the second opinion's scores from 0
    to 1, by category and for harm of any kind (`relay.scanning.opinion.impression`).
    """

    author: Role | None
    signals: tuple[Signal, ...] = ()
    opinions: Mapping[str, float] = field(default_factory=dict)
    message: str = ""
    settled: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it could add to any picture."""
        return not self.signals and not self.opinions

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON knows it, without name and standing: those belong to the message's row."""
        return {
            "v": VERSION,
            "author": self.author.value if self.author else None,
            "signals": [[s.kind, s.part, s.start, s.end, s.token] for s in self.signals],
            "opinions": dict(self.opinions),
        }


def features_from_json(value: Any, *, message: str = "", settled: bool = False) -> ConversationFeatures:  # noqa: ANN401 -- JSON
    """Return what `to_json` gave. Raises ValueError for anything else, as of a version that is not known."""
    try:
        if value["v"] not in (VERSION, *_READ_TOO):
            raise ValueError(f"conversation features of version {value['v']}, not {VERSION}")
        signals = tuple(
            Signal(str(kind), str(part), int(start), int(end), str(token))
            for kind, part, start, end, token in value["signals"]
        )
        opinions = {str(name): float(score) for name, score in value["opinions"].items()}
        author = Role(value["author"]) if value["author"] else None
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no conversation features") from error
    return ConversationFeatures(author, signals, opinions, message, settled)
