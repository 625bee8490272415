"""The audit log, in its order."""

from typing import Annotated

from fastapi import Query

from admin_api.guard import MayReadAudit, TheProgram
from admin_api.routers.base import checked_router
from admin_api.schemas.audit import ORDER, Event, EventQuery
from admin_api.schemas.pages import ListOf
from relay.model.page import encode_cursor
from relay.service.audit_log import list_events as list_use_case

router = checked_router("/audit", "audit")


@router.get("/events")
def list_events(actor: MayReadAudit, program: TheProgram, query: Annotated[EventQuery, Query()]) -> ListOf[Event]:
    """List what happened, the first event first."""
    page = list_use_case(program, actor, wanted=query.wanted(), after=query.after(), limit=query.limit)
    cursor = None if page.next_after is None else encode_cursor(ORDER, [page.next_after])
    return ListOf(items=[Event.model_validate(event) for event in page.items], next_cursor=cursor)
