"""Flags on messages and threads."""

from admin_api.guard import MayFlag, TheProgram
from admin_api.routers.base import checked_router
from admin_api.schemas.decisions import FlagBody
from admin_api.schemas.messages import Flag
from relay.service.review import flags

router = checked_router("", "flags")


@router.post("/messages/{message_id}/flags", status_code=201)
def flag_message(actor: MayFlag, program: TheProgram, message_id: str, body: FlagBody) -> Flag:
    """Put a flag on a message."""
    done = flags.flag_message(program, actor, message_id, label=body.label, severity=body.severity, note=body.note)
    return Flag.model_validate(done)


@router.delete("/messages/{message_id}/flags/{flag_id}", status_code=204)
def unflag_message(actor: MayFlag, program: TheProgram, message_id: str, flag_id: str) -> None:
    """Take a flag off a message."""
    flags.unflag_message(program, actor, message_id, flag_id)


@router.post("/threads/{thread_id}/flags", status_code=201)
def flag_thread(actor: MayFlag, program: TheProgram, thread_id: str, body: FlagBody) -> Flag:
    """Put a flag on a thread."""
    done = flags.flag_thread(program, actor, thread_id, label=body.label, severity=body.severity, note=body.note)
    return Flag.model_validate(done)


@router.delete("/threads/{thread_id}/flags/{flag_id}", status_code=204)
def unflag_thread(actor: MayFlag, program: TheProgram, thread_id: str, flag_id: str) -> None:
    """Take a flag off a thread."""
    flags.unflag_thread(program, actor, thread_id, flag_id)
