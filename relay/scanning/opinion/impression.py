"""What the second opinion makes of a whole message: kept below its thresholds, to be read together with others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from relay.model.category import Category
from relay.scanning.opinion.model import Judgement

HARM = "harm"  # the score for harm of any kind, beside those of categories
LEAST = 0.0025  # a score below it says nothing and is not kept
_DIGITS = 4
_NO_SCORES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Impression:
    """The greatest score, 0 to 1, of each category (and `HARM`) over the windows that a sender newly wrote.

    ``place`` is the mean place of those windows as the first layers have it, of length one; empty where none was worth
    a look. ``version`` is that of the model that judged; "" where nobody did.
    """

    scores: Mapping[str, float] = field(default_factory=lambda: _NO_SCORES)
    place: tuple[float, ...] = ()
    version: str = ""


def impression_of(judgements: Sequence[Judgement], categories: Sequence[Category], version: str) -> Impression:
    """Return what the judgements of a message's windows come to."""
    scores: dict[str, float] = {}
    for judgement in judgements:
        rows = zip((*categories, HARM), (*judgement.scores.tolist(), judgement.harm), strict=False)
        for name, score in rows if judgement.scores.size else ():
            if score >= LEAST:
                scores[str(name)] = max(scores.get(str(name), 0.0), round(float(score), _DIGITS))
    return Impression(scores, _mean_place(judgements), version)


def _mean_place(judgements: Sequence[Judgement]) -> tuple[float, ...]:
    """Return the mean of what pieces have on average; the second half of a place is what is greatest over them."""
    halves = [judgement.early[: len(judgement.early) // 2] for judgement in judgements if judgement.early.size]
    if not halves:
        return ()
    mean = np.mean([half / max(float(np.linalg.norm(half)), 1e-6) for half in halves], axis=0)
    return tuple(np.round(mean / max(float(np.linalg.norm(mean)), 1e-6), _DIGITS).tolist())
