"""Pairs: one mentor and one student in a group, and whether their mail passes."""

from typing import Annotated

from fastapi import Query, Response

from admin_api.guard import MayManagePeople, MaySeePeople, MaySupervise, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import API, checked_router
from admin_api.schemas.pages import ListOf, shown_page
from admin_api.schemas.pairs import Pair, PairBody, PairPatch, PairQuery, PairRecord, StatusBody, StatusOutcome
from relay.model.pairing import PairEvent
from relay.service import pair_status, pairs
from relay.service.pair_status import change_status

router = checked_router("/pairs", "pairs")


@router.get("")
def list_pairs(actor: MaySeePeople, program: TheProgram, query: Annotated[PairQuery, Query()]) -> ListOf[Pair]:
    """List pairs, the first made first."""
    found = pairs.list_pairs(
        program,
        actor,
        query.request(),
        group=query.group,
        status=query.status,
        participant=query.participant,
    )
    return shown_page(Pair, found)


@router.post("", status_code=201)
def create_pair(actor: MayManagePeople, program: TheProgram, body: PairBody, response: Response) -> PairRecord:
    """Pair a mentor with a student; the pair is pending until it is activated."""
    made = pairs.create_pair(program, actor, group=body.group, mentor_id=body.mentor_id, student_id=body.student_id)
    response.headers["Location"] = f"{API}/pairs/{made.id}"
    return _shown(made, response)


@router.get("/{pair_id}")
def read_pair(actor: MaySeePeople, program: TheProgram, pair_id: str, response: Response) -> PairRecord:
    """Show a pair with its supervision and what it lacks."""
    return _shown(pairs.get_pair(program, actor, pair_id), response)


@router.patch("/{pair_id}")
def change_pair(
    actor: MaySupervise,
    program: TheProgram,
    pair_id: str,
    version: ExpectedVersion,
    body: PairPatch,
    response: Response,
) -> PairRecord:
    """Set how closely a pair is watched, with the reason."""
    changed = pairs.set_supervision(
        program,
        actor,
        pair_id,
        supervision=body.supervision,
        n=body.n,
        rationale=body.rationale,
        expected_version=version,
    )
    return _shown(changed, response)


@router.post("/{pair_id}/activate")
def activate(
    actor: MayManagePeople, program: TheProgram, pair_id: str, version: ExpectedVersion, response: Response
) -> StatusOutcome:
    """Open a pending pair for mail; 409 lists every gate that is missing."""
    done = change_status(program, actor, pair_id, PairEvent.ACTIVATE, expected_version=version)
    return _done(done, response)


@router.post("/{pair_id}/pause")
def pause(
    actor: MaySupervise,
    program: TheProgram,
    pair_id: str,
    version: ExpectedVersion,
    response: Response,
    body: StatusBody | None = None,
) -> StatusOutcome:
    """Pause a pair: the mentor's mail is refused in friendly words, the student's is held."""
    reason = _reason(body)
    done = change_status(program, actor, pair_id, PairEvent.PAUSE, reason=reason, expected_version=version)
    return _done(done, response)


@router.post("/{pair_id}/freeze")
def freeze(
    actor: MaySupervise,
    program: TheProgram,
    pair_id: str,
    version: ExpectedVersion,
    response: Response,
    body: StatusBody | None = None,
) -> StatusOutcome:
    """Freeze a pair: mail of both is held, and neither is told of it."""
    reason = _reason(body)
    done = change_status(program, actor, pair_id, PairEvent.FREEZE, reason=reason, expected_version=version)
    return _done(done, response)


@router.post("/{pair_id}/resume")
def resume(
    actor: MayManagePeople,
    program: TheProgram,
    pair_id: str,
    version: ExpectedVersion,
    response: Response,
    body: StatusBody | None = None,
) -> StatusOutcome:
    """Open a paused or frozen pair again; what was held meanwhile waits for a monitor."""
    reason = _reason(body)
    done = change_status(program, actor, pair_id, PairEvent.RESUME, reason=reason, expected_version=version)
    return _done(done, response)


@router.post("/{pair_id}/close")
def close(
    actor: MayManagePeople,
    program: TheProgram,
    pair_id: str,
    version: ExpectedVersion,
    response: Response,
    body: StatusBody | None = None,
) -> StatusOutcome:
    """Close a pair for good; its masked addresses are never given again."""
    reason = _reason(body)
    done = change_status(program, actor, pair_id, PairEvent.CLOSE, reason=reason, expected_version=version)
    return _done(done, response)


def _reason(body: StatusBody | None) -> str:
    return body.reason if body else ""


def _done(outcome: pair_status.StatusOutcome, response: Response) -> StatusOutcome:
    tag(response, outcome.pair.version)
    return StatusOutcome.of(outcome)


def _shown(pair: pairs.PairDetail, response: Response) -> PairRecord:
    tag(response, pair.version)
    return PairRecord.model_validate(pair)
