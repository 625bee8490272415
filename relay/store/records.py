"""Records of groups and participants: finding, listing, locking, adding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from relay.model.address import mailbox_form
from relay.model.errors import NotFoundError
from relay.model.identity import Role
from relay.model.staff import StaffMember
from relay.model.supervision import Supervision
from relay.store.crypto import Keyring
from relay.store.people import former_family_names
from relay.store.schema import (
    AuditEvent,
    FormerFamilyName,
    GateRecord,
    Group,
    Pair,
    Participant,
    ParticipantAddress,
)
from relay.store.sealing import readable, seal
from relay.store.unit import Unit

DEFAULT_FIRST_N = 5

_RECORDS_LOCK = 0x6D72_0002  # any constant: names the advisory lock
_BATCH = 500  # bound parameters of one statement


def lock_records(unit: Unit) -> None:
    """Let one transaction at a time add or change records that must not be doubled.

    Who owns an address, and whether two are paired already, is asked before it is written. On
    SQLite the writing transaction is alone anyway.
    """
    if unit.session.get_bind().dialect.name == "postgresql":
        unit.session.execute(select(func.pg_advisory_xact_lock(_RECORDS_LOCK)))


def holds_records(session: Session) -> bool:
    """Return whether a relay works on this database: whatever it does, it says so in the log."""
    return session.scalar(select(AuditEvent.id).limit(1)) is not None


# Groups


def all_groups(session: Session) -> list[Group]:
    """Return every group, by name."""
    return list(session.scalars(select(Group).order_by(Group.name)))


def find_group(session: Session, name_or_id: str) -> Group | None:
    """Return a group by its exact name, or by its id."""
    query = select(Group).where(or_(Group.name == name_or_id, Group.id == name_or_id))
    return next(iter(sorted(session.scalars(query), key=lambda group: group.name != name_or_id)), None)


def locked_group(unit: Unit, group_id: str) -> Group:
    """Return a group for changing it; raises NotFoundError."""
    group = unit.session.get(Group, group_id, with_for_update=True)
    if group is None:
        raise NotFoundError("there is no such group")
    return group


def insert_group(
    unit: Unit,
    name: str,
    language: str,
    supervision: Supervision = Supervision.RULES,
    first_n: int = DEFAULT_FIRST_N,
) -> str:
    """Add a group and return its id; record it afterwards."""
    group_id = unit.new_id("g")
    row = {
        "id": group_id,
        "name": name,
        "language": language,
        "supervision": supervision,
        "supervision_n": first_n,
        "created_at": unit.now,
        "version": 1,
    }
    unit.insert(Group, [row])
    return group_id


# Participants


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """A participant to be added; the first of ``addresses`` is the primary one."""

    role: Role
    given_name: str
    family_name: str
    addresses: tuple[str, ...]
    language: str
    guardian_language: str
    birth_year: int | None = None
    guardian_email: str | None = None


def insert_participant(unit: Unit, participant_id: str, key_id: str, new: NewParticipant) -> None:
    """Add a participant under a key of their own; record it afterwards."""

    def sealed(column: str, text: str | None) -> object:
        if text is None:
            return None
        return seal(unit.keyring, key_id, Participant, column, participant_id, text)

    row = {
        "id": participant_id,
        "key_id": key_id,
        "role": new.role,
        "given_name": sealed("given_name", new.given_name),
        "family_name": sealed("family_name", new.family_name),
        "birth_year": sealed("birth_year", str(new.birth_year) if new.birth_year else None),
        "guardian_email": sealed("guardian_email", new.guardian_email),
        "language": new.language,
        "guardian_language": new.guardian_language,
        "created_at": unit.now,
        "version": 1,
    }
    unit.insert(Participant, [row])
    for number, address in enumerate(new.addresses):
        insert_address(unit, participant_id, key_id, address, primary=number == 0)


def insert_address(unit: Unit, participant_id: str, key_id: str, address: str, *, primary: bool) -> None:
    """Register an address; record it afterwards."""
    address_id = unit.new_id("ad")
    row = {
        "id": address_id,
        "participant_id": participant_id,
        "address": seal(unit.keyring, key_id, ParticipantAddress, "address", address_id, address),
        "blind_index": unit.keyring.blind_index(mailbox_form(address)),
        "is_primary": primary,
        "created_at": unit.now,
        "removed_at": None,
    }
    unit.insert(ParticipantAddress, [row])


def keep_family_name(unit: Unit, person: Participant) -> None:
    """Keep the surname that a participant is about to lose; record it afterwards."""
    name = readable(unit.keyring, person, "family_name")
    known = former_family_names(unit.session, (person.id,))
    if not name or name in {readable(unit.keyring, row, "family_name") for row in known}:
        return
    name_id = unit.new_id("fn")
    row = {
        "id": name_id,
        "participant_id": person.id,
        "family_name": seal(unit.keyring, person.key_id, FormerFamilyName, "family_name", name_id, name),
        "replaced_at": unit.now,
    }
    unit.insert(FormerFamilyName, [row])


def find_participant(session: Session, participant_id: str) -> Participant:
    """Return a participant; raises NotFoundError."""
    participant = session.get(Participant, participant_id)
    if participant is None:
        raise NotFoundError("there is no such participant")
    return participant


def locked_participant(unit: Unit, participant_id: str) -> Participant:
    """Return a participant for changing the record; raises NotFoundError."""
    participant = unit.session.get(Participant, participant_id, with_for_update=True)
    if participant is None:
        raise NotFoundError("there is no such participant")
    return participant


@dataclass(frozen=True, slots=True)
class Registration:
    """An address as it is, or was, registered for somebody."""

    owner: Participant
    removed: bool


def registrations(session: Session, keyring: Keyring, addresses: Iterable[str]) -> dict[str, list[Registration]]:
    """Return for each mailbox (``mailbox_form``) of ``addresses`` whose it is and was."""
    mailboxes = {keyring.blind_index(form): form for form in map(mailbox_form, addresses)}
    found: dict[str, list[Registration]] = {form: [] for form in mailboxes.values()}
    for some in batches(list(mailboxes)):
        query = (
            select(ParticipantAddress, Participant)
            .join(Participant, Participant.id == ParticipantAddress.participant_id)
            .where(ParticipantAddress.blind_index.in_(some))
            .order_by(ParticipantAddress.id)
        )
        for row, owner in session.execute(query):
            registration = Registration(owner, row.removed_at is not None)
            found[mailboxes[bytes(row.blind_index)]].append(registration)
    return found


def address_rows(session: Session, participant_id: str) -> list[ParticipantAddress]:
    """Return the registered addresses of a participant."""
    query = select(ParticipantAddress).where(
        ParticipantAddress.participant_id == participant_id,
        ParticipantAddress.removed_at.is_(None),
    )
    return list(session.scalars(query.order_by(ParticipantAddress.id)))


def participant_page(
    session: Session,
    actor: StaffMember,
    *,
    role: Role | None = None,
    group_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> list[Participant]:
    """Return participants whom ``actor`` may know of, by id, from behind ``after``."""
    query = select(Participant).order_by(Participant.id).limit(limit)
    if not actor.sees_all_groups:
        query = query.where(_has_pair(Pair.group_id.in_(actor.groups)))
    if actor.barred:
        query = query.where(Participant.id.not_in(actor.barred))
    if group_id is not None:
        query = query.where(_has_pair(Pair.group_id == group_id))
    if role is not None:
        query = query.where(Participant.role == role)
    if after is not None:
        query = query.where(Participant.id > after)
    return list(session.scalars(query))


def _has_pair(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    member = or_(Pair.mentor_id == Participant.id, Pair.student_id == Participant.id)
    return select(Pair.id).where(member, condition).exists()


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says about gates of a participant; ``provisional``: taken as met for now."""

    met: bool
    by: str
    evidence: str
    recorded_at: datetime
    expires_at: datetime | None = None
    provisional: bool = False


def insert_gates(unit: Unit, participant: Participant, gates: Sequence[str], said: Statement) -> None:
    """Add a statement about each of some gates; the newest one counts. Record it afterwards."""
    rows = []
    for gate in gates:
        record_id = unit.new_id("gr")
        place = (unit.keyring, participant.key_id, GateRecord)
        row = {
            "id": record_id,
            "participant_id": participant.id,
            "gate": gate,
            "met": said.met,
            "provisional": said.provisional,
            "by": seal(*place, "by", record_id, said.by),
            "evidence": seal(*place, "evidence", record_id, said.evidence),
            "recorded_at": said.recorded_at,
            "expires_at": said.expires_at,
        }
        rows.append(row)
    unit.insert(GateRecord, rows)


def batches(values: list[str] | list[bytes]) -> Iterable[list[str] | list[bytes]]:
    """Yield values in portions that one statement can hold."""
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
