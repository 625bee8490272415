"""Participants: mentors and students, their records and their registered addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from relay.model.entries import birth_year_of, language_tag, outside_address, person_name
from relay.model.errors import InvalidInputError
from relay.model.identity import Role
from relay.model.page import Page, PageRequest, decode_cursor, encode_cursor
from relay.model.people import PairStatus
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.addresses import AddressChanges, change_addresses, refuse_taken, refuse_twin
from relay.service.gates import GateView, Records, gate_views
from relay.service.program import Program
from relay.service.scope import require_version, visible_group, visible_participant
from relay.store.crypto import KeyKind
from relay.store.pair_records import pairs_of
from relay.store.people import current_addresses, newest_gates
from relay.store.records import (
    NewParticipant,
    all_groups,
    find_participant,
    insert_participant,
    keep_family_name,
    lock_records,
    locked_participant,
    participant_page,
)
from relay.store.schema import Participant
from relay.store.sealing import readable, seal
from relay.store.store import ReadSession
from relay.store.unit import Unit

_ORDER = "participants"


@dataclass(frozen=True, slots=True)
class OwnPair:
    """A pair of a participant: its id, group and status."""

    id: str
    group: str
    status: PairStatus


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """A participant as staff see them; the first of ``addresses`` is the primary one.

    Names and addresses are "" and empty after an erasure.
    """

    id: str
    role: Role
    given_name: str
    family_name: str
    email: str
    addresses: tuple[str, ...]
    birth_year: int | None
    language: str
    guardian_email: str
    guardian_language: str
    gates: tuple[GateView, ...]
    pairs: tuple[OwnPair, ...]
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ParticipantEntry:
    """A participant to be added, as typed."""

    role: Role
    email: str
    given_name: str
    family_name: str
    birth_year: str = ""
    language: str = ""
    guardian_email: str = ""
    guardian_language: str = ""


@dataclass(frozen=True, slots=True)
class ParticipantChanges:
    """What is to be changed, as typed; None stays as it is."""

    given_name: str | None = None
    family_name: str | None = None
    birth_year: str | None = None
    language: str | None = None
    guardian_email: str | None = None
    guardian_language: str | None = None
    addresses: AddressChanges = field(default_factory=AddressChanges)


def authorise_participant(program: Program, actor: StaffMember, participant_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a participant that ``actor`` may not know of."""
    with program.store.read() as session:
        visible_participant(session, actor, participant_id)
    require(actor, permission)


def list_participants(
    program: Program,
    actor: StaffMember,
    page: PageRequest,
    *,
    role: Role | None = None,
    group: str | None = None,
) -> Page[ParticipantView]:
    """Return a page of participants, oldest first; ``group`` is a name or an id."""
    require(actor, Permission.SEE_PEOPLE)
    after = str(decode_cursor(page.cursor, _ORDER, [str])[0]) if page.cursor else None
    with program.store.read() as session:
        group_id = visible_group(session, actor, group).id if group else None
        rows = participant_page(session, actor, role=role, group_id=group_id, after=after, limit=page.limit + 1)
        items = _views(program, session, rows[: page.limit], actor)
    more = len(rows) > page.limit
    return Page(tuple(items), encode_cursor(_ORDER, [items[-1].id]) if more else None)


def get_participant(program: Program, actor: StaffMember, participant_id: str) -> ParticipantView:
    """Return a participant; raises NotFoundError."""
    require(actor, Permission.SEE_PEOPLE)
    with program.store.read() as session:
        return _views(program, session, [visible_participant(session, actor, participant_id)], actor)[0]


def add_participant(program: Program, actor: StaffMember, entry: ParticipantEntry) -> ParticipantView:
    """Add a participant with a primary address.

    Raises InvalidInputError that names every bad field, ConflictError for an address that is
    somebody else's.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    new = checked_entry(program, entry)
    key_id = program.keystore.create(KeyKind.PARTICIPANT)
    with program.store.write() as unit:
        lock_records(unit)
        refuse_taken(unit, new.role, new.given_name, new.addresses)
        participant_id = unit.new_id("p")
        insert_participant(unit, participant_id, key_id, new)
        unit.record("participant.added", participant_id, actor=actor.id, role=new.role)
        return _views(program, unit.session, [find_participant(unit.session, participant_id)], actor)[0]


def change_participant(
    program: Program,
    actor: StaffMember,
    participant_id: str,
    changes: ParticipantChanges,
    *,
    expected_version: int | None = None,
) -> ParticipantView:
    """Change a participant's record and addresses; mail that waits goes to the new primary address.

    Raises NotFoundError, InvalidInputError, ConflictError for an address of somebody else's, or
    PreconditionError for a stale ``expected_version``.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    with program.store.write() as unit:
        lock_records(unit)
        visible_participant(unit.session, actor, participant_id)
        person = locked_participant(unit, participant_id)
        require_version(person.version, expected_version)
        changed = _apply(program, unit, person, changes)
        if "given_name" in changed:
            refuse_twin(unit, person)
        changed += change_addresses(unit, person, changes.addresses, program.domain)
        if changed:
            person.version += 1
            unit.record("participant.changed", person.id, actor=actor.id, fields=changed)
        return _views(program, unit.session, [person], actor)[0]


