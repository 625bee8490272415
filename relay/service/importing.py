"""Importing participants and pairs from a file: all of it or nothing, and a second time nothing (DESIGN section 10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from relay.model.entries import plain_text
from relay.model.errors import InvalidInputError
from relay.model.identity import Role
from relay.model.people import PairStatus, lower_age
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.model.supervision import AGE_WITHOUT_SUPERVISION
from relay.service.gates import state_of
from relay.service.groups import ensure_groups
from relay.service.import_file import ImportRefusedError, Problem, read_rows
from relay.service.import_plan import Known, Plan, PlannedPair, plan_import
from relay.service.masks import give_masks
from relay.service.pair_status import activate_in
from relay.service.program import Program
from relay.service.redecide import after_gate_change
from relay.store.crypto import KeyKind
from relay.store.pair_records import Members, insert_pair, locked_pair
from relay.store.people import CONSENT, gate_holds, newest_gates
from relay.store.records import (
    NewParticipant,
    Statement,
    insert_gates,
    insert_participant,
    lock_records,
    locked_participant,
)
from relay.store.schema import GateRecord
from relay.store.store import ReadSession
from relay.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who answers for it that gates are taken as met for now, and why."""

    who: str
    why: str

    @classmethod
    def parse(cls, text: str) -> "Attestation":
        """Read ``who: why``; raises InvalidInputError."""
        who, colon, why = text.partition(":")
        if not colon or not who.strip() or not why.strip():
            raise InvalidInputError('attest: write "who: why", as --attest "Ada Okafor: checked on paper, 3 March"')
        return cls(plain_text(who, "who"), plain_text(why, "why"))


@dataclass(frozen=True, slots=True)
class Missing:
    """A gate that keeps a pair pending: whose, which, and why it is not met."""

    role: Role
    gate: str
    state: str


@dataclass(frozen=True, slots=True)
class PendingPair:
    """A pair of the file that could not be activated; ``pair_id`` is None in a dry run of a new one."""

    line: int
    pair_id: str | None
    lacks: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or in a dry run would do. ``pairs_unchanged`` were on record before."""

    dry_run: bool
    groups_added: int
    participants_added: int
    pairs_added: int
    pairs_unchanged: int
    pairs_activated: int
    pending: tuple[PendingPair, ...]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import. ``attestation`` is of use with ``activate`` alone."""

    dry_run: bool = False
    activate: bool = False
    attestation: Attestation | None = None


def import_people(program: Program, actor: StaffMember, raw: bytes, options: ImportOptions) -> ImportResult:
    """Import the bytes of a CSV file.

    Raises ImportRefusedError that names every bad line with column and reason; nothing was
    imported then.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    rows, problems = read_rows(raw, program.domain, program.now())
    if options.dry_run:
        with program.store.read() as session:
            plan = _checked(plan_import(session, program.keyring, rows), problems)
            return _result(plan, _outlooks(program, session, plan, options), options)
    with program.store.write() as unit:
        lock_records(unit)
        plan = _checked(plan_import(unit.session, program.keyring, rows), problems)
        outlooks = _outlooks(program, unit.session, plan, options)
        result = _result(plan, outlooks, options)
        _add_all(program, unit, plan, actor)
        for outlook in outlooks:
            _activate(unit, outlook, options, actor)
        _decide_again(program, unit, outlooks)
        return replace(result, pending=_pending(outlooks))


def _checked(plan: Plan, problems: Sequence[Problem]) -> Plan:
    found = sorted([*plan.problems, *problems])
    if found:
        raise ImportRefusedError(*map(str, found))
    return plan


# Adding


def _add_all(program: Program, unit: Unit, plan: Plan, actor: StaffMember) -> None:
    """Add groups, people and pairs; afterwards all of the plan has ids."""
    language = program.settings.relay.language
    groups = ensure_groups(unit, dict.fromkeys(plan.groups, language), actor)
    people, pairs = plan.people, plan.new_pairs
    kinds = [KeyKind.PARTICIPANT] * len(people) + [KeyKind.PAIR] * len(pairs)
    keys = iter(program.keystore.create_many(kinds))
    for known, participant_id in zip(people, _ids(unit, "p", len(people)), strict=True):
        known.id = participant_id
        insert_participant(unit, participant_id, next(keys), _new_participant(known, language))
        unit.record("participant.added", participant_id, actor=actor.id, role=known.person.role)
    for pair, pair_id in zip(pairs, _ids(unit, "pr", len(pairs)), strict=True):
        members = Members(str(pair.mentor.id), str(pair.student.id))
        insert_pair(unit, pair_id, next(keys), groups[pair.group], members)
        give_masks(unit, pair_id, members)
        unit.record("pair.created", pair_id, actor=actor.id, group=groups[pair.group], members=list(members))
        pair.id = pair_id


def _ids(unit: Unit, prefix: str, count: int) -> list[str]:
    """Return ids in the order that lists have, so that they come in the order of the file."""
    return sorted(unit.new_id(prefix) for _ in range(count))


def _new_participant(known: Known, language: str) -> NewParticipant:
    person = known.person
    own = person.language or language
    return NewParticipant(
        role=person.role,
        given_name=person.given_name,
        family_name=person.family_name,
        addresses=(person.email,),
        language=own,
        guardian_language=person.guardian_language or own,
        birth_year=person.birth_year,
        guardian_email=person.guardian_email,
    )


# Activating


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What activating a pending pair needs: gates to be attested, and what then still lacks."""

    pair: PlannedPair
    expires: timedelta
    attested: tuple[tuple[Known, str], ...]
    lacks: tuple[Missing, ...]


