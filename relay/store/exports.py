"""Exports asked for over the API: jobs under leases, each with one file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.model.export import ExportStatus
from relay.store.schema import Export, Staff
from relay.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ExportLease:
    """A job that a worker may do now; ``fence`` tells its lease from later ones."""

    export_id: str
    fence: int


def add_export(unit: Unit, staff_id: str, filters: dict[str, Any]) -> Export:
    """Queue an export; record it afterwards."""
    row = Export(
        id=unit.new_id("x"),
        staff_id=staff_id,
        filters=filters,
        scope=None,
        status=ExportStatus.QUEUED,
        error=None,
        created_at=unit.now,
        finished_at=None,
        size=None,
        lease_messages=0,
        lease_messages_done=0,
        fence=0,
    )
    unit.add(row)
    return row


def find_export(session: Session, export_id: str) -> Export:
    """Return an export; raises NotFoundError."""
    row = session.get(Export, export_id)
    if row is None:
        raise NotFoundError("there is no such export")
    return row


def claim_export(unit: Unit, owner: str, lease: timedelta) -> ExportLease | None:
    """Lease the oldest export that waits, or whose worker has died."""
    query = select(Export.id).where(_waits(unit.now)).order_by(Export.id).limit(1)
    export_id = unit.session.scalars(query.with_for_update(skip_locked=True)).first()
    if export_id is None:
        return None
    leased = unit.session.execute(
        update(Export)
        .where(Export.id == export_id)
        .values(
            lease_owner=owner,
            lease_expires=unit.now + lease,
            lease_messages=0,
            lease_messages_done=0,
            fence=Export.fence + 1,
        )
        .returning(Export.fence)
        .execution_options(synchronize_session=False)
    )
    return ExportLease(export_id, leased.scalar_one())


def anything_waits(session: Session, now: datetime) -> bool:
    """Return whether an export could be leased."""
    return session.scalars(select(Export.id).where(_waits(now)).limit(1)).first() is not None


def leased_export(unit: Unit, lease: ExportLease) -> Export | None:
    """Return a leased export, locked; None where the lease has gone to somebody else."""
    query = select(Export).where(Export.id == lease.export_id, Export.fence == lease.fence, _unfinished())
    return unit.session.scalars(query.with_for_update()).one_or_none()


def asker_of(session: Session, row: Export) -> Staff | None:
    """Return who asked for an export; None if they are disabled by now."""
    query = select(Staff).where(Staff.id == row.staff_id, Staff.disabled_at.is_(None))
    return session.scalars(query).one_or_none()


def note_progress(unit: Unit, lease: ExportLease, until: datetime, done: int, total: int) -> bool:
    """Keep a lease and say how far the export has got; return whether the lease is still ours."""
    kept = unit.session.execute(
        update(Export)
        .where(Export.id == lease.export_id, Export.fence == lease.fence, _unfinished())
        .values(lease_expires=until, lease_messages=total, lease_messages_done=done)
        .returning(Export.id)
        .execution_options(synchronize_session=False)
    )
    return kept.one_or_none() is not None


def give_back(unit: Unit, lease: ExportLease) -> None:
    """Let somebody else begin at once with an export that is not finished."""
    unit.session.execute(
        update(Export)
        .where(Export.id == lease.export_id, Export.fence == lease.fence, _unfinished())
        .values(lease_owner=None, lease_expires=None)
        .execution_options(synchronize_session=False)
    )


def finish(unit: Unit, row: Export, status: ExportStatus, *, size: int | None = None, error: str | None = None) -> None:
    """End an export; record it afterwards."""
    row.status = status
    row.size = size
    row.error = error
    row.finished_at = unit.now
    row.lease_owner = row.lease_expires = None


def outdated(session: Session, finished_before: datetime) -> Sequence[str]:
    """Return the ids of exports whose files are to be deleted."""
    query = select(Export.id).where(Export.status == ExportStatus.DONE, Export.finished_at < finished_before)
    return session.scalars(query.order_by(Export.id)).all()


def lock_export(unit: Unit, export_id: str) -> Export:
    """Return an export that nobody else changes until this unit ends; raises NotFoundError."""
    row = unit.session.get(Export, export_id, with_for_update=True)
    if row is None:
        raise NotFoundError("there is no such export")
    return row


def with_files(session: Session, export_ids: Collection[str]) -> dict[str, tuple[ExportStatus, int]]:
    """Return status and fence of exports by id."""
    query = select(Export.id, Export.status, Export.fence).where(Export.id.in_(export_ids))
    return {row.id: (row.status, row.fence) for row in session.execute(query)}


def _waits(now: datetime) -> ColumnElement[bool]:
    return and_(_unfinished(), or_(Export.lease_expires.is_(None), Export.lease_expires < now))


def _unfinished() -> ColumnElement[bool]:
    return Export.status.in_([ExportStatus.QUEUED, ExportStatus.RUNNING])
