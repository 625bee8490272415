"""Concerns: what was raised about a pair or the program, handled as a case."""

from typing import Annotated

from fastapi import Query, Response

from admin_api.guard import MayHandleCases, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import API, checked_router
from admin_api.schemas.cases import (
    Concern,
    ConcernBody,
    ConcernNote,
    ConcernNoteBody,
    ConcernPatch,
    ConcernQuery,
)
from admin_api.schemas.pages import ListOf, shown_page
from relay.service import concerns

router = checked_router("/concerns", "concerns")


@router.get("")
def list_concerns(
    actor: MayHandleCases, program: TheProgram, query: Annotated[ConcernQuery, Query()]
) -> ListOf[Concern]:
    """List concerns, the newest first."""
    found = concerns.list_concerns(
        program, actor, query.request(), status=query.status, group=query.group, pair=query.pair
    )
    return shown_page(Concern, found)


@router.post("", status_code=201)
def open_concern(actor: MayHandleCases, program: TheProgram, body: ConcernBody, response: Response) -> Concern:
    """Raise a concern, and alert."""
    opened = concerns.open_concern_by_staff(
        program,
        actor,
        summary=body.summary,
        severity=body.severity,
        group=body.group,
        pair=body.pair,
        message=body.message,
    )
    response.headers["Location"] = f"{API}/concerns/{opened.id}"
    return _shown(opened, response)


@router.get("/{concern_id}")
def read_concern(actor: MayHandleCases, program: TheProgram, concern_id: str, response: Response) -> Concern:
    """Show a concern with its notes, in order."""
    return _shown(concerns.get_concern(program, actor, concern_id), response)


@router.patch("/{concern_id}")
def close_concern(
    actor: MayHandleCases,
    program: TheProgram,
    concern_id: str,
    version: ExpectedVersion,
    body: ConcernPatch,
    response: Response,
) -> Concern:
    """Close a concern with a reason; if it held its pair's mail, it does so no longer."""
    closed = concerns.close_concern(program, actor, concern_id, reason=body.reason, expected_version=version)
    return _shown(closed, response)


@router.get("/{concern_id}/notes")
def list_notes(actor: MayHandleCases, program: TheProgram, concern_id: str) -> ListOf[ConcernNote]:
    """List the notes of a concern, in order; all of them are on one page."""
    notes = concerns.get_concern(program, actor, concern_id).notes
    return ListOf(items=[ConcernNote.model_validate(note) for note in notes], next_cursor=None)


@router.post("/{concern_id}/notes", status_code=201)
def add_note(actor: MayHandleCases, program: TheProgram, concern_id: str, body: ConcernNoteBody) -> ConcernNote:
    """Add a note; notes are never changed."""
    return ConcernNote.model_validate(concerns.add_note(program, actor, concern_id, text=body.text))


def _shown(concern: concerns.ConcernView, response: Response) -> Concern:
    tag(response, concern.version)
    return Concern.model_validate(concern)
