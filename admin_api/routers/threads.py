"""Threads: their messages in order, release of all that is held, the supervision of their pair."""

from typing import Annotated

from fastapi import Query, Response

from admin_api.guard import MayDecide, MaySeeMessages, MaySupervise, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import checked_router
from admin_api.schemas.decisions import DecidedItem, DecidedItems, ThreadReleaseBody
from admin_api.schemas.pages import ListOf, PageQuery, shown_page
from admin_api.schemas.threads import SupervisionBody, SupervisionRecord, Thread, ThreadQuery, ThreadRecord
from relay.service.review import threads

router = checked_router("/threads", "threads")


@router.get("")
def list_threads(actor: MaySeeMessages, program: TheProgram, query: Annotated[ThreadQuery, Query()]) -> ListOf[Thread]:
    """List threads, the newest first."""
    found = threads.list_threads(program, actor, query.request(), group=query.group, pair=query.pair)
    return shown_page(Thread, found)


@router.get("/{thread_id}")
def read_thread(
    actor: MaySeeMessages, program: TheProgram, thread_id: str, query: Annotated[PageQuery, Query()]
) -> ThreadRecord:
    """Show a thread with a page of its messages, the oldest first."""
    return ThreadRecord.of(threads.get_thread(program, actor, thread_id, query.request()))


@router.post("/{thread_id}/release")
def release_thread(
    actor: MayDecide, program: TheProgram, thread_id: str, body: ThreadReleaseBody | None = None
) -> DecidedItems:
    """Release what is held in a thread, 200 messages a call, each by itself."""
    given = body or ThreadReleaseBody()
    done = threads.release_thread(program, actor, thread_id, note=given.note, override=given.override)
    return DecidedItems(items=[DecidedItem.model_validate(item) for item in done])


@router.put("/{thread_id}/supervision")
def supervise(
    actor: MaySupervise,
    program: TheProgram,
    thread_id: str,
    version: ExpectedVersion,
    response: Response,
    body: SupervisionBody,
) -> SupervisionRecord:
    """Set the supervision of the thread's pair. The ETag is the pair's."""
    done = threads.set_supervision(
        program,
        actor,
        thread_id,
        supervision=body.supervision,
        n=body.n,
        rationale=body.rationale,
        expected_version=version,
    )
    tag(response, done.version)
    return SupervisionRecord.model_validate(done)
