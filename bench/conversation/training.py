"""Logistic regression with a penalty for great weights, on NumPy: there are few conversations, and many numbers."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS = 12
_NEAR_ENOUGH = 1e-4
_SPREAD = 0.01  # added to each column's, so that one that hardly varies does not weigh a lot


def fit(rows: Numbers, harmful: NDArray[np.bool_], shares: Numbers, penalty: float) -> tuple[Numbers, float]:
    """Return weights and bias that tell harmful rows from others; ``shares``: how much each row counts.

    The ``penalty`` is for squares of weights of columns scaled to a spread of one. By Newton's method.
    """
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + _SPREAD
    scaled = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1))])
    held_down = np.append(np.full(rows.shape[1], penalty), 1e-6)
    weights = np.zeros(rows.shape[1] + 1)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(scaled @ weights)))
        slope = scaled.T @ (shares * (likely - harmful)) + held_down * weights
        bend = (scaled * (shares * likely * (1 - likely))[:, None]).T @ scaled + np.diag(held_down)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < _NEAR_ENOUGH:
            break
    own = weights[:-1] / spread
    return own, float(weights[-1] - own @ middle)
