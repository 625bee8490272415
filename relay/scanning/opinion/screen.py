"""The screen: a linear look at words and their letters that costs microseconds, before the encoder is asked.

Words, pairs of words and the letter groups of words are hashed into a table of weights. A window below the screen's
mark is clean; the mark is set where training shows that next to nothing is lost by it.
"""

import itertools
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from relay.scanning.patterns import pattern

_WORD = pattern(r"[a-z0-9']+|[^\sa-z0-9']")
_SHORTEST, _LONGEST = 3, 5  # letters of a group
_LONGEST_WORD = 24
_REMEMBERED = 50_000


def hashed_features(text: str, size: int) -> list[int]:
    """Return the places of a folded text's features in a table of ``size`` weights."""
    words = _WORD.findall(text.lower())
    found: list[int] = []
    for word in words:
        found += _word_features(word, size)
    found += [crc32(f"{one} {two}".encode()) % size for one, two in itertools.pairwise(words)]
    return found


@lru_cache(maxsize=_REMEMBERED)
def _word_features(word: str, size: int) -> tuple[int, ...]:
    marked = f"<{word[:_LONGEST_WORD]}>"
    groups = {
        marked[start : start + length]
        for length in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(marked) - length + 1)
    }
    return tuple(crc32(feature.encode()) % size for feature in (word, *sorted(groups)))


class Screen:
    """The table of weights and the mark."""

    def __init__(self, weights: NDArray[np.float32], bias: float, mark: float) -> None:
        """``mark``: from which score on a window is worth a second look."""
        self._weights, self._bias, self.mark = weights, bias, mark

    def score(self, text: str) -> float:
        """Return the score of a text, a logit; from the mark on it needs the encoder."""
        features = hashed_features(text, len(self._weights))
        if not features:
            return self._bias
        return float(self._weights[features].sum()) / float(np.sqrt(len(features))) + self._bias
