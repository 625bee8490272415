"""Numbers about the queue and the decisions, over what the asker may see."""

from dataclasses import dataclass
from datetime import date, datetime

from relay.model.staff import StaffMember
from relay.service.program import Program


@dataclass(frozen=True, slots=True)
class HeldAge:
    """How long held messages have waited, in seconds; None where nothing is held."""

    median_seconds: float | None
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class DayOfDecisions:
    """People's decisions of one day (UTC), by action."""

    day: date
    actions: dict[str, int]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts alone. ``by_category`` counts messages received since ``since``, decisions likewise."""

    as_of: datetime
    since: datetime
    by_state: dict[str, int]
    by_category: dict[str, int]
    held: HeldAge
    review_pending: int
    open_concerns: int
    open_alerts: int
    decisions: tuple[DayOfDecisions, ...]


def get_statistics(program: Program, actor: StaffMember, *, days: int = 30) -> Statistics:
    """Return the numbers of the last ``days`` days (1 to 366)."""
    raise NotImplementedError
