"""Logistic regression with a penalty for great weights, on NumPy: there are few conversations, and many numbers."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS = 500
_RATE = 0.05
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8  # Adam (Kingma and Ba 2015)


def fit(rows: Numbers, harmful: NDArray[np.bool_], shares: Numbers, penalty: float) -> tuple[Numbers, float]:
    """Return weights and bias that tell harmful rows from others; ``shares``: how much each row counts."""
    count, width = rows.shape
    wide = np.hstack([rows, np.ones((count, 1))])
    weights = np.zeros(width + 1)
    moment, spread = np.zeros(width + 1), np.zeros(width + 1)
    held_down = np.append(np.full(width, penalty), 0.0)
    for step in range(1, _STEPS + 1):
        wrong = 1 / (1 + np.exp(-(wide @ weights))) - harmful
        slope = wide.T @ (wrong * shares) / shares.sum() + held_down * weights
        moment = _FIRST * moment + (1 - _FIRST) * slope
        spread = _SECOND * spread + (1 - _SECOND) * slope * slope
        weights -= _RATE * (moment / (1 - _FIRST**step)) / (np.sqrt(spread / (1 - _SECOND**step)) + _TINY)
    return weights[:-1], float(weights[-1])
