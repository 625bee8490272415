"""Sets the thresholds on mail that was not trained on: the most harm found for few clean mails held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relay.model.category import Category

# How the clean mail that may be held is shared out: as held the most harm, together with rules and recognisers, where
# nine in ten of the clean pass. Hints of rules look for crises already, and exact recognisers for personal data.
_SHARES = {"pii": 0.25, "conduct": 0.57, "crisis": 0.18}
_HIGHEST = 0.99
_LOWEST = 0.5  # where all that is clean may be held, what is rather harmful than not


@dataclass(frozen=True, slots=True)
class Scored:
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
    messages: Sequence[Scored], categories: Sequence[Category], most_held: float, most_hinted: float
) -> Thresholds:
    """Return the lowest thresholds at which at most a share ``most_held`` of clean messages is held.

    ``most_hinted`` is the share of clean messages in which a hint would count, if there were one. Raises ValueError
    where there is no clean message: it would tell nothing.
    """
    clean = [message for message in messages if not message.held]
    if not clean:
        raise ValueError("no clean message to set thresholds by")
    of_family = {
        family: _exceeded_by(
            [message.harm for message in clean if message.likeliest.family == family], share * most_held * len(clean)
        )
        for family, share in _SHARES.items()
    }
    found = {category: of_family[category.family] for category in categories}
    return Thresholds(found, _exceeded_by([message.harm for message in clean], most_hinted * len(clean)))


def _exceeded_by(scores: Sequence[float], count: float) -> float:
    """Return the score that at most ``count`` of ``scores`` reach; the lowest there is where that may be all."""
    ordered = sorted(scores, reverse=True)
    place = int(count)
    if place >= len(ordered):
        return _LOWEST
    return min(_HIGHEST, round(float(np.nextafter(ordered[place], 1.0)) + 5e-4, 3))


def share_found(messages: Sequence[Scored], thresholds: Thresholds) -> float:
    """Return the share of harmful messages that reach their threshold."""
    found = [message.harm >= thresholds.categories[message.likeliest] for message in messages if message.held]
    return float(np.mean(found)) if found else 0.0
