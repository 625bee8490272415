"""Alerts as staff see them: what is open, and the acknowledgement that stops the repeats."""

from dataclasses import dataclass
from datetime import datetime

from relay.model.category import Category, Severity
from relay.model.page import Page, PageRequest
from relay.model.permission import Permission
from relay.model.staff import StaffMember
from relay.service.program import Program


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
    raise NotImplementedError


def list_alerts(
    program: Program, actor: StaffMember, page: PageRequest, *, acknowledged: bool | None = None
) -> Page[AlertView]:
    """Return a page of alerts, the newest first."""
    raise NotImplementedError


def get_alert(program: Program, actor: StaffMember, alert_id: str) -> AlertView:
    """Return one alert."""
    raise NotImplementedError


def acknowledge_alert(program: Program, actor: StaffMember, alert_id: str) -> AlertView:
    """Stop the repeats of an alert; by the same person again it is harmless, by another AlreadyDecidedError."""
    raise NotImplementedError
