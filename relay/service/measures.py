"""Shares and counts of an evaluation, with the bounds that small sets of mail ask for."""

from dataclasses import dataclass, field
from math import sqrt

Z_95 = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the bounds of its 95 % Wilson interval (Wilson 1927); ``value`` is None of nothing."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.hits / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) of nothing."""
        if not self.of:
            return 0.0, 1.0
        share, z2 = self.hits / self.of, Z_95 * Z_95
        middle = share + z2 / (2 * self.of)
        spread = Z_95 * sqrt(share * (1 - share) / self.of + z2 / (4 * self.of * self.of))
        whole = 1 + z2 / self.of
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass
class Count:
    """How often something was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> Share:
        """Of what was found, the share that was there."""
        return Share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Share:
        """Of what was there, the share that was found."""
        return Share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None


@dataclass
class Tally:
    """Decisions about mail of one kind: those to hold, and those to let pass."""

    held: Count = field(default_factory=Count)
    passed: int = 0

    @property
    def clean(self) -> Share:
        """Of what was labelled as clean, the share that passes."""
        return Share(self.passed, self.passed + self.held.wrong)

    def add(self, *, wanted: bool, held: bool) -> None:
        """Count a decision; ``wanted``: whether it was to be held."""
        self.held.right += wanted and held
        self.held.missed += wanted and not held
        self.held.wrong += held and not wanted
        self.passed += not wanted and not held
