"""People, pairs and staff: their states, and what a pair's state does to mail (DESIGN section 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from relay.model.identity import Role


class PairStatus(StrEnum):
    """Where a pair stands."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    FROZEN = "frozen"
    CLOSED = "closed"


class StaffRole(StrEnum):
    """What a member of staff may do."""

    MONITOR = "monitor"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ADMINISTRATOR = "administrator"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"


class HoldReason(StrEnum):
    """Reasons of a decision that are no findings."""

    SUPERVISION = "supervision"
    PAUSED = "pair.paused"
    FROZEN = "pair.frozen"
    CLOSED = "pair.closed"
    CONSENT = "pair.consent"


FAREWELL_DAYS = 30  # a student's mail within this time of closing is taken and held


class Admission(StrEnum):
    """What a pair's state does to a member's new mail."""

    TAKE = "take"
    TAKE_AND_HOLD = "take_and_hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class PairStanding:
    """The facts about a pair that decide whether mail passes.

    ``lapsed_gates`` are the required gates of either member that are not met now;
    ``consent_withdrawn`` is told apart, since it refuses mail both ways.
    """

    status: PairStatus
    closed_at: datetime | None = None
    consent_withdrawn: bool = False
    lapsed_gates: tuple[str, ...] = ()


def admit(  # noqa: PLR0911 - a table: one return for each state
    standing: PairStanding, author: Role, now: datetime
) -> tuple[Admission, HoldReason | None]:
    """Decide what the pair's state does to mail that ``author`` sends now.

    Lapsed gates do not refuse: such mail is taken, and held by the decision after the scan.
    """
    if standing.consent_withdrawn:
        return Admission.REFUSE, HoldReason.CONSENT
    match standing.status:
        case PairStatus.PENDING:
            return Admission.REFUSE, None
        case PairStatus.CLOSED:
            farewell = standing.closed_at is not None and now - standing.closed_at <= timedelta(days=FAREWELL_DAYS)
            if author is Role.STUDENT and farewell:
                return Admission.TAKE_AND_HOLD, HoldReason.CLOSED
            return Admission.REFUSE, HoldReason.CLOSED
        case PairStatus.PAUSED:
            refused = author is Role.MENTOR
            return (Admission.REFUSE if refused else Admission.TAKE_AND_HOLD), HoldReason.PAUSED
        case PairStatus.FROZEN:
            return Admission.TAKE_AND_HOLD, HoldReason.FROZEN
        case PairStatus.ACTIVE:
            return Admission.TAKE, None


def lower_age(birth_year: int | None, now: datetime) -> int | None:
    """Return the lower of the two ages that a birth year allows; None if it is unknown."""
    return None if birth_year is None else now.year - birth_year - 1
