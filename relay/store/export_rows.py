"""Reads for exports: messages by keyset, thread after thread, with all that belongs to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from relay.model.identity import Role
from relay.model.staff import StaffMember
from relay.store.columns import UtcDateTime
from relay.store.messages import group_names
from relay.store.outgoing import attempts_of
from relay.store.schema import (
    Alert,
    AuditEvent,
    Concern,
    DecisionRow,
    Delivery,
    DeliveryAttempt,
    DeliveryKind,
    FindingRow,
    Flag,
    Message,
    Participant,
)
from relay.store.scope import visible_messages


@dataclass(frozen=True, slots=True)
class Selection:
    """Which messages are in an export: what ``actor`` may see, less what the filters leave out.

    ``as_of`` is a number of the audit log: what no event up to it speaks of came later, and is not
    in it (a clock would not do: those of several machines differ). ``until`` is exclusive.
    """

    actor: StaffMember
    as_of: int
    group_id: str | None = None
    pair_id: str | None = None
    thread_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading goes on: behind a message of a thread, or of none."""

    thread_id: str | None
    received_at: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A message with everything that is exported of it; lists are in order of creation.

    ``group`` is the group's name. ``deliveries`` are those to participants: the relayed mail and notices.
    """

    message: Message
    group: str | None
    author_role: Role | None
    findings: tuple[FindingRow, ...]
    decisions: tuple[DecisionRow, ...]
    deliveries: tuple[tuple[Delivery, tuple[DeliveryAttempt, ...]], ...]
    flags: tuple[Flag, ...]
    thread_flags: tuple[Flag, ...]
    related: tuple[str, ...]  # ids of its alerts and concerns

    @property
    def place(self) -> Place:
        """Where reading goes on behind it."""
        return Place(self.message.thread_id, self.message.received_at, self.message.id)


def count_selected(session: Session, selection: Selection) -> int:
    """Return how many messages the selection holds."""
    return session.scalar(select(func.count()).select_from(Message).where(_selected(selection))) or 0


def next_messages(session: Session, selection: Selection, after: Place | None, limit: int) -> tuple[Exported, ...]:
    """Return the next messages of a selection: thread after thread, then those of no thread; oldest first."""
    rows: list[Message] = []
    if after is None or after.thread_id is not None:
        rows += session.scalars(_of_threads(selection, after).limit(limit))
    if len(rows) < limit:
        after = after if after is not None and after.thread_id is None else None
        rows += session.scalars(_of_no_thread(selection, after).limit(limit - len(rows)))
    return _completed(session, rows)


def _of_threads(selection: Selection, after: Place | None) -> Select[Message]:
    query = select(Message).where(_selected(selection), Message.thread_id.is_not(None))
    if after is not None:
        there = (literal(after.thread_id), literal(after.received_at, UtcDateTime()), literal(after.message_id))
        query = query.where(tuple_(Message.thread_id, Message.received_at, Message.id) > tuple_(*there))
    return query.order_by(Message.thread_id, Message.received_at, Message.id)


def _of_no_thread(selection: Selection, after: Place | None) -> Select[Message]:
    query = select(Message).where(_selected(selection), Message.thread_id.is_(None))
    if after is not None:
        there = (literal(after.received_at, UtcDateTime()), literal(after.message_id))
        query = query.where(tuple_(Message.received_at, Message.id) > tuple_(*there))
    return query.order_by(Message.received_at, Message.id)


def _selected(selection: Selection) -> ColumnElement[bool]:
    # Its first event, by index: an EXISTS might be planned as a join with the whole log, for every batch.
    known_since = select(func.min(AuditEvent.seq)).where(AuditEvent.subject == Message.id).scalar_subquery()
    conditions = [visible_messages(selection.actor), known_since <= selection.as_of]
    for column, value in (
        (Message.group_id, selection.group_id),
        (Message.pair_id, selection.pair_id),
        (Message.thread_id, selection.thread_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if selection.since is not None:
        conditions.append(Message.received_at >= selection.since)
    if selection.until is not None:
        conditions.append(Message.received_at < selection.until)
    return and_(*conditions)


def _completed(session: Session, rows: Sequence[Message]) -> tuple[Exported, ...]:
    """Return messages with what belongs to them, by a fixed number of queries."""
    ids = [row.id for row in rows]
    groups = group_names(session, {row.group_id for row in rows})
    roles = _roles(session, {row.author_id for row in rows})
    findings = _by_message(session.scalars(_findings(ids)))
    decisions = _by_message(session.scalars(_decisions(ids)))
    flags = _by_message(session.scalars(_flags(Flag.message_id.in_(ids))))
    thread_flags = _by_thread(session.scalars(_flags(Flag.thread_id.in_({row.thread_id for row in rows}))))
    deliveries = _deliveries(session, ids)
    related = _related(session, ids)
    return tuple(
        Exported(
            message=row,
            group=groups.get(row.group_id),
            author_role=roles.get(row.author_id),
            findings=tuple(findings[row.id]),
            decisions=tuple(decisions[row.id]),
            deliveries=tuple(deliveries[row.id]),
            flags=tuple(flags[row.id]),
            thread_flags=tuple(thread_flags[row.thread_id]),
            related=tuple(related[row.id]),
        )
        for row in rows
    )


def _roles(session: Session, participant_ids: set[str | None]) -> dict[str | None, Role]:
    query = select(Participant.id, Participant.role).where(Participant.id.in_(participant_ids))
    return {row.id: row.role for row in session.execute(query)}


def _findings(ids: Sequence[str]) -> Select[FindingRow]:
    return select(FindingRow).where(FindingRow.message_id.in_(ids)).order_by(FindingRow.id)


def _decisions(ids: Sequence[str]) -> Select[DecisionRow]:
    query = select(DecisionRow).where(DecisionRow.message_id.in_(ids))
    return query.order_by(DecisionRow.decided_at, DecisionRow.id)


def _flags(where: ColumnElement[bool]) -> Select[Flag]:
    return select(Flag).where(where).order_by(Flag.created_at, Flag.id)


def _deliveries(
    session: Session, ids: Sequence[str]
) -> defaultdict[str | None, list[tuple[Delivery, tuple[DeliveryAttempt, ...]]]]:
    query = select(Delivery).where(Delivery.message_id.in_(ids), Delivery.kind != DeliveryKind.STAFF)
    rows = session.scalars(query.order_by(Delivery.id)).all()
    attempts = attempts_of(session, [row.id for row in rows])
    found: defaultdict[str | None, list[tuple[Delivery, tuple[DeliveryAttempt, ...]]]] = defaultdict(list)
    for row in rows:
        found[row.message_id].append((row, tuple(attempts.get(row.id, ()))))
    return found


def _related(session: Session, ids: Sequence[str]) -> defaultdict[str | None, list[str]]:
    found: defaultdict[str | None, list[str]] = defaultdict(list)
    for query in (
        select(Alert.message_id, Alert.id).where(Alert.message_id.in_(ids)),
        select(Concern.message_id, Concern.id).where(Concern.message_id.in_(ids)),
    ):
        for message_id, row_id in session.execute(query):
            found[message_id].append(row_id)
    return found


class _OfMessage(Protocol):
    message_id: Any


Row = TypeVar("Row", bound=_OfMessage)


def _by_message(rows: Iterable[Row]) -> defaultdict[str | None, list[Row]]:
    found: defaultdict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.message_id].append(row)
    return found


def _by_thread(rows: Iterable[Flag]) -> defaultdict[str | None, list[Flag]]:
    found: defaultdict[str | None, list[Flag]] = defaultdict(list)
    for row in rows:
        found[row.thread_id].append(row)
    return found
