"""Concerns, their notes, and alerts, as staff see them."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.model.page import Page, PageRequest
from relay.model.staff import StaffMember
from relay.store.keyset import timed_page
from relay.store.schema import (
    Alert,
    Concern,
    ConcernNote,
    ConcernSource,
    ConcernStatus,
    Group,
)
from relay.store.scope import visible_alerts, visible_concerns
from relay.store.sealing import seal
from relay.store.unit import Unit


def concern_page(
    session: Session,
    actor: StaffMember,
    page: PageRequest,
    *,
    status: ConcernStatus | None = None,
    group: str | None = None,
    pair: str | None = None,
) -> Page[Concern]:
    """Return a page of concerns, the newest first; ``group`` is a name or an id."""
    query = select(Concern).where(visible_concerns(actor))
    if status is not None:
        query = query.where(Concern.status == status)
    if group is not None:
        named = select(Group.id).where((Group.name == group) | (Group.id == group))
        query = query.where(Concern.group_id.in_(named))
    if pair is not None:
        query = query.where(Concern.pair_id == pair)
    at, row_id = Concern.opened_at, Concern.id
    return timed_page(session, query, at, row_id, page, order="concerns", newest=True)


def find_concern(session: Session, actor: StaffMember, concern_id: str) -> Concern:
    """Return a concern; raises NotFoundError, also for one that ``actor`` may not know of."""
    query = select(Concern).where(Concern.id == concern_id, visible_concerns(actor))
    return _concern(session.scalars(query).one_or_none())


def lock_concern(unit: Unit, actor: StaffMember, concern_id: str) -> Concern:
    """Return a concern that nobody else changes until this unit ends."""
    query = select(Concern).where(Concern.id == concern_id, visible_concerns(actor))
    return _concern(
        unit.session.scalars(
            query.with_for_update(of=Concern, key_share=True).execution_options(populate_existing=True)
        ).one_or_none()
    )


def escalation_of(session: Session, message_id: str) -> Concern | None:
    """Return the open concern that staff raised about a message."""
    query = select(Concern).where(
        Concern.message_id == message_id,
        Concern.source == ConcernSource.STAFF,
        Concern.status == ConcernStatus.OPEN,
    )
    return session.scalars(query.order_by(Concern.id).limit(1)).one_or_none()


def notes_of(session: Session, concern_id: str) -> tuple[ConcernNote, ...]:
    """Return the notes on a concern, in order."""
    query = select(ConcernNote).where(ConcernNote.concern_id == concern_id)
    return tuple(session.scalars(query.order_by(ConcernNote.written_at, ConcernNote.id)))


def write_note(unit: Unit, concern: Concern, staff_id: str, text: str) -> ConcernNote:
    """Add a note to a concern; record it afterwards."""
    note_id = unit.new_id("n")
    note = ConcernNote(
        id=note_id,
        concern_id=concern.id,
        staff_id=staff_id,
        written_at=unit.now,
        text=seal(unit.keyring, concern.key_id, ConcernNote, "text", note_id, text),
    )
    unit.add(note)
    return note


def alert_page(
    session: Session, actor: StaffMember, page: PageRequest, *, acknowledged: bool | None = None
) -> Page[Alert]:
    """Return a page of alerts, the newest first."""
    query = select(Alert).where(visible_alerts(actor))
    if acknowledged is not None:
        query = query.where(_acknowledged() if acknowledged else ~_acknowledged())
    at, row_id = Alert.created_at, Alert.id
    return timed_page(session, query, at, row_id, page, order="alerts", newest=True)


def find_alert(session: Session, actor: StaffMember, alert_id: str) -> Alert:
    """Return an alert; raises NotFoundError, also for one that ``actor`` may not know of."""
    query = select(Alert).where(Alert.id == alert_id, visible_alerts(actor))
    return _alert(session.scalars(query).one_or_none())


def lock_alert(unit: Unit, actor: StaffMember, alert_id: str) -> Alert:
    """Return an alert that nobody else changes until this unit ends."""
    query = select(Alert).where(Alert.id == alert_id, visible_alerts(actor))
    return _alert(
        unit.session.scalars(
            query.with_for_update(of=Alert, key_share=True).execution_options(populate_existing=True)
        ).one_or_none()
    )


def _acknowledged() -> ColumnElement[bool]:
    return Alert.acknowledged_at.is_not(None)


def _concern(concern: Concern | None) -> Concern:
    if concern is None:
        raise NotFoundError("there is no such concern")
    return concern


def _alert(alert: Alert | None) -> Alert:
    if alert is None:
        raise NotFoundError("there is no such alert")
    return alert
