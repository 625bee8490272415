"""Groups: classes or cohorts with their own monitors and settings."""

from dataclasses import dataclass
from datetime import datetime

from relay.model.entries import group_name, language_tag, likeness
from relay.model.errors import ConflictError, InvalidInputError
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.model.supervision import Supervision
from relay.service.program import Program
from relay.service.scope import require_version, visible_group
from relay.store.records import (
    DEFAULT_FIRST_N,
    all_groups,
    insert_group,
    lock_records,
    locked_group,
)
from relay.store.schema import Group
from relay.store.store import ReadSession
from relay.store.unit import Unit


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group: ``supervision_n`` counts under ``hold_first_n`` alone."""

    id: str
    name: str
    language: str
    supervision: Supervision
    supervision_n: int
    created_at: datetime
    version: int


def list_groups(program: Program, actor: StaffMember) -> list[GroupView]:
    """Return the groups that ``actor`` may see, by name."""
    require(actor, Permission.SEE_PEOPLE)
    with program.store.read() as session:
        return [_view(group) for group in all_groups(session) if actor.sees_group(group.id)]


def show_group(program: Program, actor: StaffMember, group: str) -> GroupView:
    """Return a group by its name or id; raises NotFoundError."""
    require(actor, Permission.SEE_PEOPLE)
    with program.store.read() as session:
        return _view(visible_group(session, actor, group))


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """Settings of a group, as typed; None stays as it is, or for a new group is the default."""

    language: str | None = None
    supervision: Supervision | None = None
    first_n: int | None = None


_DEFAULTS = GroupSettings()


def add_group(program: Program, actor: StaffMember, name: str, settings: GroupSettings = _DEFAULTS) -> GroupView:
    """Add a group; by default in the program's language, and under ``rules``.

    Raises InvalidInputError for a bad name, language or number, ConflictError where a group of
    this name, or one that is easily taken for it, exists.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    name = group_name(name)
    language = language_tag(settings.language or program.settings.relay.language)
    supervision = settings.supervision or Supervision.RULES
    first_n = DEFAULT_FIRST_N if settings.first_n is None else settings.first_n
    _check_first_n(first_n)
    with program.store.write() as unit:
        lock_records(unit)
        refuse_similar(unit.session, name)
        group_id = insert_group(unit, name, language, supervision, first_n)
        unit.record("group.added", group_id, actor=actor.id, supervision=supervision)
        return _view(locked_group(unit, group_id))


def change_group(
    program: Program,
    actor: StaffMember,
    group: str,
    changes: GroupSettings,
    *,
    expected_version: int | None = None,
) -> GroupView:
    """Change the settings of a group, by its name or id; they apply from the next decision on.

    Raises NotFoundError, InvalidInputError, or PreconditionError for a stale ``expected_version``.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    if changes.first_n is not None:
        _check_first_n(changes.first_n)
    with program.store.write() as unit:
        row = locked_group(unit, visible_group(unit.session, actor, group).id)
        require_version(row.version, expected_version)
        if changed := _apply(row, changes):
            row.version += 1
            unit.record("group.changed", row.id, actor=actor.id, fields=changed, supervision=row.supervision)
        return _view(row)


def ensure_groups(unit: Unit, names: dict[str, str], actor: StaffMember) -> dict[str, str]:
    """Return the ids of groups by name, making those that do not exist; ``names`` gives languages.

    For the import. The caller holds the lock of the records and has refused similar names.
    """
    found = {group.name: group.id for group in all_groups(unit.session)}
    for name, language in names.items():
        if name not in found:
            found[name] = insert_group(unit, name, language)
            unit.record("group.added", found[name], actor=actor.id, supervision=Supervision.RULES)
    return found


def refuse_similar(session: ReadSession, name: str) -> None:
    """Raise ConflictError where a group exists whose name differs in nothing or in case alone."""
    for group in all_groups(session):
        if likeness(group.name) == likeness(name):
            same = "of this name" if group.name == name else f'of nearly this name, "{group.name}"'
            raise ConflictError(f"there is a group {same} already")


def _apply(group: Group, changes: GroupSettings) -> list[str]:
    wanted = {
        "language": None if changes.language is None else language_tag(changes.language),
        "supervision": changes.supervision,
        "supervision_n": changes.first_n,
    }
    changed = [column for column, value in wanted.items() if value is not None and getattr(group, column) != value]
    for column in changed:
        setattr(group, column, wanted[column])
    return changed


def _check_first_n(first_n: int) -> None:
    if first_n < 1:
        raise InvalidInputError("n: how many first messages are held: 1 or more")


def _view(group: Group) -> GroupView:
    return GroupView(
        group.id,
        group.name,
        group.language,
        group.supervision,
        group.supervision_n,
        group.created_at,
        group.version,
    )
