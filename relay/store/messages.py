"""Messages as staff see them: lists by keyset, one by id (for reading, or locked for deciding)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from relay.model.category import Category
from relay.model.errors import NotFoundError
from relay.model.message import MessageState
from relay.model.page import Page, PageRequest
from relay.model.staff import StaffMember
from relay.store.keyset import timed_page
from relay.store.schema import (
    DecisionRow,
    Delivery,
    DeliveryKind,
    FindingRow,
    Group,
    Message,
)
from relay.store.scope import visible_messages
from relay.store.unit import Unit


def thread_page(session: Session, actor: StaffMember, thread_id: str, page: PageRequest) -> Page[Message]:
    """Return a page of a thread's messages, oldest first."""
    query = select(Message).where(Message.thread_id == thread_id, visible_messages(actor))
    at, row_id = Message.received_at, Message.id
    return timed_page(session, query, at, row_id, page, order="thread", newest=False)


def held_in_thread(session: Session, actor: StaffMember, thread_id: str, limit: int) -> list[str]:
    """Return the ids of a thread's held messages, oldest first."""
    query = select(Message.id).where(
        Message.thread_id == thread_id,
        Message.state == MessageState.HELD,
        visible_messages(actor),
    )
    return list(session.scalars(query.order_by(Message.received_at, Message.id).limit(limit)))


def find_message(session: Session, actor: StaffMember, message_id: str) -> Message:
    """Return a message; raises NotFoundError, also for one that ``actor`` may not know of."""
    query = select(Message).where(Message.id == message_id, visible_messages(actor))
    return _found(session.scalars(query).one_or_none())


def lock_message(unit: Unit, actor: StaffMember, message_id: str) -> Message:
    """Return a message that nobody else changes until this unit ends; raises as ``find_message``.

    Locked without its key (``FOR NO KEY UPDATE``): who adds a row that refers to it does not wait.
    """
    query = select(Message).where(Message.id == message_id, visible_messages(actor))
    locked = query.with_for_update(of=Message, key_share=True).execution_options(populate_existing=True)
    return _found(unit.session.scalars(locked).one_or_none())


def categories_of(session: Session, message_ids: Sequence[str]) -> dict[str, tuple[Category, ...]]:
    """Return the categories found in each of the messages, in alphabetical order."""
    query = (
        select(FindingRow.message_id, FindingRow.category)
        .where(FindingRow.message_id.in_(message_ids))
        .distinct()
        .order_by(FindingRow.message_id, FindingRow.category)
    )
    found: dict[str, tuple[Category, ...]] = {}
    for message_id, category in session.execute(query):
        found[message_id] = (*found.get(message_id, ()), category)
    return found


def group_names(session: Session, group_ids: set[str | None]) -> dict[str | None, str]:
    """Return the names of groups by id."""
    query = select(Group.id, Group.name).where(Group.id.in_([g for g in group_ids if g]))
    return {row.id: row.name for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Record:
    """What belongs to a message beside its own row, in order of creation."""

    findings: tuple[FindingRow, ...]
    decisions: tuple[DecisionRow, ...]
    deliveries: tuple[Delivery, ...]


def record_of(session: Session, message_id: str) -> Record:
    """Return findings, decisions and deliveries of a message."""
    return Record(
        findings=findings_of(session, message_id),
        decisions=tuple(session.scalars(_decisions(message_id))),
        deliveries=tuple(
            session.scalars(
                select(Delivery)
                .where(Delivery.message_id == message_id, Delivery.kind != DeliveryKind.STAFF)
                .order_by(Delivery.id)
            )
        ),
    )


def findings_by_id(session: Session, ids: Sequence[str]) -> tuple[FindingRow, ...]:
    """Return the findings ``ids``, which exist, in one query."""
    return tuple(session.scalars(select(FindingRow).where(FindingRow.id.in_(ids)).order_by(FindingRow.id)))


def findings_of(session: Session, message_id: str) -> tuple[FindingRow, ...]:
    """Return the findings of a message, in the order of the scan."""
    query = select(FindingRow).where(FindingRow.message_id == message_id).order_by(FindingRow.id)
    return tuple(session.scalars(query))


def last_decision_by_staff(session: Session, message_id: str, among: Sequence[str]) -> DecisionRow | None:
    """Return the newest decision on a message that a person made, ``among`` some actions."""
    query = _decisions(message_id, newest=True).where(DecisionRow.staff_id.is_not(None), DecisionRow.action.in_(among))
    return session.scalars(query.limit(1)).one_or_none()


def last_decision(session: Session, message_id: str) -> DecisionRow | None:
    """Return the newest decision on a message, whoever made it."""
    return session.scalars(_decisions(message_id, newest=True).limit(1)).one_or_none()


def last_relayed(session: Session, message_id: str) -> Delivery | None:
    """Return the newest delivery that relays a message."""
    query = (
        select(Delivery)
        .where(Delivery.message_id == message_id, Delivery.kind == DeliveryKind.RELAY)
        .order_by(Delivery.id.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def _decisions(message_id: str, *, newest: bool = False) -> Select[DecisionRow]:
    query = select(DecisionRow).where(DecisionRow.message_id == message_id)
    order = (DecisionRow.decided_at, DecisionRow.id)
    return query.order_by(*(column.desc() for column in order) if newest else order)


def _found(message: Message | None) -> Message:
    if message is None:
        raise NotFoundError("there is no such message")
    return message
