"""Exports asked for over the API: queued, looked after, fetched, deleted after a day.

The file of a finished one lies encrypted in ``exports/`` of the data directory: it holds what the
database holds encrypted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from relay.model.errors import ConflictError, ForbiddenError, NotFoundError
from relay.model.export import ExportFilter, ExportFormat, ExportStatus
from relay.model.people import StaffRole
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.exporting.selection import authorise_formats, choose, from_json
from relay.service.program import Program
from relay.store.bodies import decrypt_body
from relay.store.chunk_files import read_chunks
from relay.store.exports import add_export, find_export
from relay.store.schema import Export
from relay.store.store import ReadSession

KEPT = timedelta(hours=24)

_FILE = re.compile(r"(x_[0-9a-z]+)\.([0-9]+)\.export(\.part)?\Z")


@dataclass(frozen=True, slots=True)
class ExportJob:
    """An export as its asker sees it.

    ``progress`` goes from 0 to 1. ``filters`` are ids, times and formats. ``size`` (bytes) and
    ``expires_at`` are those of the file, None until there is one; ``error`` says why one failed.
    """

    id: str
    status: ExportStatus
    progress: float
    filters: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    size: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished export: its name, its size in bytes, and its bytes, which can be read once."""

    name: str
    size: int
    pieces: Iterator[bytes]


def request_export(
    program: Program, actor: StaffMember, wanted: ExportFilter, formats: Iterable[ExportFormat] = ()
) -> str:
    """Queue an export of what ``actor`` may see; return its id. Raises as ``choose`` does."""
    chosen = choose(program, actor, wanted, formats)
    with program.store.write() as unit:
        row = add_export(unit, actor.id, chosen.as_json())
        unit.record("export.requested", row.id, actor=actor.id, **chosen.as_json())
        return row.id


def authorise_export(program: Program, actor: StaffMember, export_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for an export ``actor`` may not know of."""
    require(actor, permission)
    with program.store.read() as session:
        _visible(session, actor, export_id)


def get_export(program: Program, actor: StaffMember, export_id: str) -> ExportJob:
    """Return how an export stands; raises ForbiddenError, and NotFoundError for somebody else's."""
    require(actor, Permission.EXPORT)
    with program.store.read() as session:
        return _view(_visible(session, actor, export_id))


def open_export_file(program: Program, actor: StaffMember, export_id: str) -> ExportFile:
    """Return the zip of a finished export; that it was fetched is recorded first.

    Raises NotFoundError for somebody else's export, or one whose file is gone; ConflictError for one
    that is not finished; ForbiddenError where ``actor`` may not see any more what is in it.
    """
    require(actor, Permission.EXPORT)
    with program.store.read() as session:
        row = _visible(session, actor, export_id)
        _require_file(row, actor, program.now())
        size, fence = row.size or 0, row.fence
    path = export_path(program, export_id, fence)
    if not path.is_file():
        raise NotFoundError("the file of this export is not on this machine: ask for it again")
    with program.store.write() as unit:
        unit.record("export.downloaded", export_id, actor=actor.id, size=size)
    return ExportFile(f"{export_id}.zip", size, _decrypted(program, path, export_id, size))


def export_path(program: Program, export_id: str, fence: int) -> Path:
    """Return where the file of an export lies; ``fence`` keeps apart what two workers write."""
    return export_directory(program) / f"{export_id}.{fence}.export"


def export_directory(program: Program) -> Path:
    """Return the directory of the files of exports."""
    return program.settings.relay.data_dir / "exports"


def export_files(program: Program) -> Iterator[tuple[Path, str, int]]:
    """Yield the files that lie there, each with export id and fence."""
    directory = export_directory(program)
    for path in directory.iterdir() if directory.is_dir() else ():
        if found := _FILE.match(path.name):
            yield path, found[1], int(found[2])


def associated(export_id: str) -> str:
    """Return what the file of an export is bound to."""
    return f"{export_id}:export"


def scope_of(actor: StaffMember) -> dict[str, Any]:
    """Return what ``actor`` can see, as an export keeps it: groups (null: all) and barred participants."""
    return {"groups": None if actor.sees_all_groups else sorted(actor.groups), "barred": sorted(actor.barred)}


def _visible(session: ReadSession, actor: StaffMember, export_id: str) -> Export:
    """Return an export of the asker's own, or any for an administrator of everything."""
    row = find_export(session, export_id)
    administrator = actor.role is StaffRole.ADMINISTRATOR and actor.sees_all_groups and not actor.barred
    if row.staff_id != actor.id and not administrator:
        raise NotFoundError("there is no such export")
    return row


def _require_file(row: Export, actor: StaffMember, now: datetime) -> None:
    if row.status is ExportStatus.EXPIRED or (row.finished_at is not None and now - row.finished_at >= KEPT):
        raise NotFoundError("the file was deleted a day after it was made: ask for the export again")
    if row.status is not ExportStatus.DONE or row.scope is None:
        raise ConflictError(f"the export is {row.status}: there is no file to fetch")
    authorise_formats(actor, from_json(row.filters).formats)
    if not _still_sees(actor, row.scope):
        raise ForbiddenError("what you may see has changed since this export was made: ask for it again")


def _still_sees(actor: StaffMember, scope: dict[str, Any]) -> bool:
    """Return whether ``actor`` sees everything that somebody with ``scope`` saw."""
    if not actor.barred <= frozenset(scope["barred"]):
        return False
    return actor.sees_all_groups or (scope["groups"] is not None and frozenset(scope["groups"]) <= actor.groups)


def _view(row: Export) -> ExportJob:
    done = row.status in {ExportStatus.DONE, ExportStatus.EXPIRED}
    share = row.lease_messages_done / row.lease_messages if row.lease_messages else 0.0
    return ExportJob(
        id=row.id,
        status=row.status,
        progress=1.0 if done else min(share, 0.99),
        filters=row.filters,
        created_at=row.created_at,
        finished_at=row.finished_at,
        expires_at=row.finished_at + KEPT if row.finished_at and row.status is ExportStatus.DONE else None,
        size=row.size,
        error=row.error,
    )


def _decrypted(program: Program, path: Path, export_id: str, size: int) -> Iterator[bytes]:
    key = program.keyring.key(program.keyring.program_key_id)
    with path.open("rb") as file:
        yield from decrypt_body(read_chunks(file), key, associated(export_id), max_bytes=size)
