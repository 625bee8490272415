"""Flags: marks that staff put on messages and threads."""

from relay.model.category import Severity
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.views import FlagView


def flag_message(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    label: str,
    severity: Severity | None = None,
    note: str = "",
) -> FlagView:
    """Put a flag on a message."""
    raise NotImplementedError


def unflag_message(program: Program, actor: StaffMember, message_id: str, flag_id: str) -> None:
    """Take a flag off a message; NotFoundError where it has none such (any more)."""
    raise NotImplementedError


def flag_thread(
    program: Program,
    actor: StaffMember,
    thread_id: str,
    *,
    label: str,
    severity: Severity | None = None,
    note: str = "",
) -> FlagView:
    """Put a flag on a thread."""
    raise NotImplementedError


def unflag_thread(program: Program, actor: StaffMember, thread_id: str, flag_id: str) -> None:
    """Take a flag off a thread; NotFoundError where it has none such (any more)."""
    raise NotImplementedError
