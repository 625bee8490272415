"""Gates: what a participant must meet before a pair is active and at every send, and who said so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from relay.config.policy import PolicySet
from relay.model.entries import plain_text
from relay.model.errors import InvalidInputError
from relay.model.identity import Role
from relay.model.permission import Permission, require
from relay.model.policy import GatePolicy
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.redecide import after_gate_change
from relay.service.scope import visible_participant
from relay.store.crypto import Keyring
from relay.store.people import PairView, gate_holds, missing_gates, newest_gates
from relay.store.records import Statement, insert_gates, locked_participant
from relay.store.schema import GateRecord
from relay.store.sealing import readable

Records = Mapping[str, GateRecord]  # a participant's newest record of each gate

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class GateView:
    """How a gate of a participant stands now; ``by`` and ``evidence`` are "" where nothing was recorded."""

    gate: str
    required: bool
    met: bool
    state: str
    provisional: bool
    by: str
    evidence: str
    recorded_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lack:
    """A gate that keeps a pair from being active: whose, which, and why it is not met."""

    role: Role
    participant_id: str
    gate: str
    state: str

    def __str__(self) -> str:
        """Say it in words, without a name."""
        return f"{self.role} {self.participant_id}: {self.gate} ({self.state})"


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """What a new statement led to: the gate as it stands, and how many held messages it freed."""

    gate: GateView
    freed_messages: int


def known_gates(policies: PolicySet, role: Role) -> list[str]:
    """Return every gate that the policy, of the program or of any group, names for a role."""
    all_policies = (policies.default, *policies.groups.values())
    return list(dict.fromkeys(gate for policy in all_policies for gate in policy.gates.required(role)))


def record_gate(
    program: Program,
    actor: StaffMember,
    participant_id: str,
    gate: str,
    *,
    met: bool,
    by: str,
    evidence: str,
    expires_at: datetime | None = None,
) -> GateOutcome:
    """State that a participant meets a gate, or does not any more; what was said before stays on record.

    What was held for gates alone is decided again. Raises InvalidInputError for a gate that no
    policy names for this role, an empty ``by`` or ``evidence``, or an expiry that is past or
    belongs to a revocation; NotFoundError for a participant whom ``actor`` may not know of.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    by, evidence = plain_text(by, "by: who says so"), plain_text(evidence, "evidence: what it rests on")
    with program.store.write() as unit:
        visible_participant(unit.session, actor, participant_id)
        person = locked_participant(unit, participant_id)
        _check(program.policies, person.role, gate, met=met, expires_at=expires_at, now=unit.now)
        before = newest_gates(unit.session, [person.id]).get(person.id, {}).get(gate)
        # A clock that was set back must not make an older statement the newest one.
        recorded_at = max(unit.now, before.recorded_at + _TICK) if before else unit.now
        insert_gates(unit, person, [gate], Statement(met, by, evidence, recorded_at, expires_at))
        unit.record(
            "gate.recorded", person.id, actor=actor.id, gate=gate, met=met,
            expires=expires_at.isoformat() if expires_at else None,
        )  # fmt: skip
        freed = after_gate_change(program, unit, person.id) if met else 0
        records = newest_gates(unit.session, [person.id]).get(person.id, {})
        view = gate_views(unit.keyring, records, [gate], unit.now)[0]
    return GateOutcome(view, freed)


def gate_views(keyring: Keyring, records: Records, required: Iterable[str], now: datetime) -> list[GateView]:
    """Return the gates that are required, then others on record, as they stand at ``now``."""
    wanted = list(dict.fromkeys(required))
    others = sorted(set(records) - set(wanted))
    return [_gate_view(keyring, gate, records.get(gate), now, required=gate in wanted) for gate in (*wanted, *others)]


def lacks(view: PairView, records: Mapping[str, Records], policy: GatePolicy, now: datetime) -> list[Lack]:
    """Return everything that keeps a pair from being active, on both sides."""
    found = []
    for role, gate in missing_gates(view, records, policy, now):
        person_id = view.member(role).id
        record = records.get(person_id, {}).get(gate)
        found.append(Lack(role, person_id, gate, state_of(record, now)))
    return found


def _check(
    policies: PolicySet, role: Role, gate: str, *, met: bool, expires_at: datetime | None, now: datetime
) -> None:
    known = known_gates(policies, role)
    if gate not in known:
        listed = ", ".join(known) or "none at all"
        raise InvalidInputError(f"gate: the policy names no such gate for a {role}; it names {listed}")
    if expires_at is not None and not met:
        raise InvalidInputError("expires: what is revoked does not expire")
    if expires_at is not None and expires_at <= now:
        raise InvalidInputError("expires: this time is past already")


def _gate_view(keyring: Keyring, gate: str, record: GateRecord | None, now: datetime, *, required: bool) -> GateView:
    return GateView(
        gate=gate,
        required=required,
        met=gate_holds(record, now),
        state=state_of(record, now),
        provisional=record is not None and record.provisional,
        by=readable(keyring, record, "by") if record else "",
        evidence=readable(keyring, record, "evidence") if record else "",
        recorded_at=record.recorded_at if record else None,
        expires_at=record.expires_at if record else None,
    )


def state_of(record: GateRecord | None, now: datetime) -> str:
    """Return in words how a gate stands by its newest record."""
    if record is None:
        return "not recorded"
    if not record.met:
        return "revoked"
    if not gate_holds(record, now):
        return "expired"
    return "met, provisionally" if record.provisional else "met"
