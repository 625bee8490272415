"""Staff records: finding, adding, groups, conflicts and tokens."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from relay.model.address import mailbox_form
from relay.model.errors import InvalidInputError
from relay.model.people import StaffRole
from relay.store.crypto import Keyring
from relay.store.schema import Group, Staff, StaffConflict, StaffGroup, StaffToken
from relay.store.sealing import seal
from relay.store.unit import Unit


def all_staff(session: Session) -> list[Staff]:
    """Return everybody, oldest first; also who is disabled."""
    return list(session.scalars(select(Staff).order_by(Staff.id)))


def find_staff(session: Session, keyring: Keyring, email_or_id: str, *, lock: bool = False) -> Staff | None:
    """Return a member of staff by address or id, also one who is disabled; ``lock``: to change the record."""
    query = select(Staff).where(or_(Staff.id == email_or_id, Staff.blind_index == _index(keyring, email_or_id)))
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def _index(keyring: Keyring, text: str) -> bytes:
    try:
        return keyring.blind_index(mailbox_form(text))
    except InvalidInputError:
        return b""  # no address: nobody's


def insert_staff(unit: Unit, address: str, role: StaffRole) -> Staff:
    """Add a member of staff; record it afterwards."""
    staff_id = unit.new_id("s")
    person = Staff(
        id=staff_id,
        email=seal(unit.keyring, unit.keyring.program_key_id, Staff, "email", staff_id, address),
        blind_index=unit.keyring.blind_index(mailbox_form(address)),
        role=role,
        created_at=unit.now,
        disabled_at=None,
        version=1,
    )
    unit.add(person)
    unit.session.flush()
    return person


def set_groups(unit: Unit, staff_id: str, group_ids: Sequence[str]) -> None:
    """Give a member of staff exactly these groups; record it afterwards."""
    present = {row.group_id: row for row in _group_rows(unit.session, [staff_id])}
    for group_id, row in present.items():
        if group_id not in group_ids:
            unit.session.delete(row)
    for group_id in dict.fromkeys(group_ids):
        if group_id not in present:
            unit.add(StaffGroup(staff_id=staff_id, group_id=group_id))
    unit.session.flush()


def groups_of(session: Session, staff_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the groups that each member of staff was given."""
    query = (
        select(StaffGroup.staff_id, Group.name)
        .join(Group, Group.id == StaffGroup.group_id)
        .where(StaffGroup.staff_id.in_(staff_ids))
        .order_by(Group.name)
    )
    found: dict[str, tuple[str, ...]] = {}
    for staff_id, name in session.execute(query):
        found[staff_id] = (*found.get(staff_id, ()), name)
    return found


def conflicts_of(session: Session, staff_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the participants whom each member of staff must not judge."""
    query = select(StaffConflict).where(StaffConflict.staff_id.in_(staff_ids)).order_by(StaffConflict.participant_id)
    found: dict[str, tuple[str, ...]] = {}
    for row in session.scalars(query):
        found[row.staff_id] = (*found.get(row.staff_id, ()), row.participant_id)
    return found


def add_conflict(unit: Unit, staff_id: str, participant_id: str) -> bool:
    """Note a conflict; return whether it is new. Record it afterwards."""
    if unit.session.get(StaffConflict, (staff_id, participant_id)) is not None:
        return False
    unit.add(StaffConflict(staff_id=staff_id, participant_id=participant_id))
    return True


def remove_conflict(unit: Unit, staff_id: str, participant_id: str) -> bool:
    """Remove a conflict; return whether there was one. Record it afterwards."""
    row = unit.session.get(StaffConflict, (staff_id, participant_id))
    if row is not None:
        unit.session.delete(row)
    return row is not None


def insert_token(unit: Unit, staff_id: str, digest: bytes) -> None:
    """Store the digest of a new token; record it afterwards."""
    row = {
        "id": unit.new_id("t"),
        "staff_id": staff_id,
        "token_hash": digest,
        "created_at": unit.now,
        "revoked_at": None,
        "last_used": None,
    }
    unit.insert(StaffToken, [row])


def revoke_tokens(unit: Unit, staff_id: str) -> int:
    """Revoke all tokens of a member of staff; return how many. Record it afterwards."""
    query = select(StaffToken).where(StaffToken.staff_id == staff_id, StaffToken.revoked_at.is_(None))
    tokens = list(unit.session.scalars(query))
    for token in tokens:
        token.revoked_at = unit.now
    return len(tokens)


def _group_rows(session: Session, staff_ids: Sequence[str]) -> list[StaffGroup]:
    return list(session.scalars(select(StaffGroup).where(StaffGroup.staff_id.in_(staff_ids))))
