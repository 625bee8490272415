"""Staff: who they are, what they may see, whom they may not judge, and their tokens."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from relay.model.entries import outside_address
from relay.model.errors import ConflictError, NotFoundError
from relay.model.people import StaffRole
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember, token_hash
from relay.service.program import Program
from relay.service.scope import require_version, visible_group
from relay.store.records import find_participant, lock_records
from relay.store.schema import Staff
from relay.store.sealing import readable
from relay.store.staff import (
    add_conflict,
    all_staff,
    conflicts_of,
    find_staff,
    groups_of,
    insert_staff,
    insert_token,
    remove_conflict,
    revoke_tokens,
    set_groups,
)
from relay.store.store import ReadSession
from relay.store.unit import Unit

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff; ``groups`` are names. A monitor without a group sees nothing, the others all.

    ``conflicts`` are ids of participants whose pairs they may neither see nor decide on.
    """

    id: str
    email: str
    role: StaffRole
    groups: tuple[str, ...]
    conflicts: tuple[str, ...]
    disabled: bool
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class NewToken:
    """A bearer token: shown this once, stored as a digest alone."""

    staff_id: str
    token: str


def list_staff(program: Program, actor: StaffMember, *, with_disabled: bool = True) -> list[StaffView]:
    """Return all staff, oldest first."""
    require(actor, Permission.MANAGE_STAFF)
    with program.store.read() as session:
        people = [person for person in all_staff(session) if with_disabled or person.disabled_at is None]
        ids = [person.id for person in people]
        groups, conflicts = groups_of(session, ids), conflicts_of(session, ids)
        return [_view(program, person, groups.get(person.id, ()), conflicts.get(person.id, ())) for person in people]


def get_staff(program: Program, actor: StaffMember, email_or_id: str) -> StaffView:
    """Return a member of staff; raises NotFoundError."""
    require(actor, Permission.MANAGE_STAFF)
    with program.store.read() as session:
        person = find_staff(session, program.keyring, email_or_id)
        if person is None:
            raise NotFoundError("there is no such member of staff")
        return _loaded_view(program, session, person)


def add_staff(
    program: Program, actor: StaffMember, email: str, role: StaffRole, groups: Sequence[str] = ()
) -> StaffView:
    """Add a member of staff; one who was disabled comes back with this role and these groups.

    Raises InvalidInputError for a bad address, NotFoundError for an unknown group, ConflictError
    where the address is that of a member of staff already.
    """
    require(actor, Permission.MANAGE_STAFF)
    address = outside_address(email, program.domain)
    with program.store.write() as unit:
        lock_records(unit)
        group_ids = [visible_group(unit.session, actor, group).id for group in groups]
        person = find_staff(unit.session, unit.keyring, address, lock=True)
        if person is None:
            person = insert_staff(unit, address, role)
        elif person.disabled_at is None:
            raise ConflictError(f"this is the address of a member of staff already: {person.id}, {person.role}")
        else:
            person.role, person.disabled_at = role, None
            person.version += 1
        set_groups(unit, person.id, group_ids)
        unit.record("staff.added", person.id, actor=actor.id, role=role, groups=group_ids)
        return _loaded_view(program, unit.session, person)


def change_staff(
    program: Program,
    actor: StaffMember,
    email_or_id: str,
    *,
    role: StaffRole | None = None,
    groups: Sequence[str] | None = None,
    expected_version: int | None = None,
) -> StaffView:
    """Change role or groups of a member of staff; None stays as it is."""
    require(actor, Permission.MANAGE_STAFF)
    with program.store.write() as unit:
        person = _found(unit, email_or_id)
        require_version(person.version, expected_version)
        if role is not None:
            person.role = role
        if groups is not None:
            set_groups(unit, person.id, [visible_group(unit.session, actor, group).id for group in groups])
        person.version += 1
        unit.record("staff.changed", person.id, actor=actor.id, role=person.role)
        return _loaded_view(program, unit.session, person)


def issue_token(program: Program, actor: StaffMember, email_or_id: str, *, replace: bool = False) -> NewToken:
    """Make a token for a member of staff and return it, this once; ``replace`` revokes the earlier ones.

    Raises NotFoundError, ConflictError for one who is disabled.
    """
    require(actor, Permission.MANAGE_STAFF)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with program.store.write() as unit:
        person = _found(unit, email_or_id)
        if person.disabled_at is not None:
            raise ConflictError("this member of staff is disabled: add them again first")
        revoked = revoke_tokens(unit, person.id) if replace else 0
        insert_token(unit, person.id, token_hash(token))
        unit.record("staff.token_issued", person.id, actor=actor.id, revoked=revoked)
        return NewToken(person.id, token)


def disable_staff(program: Program, actor: StaffMember, email_or_id: str) -> StaffView:
    """Shut a member of staff out: their tokens stop working at once; what they did stays on record."""
    require(actor, Permission.MANAGE_STAFF)
    with program.store.write() as unit:
        person = _found(unit, email_or_id)
        if person.disabled_at is None:
            person.disabled_at = unit.now
            person.version += 1
            revoked = revoke_tokens(unit, person.id)
            unit.record("staff.disabled", person.id, actor=actor.id, revoked=revoked)
        return _loaded_view(program, unit.session, person)


def set_conflict(
    program: Program, actor: StaffMember, email_or_id: str, participant_id: str, *, present: bool = True
) -> StaffView:
    """Note, or remove, that somebody must not see or judge the pairs of a participant (kin, friends …).

    Whoever is a participant themself needs no entry: staff and participants are matched by address.
    """
    require(actor, Permission.MANAGE_STAFF)
    with program.store.write() as unit:
        person = _found(unit, email_or_id)
        find_participant(unit.session, participant_id)
        change = add_conflict if present else remove_conflict
        if change(unit, person.id, participant_id):
            person.version += 1
            action = "staff.conflict_added" if present else "staff.conflict_removed"
            unit.record(action, person.id, actor=actor.id, participant=participant_id)
        return _loaded_view(program, unit.session, person)


def _found(unit: Unit, email_or_id: str) -> Staff:
    person = find_staff(unit.session, unit.keyring, email_or_id.strip(), lock=True)
    if person is None:
        raise NotFoundError("there is no such member of staff")
    return person


def _loaded_view(program: Program, session: ReadSession, person: Staff) -> StaffView:
    groups = groups_of(session, [person.id]).get(person.id, ())
    return _view(program, person, groups, conflicts_of(session, [person.id]).get(person.id, ()))


def _view(program: Program, person: Staff, groups: Sequence[str], conflicts: Sequence[str]) -> StaffView:
    return StaffView(
        id=person.id,
        email=readable(program.keyring, person, "email"),
        role=person.role,
        groups=tuple(groups),
        conflicts=tuple(conflicts),
        disabled=person.disabled_at is not None,
        created_at=person.created_at,
        version=person.version,
    )
