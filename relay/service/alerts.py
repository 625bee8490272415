"""Alerts as staff see them: what is open, and the acknowledgement that stops the repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from relay.model.category import Category, Severity
from relay.model.errors import AlreadyDecidedError
from relay.model.page import Page, PageRequest
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.store.cases import alert_page, find_alert, lock_alert
from relay.store.messages import group_names
from relay.store.schema import Alert
from relay.store.store import ReadSession


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert; ``step`` counts how often it was sent, ``group`` is the group's name."""

    id: str
    message_id: str | None
    concern_id: str | None
    group: str | None
    category: Category | None
    severity: Severity
    created_at: datetime
    step: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None


def authorise_alert(program: Program, actor: StaffMember, alert_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for an alert that ``actor`` may not know of."""
    require(actor, permission)
    with program.store.read() as session:
        find_alert(session, actor, alert_id)


def list_alerts(
    program: Program, actor: StaffMember, page: PageRequest, *, acknowledged: bool | None = None
) -> Page[AlertView]:
    """Return a page of alerts, the newest first."""
    require(actor, Permission.HANDLE_CASES)
    with program.store.read() as session:
        found = alert_page(session, actor, page, acknowledged=acknowledged)
        return Page(_views(session, found.items), found.next_cursor)


def get_alert(program: Program, actor: StaffMember, alert_id: str) -> AlertView:
    """Return one alert."""
    require(actor, Permission.HANDLE_CASES)
    with program.store.read() as session:
        (view,) = _views(session, [find_alert(session, actor, alert_id)])
        return view


def acknowledge_alert(program: Program, actor: StaffMember, alert_id: str) -> AlertView:
    """Stop the repeats of an alert; by the same person again it is harmless, by another AlreadyDecidedError."""
    require(actor, Permission.HANDLE_CASES)
    with program.store.write() as unit:
        alert = lock_alert(unit, actor, alert_id)
        if alert.acknowledged_at is None:
            alert.acknowledged_at, alert.acknowledged_by = unit.now, actor.id
            unit.record("alert.acknowledged", alert.id, actor=actor.id, step=alert.step)
        elif alert.acknowledged_by is not None and alert.acknowledged_by != actor.id:
            raise AlreadyDecidedError("acknowledged", alert.acknowledged_by, alert.acknowledged_at)
        (view,) = _views(unit.session, [alert])
        return view


def _views(session: ReadSession, alerts: Sequence[Alert]) -> tuple[AlertView, ...]:
    groups = group_names(session, {alert.group_id for alert in alerts})
    return tuple(
        AlertView(
            id=row.id,
            message_id=row.message_id,
            concern_id=row.concern_id,
            group=groups.get(row.group_id),
            category=row.category,
            severity=row.severity,
            created_at=row.created_at,
            step=row.step,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=row.acknowledged_by,
        )
        for row in alerts
    )
