"""Decisions about messages: claim, release, reject, discard, escalate, retry, take back, review."""

from typing import Any

from fastapi import Response

from admin_api.guard import MayDecide, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import checked_router
from admin_api.schemas.decisions import (
    ClaimBody,
    Decided,
    DecidedItem,
    DecidedItems,
    DecisionsBody,
    DiscardBody,
    MovingBody,
    NoteBody,
    RejectBody,
    ReleaseBody,
    ReviewedBody,
)
from admin_api.schemas.messages import Claim
from relay.service.review import deciding, views
from relay.service.review.bulk import decide_many

router = checked_router("", "decisions")

_TWO_PEOPLE: dict[int | str, dict[str, Any]] = {
    202: {"model": Decided, "description": "A second person has to make the same decision."}
}


@router.post("/messages/{message_id}/claim")
def claim(actor: MayDecide, program: TheProgram, message_id: str, body: ClaimBody | None = None) -> Claim:
    """Take a message for review; another's live claim gives 409 unless overridden."""
    given = body or ClaimBody()
    return Claim.model_validate(deciding.claim(program, actor, message_id, override=given.override))


@router.delete("/messages/{message_id}/claim", status_code=204)
def give_back(actor: MayDecide, program: TheProgram, message_id: str) -> None:
    """Give a message back; harmless where nobody has it."""
    deciding.give_back(program, actor, message_id)


@router.post("/messages/{message_id}/release")
def release(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: ReleaseBody | None = None,
) -> Decided:
    """Release a held or kept message, with the texts of chosen findings taken out."""
    given = body or ReleaseBody()
    done = deciding.release(
        program,
        actor,
        message_id,
        note=given.note,
        redact=given.redact,
        expected_version=version,
        override=given.override,
    )
    return _answer(response, done)


@router.post("/messages/{message_id}/reject", responses=_TWO_PEOPLE)
def reject(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: RejectBody,
) -> Decided:
    """Refuse a held message and tell its writer why."""
    done = deciding.reject(
        program, actor, message_id, reason=body.reason, expected_version=version, override=body.override
    )
    return _answer(response, done)


@router.post("/messages/{message_id}/discard", responses=_TWO_PEOPLE)
def discard(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: DiscardBody | None = None,
) -> Decided:
    """Refuse a held message and tell nobody."""
    given = body or DiscardBody()
    done = deciding.discard(
        program, actor, message_id, note=given.note, expected_version=version, override=given.override
    )
    return _answer(response, done)


@router.post("/messages/{message_id}/escalate")
def escalate(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: NoteBody | None = None,
) -> Decided:
    """Open a concern about a message and alert; the message stays as it is."""
    done = deciding.escalate(program, actor, message_id, note=_note(body), expected_version=version)
    return _answer(response, done)


@router.post("/messages/{message_id}/retry")
def retry(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: MovingBody | None = None,
) -> Decided:
    """Send a message that could not be delivered once more."""
    given = body or MovingBody()
    done = deciding.retry(
        program, actor, message_id, note=given.note, expected_version=version, override=given.override
    )
    return _answer(response, done)


@router.post("/messages/{message_id}/take-back")
def take_back(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: MovingBody | None = None,
) -> Decided:
    """Hold an approved message again, as long as nobody tried to deliver it."""
    given = body or MovingBody()
    done = deciding.take_back(
        program, actor, message_id, note=given.note, expected_version=version, override=given.override
    )
    return _answer(response, done)


@router.post("/messages/{message_id}/reviewed")
def reviewed(
    actor: MayDecide,
    program: TheProgram,
    message_id: str,
    version: ExpectedVersion,
    response: Response,
    body: ReviewedBody,
) -> Decided:
    """Record the look at a message that was forwarded and drawn for review."""
    done = deciding.mark_reviewed(
        program,
        actor,
        message_id,
        verdict=body.verdict,
        note=body.note,
        expected_version=version,
        override=body.override,
    )
    return _answer(response, done)


@router.post("/decisions")
def decide(actor: MayDecide, program: TheProgram, body: DecisionsBody) -> DecidedItems:
    """Decide on many messages at once; each stands or falls by itself."""
    done = decide_many(
        program,
        actor,
        body.action,
        body.message_ids,
        reason=body.reason,
        note=body.note,
        override=body.override,
    )
    return DecidedItems(items=[DecidedItem.model_validate(item) for item in done])


def _note(body: NoteBody | None) -> str:
    return body.note if body else ""


def _answer(response: Response, done: views.Decided) -> Decided:
    if done.awaiting == views.SECOND_PERSON:
        response.status_code = 202
    tag(response, done.version)
    return Decided.model_validate(done)
