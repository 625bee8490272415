"""A learned look at a conversation: what the second opinion thought of its messages, weighed together.

Of each message the record keeps scores (`relay.scanning.opinion.impression`), most of them far below what holds. A
linear model weighs those of the new message, the greatest of what its author wrote shortly before, the greatest of what
the other wrote, and where the new message lies among all texts. `bench.conversation` trains it.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.scanning.conversation.features import ConversationFeatures
from relay.scanning.opinion.impression import HARM, LEAST

SHIPPED = Path(__file__).parents[1] / "data" / "conversation.json"
FORMAT = 2
MOST_MESSAGES = 6  # before the new one; of more of them the greatest scores grow where nothing happens, too
NOW, SAME, OTHER = "now", "same", "other"
SOURCES = (NOW, SAME, OTHER)  # the new message; earlier ones of its author; earlier ones of the other person
_GREATEST = 0.98  # scores beyond it say no more
_SCALE = 6.0
_MOST_CITED = 3


@dataclass(frozen=True, slots=True)
class Level:
    """How strong a kind of score is in one source, 0 and more, and which earlier message has it (by its index)."""

    source: str
    kind: str
    value: float
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a conversation comes to: a score from 0 to 1, the likeliest category, and what adds most to the score."""

    score: float
    category: Category
    carrying: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConversationModel:
    """Weights by source and kind of score, and of the new message's place; ``opinion`` is whose scores they weigh.

    From ``threshold`` on, a score from 0 to 1, the new message is held.
    """

    version: str
    opinion: str
    threshold: float
    bias: float
    weights: Mapping[str, Mapping[str, float]]
    place: tuple[float, ...]
    place_bias: float

    def weigh(
        self, earlier: Sequence[ConversationFeatures], new: ConversationFeatures, place: Sequence[float]
    ) -> Weighed:
        """Return what ``new`` comes to with the messages before it, the oldest first; ``place`` is that of ``new``."""
        total = self.bias
        if len(place) == len(self.place):
            total += self.place_bias + sum(map(float.__mul__, self.place, map(float, place)))
        added: dict[int, float] = {}
        for level in levels(earlier, new):
            part = self.weights[level.source].get(level.kind, 0.0) * level.value
            total += part
            if level.index is not None:
                added[level.index] = added.get(level.index, 0.0) + part
        strongest = sorted(added, key=added.__getitem__, reverse=True)
        carrying = [index for index in strongest if added[index] > 0][:_MOST_CITED] or strongest[:1]
        return Weighed(1 / (1 + math.exp(-total)), likeliest_category(earlier, new), tuple(sorted(carrying)))


def levels(earlier: Sequence[ConversationFeatures], new: ConversationFeatures) -> Iterator[Level]:
    """Yield how strong each kind of score is in each source; those that nothing has are left out."""
    for kind, score in new.opinions.items():
        yield Level(NOW, kind, _level(score))
    strongest: dict[tuple[str, str], tuple[float, int]] = {}
    first = max(0, len(earlier) - MOST_MESSAGES)
    for index, features in enumerate(earlier[first:], start=first):
        source = SAME if features.author is new.author else OTHER
        for kind, score in features.opinions.items():
            if score > strongest.get((source, kind), (0.0, 0))[0]:
                strongest[source, kind] = score, index
    for (source, kind), (score, index) in strongest.items():
        yield Level(source, kind, _level(score), index)


def likeliest_category(earlier: Sequence[ConversationFeatures], new: ConversationFeatures) -> Category:
    """Return the category that new and earlier scores together speak for most."""
    together: dict[str, float] = {}
    for level in levels(earlier, new):
        if level.kind != HARM:
            together[level.kind] = together.get(level.kind, 0.0) + level.value
    best = max(together, key=together.__getitem__, default=Category.CONDUCT_SECRECY.value)
    return Category(best)


def _level(score: float) -> float:
    """Return 0 for the least score that is kept, more for greater ones, evenly by their logits."""
    return max(0.0, (_logit(min(score, _GREATEST)) - _logit(LEAST)) / _SCALE)


def _logit(score: float) -> float:
    return math.log(score / (1 - score))


@cache
def conversation_model() -> ConversationModel:
    """Return the model that comes with the software, read once. Raises ConfigurationError as `load_conversation_model`."""
    return load_conversation_model(SHIPPED)


def load_conversation_model(path: Path) -> ConversationModel:
    """Load a model. Raises ConfigurationError where the file is missing, broken or of another format."""
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if value.pop("format") != FORMAT:
            raise ConfigurationError(f"{path}: the model of conversations has another format than {FORMAT}")
        weights = {
            source: {str(kind): float(weight) for kind, weight in value["weights"][source].items()}
            for source in SOURCES
        }
        place = tuple(float(weight) for weight in value["place"])
        numbers = {name: float(value[name]) for name in ("threshold", "bias", "place_bias")}
        return ConversationModel(
            version=str(value["version"]), opinion=str(value["opinion"]), weights=weights, place=place, **numbers
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(
            f"{path}: the model of conversations cannot be read; install mentor-relay again"
        ) from None
