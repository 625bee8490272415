"""Who of the staff is asking: look-up by token and by address, with groups and conflicts."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from relay.model.address import mailbox_form
from relay.model.errors import NotFoundError
from relay.model.staff import StaffMember, token_hash
from relay.store.crypto import Keyring
from relay.store.schema import (
    Group,
    Pair,
    ParticipantAddress,
    Staff,
    StaffConflict,
    StaffGroup,
    StaffToken,
)
from relay.store.sealing import open_column
from relay.store.unit import Unit


def token_in_use(session: Session, token: str) -> tuple[StaffToken, Staff] | None:
    """Return a token with its owner; None if it is unknown or revoked, or its owner disabled."""
    query = (
        select(StaffToken, Staff)
        .join(Staff, Staff.id == StaffToken.staff_id)
        .where(
            StaffToken.token_hash == token_hash(token),
            StaffToken.revoked_at.is_(None),
            Staff.disabled_at.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def staff_of_address(session: Session, keyring: Keyring, address: str) -> Staff | None:
    """Return the member of staff with an address, who is not disabled."""
    query = select(Staff).where(
        Staff.blind_index == keyring.blind_index(mailbox_form(address)),
        Staff.disabled_at.is_(None),
    )
    return session.scalars(query).one_or_none()


def staff_of_id(session: Session, staff_id: str) -> Staff:
    """Return a member of staff; raises NotFoundError."""
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFoundError("there is no such member of staff")
    return staff


def note_use(unit: Unit, token_id: str) -> None:
    """Note that a token was used now; working state, without an event."""
    unit.session.execute(
        update(StaffToken)
        .where(StaffToken.id == token_id)
        .values(last_used=unit.now)
        .execution_options(synchronize_session=False)
    )


def member(session: Session, keyring: Keyring, staff: Staff) -> StaffMember:
    """Return a member of staff with their scope, as it stands now.

    Barred is everybody on the conflict list, whoever has the same address, and the students of
    whoever has the same address: a mentor may not judge what another mentor writes to their student.
    """
    groups = session.scalars(select(StaffGroup.group_id).where(StaffGroup.staff_id == staff.id))
    conflicts = session.scalars(select(StaffConflict.participant_id).where(StaffConflict.staff_id == staff.id))
    same = same_person(session, keyring, open_column(keyring, staff, "email"))
    barred = {*conflicts, *same, *_students_of(session, same)}
    return StaffMember(staff.id, staff.role, frozenset(groups), frozenset(barred))


def same_person(session: Session, keyring: Keyring, address: str) -> frozenset[str]:
    """Return the participants with an address, also one that they no longer have."""
    index = keyring.blind_index(mailbox_form(address))
    query = select(ParticipantAddress.participant_id).where(ParticipantAddress.blind_index == index)
    return frozenset(session.scalars(query))


def _students_of(session: Session, mentors: Collection[str]) -> frozenset[str]:
    if not mentors:
        return frozenset()
    return frozenset(session.scalars(select(Pair.student_id).where(Pair.mentor_id.in_(mentors))))


def names_of_groups(session: Session, group_ids: Collection[str]) -> tuple[str, ...]:
    """Return the names of groups, in alphabetical order."""
    query = select(Group.name).where(Group.id.in_(group_ids)).order_by(Group.name)
    return tuple(session.scalars(query))
