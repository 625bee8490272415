"""Flags on messages and threads; taken off, a flag stays in the record."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from relay.model.category import Severity
from relay.model.errors import NotFoundError
from relay.store.schema import Flag
from relay.store.sealing import seal
from relay.store.unit import Unit


def on_message(message_id: str) -> ColumnElement[bool]:
    """Return the condition for flags of a message."""
    return Flag.message_id == message_id


def on_thread(thread_id: str) -> ColumnElement[bool]:
    """Return the condition for flags of a thread itself."""
    return Flag.thread_id == thread_id


def current_flags(session: Session, where: ColumnElement[bool]) -> tuple[Flag, ...]:
    """Return the flags that are on, oldest first."""
    query = select(Flag).where(where, Flag.removed_at.is_(None)).order_by(Flag.created_at, Flag.id)
    return tuple(session.scalars(query))


def put_flag(
    unit: Unit,
    *,
    key_id: str,
    label: str,
    note: str,
    severity: Severity | None,
    staff_id: str,
    message_id: str | None = None,
    thread_id: str | None = None,
) -> Flag:
    """Put a flag on a message or a thread; record it afterwards."""
    flag_id = unit.new_id("fl")
    flag = Flag(
        id=flag_id,
        message_id=message_id,
        thread_id=thread_id,
        key_id=key_id,
        label=seal(unit.keyring, key_id, Flag, "label", flag_id, label),
        note=seal(unit.keyring, key_id, Flag, "note", flag_id, note) if note else None,
        severity=severity,
        staff_id=staff_id,
        created_at=unit.now,
        removed_at=None,
    )
    unit.add(flag)
    return flag


def take_off(unit: Unit, flag_id: str, where: ColumnElement[bool]) -> None:
    """Take a flag off; record it afterwards. Raises NotFoundError where there is none such (any more)."""
    query = select(Flag).where(Flag.id == flag_id, where, Flag.removed_at.is_(None))
    flag = unit.session.scalars(query.with_for_update(key_share=True)).one_or_none()
    if flag is None:
        raise NotFoundError("there is no such flag")
    flag.removed_at = unit.now
