"""Numbers about the queue and the decisions, over what the asker may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relay.model.errors import InvalidInputError
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.store import counts
from relay.store.store import ReadSession

MAX_DAYS = 366


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
    require(actor, Permission.SEE_STATISTICS)
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInputError(f"days: 1 to {MAX_DAYS} are wanted")
    now = program.now()
    since = now - timedelta(days=days)
    with program.store.read() as session:
        return Statistics(
            as_of=now,
            since=since,
            by_state=counts.messages_by_state(session, actor),
            by_category=counts.messages_by_category(session, actor, since),
            held=_held_age(session, actor, now),
            review_pending=counts.review_pending(session, actor),
            open_concerns=counts.open_concerns(session, actor),
            open_alerts=counts.open_alerts(session, actor),
            decisions=_decisions(session, actor, since),
        )


def _held_age(session: ReadSession, actor: StaffMember, now: datetime) -> HeldAge:
    median, oldest = counts.held_since(session, actor)
    return HeldAge(_seconds(median, now), _seconds(oldest, now))


def _seconds(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())


def _decisions(session: ReadSession, actor: StaffMember, since: datetime) -> tuple[DayOfDecisions, ...]:
    days: dict[date, dict[str, int]] = {}
    for day, action, number in counts.decisions_by_day(session, actor, since):
        days.setdefault(day, {})[action] = number
    return tuple(DayOfDecisions(day, actions) for day, actions in days.items())
