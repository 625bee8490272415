"""The plan of an import: who and what is new, held against the file itself and against what is on record.

An import adds; it changes nothing that is there. Where a row says otherwise than the record, the
row is a defect, and the mend is ``participant set``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from relay.model.entries import likeness
from relay.model.identity import Role
from relay.model.people import PairStatus
from relay.service.import_file import Person, Problem, Row
from relay.store.crypto import Keyring
from relay.store.pair_records import pairs_of
from relay.store.people import birth_year
from relay.store.records import all_groups, registrations
from relay.store.schema import Participant
from relay.store.sealing import readable
from relay.store.store import ReadSession


@dataclass(eq=False)
class Known:
    """A person whom the record or an earlier row knows. ``id`` is None until a new one is added."""

    person: Person
    where: str
    id: str | None = None


@dataclass(eq=False)
class PlannedPair:
    """A pair of the file; ``id`` and ``status`` are what is on record for these two in this group."""

    line: int
    group: str
    mentor: Known
    student: Known
    id: str | None = None
    status: PairStatus | None = None


@dataclass
class Plan:
    """What an import would add: ``people`` are all new, of ``pairs`` some may be on record."""

    groups: dict[str, str | None] = field(default_factory=dict)  # name: id, None for a new one
    people: list[Known] = field(default_factory=list)
    pairs: list[PlannedPair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def new_groups(self) -> list[str]:
        """Names of the groups to be made."""
        return [name for name, group_id in self.groups.items() if group_id is None]

    @property
    def new_pairs(self) -> list[PlannedPair]:
        """Pairs to be added."""
        return [pair for pair in self.pairs if pair.id is None]


def plan_import(session: ReadSession, keyring: Keyring, rows: Sequence[Row]) -> Plan:
    """Return what the rows add to the record as it is now, with every row that contradicts it."""
    planning = _Planning(session, keyring)
    planning.read_record(rows)
    for row in rows:
        planning.add(row)
    planning.find_existing_pairs()
    return planning.plan


class _Planning:
    def __init__(self, session: ReadSession, keyring: Keyring) -> None:
        self.plan = Plan()
        self._session = session
        self._keyring = keyring
        self._by_mailbox: dict[str, list[Known]] = {}
        self._removed: dict[str, list[Known]] = {}
        self._spellings = {likeness(group.name): group.name for group in all_groups(session)}
        self._group_ids = {group.name: group.id for group in all_groups(session)}
        self._planned: dict[tuple[str, int, int], PlannedPair] = {}

    def read_record(self, rows: Sequence[Row]) -> None:
        """Learn who is registered under the addresses of the file: a few queries for all of it."""
        addresses = {person.email for row in rows for person in (row.mentor, row.student)}
        by_id: dict[str, Known] = {}
        for mailbox, found in registrations(self._session, self._keyring, addresses).items():
            for registration in found:
                owner = registration.owner
                known = by_id[owner.id] if owner.id in by_id else self._on_record(owner)
                by_id[owner.id] = known
                known_as = self._removed if registration.removed else self._by_mailbox
                known_as.setdefault(mailbox, []).append(known)

    def add(self, row: Row) -> None:
        """Add a row to the plan, or its defects."""
        before = len(self.plan.problems)
        self._group(row)
        mentor = self._person(row, row.mentor)
        student = self._person(row, row.student)
        if len(self.plan.problems) > before or mentor is None or student is None:
            return
        self.plan.groups.setdefault(row.group, self._group_ids.get(row.group))
        key = (row.group, id(mentor), id(student))
        if key not in self._planned:
            self._planned[key] = PlannedPair(row.line, row.group, mentor, student)
            self.plan.pairs.append(self._planned[key])

    def find_existing_pairs(self) -> None:
        """Find what is on record for pairs of two known people in a known group; the newest one counts."""
        mentors = [pair.mentor.id for pair in self.plan.pairs if pair.mentor.id is not None]
        found = {
            (pair.group_id, pair.mentor_id, pair.student_id): pair
            for pair in pairs_of(self._session, sorted(set(mentors)))
        }
        for pair in self.plan.pairs:
            group_id = self.plan.groups[pair.group]
            on_record = found.get((str(group_id), str(pair.mentor.id), str(pair.student.id)))
            if on_record is not None:
                pair.id, pair.status = on_record.id, on_record.status

    def _group(self, row: Row) -> None:
        spelt = self._spellings.setdefault(likeness(row.group), row.group)
        if spelt != row.group:
            self._problem(row, "group", f'elsewhere this group is written "{spelt}": write it one way')

    def _person(self, row: Row, person: Person) -> Known | None:
        """Return whom a row speaks of, adding them if they are new; None where the row contradicts."""
        for known in self._by_mailbox.get(person.mailbox, []):
            if known.person.role is not person.role:
                reason = f"is the address of a {known.person.role} ({known.where}); nobody is mentor and student"
                self._problem(row, f"{person.role}_email", reason)
                return None
            if person.role is Role.MENTOR or likeness(known.person.given_name) == likeness(person.given_name):
                return self._same(row, person, known)
        if (was := self._removed_from(person)) is not None:
            reason = f"was this person's address and is not any more ({was.where}): write the present one"
            self._problem(row, f"{person.role}_email", reason)
            return None
        known = Known(person, f"line {row.line}")
        self._by_mailbox.setdefault(person.mailbox, []).append(known)
        self.plan.people.append(known)
        return known

    def _same(self, row: Row, person: Person, known: Known) -> Known | None:
        """Hold a row against what is known of the same person; what a row leaves open is no contradiction."""
        before = len(self.plan.problems)
        for column, name in _columns(person):
            said, present = getattr(person, name), getattr(known.person, name)
            if said is None or _alike(said, present):
                continue
            if present is None and known.id is None:
                known.person = replace(known.person, **{name: said})
                continue
            differs = "none is on record" if present is None else f"{known.where} has another one"
            self._problem(row, column, f"{differs} for this address{_mend(known)}")
        return known if len(self.plan.problems) == before else None

    def _removed_from(self, person: Person) -> Known | None:
        for known in self._removed.get(person.mailbox, []):
            same_name = likeness(known.person.given_name) == likeness(person.given_name)
            if known.person.role is person.role and same_name:
                return known
        return None

    def _on_record(self, owner: Participant) -> Known:
        keyring = self._keyring
        person = Person(
            role=owner.role,
            email="",
            given_name=readable(keyring, owner, "given_name"),
            family_name=readable(keyring, owner, "family_name"),
            birth_year=birth_year(keyring, owner),
            language=owner.language,
            guardian_email=readable(keyring, owner, "guardian_email") or None,
            guardian_language=owner.guardian_language,
        )
        return Known(person, owner.id, owner.id)

    def _problem(self, row: Row, column: str, reason: str) -> None:
        self.plan.problems.append(Problem(row.line, column, reason))


def _columns(person: Person) -> list[tuple[str, str]]:
    """Return the columns of a person's row, with the names of the fields."""
    role = person.role
    columns = [(f"{role}_{name}", name) for name in ("given_name", "family_name", "language")]
    if role is Role.STUDENT:
        columns += [("student_birth_year", "birth_year")]
        columns += [(name, name) for name in ("guardian_email", "guardian_language")]
    return columns


def _alike(said: object, present: object) -> bool:
    if isinstance(said, str) and isinstance(present, str):
        return likeness(said) == likeness(present)
    return said == present


def _mend(known: Known) -> str:
    return f"; to change the record: mentor-relay participant set {known.id}" if known.id else ""
