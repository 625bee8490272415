"""Which alerts are due, and who of the staff gets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from relay.model.category import Category
from relay.model.message import MessageState
from relay.model.people import StaffRole
from relay.model.staff import StaffMember
from relay.store.access import member
from relay.store.crypto import Keyring
from relay.store.schema import Alert, Concern, ConcernSource, Message, Staff, StaffGroup
from relay.store.scope import visible_alerts
from relay.store.unit import Unit

_PROGRAM_LOCK = 0x6D72_0A1F
_OLD_HOLDS_LOCK = 0x6D72_0A1E  # any constant of its own: names the advisory lock


@dataclass(frozen=True, slots=True)
class AlertRecipient:
    """Who gets an alert: a member of staff, or an address of the on-call list."""

    staff_id: str | None
    address: str | None


def due_alerts(session: Session, now: datetime, limit: int) -> Sequence[Alert]:
    """Return alerts that nobody has acknowledged and whose time has come, locked."""
    query = (
        select(Alert)
        .where(Alert.acknowledged_at.is_(None), Alert.next_attempt_at <= now)
        .order_by(Alert.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def has_open_case_alert(session: Session, group_id: str | None) -> bool:
    """Return whether an alert about mail to concern@ or abuse@ waits to be acknowledged in this group."""
    query = exists().where(
        Alert.acknowledged_at.is_(None),
        Alert.group_id.is_not_distinct_from(group_id),
        Alert.concern_id == Concern.id,
        Concern.source.in_((ConcernSource.CONCERN, ConcernSource.ABUSE)),
    )
    return bool(session.scalar(select(query)))


def staff_to_alert(session: Session, keyring: Keyring, alert: Alert) -> list[AlertRecipient]:
    """Return administrators, safeguarding leads, and the group's monitors: all who are not disabled.

    Whoever may not judge it is left out: what a student says about a mentor does not reach that
    mentor, who may be of the staff too.
    """
    return [
        AlertRecipient(staff.id, None)
        for staff in _of_staff(session, alert.group_id)
        if _may_know(session, keyring, staff, alert)
    ]


def _may_know(session: Session, keyring: Keyring, staff: Staff, alert: Alert) -> bool:
    barred = member(session, keyring, staff).barred
    if not barred:
        return True
    judge = StaffMember(staff.id, StaffRole.ADMINISTRATOR, barred=barred)
    return bool(session.scalar(select(exists().where(Alert.id == alert.id, visible_alerts(judge)))))


def _of_staff(session: Session, group_id: str | None) -> Sequence[Staff]:
    of_group = exists().where(StaffGroup.staff_id == Staff.id, StaffGroup.group_id == group_id)
    in_any_group = exists().where(StaffGroup.staff_id == Staff.id)
    leading = Staff.role.in_((StaffRole.ADMINISTRATOR, StaffRole.SAFEGUARDING_LEAD))
    query = select(Staff).where(
        Staff.disabled_at.is_(None),
        or_(
            and_(leading, or_(of_group, ~in_any_group)),
            and_(Staff.role == StaffRole.MONITOR, of_group),
        ),
    )
    return session.scalars(query.order_by(Staff.id)).all()


def lock_program_alerts(unit: Unit) -> None:
    """Let one process at a time decide on an alert about the whole program, until its transaction ends."""
    _lock(unit, _PROGRAM_LOCK)


def was_told_of_program(session: Session, category: Category, *, since: datetime) -> bool:
    """Return whether an alert of ``category`` about no message, group or concern is open, or was raised ``since``."""
    query = exists().where(
        Alert.category == category,
        Alert.message_id.is_(None),
        Alert.concern_id.is_(None),
        Alert.group_id.is_(None),
        or_(Alert.acknowledged_at.is_(None), Alert.created_at > since),
    )
    return bool(session.scalar(select(query)))


def lock_old_holds(unit: Unit) -> None:
    """Let one process at a time look for old holds, until its transaction ends: two would both alert."""
    _lock(unit, _OLD_HOLDS_LOCK)


def _lock(unit: Unit, number: int) -> None:
    if unit.session.get_bind().dialect.name == "postgresql":  # SQLite has one writing transaction at a time
        unit.session.execute(select(func.pg_advisory_xact_lock(number)))


def groups_with_old_holds(session: Session, *, held_before: datetime, alerted_since: datetime) -> list[str | None]:
    """Return groups with mail held since before ``held_before`` and no alert about it that is open or recent."""
    told = exists().where(
        Alert.group_id.is_not_distinct_from(Message.group_id),
        Alert.message_id.is_(None),
        Alert.concern_id.is_(None),
        Alert.category.is_(None),
        or_(Alert.acknowledged_at.is_(None), Alert.created_at > alerted_since),
    )
    query = (
        select(Message.group_id)
        .where(Message.state == MessageState.HELD, Message.received_at < held_before, ~told)
        .distinct()
    )
    return list(session.scalars(query))
