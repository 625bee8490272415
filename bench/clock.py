"""Milliseconds of one core. Imported before NumPy, it has matrices multiplied as scan workers have it: by one thread.

On a busy machine two threads that wait for each other cost several times as much.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relay.scanning import matrix_library

ENVIRONMENT = matrix_library.settings(os.environ)
os.environ.update(ENVIRONMENT)


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of the processor: of what is in the middle, of what 95 of 100 stay below, and the most."""

    median: float
    p95: float
    most: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> "Took":
        """Sum up at least one measurement."""
        ordered = sorted(milliseconds)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], ordered[-1])


def milliseconds(work: Callable[[], object]) -> float:
    """Return the processor's milliseconds, of all threads, that ``work`` takes: other programs hardly change them."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000
