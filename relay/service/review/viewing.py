"""The record of who was shown what of a message."""

from typing import Any

from relay.model.staff import StaffMember
from relay.service.program import Program


def record_view(program: Program, actor: StaffMember, message_id: str, what: str, n: int | None = None) -> None:
    """Record that ``actor`` is about to be shown ``what`` of a message; ``n``: which one, where it has several."""
    which: dict[str, Any] = {} if n is None else {"n": n}
    with program.store.write() as unit:
        unit.record("message.viewed", message_id, actor=actor.id, what=what, **which)
