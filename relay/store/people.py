"""Reads of program records: who is behind an address or a mask, and how their pair stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from relay.model.address import mailbox_form
from relay.model.errors import NotFoundError
from relay.model.identity import Correspondents, Identity, Role, still_hidden
from relay.model.people import PairStanding
from relay.model.policy import GatePolicy
from relay.store.crypto import Keyring
from relay.store.schema import FormerFamilyName, GateRecord, Group, MaskedAddress, Pair, Participant, ParticipantAddress
from relay.store.sealing import open_column

CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair with its group and members, as rows of one snapshot.

    ``masks`` maps a participant's id to the local part under which that person is seen.
    """

    pair: Pair
    group: Group
    mentor: Participant
    student: Participant
    masks: dict[str, str]

    def member(self, role: Role) -> Participant:
        """Return the member of a role."""
        return self.mentor if role is Role.MENTOR else self.student

    def other(self, participant_id: str) -> Participant:
        """Return the member who is not ``participant_id``."""
        return self.student if participant_id == self.mentor.id else self.mentor


def find_mask(session: Session, local_part: str) -> MaskedAddress | None:
    """Return a mask by its local part, whatever the case; also one that is retired."""
    return session.get(MaskedAddress, local_part.lower())


def load_pairs(session: Session, pair_ids: Sequence[str]) -> dict[str, PairView]:
    """Return pairs with group, members and current masks by id, with a fixed number of queries."""
    mentor, student = aliased(Participant), aliased(Participant)
    found = session.execute(
        select(Pair, Group, mentor, student)
        .join(Group, Group.id == Pair.group_id)
        .join(mentor, mentor.id == Pair.mentor_id)
        .join(student, student.id == Pair.student_id)
        .where(Pair.id.in_(pair_ids))
    ).all()
    masks: dict[str, dict[str, str]] = {row[0].id: {} for row in found}
    query = select(MaskedAddress).where(MaskedAddress.pair_id.in_(pair_ids), MaskedAddress.retired_at.is_(None))
    for mask in session.scalars(query):
        masks[mask.pair_id][mask.participant_id] = mask.local_part
    return {
        pair.id: PairView(pair, group, mentor_row, student_row, masks[pair.id])
        for pair, group, mentor_row, student_row in found
    }


def load_pair(session: Session, pair_id: str) -> PairView:
    """Return one pair; raises NotFoundError."""
    try:
        return load_pairs(session, [pair_id])[pair_id]
    except KeyError:
        raise NotFoundError("there is no such pair") from None


def pairs_of_participants(session: Session, participant_ids: Sequence[str]) -> list[PairView]:
    """Return all pairs in which any of these people is a member, oldest first."""
    if not participant_ids:
        return []
    query = select(Pair.id).where(or_(Pair.mentor_id.in_(participant_ids), Pair.student_id.in_(participant_ids)))
    ids = list(session.scalars(query.order_by(Pair.id)))
    views = load_pairs(session, ids)
    return [views[pair_id] for pair_id in ids]


