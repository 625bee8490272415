"""The list of messages: a page costs the same whatever the queue and the archive hold.

A list is cut into strips (of one group and one severity) that an index holds in order of time. Of
each strip as many keys are read as a page has items, and they are merged here: no query sorts what
it does not show. Conditions of partial indexes stand as literals, since SQLite does not see
through a parameter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select, true, union_all
from sqlalchemy.orm import Session

from relay.model.category import Category, Severity
from relay.model.message import MessageState
from relay.model.page import Page, PageRequest, decode_cursor, encode_cursor
from relay.model.queue import MessageFilter, Sort
from relay.model.staff import StaffMember
from relay.store.claims import claimed_by
from relay.store.keyset import behind, cut, in_order, micros, moment
from relay.store.schema import FindingRow, Group, Message
from relay.store.scope import visible_messages

_NO_FINDINGS = -1
_RANKS = (*sorted((severity.rank for severity in Severity), reverse=True), _NO_FINDINGS)
_MOST_STRIPS = 48  # beyond it groups are asked for together
_FEW = 2_000


class _Key(NamedTuple):
    """Where a message stands in the list."""

    id: str
    received_at: datetime
    rank: int


@dataclass(frozen=True, slots=True)
class _Start:
    """The last item of the page before; ``rank`` counts in the order of priority alone."""

    rank: int
    place: tuple[datetime, str]


def message_page(
    session: Session, actor: StaffMember, wanted: MessageFilter, page: PageRequest, now: datetime
) -> Page[Message]:
    """Return a page of the messages that ``actor`` may see.

    Raises InvalidInputError for a cursor of another list.
    """
    start = _start(page.cursor, wanted.order)
    query = select(Message.id, Message.received_at, Message.severity_rank).where(
        visible_messages(actor), *_conditions(session, actor, wanted, now)
    )
    strips = [
        _limited(query.where(strip), wanted.order, page.limit + 1) for strip in _strips(session, actor, wanted, start)
    ]
    if not strips:
        return Page((), None)
    keys = _sorted([_Key(*row) for row in session.execute(union_all(*strips))], wanted.order)
    found = cut(keys, page.limit, lambda key: _cursor(key, wanted.order))
    return Page(_load(session, [key.id for key in found.items]), found.next_cursor)


def _start(cursor: str | None, order: Sort) -> _Start | None:
    if cursor is None:
        return None
    rank, since_epoch, last_id = decode_cursor(cursor, order, (int, int, str))
    return _Start(int(rank), (moment(int(since_epoch)), str(last_id)))


def _cursor(key: _Key, order: Sort) -> str:
    return encode_cursor(order, (key.rank, micros(key.received_at), key.id))


def _limited(strip: Select[*tuple[Any, ...]], order: Sort, limit: int) -> Select[*tuple[Any, ...]]:
    ordered = in_order(strip, Message.received_at, Message.id, newest=order is Sort.NEWEST)
    return select(ordered.limit(limit).subquery())


def _sorted(keys: list[_Key], order: Sort) -> list[_Key]:
    if order is Sort.PRIORITY:
        return sorted(keys, key=lambda key: (-key.rank, key.received_at, key.id))
    return sorted(keys, key=lambda key: (key.received_at, key.id), reverse=order is Sort.NEWEST)


def _load(session: Session, ids: Sequence[str]) -> tuple[Message, ...]:
    rows = {row.id: row for row in session.scalars(select(Message).where(Message.id.in_(ids)))}
    return tuple(rows[message_id] for message_id in ids)


def _strips(
    session: Session, actor: StaffMember, wanted: MessageFilter, start: _Start | None
) -> Iterator[ColumnElement[bool]]:
    """Yield the condition of each strip, what lies before ``start`` left out."""
    ranks = list(_rank_strips(wanted, start))
    for group in _group_strips(_groups(session, actor, wanted), len(ranks)):
        for rank in ranks:
            yield and_(group, rank)


def _rank_strips(wanted: MessageFilter, start: _Start | None) -> Iterator[ColumnElement[bool]]:
    newest = wanted.order is Sort.NEWEST
    after = behind(Message.received_at, Message.id, start.place, newest=newest) if start else true()
    by_rank = wanted.order is Sort.PRIORITY
    held = wanted.state is MessageState.HELD
    if not (by_rank or held or wanted.min_severity):
        yield after
        return
    lowest = wanted.min_severity.rank if wanted.min_severity else _NO_FINDINGS
    for rank in (rank for rank in _RANKS if rank >= lowest):
        if not by_rank:
            yield and_(_of_rank(rank), after)
        elif start is None or rank < start.rank:
            yield _of_rank(rank)
        elif rank == start.rank:
            yield and_(_of_rank(rank), after)


def _of_rank(rank: int) -> ColumnElement[bool]:
    exactly = Message.severity_rank == literal_column(str(rank))
    found_something = Message.severity_rank >= literal_column("0")  # as ix_messages_grave says it
    return exactly if rank == _NO_FINDINGS else and_(exactly, found_something)


def _group_strips(groups: Sequence[str] | None, ranks: int) -> Iterator[ColumnElement[bool]]:
    if groups is None:
        yield true()
    elif len(groups) * ranks > _MOST_STRIPS:
        yield Message.group_id.in_(groups)
    else:
        yield from (Message.group_id == group for group in groups)


def _groups(session: Session, actor: StaffMember, wanted: MessageFilter) -> Sequence[str] | None:
    """Return the groups that a list is limited to; None for no limit."""
    if wanted.group is None:
        return None if actor.sees_all_groups else sorted(actor.groups)
    named = select(Group.id).where((Group.name == wanted.group) | (Group.id == wanted.group))
    return [group for group in session.scalars(named) if actor.sees_group(group)]


def _conditions(
    session: Session, actor: StaffMember, wanted: MessageFilter, now: datetime
) -> Iterator[ColumnElement[bool]]:
    if wanted.state is not None:
        yield Message.state == literal_column(f"'{wanted.state.value}'")
    if wanted.review_pending:
        yield Message.review == literal_column("'pending'")
    if wanted.pair is not None:
        yield Message.pair_id == wanted.pair
    if wanted.category is not None:
        yield _with_category(session, wanted.category)
    if wanted.claimed is not None:
        yield claimed_by(wanted.claimed, actor.id, now)
    if wanted.since is not None:
        yield Message.received_at >= wanted.since
    if wanted.until is not None:
        yield Message.received_at < wanted.until


def _with_category(session: Session, category: Category) -> ColumnElement[bool]:
    """Return the condition for messages with a finding of a category.

    A rare one is looked up from its findings; a common one is soon met with on the way.
    """
    found = select(FindingRow.message_id).where(FindingRow.category == category)
    some = session.scalar(select(func.count()).select_from(found.limit(_FEW + 1).subquery())) or 0
    if some <= _FEW:
        return Message.id.in_(found)
    return found.where(FindingRow.message_id == Message.id).exists()
