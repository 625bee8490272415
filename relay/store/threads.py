"""Threads as staff see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.model.message import MessageState
from relay.model.page import Page, PageRequest
from relay.model.staff import StaffMember
from relay.store.keyset import timed_page
from relay.store.schema import Group, Message, Pair, Thread
from relay.store.scope import visible_pairs


def thread_list(
    session: Session,
    actor: StaffMember,
    page: PageRequest,
    *,
    group: str | None = None,
    pair: str | None = None,
) -> Page[Thread]:
    """Return a page of threads, the newest opened first; ``group`` is a name or an id."""
    query = select(Thread).join(Pair, Pair.id == Thread.pair_id).where(visible_pairs(actor))
    if group is not None:
        named = select(Group.id).where((Group.name == group) | (Group.id == group))
        query = query.where(Pair.group_id.in_(named))
    if pair is not None:
        query = query.where(Thread.pair_id == pair)
    at, row_id = Thread.created_at, Thread.id
    return timed_page(session, query, at, row_id, page, order="threads", newest=True)


def find_thread(session: Session, actor: StaffMember, thread_id: str) -> Thread:
    """Return a thread; raises NotFoundError, also for one that ``actor`` may not know of."""
    query = select(Thread).join(Pair, Pair.id == Thread.pair_id)
    thread = session.scalars(query.where(Thread.id == thread_id, visible_pairs(actor))).one_or_none()
    if thread is None:
        raise NotFoundError("there is no such thread")
    return thread


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What a list of threads shows of one."""

    group: str
    messages: int
    held: int
    last_received_at: datetime | None
    first: Message | None


def facts_of(session: Session, threads: Sequence[Thread]) -> dict[str, ThreadFacts]:
    """Return group, counts and first message of threads by id, with a fixed number of queries."""
    ids = [thread.id for thread in threads]
    groups = _groups(session, ids)
    counts = _counts(session, ids)
    first = _first_messages(session, ids)
    empty = (0, 0, None)
    return {
        thread_id: ThreadFacts(groups[thread_id], *counts.get(thread_id, empty), first.get(thread_id))
        for thread_id in ids
    }


def _groups(session: Session, ids: Sequence[str]) -> dict[str, str]:
    query = (
        select(Thread.id, Group.name)
        .join(Pair, Pair.id == Thread.pair_id)
        .join(Group, Group.id == Pair.group_id)
        .where(Thread.id.in_(ids))
    )
    return {row.id: row.name for row in session.execute(query)}


def _counts(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, int, datetime | None]]:
    held = func.sum(case((Message.state == MessageState.HELD, 1), else_=0))
    query = (
        select(Message.thread_id, func.count(), held, func.max(Message.received_at))
        .where(Message.thread_id.in_(ids))
        .group_by(Message.thread_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query) if row[0]}


def _first_messages(session: Session, ids: Sequence[str]) -> dict[str, Message]:
    place = func.row_number().over(partition_by=Message.thread_id, order_by=(Message.received_at, Message.id))
    ranked = select(Message.id, place.label("place")).where(Message.thread_id.in_(ids)).subquery()
    query = select(Message).join(ranked, ranked.c.id == Message.id).where(ranked.c.place == 1)
    return {message.thread_id: message for message in session.scalars(query) if message.thread_id}