def current_addresses(session: Session, keyring: Keyring, participant_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return each participant's registered addresses as they were given, the primary one first."""
    query = (
        select(ParticipantAddress)
        .where(ParticipantAddress.participant_id.in_(list(participant_ids)), ParticipantAddress.removed_at.is_(None))
        .order_by(ParticipantAddress.is_primary.desc(), ParticipantAddress.id)
    )
    found: dict[str, list[str]] = {}
    for row in session.scalars(query):
        found.setdefault(row.participant_id, []).append(open_column(keyring, row, "address"))
    return {participant_id: tuple(addresses) for participant_id, addresses in found.items()}


def _former_addresses(session: Session, keyring: Keyring, view: PairView) -> dict[str, tuple[str, ...]]:
    """Return the addresses that were removed from each member of a pair, but for those that either has now."""
    query = select(ParticipantAddress).where(ParticipantAddress.participant_id.in_((view.mentor.id, view.student.id)))
    rows = session.scalars(query.order_by(ParticipantAddress.id)).all()
    current = {bytes(row.blind_index) for row in rows if row.removed_at is None}
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.removed_at is not None and bytes(row.blind_index) not in current:
            found.setdefault(row.participant_id, {})[open_column(keyring, row, "address")] = None
    return {participant_id: tuple(addresses) for participant_id, addresses in found.items()}


def former_family_names(session: Session, participant_ids: Iterable[str]) -> Sequence[FormerFamilyName]:
    """Return the surnames that people had before, the oldest first."""
    query = select(FormerFamilyName).where(FormerFamilyName.participant_id.in_(list(participant_ids)))
    return session.scalars(query.order_by(FormerFamilyName.replaced_at, FormerFamilyName.id)).all()


def participants_of_address(session: Session, keyring: Keyring, address: str) -> list[Participant]:
    """Return everybody for whom ``address`` is registered now (a family may share one)."""
    index = keyring.blind_index(mailbox_form(address))
    query = (
        select(Participant)
        .join(ParticipantAddress, ParticipantAddress.participant_id == Participant.id)
        .where(ParticipantAddress.blind_index == index, ParticipantAddress.removed_at.is_(None))
        .order_by(Participant.id)
    )
    return list(session.scalars(query).unique())


def correspondents(session: Session, keyring: Keyring, view: PairView, domain: str) -> Correspondents:
    """Return what is known about both members of a pair, and was before; ``domain`` is the relay's.

    An address that was moved from one of the two to the other is that of the other.
    """
    members = (view.mentor, view.student)
    addresses = current_addresses(session, keyring, [person.id for person in members])
    former_addresses = _former_addresses(session, keyring, view)
    family_names = {person.id: open_column(keyring, person, "family_name") for person in members}
    former_names: dict[str, list[str]] = {person.id: [] for person in members}
    for row in former_family_names(session, former_names):
        former_names[row.participant_id].append(open_column(keyring, row, "family_name"))

    def identity(person: Participant) -> Identity:
        mask = view.masks.get(person.id, "")
        given_name = open_column(keyring, person, "given_name")
        return Identity(
            role=person.role,
            given_name=given_name,
            family_name=family_names[person.id],
            addresses=addresses.get(person.id, ()),
            masked_address=f"{mask}@{domain}" if mask else "",
            former_family_names=still_hidden(former_names[person.id], given_name, family_names.values()),
            former_addresses=former_addresses.get(person.id, ()),
        )

    return Correspondents(identity(view.mentor), identity(view.student))


def newest_gates(session: Session, participant_ids: Iterable[str]) -> dict[str, dict[str, GateRecord]]:
    """Return each participant's newest record of every gate."""
    query = (
        select(GateRecord)
        .where(GateRecord.participant_id.in_(list(participant_ids)))
        .order_by(GateRecord.recorded_at, GateRecord.id)
    )
    newest: dict[str, dict[str, GateRecord]] = {}
    for record in session.scalars(query):
        newest.setdefault(record.participant_id, {})[record.gate] = record
    return newest


def gate_holds(record: GateRecord | None, now: datetime) -> bool:
    """Return whether a gate is met now."""
    return record is not None and record.met and (record.expires_at is None or record.expires_at > now)


def missing_gates(
    view: PairView, records: Mapping[str, Mapping[str, GateRecord]], policy: GatePolicy, now: datetime
) -> list[tuple[Role, str]]:
    """Return every required gate of either member that is not met now."""
    return [
        (role, gate)
        for role in Role
        for gate in policy.required(role)
        if not gate_holds(records.get(view.member(role).id, {}).get(gate), now)
    ]


def standing(session: Session, view: PairView, policy: GatePolicy, now: datetime) -> PairStanding:
    """Return the facts that decide whether the pair's mail passes now."""
    records = newest_gates(session, (view.mentor.id, view.student.id))
    consents = [records.get(person.id, {}).get(CONSENT) for person in (view.mentor, view.student)]
    return PairStanding(
        status=view.pair.status,
        closed_at=view.pair.closed_at,
        consent_withdrawn=any(record is not None and not record.met for record in consents),
        lapsed_gates=tuple(gate for _, gate in missing_gates(view, records, policy, now)),
    )


def birth_year(keyring: Keyring, participant: Participant) -> int | None:
    """Return a participant's year of birth, if it is known."""
    text = open_column(keyring, participant, "birth_year")
    return int(text) if text else None
