"""Reading one message: its record, its content made safe to show, its original bytes.

What was read is recorded before it is shown: a view that cannot be recorded does not take place.
"""

from relay.model.permission import Permission, may, require
from relay.model.staff import StaffMember
from relay.service.changes import changes_from_text
from relay.service.program import Program
from relay.service.review.shaping import delivered_view, message_detail, original_view
from relay.service.review.viewing import record_view
from relay.service.review.views import DeliveredView, MessageContent, MessageDetail
from relay.store.archive import read_changes, read_original, read_outgoing
from relay.store.messages import find_message, last_relayed


def authorise_message(program: Program, actor: StaffMember, message_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a message ``actor`` may not know of."""
    require(actor, permission)
    with program.store.read() as session:
        find_message(session, actor, message_id)


def get_message(program: Program, actor: StaffMember, message_id: str) -> MessageDetail:
    """Return everything about a message but its content; raises as ``authorise_message``."""
    require(actor, Permission.SEE_MESSAGES)
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        detail = message_detail(program, session, actor, message)
    if may(actor, Permission.READ_TEXT):
        record_view(program, actor, message_id, "record")  # subject and findings quote the mail
    return detail


def get_content(program: Program, actor: StaffMember, message_id: str) -> MessageContent:
    """Return what came in and what was delivered instead, safe to show; raises as ``authorise_message``.

    KeyDestroyedError (a NotFoundError) where the conversation was erased.
    """
    require(actor, Permission.READ_TEXT)
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        original = read_original(session, program.keyring, message)
        relayed = last_relayed(session, message_id)
        # What was built for a delivery that was never tried did not reach anybody.
        sent = relayed if relayed and relayed.attempts else None
        delivered = read_outgoing(session, program.keyring, sent) if sent else None
        changes = read_changes(session, program.keyring, sent) if sent else None
    content = MessageContent(original_view(original, message), _as_delivered(delivered, changes))
    record_view(program, actor, message_id, "content")
    return content


def _as_delivered(raw: bytes | None, changes: str | None) -> DeliveredView | None:
    return None if raw is None else delivered_view(raw, None if changes is None else changes_from_text(changes))


def get_raw(program: Program, actor: StaffMember, message_id: str) -> bytes:
    """Return the original bytes (administrators alone); raises as ``get_content``."""
    require(actor, Permission.READ_RAW)
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        raw = read_original(session, program.keyring, message)
    record_view(program, actor, message_id, "raw")
    return raw
