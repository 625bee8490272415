"""Reads of the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relay.store.schema import AuditEvent


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; None means any."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def find_events(session: Session, wanted: EventFilter, *, after: int, limit: int) -> Sequence[AuditEvent]:
    """Return numbered events above ``after`` in the order of the log."""
    query = select(AuditEvent).where(AuditEvent.seq > after)
    for column, value in (
        (AuditEvent.actor, wanted.actor),
        (AuditEvent.action, wanted.action),
        (AuditEvent.subject, wanted.subject),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return session.scalars(query.order_by(AuditEvent.seq).limit(limit)).all()


def last_details(session: Session, action: str, subject: str) -> dict[str, Any] | None:
    """Return what the newest event of this kind about ``subject`` says; None where there is none."""
    query = select(AuditEvent.details).where(AuditEvent.subject == subject, AuditEvent.action == action)
    return session.scalars(query.order_by(AuditEvent.tick.desc()).limit(1)).first()


def newest_number(session: Session) -> int:
    """Return the number of the newest event; 0 for an empty log."""
    return session.scalar(select(func.max(AuditEvent.seq))) or 0


def numbers_about(session: Session, subjects: Sequence[str], up_to: int) -> Sequence[int]:
    """Return the numbers of the events about any of ``subjects`` (at most 500), none above ``up_to``."""
    query = select(AuditEvent.seq).where(AuditEvent.subject.in_(subjects), AuditEvent.seq <= up_to)
    return [seq for seq in session.scalars(query) if seq is not None]


def events_numbered(session: Session, numbers: Sequence[int]) -> Sequence[AuditEvent]:
    """Return the events with these numbers (at most 500), in the order of the log."""
    return session.scalars(select(AuditEvent).where(AuditEvent.seq.in_(numbers)).order_by(AuditEvent.seq)).all()
