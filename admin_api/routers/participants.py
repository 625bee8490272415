"""Participants: mentors and students, their addresses and their gates."""

from typing import Annotated

from fastapi import Query, Response

from admin_api.guard import MayManagePeople, MaySeePeople, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import API, checked_router
from admin_api.schemas.pages import ListOf, shown_page
from admin_api.schemas.people import (
    GateBody,
    GateOutcome,
    Participant,
    ParticipantBody,
    ParticipantPatch,
    ParticipantQuery,
)
from relay.service import participants
from relay.service.gates import record_gate

router = checked_router("/participants", "participants")


@router.get("")
def list_participants(
    actor: MaySeePeople, program: TheProgram, query: Annotated[ParticipantQuery, Query()]
) -> ListOf[Participant]:
    """List participants, the first registered first."""
    found = participants.list_participants(program, actor, query.request(), role=query.role, group=query.group)
    return shown_page(Participant, found)


@router.post("", status_code=201)
def add_participant(
    actor: MayManagePeople, program: TheProgram, body: ParticipantBody, response: Response
) -> Participant:
    """Add a mentor or a student."""
    added = participants.add_participant(program, actor, body.entry())
    response.headers["Location"] = f"{API}/participants/{added.id}"
    return _shown(added, response)


@router.get("/{participant_id}")
def read_participant(actor: MaySeePeople, program: TheProgram, participant_id: str, response: Response) -> Participant:
    """Show a participant with gates and pairs."""
    return _shown(participants.get_participant(program, actor, participant_id), response)


@router.patch("/{participant_id}")
def change_participant(
    actor: MayManagePeople,
    program: TheProgram,
    participant_id: str,
    version: ExpectedVersion,
    body: ParticipantPatch,
    response: Response,
) -> Participant:
    """Change a participant; mail that waits goes to the new primary address."""
    changed = participants.change_participant(program, actor, participant_id, body.changes(), expected_version=version)
    return _shown(changed, response)


@router.post("/{participant_id}/gates", status_code=201)
def state_gate(actor: MayManagePeople, program: TheProgram, participant_id: str, body: GateBody) -> GateOutcome:
    """State that a participant meets a gate, or does not any more."""
    outcome = record_gate(
        program,
        actor,
        participant_id,
        body.gate,
        met=body.met,
        by=body.by,
        evidence=body.evidence,
        expires_at=body.expires_at,
    )
    return GateOutcome.model_validate(outcome)


def _shown(participant: participants.ParticipantView, response: Response) -> Participant:
    tag(response, participant.version)
    return Participant.model_validate(participant)
