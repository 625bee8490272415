"""What lists of text owe the audit log: who was shown the words of which records."""

from collections.abc import Sequence

from relay.model.permission import Permission, may
from relay.model.staff import StaffMember
from relay.service.program import Program


def record_shown(program: Program, actor: StaffMember, action: str, ids: Sequence[str], *, about: str = "") -> None:
    """Record, in one event a page, that text of the records ``ids`` is about to be shown to ``actor``.

    The event is about the record ``about``, else about the asker. A role that reads no text was
    shown none, and an empty page shows nothing: these leave no event. A page that cannot be
    recorded is not shown.
    """
    if not may(actor, Permission.READ_TEXT) or not (ids or about):
        return
    with program.store.write() as unit:
        unit.record(action, about or actor.id, actor=actor.id, count=len(ids), ids=list(ids))
