"""Reading one message: its record, its content made safe to show, its original bytes."""

from relay.model.permission import Permission
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.views import MessageContent, MessageDetail


def authorise_message(program: Program, actor: StaffMember, message_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a message that ``actor`` may not know of."""
    raise NotImplementedError


def get_message(program: Program, actor: StaffMember, message_id: str) -> MessageDetail:
    """Return everything about a message but its content."""
    raise NotImplementedError


def get_content(program: Program, actor: StaffMember, message_id: str) -> MessageContent:
    """Return what came in and what was delivered, safe to show; the view is recorded first."""
    raise NotImplementedError


def get_raw(program: Program, actor: StaffMember, message_id: str) -> bytes:
    """Return the original bytes (administrators alone); the view is recorded first."""
    raise NotImplementedError