def _outlooks(program: Program, session: ReadSession, plan: Plan, options: ImportOptions) -> list[_Outlook]:
    if not options.activate:
        return []
    ids = [known.id for pair in plan.pairs for known in (pair.mentor, pair.student) if known.id]
    records = newest_gates(session, ids)
    waiting = [pair for pair in plan.pairs if pair.status in {None, PairStatus.PENDING}]
    return [_outlook(program, pair, records, options) for pair in waiting]


def _outlook(
    program: Program, pair: PlannedPair, records: dict[str, dict[str, GateRecord]], options: ImportOptions
) -> _Outlook:
    now, gates = program.now(), program.policy_for(pair.group).gates
    attested, missing = [], []
    for known in (pair.mentor, pair.student):
        on_record = records.get(known.id or "", {})
        for gate in gates.required(known.person.role):
            record = on_record.get(gate)
            if gate_holds(record, now):
                continue
            if options.attestation is not None and _may_attest(program, known, gate, record):
                attested.append((known, gate))
            else:
                missing.append(Missing(known.person.role, gate, state_of(record, now)))
    return _Outlook(pair, timedelta(days=gates.attest_days), tuple(attested), tuple(missing))


def _may_attest(program: Program, known: Known, gate: str, record: GateRecord | None) -> bool:
    """Return whether somebody's word is enough for now.

    Never where a person revoked the gate, and never for the consent to a child under 13 or of
    unknown age.
    """
    if record is not None and not record.met:
        return False
    if gate != CONSENT or known.person.role is Role.MENTOR:
        return True
    age = lower_age(known.person.birth_year, program.now())
    return age is not None and age >= AGE_WITHOUT_SUPERVISION


def _activate(unit: Unit, outlook: _Outlook, options: ImportOptions, actor: StaffMember) -> None:
    if options.attestation is not None:
        for known in (outlook.pair.mentor, outlook.pair.student):
            gates = [gate for whose, gate in outlook.attested if whose is known]
            _attest(unit, str(known.id), gates, options.attestation, outlook.expires, actor)
    if not outlook.lacks:
        activate_in(unit, locked_pair(unit, str(outlook.pair.id)), actor)


def _attest(
    unit: Unit,
    participant_id: str,
    gates: list[str],
    attestation: Attestation,
    expires: timedelta,
    actor: StaffMember,
) -> None:
    """State provisionally that gates are met; a person in two pairs of the file is attested once."""
    person = locked_participant(unit, participant_id)
    present = newest_gates(unit.session, [participant_id]).get(participant_id, {})
    new = [gate for gate in gates if not gate_holds(present.get(gate), unit.now)]
    if new:
        until = unit.now + expires
        said = Statement(
            met=True,
            by=attestation.who,
            evidence=attestation.why,
            recorded_at=unit.now,
            expires_at=until,
            provisional=True,
        )
        insert_gates(unit, person, new, said)
        unit.record(
            "gate.attested", participant_id, actor=actor.id, gates=new, expires=until.isoformat(timespec="seconds")
        )


def _decide_again(program: Program, unit: Unit, outlooks: list[_Outlook]) -> None:
    """Free held mail of people who were on record before and whose gates are met again."""
    renewed = {str(known.id) for outlook in outlooks if outlook.pair.status for known, _ in outlook.attested}
    for participant_id in sorted(renewed):
        after_gate_change(program, unit, participant_id)


# Telling


def _result(plan: Plan, outlooks: list[_Outlook], options: ImportOptions) -> ImportResult:
    pending = _pending(outlooks)
    return ImportResult(
        dry_run=options.dry_run,
        groups_added=len(plan.new_groups),
        participants_added=len(plan.people),
        pairs_added=len(plan.new_pairs),
        pairs_unchanged=len(plan.pairs) - len(plan.new_pairs),
        pairs_activated=len(outlooks) - len(pending),
        pending=pending,
    )


def _pending(outlooks: list[_Outlook]) -> tuple[PendingPair, ...]:
    return tuple(
        PendingPair(outlook.pair.line, outlook.pair.id, outlook.lacks) for outlook in outlooks if outlook.lacks
    )
