"""The memory that all sessions together may hold for messages on their way in (`limits.intake_bytes`)."""


class IntakeBudget:
    """Counts octets over all sessions; a limit of 0 counts without refusing."""

    def __init__(self, limit: int) -> None:
        """Allow ``limit`` octets at a time."""
        self._limit = limit
        self.used = 0

    def reservation(self) -> "Reservation":
        """Return an empty share of the budget for one transaction."""
        return Reservation(self)

    def _take(self, octets: int) -> bool:
        if self._limit and self.used + octets > self._limit:
            return False
        self.used += octets
        return True

    def _give_back(self, octets: int) -> None:
        self.used -= octets


class Reservation:
    """One transaction's share: announced with ``MAIL SIZE=``, or growing with the message."""

    def __init__(self, budget: IntakeBudget) -> None:
        """Start with nothing."""
        self._budget = budget
        self.octets = 0

    def grow_to(self, octets: int) -> bool:
        """Hold at least ``octets``; False, and nothing changed, if the budget has no room for them."""
        missing = octets - self.octets
        if missing <= 0:
            return True
        if not self._budget._take(missing):  # noqa: SLF001 - the two classes are one mechanism
            return False
        self.octets = octets
        return True

    def release(self) -> None:
        """Give everything back; harmless when repeated."""
        self._budget._give_back(self.octets)  # noqa: SLF001
        self.octets = 0
