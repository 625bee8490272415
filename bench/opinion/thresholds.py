"""Sets each category's threshold on mail that was not trained on: the most harm found for few clean mails held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relay.model.category import Category

_STEPS = np.round(np.arange(0.10, 0.96, 0.02), 2)
_LOWER_FOR_CRISIS = 0.6  # of the common threshold: a missed cry for help weighs more than a look too many


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with the highest score of its windows for each category, the likeliest raised to that for harm."""

    held: bool
    scores: NDArray[np.float32]


def message_scores(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return one row for a message of the rows of its windows, as `SecondOpinion` counts them."""
    found = rows[:, :-1].copy()
    likeliest = found.argmax(axis=1)
    places = np.arange(len(found))
    found[places, likeliest] = np.maximum(found[places, likeliest], rows[:, -1])
    result: NDArray[np.float32] = found.max(axis=0)
    return result


def thresholds_for(
    messages: Sequence[Judged], categories: Sequence[Category], most_held: float
) -> Mapping[Category, float]:
    """Return the lowest common threshold at which at most a share ``most_held`` of clean messages is held."""
    clean = [message.scores for message in messages if not message.held]
    for step in _STEPS:
        found = {category: _lowered(category, float(step)) for category in categories}
        limits = np.array([found[category] for category in categories])
        if np.mean([bool((scores >= limits).any()) for scores in clean]) <= most_held:
            return found
    return dict.fromkeys(categories, float(_STEPS[-1]))


def _lowered(category: Category, step: float) -> float:
    return round(step * _LOWER_FOR_CRISIS, 3) if category.is_crisis else step


def share_found(messages: Sequence[Judged], categories: Sequence[Category], found: Mapping[Category, float]) -> float:
    """Return the share of harmful messages that reach a threshold."""
    limits = np.array([found[category] for category in categories])
    harmful = [message.scores for message in messages if message.held]
    return float(np.mean([bool((scores >= limits).any()) for scores in harmful])) if harmful else 0.0