def checked_entry(program: Program, entry: ParticipantEntry) -> NewParticipant:
    """Return what was typed, cleaned; raises InvalidInputError with a sentence for each bad field."""
    problems: list[str] = []
    values = {
        "email": entry.email,
        "given_name": entry.given_name,
        "family_name": entry.family_name,
        "birth_year": entry.birth_year,
        "language": entry.language or program.settings.relay.language,
        "guardian_email": entry.guardian_email,
    }
    if entry.guardian_language:
        values["guardian_language"] = entry.guardian_language
    clean = {name: _checked(program, name, text, problems) for name, text in values.items()}
    if entry.role is Role.MENTOR and (entry.birth_year or entry.guardian_email):
        problems.append("role: year of birth and guardian are those of a student")
    if problems:
        raise InvalidInputError(*problems)
    return NewParticipant(
        role=entry.role,
        given_name=clean["given_name"],
        family_name=clean["family_name"],
        addresses=(clean["email"],),
        language=clean["language"],
        guardian_language=clean.get("guardian_language", clean["language"]),
        birth_year=int(clean["birth_year"]) if clean["birth_year"] else None,
        guardian_email=clean["guardian_email"] or None,
    )


def checked_field(program: Program, name: str, text: str) -> str:
    """Return the value of one field of a record, cleaned; raises InvalidInputError."""
    match name:
        case "email":
            return outside_address(text, program.domain)
        case "guardian_email":
            return outside_address(text, program.domain) if text.strip() else ""
        case "birth_year":
            return str(birth_year_of(text, program.now())) if text.strip() else ""
        case "language" | "guardian_language":
            return language_tag(text)
        case _:
            return person_name(text)


def _checked(program: Program, name: str, text: str, problems: list[str]) -> str:
    try:
        return checked_field(program, name, text)
    except InvalidInputError as error:
        problems.append(f"{name}: {error}")
        return ""


def _apply(program: Program, unit: Unit, person: Participant, changes: ParticipantChanges) -> list[str]:
    """Change what differs and return the names of those fields."""
    problems: list[str] = []
    changed = []
    for name in ("given_name", "family_name", "birth_year", "guardian_email", "language", "guardian_language"):
        typed: str | None = getattr(changes, name)
        if typed is None:
            continue
        if name in {"birth_year", "guardian_email"} and person.role is Role.MENTOR:
            problems.append(f"{name}: is that of a student")
            continue
        value = _checked(program, name, typed, problems)
        if value != _present(program, person, name):
            if name == "family_name":
                keep_family_name(unit, person)
            _set(unit, person, name, value)
            changed.append(name)
    if problems:
        raise InvalidInputError(*problems)
    return changed


def _present(program: Program, person: Participant, name: str) -> str:
    return getattr(person, name) if "language" in name else readable(program.keyring, person, name)


def _set(unit: Unit, person: Participant, name: str, value: str) -> None:
    if "language" in name:
        setattr(person, name, value)
        return
    sealed = seal(unit.keyring, person.key_id, Participant, name, person.id, value) if value else None
    setattr(person, name, sealed)


def _views(
    program: Program, session: ReadSession, people: list[Participant], actor: StaffMember
) -> list[ParticipantView]:
    ids = [person.id for person in people]
    addresses = current_addresses(session, program.keyring, ids)
    gates = newest_gates(session, ids)
    groups = {group.id: group.name for group in all_groups(session)}
    own: dict[str, list[OwnPair]] = {person_id: [] for person_id in ids}
    for pair in pairs_of(session, ids):
        if actor.sees_group(pair.group_id) and actor.barred.isdisjoint((pair.mentor_id, pair.student_id)):
            for member in {pair.mentor_id, pair.student_id} & set(ids):
                own[member].append(OwnPair(pair.id, groups[pair.group_id], pair.status))
    return [
        _view(program, person, addresses.get(person.id, ()), gates.get(person.id, {}), own[person.id])
        for person in people
    ]


def _view(
    program: Program, person: Participant, addresses: tuple[str, ...], gates: Records, pairs: list[OwnPair]
) -> ParticipantView:
    year = readable(program.keyring, person, "birth_year")
    required = _required(program, person.role, [pair.group for pair in pairs])
    return ParticipantView(
        id=person.id,
        role=person.role,
        given_name=readable(program.keyring, person, "given_name"),
        family_name=readable(program.keyring, person, "family_name"),
        email=addresses[0] if addresses else "",
        addresses=addresses,
        birth_year=int(year) if year else None,
        language=person.language,
        guardian_email=readable(program.keyring, person, "guardian_email"),
        guardian_language=person.guardian_language,
        gates=tuple(gate_views(program.keyring, gates, required, program.now())),
        pairs=tuple(pairs),
        created_at=person.created_at,
        version=person.version,
    )


def _required(program: Program, role: Role, groups: Iterable[str]) -> list[str]:
    policies = [program.policy_for(group) for group in groups] or [program.policy_for(None)]
    return list(dict.fromkeys(gate for policy in policies for gate in policy.gates.required(role)))
