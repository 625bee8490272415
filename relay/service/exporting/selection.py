"""What is to be in an export: who may ask for it, and which records the filters name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relay.model.errors import InvalidInputError
from relay.model.export import DEFAULT_FORMATS, ExportFilter, ExportFormat
from relay.model.people import StaffRole
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.exporting.records import moment
from relay.service.program import Program
from relay.service.scope import visible_group, visible_pair
from relay.store.export_rows import Selection
from relay.store.threads import find_thread


@dataclass(frozen=True, slots=True)
class Wanted:
    """An export as it was asked for; ``wanted.group`` is a group's id."""

    wanted: ExportFilter
    formats: frozenset[ExportFormat]

    @property
    def unfiltered(self) -> bool:
        """Whether everything is wanted."""
        return self.wanted == ExportFilter()

    def selection(self, actor: StaffMember, as_of: int) -> Selection:
        """Return which messages these are for ``actor``, as of a number of the audit log."""
        of = self.wanted
        return Selection(actor, as_of, of.group, of.pair, of.thread, of.since, of.until)

    def as_json(self) -> dict[str, Any]:
        """Return the filters as ids, times and words: for manifest, job and audit log."""
        of = self.wanted
        return {
            "group": of.group,
            "pair": of.pair,
            "thread": of.thread,
            "since": moment(of.since),
            "until": moment(of.until),
            "formats": [kind.value for kind in ExportFormat if kind in self.formats],
        }


def choose(program: Program, actor: StaffMember, wanted: ExportFilter, formats: Iterable[ExportFormat]) -> Wanted:
    """Return what is to be exported for ``actor``.

    Raises ForbiddenError for a role that may not export, or not in these formats (mails as they are:
    administrators alone); NotFoundError for a group, pair or thread that they may not know of;
    InvalidInputError where no message could be meant.
    """
    chosen = frozenset({*DEFAULT_FORMATS, *formats})
    authorise_formats(actor, chosen)
    if wanted.since is not None and wanted.until is not None and wanted.since >= wanted.until:
        raise InvalidInputError("until: must be later than since")
    with program.store.read() as session:
        group = visible_group(session, actor, wanted.group).id if wanted.group is not None else None
        if wanted.pair is not None:
            visible_pair(session, actor, wanted.pair)
        if wanted.thread is not None:
            find_thread(session, actor, wanted.thread)
    return Wanted(ExportFilter(group, wanted.pair, wanted.thread, wanted.since, wanted.until), chosen)


def authorise_formats(actor: StaffMember, formats: Iterable[ExportFormat]) -> None:
    """Raise ForbiddenError unless ``actor`` may export in these formats."""
    require(actor, Permission.EXPORT)
    if any(kind.is_raw for kind in formats):
        require(actor, Permission.READ_RAW)


def from_json(stored: dict[str, Any]) -> Wanted:
    """Return what ``Wanted.as_json`` was made of."""
    return Wanted(
        ExportFilter(
            group=stored["group"],
            pair=stored["pair"],
            thread=stored["thread"],
            since=_time(stored["since"]),
            until=_time(stored["until"]),
        ),
        frozenset(ExportFormat(kind) for kind in stored["formats"]),
    )


def holds_whole_log(actor: StaffMember, wanted: Wanted) -> bool:
    """Return whether the whole audit log is in the export, not just the events about what is in it."""
    administrator = actor.role is StaffRole.ADMINISTRATOR
    return wanted.unfiltered and administrator and actor.sees_all_groups and not actor.barred


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
