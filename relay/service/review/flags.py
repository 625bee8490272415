"""Flags: marks that staff put on messages and threads."""

from relay.model.category import Severity
from relay.model.entries import plain_text
from relay.model.errors import InvalidInputError
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.shaping import Reader, flag_view
from relay.service.review.steps import cleaned_note
from relay.service.review.views import FlagView
from relay.store.flags import on_message, on_thread, put_flag, take_off
from relay.store.messages import lock_message
from relay.store.people import load_pair
from relay.store.threads import find_thread

MAX_LABEL = 100


def flag_message(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    label: str,
    severity: Severity | None = None,
    note: str = "",
) -> FlagView:
    """Put a flag on a message. Raises NotFoundError, ForbiddenError, InvalidInputError."""
    require(actor, Permission.FLAG)
    label, note = _label(label), cleaned_note(note)
    with program.store.write() as unit:
        message = lock_message(unit, actor, message_id)
        flag = put_flag(
            unit,
            key_id=message.key_id,
            message_id=message.id,
            label=label,
            note=note,
            severity=severity,
            staff_id=actor.id,
        )
        message.version += 1  # a colleague who decides should have seen it
        unit.record("flag.added", flag.id, actor=actor.id, message=message.id, severity=severity)
        return flag_view(Reader(program, actor), flag)


def unflag_message(program: Program, actor: StaffMember, message_id: str, flag_id: str) -> None:
    """Take a flag off a message; NotFoundError where it has none such (any more)."""
    require(actor, Permission.FLAG)
    with program.store.write() as unit:
        message = lock_message(unit, actor, message_id)
        take_off(unit, flag_id, on_message(message.id))
        message.version += 1
        unit.record("flag.removed", flag_id, actor=actor.id, message=message.id)


def flag_thread(
    program: Program,
    actor: StaffMember,
    thread_id: str,
    *,
    label: str,
    severity: Severity | None = None,
    note: str = "",
) -> FlagView:
    """Put a flag on a thread. Raises NotFoundError, ForbiddenError, InvalidInputError."""
    require(actor, Permission.FLAG)
    label, note = _label(label), cleaned_note(note)
    with program.store.write() as unit:
        thread = find_thread(unit.session, actor, thread_id)
        flag = put_flag(
            unit,
            key_id=load_pair(unit.session, thread.pair_id).pair.key_id,
            thread_id=thread.id,
            label=label,
            note=note,
            severity=severity,
            staff_id=actor.id,
        )
        unit.record("flag.added", flag.id, actor=actor.id, thread=thread.id, severity=severity)
        return flag_view(Reader(program, actor), flag)


def unflag_thread(program: Program, actor: StaffMember, thread_id: str, flag_id: str) -> None:
    """Take a flag off a thread; NotFoundError where it has none such (any more)."""
    require(actor, Permission.FLAG)
    with program.store.write() as unit:
        thread = find_thread(unit.session, actor, thread_id)
        take_off(unit, flag_id, on_thread(thread.id))
        unit.record("flag.removed", flag_id, actor=actor.id, thread=thread.id)


def _label(text: str) -> str:
    label = plain_text(text, "label")
    if len(label) > MAX_LABEL:
        raise InvalidInputError(f"label: at most {MAX_LABEL} characters are wanted")
    return label
