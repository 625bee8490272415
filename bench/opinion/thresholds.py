"""Sets the thresholds on mail that was not trained on: the most harm found for few clean mails held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relay.model.category import Category

_MORE_FOR_CRISIS = 0.5  # so much of the common share of clean mail may be held besides, where it reads like a crisis
_HIGHEST = 0.99


@dataclass(frozen=True, slots=True)
class Judged:
    """A message by its window of the highest score for harm, and the likeliest category there."""

    held: bool
    harm: float
    likeliest: Category


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which a category is found, and one below which a rule's hint does not count."""

    categories: Mapping[Category, float]
    harmless_below: float


def thresholds_for(
    messages: Sequence[Judged], categories: Sequence[Category], most_held: float, most_hinted: float
) -> Thresholds:
    """Return the lowest thresholds at which at most a share ``most_held`` of clean messages is held.

    ``most_hinted`` is the share of clean messages in which a hint would count, if there were one.
    """
    clean = [message for message in messages if not message.held]
    common = _exceeded_by([message.harm for message in clean], most_held * len(clean))
    crisis = [message.harm for message in clean if message.likeliest.is_crisis and message.harm < common]
    lower = min(common, _exceeded_by(crisis, _MORE_FOR_CRISIS * most_held * len(clean)))
    found = {category: lower if category.is_crisis else common for category in categories}
    return Thresholds(found, _exceeded_by([message.harm for message in clean], most_hinted * len(clean)))


def _exceeded_by(scores: Sequence[float], count: float) -> float:
    """Return the score that at most ``count`` of ``scores`` reach."""
    ordered = sorted(scores, reverse=True)
    place = int(count)
    return min(_HIGHEST, round(float(np.nextafter(ordered[place], 1.0)) + 5e-4, 3)) if place < len(ordered) else 0.5


def share_found(messages: Sequence[Judged], thresholds: Thresholds) -> float:
    """Return the share of harmful messages that reach their threshold."""
    found = [message.harm >= thresholds.categories[message.likeliest] for message in messages if message.held]
    return float(np.mean(found)) if found else 0.0
