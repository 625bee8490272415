"""Pairs: one mentor and one student in a group, each seen by the other under a masked address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from relay.model.entries import plain_text
from relay.model.errors import ConflictError, InvalidInputError
from relay.model.identity import Role
from relay.model.page import Page, PageRequest, decode_cursor, encode_cursor
from relay.model.people import PairStatus, lower_age
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.model.supervision import AGE_WITHOUT_SUPERVISION, Supervision
from relay.service.gates import Lack, lacks
from relay.service.masks import give_masks
from relay.service.program import Program
from relay.service.scope import require_version, visible_group, visible_pair, visible_participant
from relay.store.crypto import KeyKind
from relay.store.pair_records import Members, insert_pair, locked_pair, pair_ids, pairs_of
from relay.store.people import PairView, birth_year, current_addresses, load_pairs, newest_gates
from relay.store.records import lock_records
from relay.store.schema import Pair
from relay.store.sealing import readable, seal
from relay.store.store import ReadSession

_ORDER = "pairs"


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of a pair; ``masked_address`` is the address under which the other one sees this person."""

    id: str
    email: str
    masked_address: str


@dataclass(frozen=True, slots=True)
class PairItem:
    """A pair in a list; ``group`` is the group's name."""

    id: str
    group: str
    status: PairStatus
    mentor: MemberView
    student: MemberView


@dataclass(frozen=True, slots=True)
class SupervisionInPlace:
    """A pair's own setting, or its group's default; ``age_rule`` holds everything whatever it says."""

    setting: Supervision
    n: int
    own: bool
    rationale: str
    age_rule: bool


@dataclass(frozen=True, slots=True)
class PairDetail:
    """A pair with its standing; ``lacks`` are the gates that are not met now."""

    id: str
    group: str
    status: PairStatus
    status_reason: str
    mentor: MemberView
    student: MemberView
    mentor_name: str
    student_name: str
    supervision: SupervisionInPlace
    lacks: tuple[Lack, ...]
    created_at: datetime
    activated_at: datetime | None
    closed_at: datetime | None
    version: int


def authorise_pair(program: Program, actor: StaffMember, pair_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a pair that ``actor`` may not know of."""
    with program.store.read() as session:
        visible_pair(session, actor, pair_id)
    require(actor, permission)


def list_pairs(
    program: Program,
    actor: StaffMember,
    page: PageRequest,
    *,
    group: str | None = None,
    status: PairStatus | None = None,
    participant: str | None = None,
) -> Page[PairItem]:
    """Return a page of pairs, oldest first; ``group`` is a name or an id, ``participant`` an id."""
    require(actor, Permission.SEE_PEOPLE)
    after = str(decode_cursor(page.cursor, _ORDER, [str])[0]) if page.cursor else None
    with program.store.read() as session:
        ids = pair_ids(
            session,
            actor,
            group_id=visible_group(session, actor, group).id if group else None,
            status=status,
            participant_id=participant,
            after=after,
            limit=page.limit + 1,
        )
        items = _items(program, session, ids[: page.limit])
    return Page(tuple(items), encode_cursor(_ORDER, [items[-1].id]) if len(ids) > page.limit else None)


def get_pair(program: Program, actor: StaffMember, pair_id: str) -> PairDetail:
    """Return a pair; raises NotFoundError."""
    require(actor, Permission.SEE_PEOPLE)
    with program.store.read() as session:
        return pair_detail(program, session, visible_pair(session, actor, pair_id))


def create_pair(program: Program, actor: StaffMember, *, group: str, mentor_id: str, student_id: str) -> PairDetail:
    """Pair a mentor and a student of a group; the pair is pending until it is activated.

    Raises NotFoundError, InvalidInputError where one is not a mentor or the other not a student,
    ConflictError where these two have a pair in this group that is not closed.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    key_id = program.keystore.create(KeyKind.PAIR)
    with program.store.write() as unit:
        lock_records(unit)
        group_id = visible_group(unit.session, actor, group).id
        for role, person_id in ((Role.MENTOR, mentor_id), (Role.STUDENT, student_id)):
            if visible_participant(unit.session, actor, person_id).role is not role:
                raise InvalidInputError(f"{role}: this participant is no {role}")
        _refuse_second(pairs_of(unit.session, [mentor_id]), group_id, student_id)
        pair_id, members = unit.new_id("pr"), Members(mentor_id, student_id)
        insert_pair(unit, pair_id, key_id, group_id, members)
        give_masks(unit, pair_id, members)
        unit.record("pair.created", pair_id, actor=actor.id, group=group_id, members=list(members))
        return pair_detail(program, unit.session, visible_pair(unit.session, actor, pair_id))


def set_supervision(
    program: Program,
    actor: StaffMember,
    pair_id: str,
    *,
    supervision: Supervision,
    rationale: str,
    n: int | None = None,
    expected_version: int | None = None,
) -> PairDetail:
    """Set how closely a pair is watched; this lifts the rule for children under 13, or of unknown age.

    Other reasons to hold everything (an open crisis, the mentor rule) stay in force. Raises
    InvalidInputError without a rationale, or for an ``n`` that is missing or not wanted.
    """
    require(actor, Permission.SUPERVISE)
    rationale = plain_text(rationale, "rationale: why")
    if (n is not None) != (supervision is Supervision.HOLD_FIRST_N) or (n is not None and n < 1):
        raise InvalidInputError("n: how many first messages are held (1 or more), wanted with hold_first_n alone")
    with program.store.write() as unit:
        visible_pair(unit.session, actor, pair_id)
        pair = locked_pair(unit, pair_id)
        require_version(pair.version, expected_version)
        pair.supervision, pair.supervision_n = supervision, n
        pair.supervision_rationale = seal(unit.keyring, pair.key_id, Pair, "supervision_rationale", pair.id, rationale)
        pair.age_rule_lifted = supervision is not Supervision.HOLD_ALL
        pair.version += 1
        unit.record("pair.supervised", pair.id, actor=actor.id, supervision=supervision, n=n)
        return pair_detail(program, unit.session, visible_pair(unit.session, actor, pair_id))


def pair_detail(program: Program, session: ReadSession, view: PairView) -> PairDetail:
    """Return a pair as it stands in this snapshot."""
    pair, keyring = view.pair, program.keyring
    addresses = current_addresses(session, keyring, (view.mentor.id, view.student.id))
    records = newest_gates(session, (view.mentor.id, view.student.id))
    found = lacks(view, records, program.policy_for(view.group.name).gates, program.now())
    return PairDetail(
        id=pair.id,
        group=view.group.name,
        status=pair.status,
        status_reason=readable(keyring, pair, "status_reason"),
        mentor=_member(program, view, Role.MENTOR, addresses),
        student=_member(program, view, Role.STUDENT, addresses),
        mentor_name=_name(program, view, Role.MENTOR),
        student_name=_name(program, view, Role.STUDENT),
        supervision=_supervision(program, view),
        lacks=tuple(found),
        created_at=pair.created_at,
        activated_at=pair.activated_at,
        closed_at=pair.closed_at,
        version=pair.version,
    )


def _items(program: Program, session: ReadSession, ids: list[str]) -> list[PairItem]:
    views = load_pairs(session, ids)
    members = {person.id for view in views.values() for person in (view.mentor, view.student)}
    addresses = current_addresses(session, program.keyring, members)
    return [
        PairItem(
            pair_id,
            views[pair_id].group.name,
            views[pair_id].pair.status,
            _member(program, views[pair_id], Role.MENTOR, addresses),
            _member(program, views[pair_id], Role.STUDENT, addresses),
        )
        for pair_id in ids
    ]


def _member(program: Program, view: PairView, role: Role, addresses: dict[str, tuple[str, ...]]) -> MemberView:
    person = view.member(role)
    mask = view.masks.get(person.id, "")
    registered = addresses.get(person.id, ())
    return MemberView(person.id, registered[0] if registered else "", f"{mask}@{program.domain}" if mask else "")


def _name(program: Program, view: PairView, role: Role) -> str:
    person = view.member(role)
    return " ".join(readable(program.keyring, person, column) for column in ("given_name", "family_name")).strip()


def _supervision(program: Program, view: PairView) -> SupervisionInPlace:
    pair, group = view.pair, view.group
    year = birth_year(program.keyring, view.student)
    age = lower_age(year, program.now())
    young = age is None or age < AGE_WITHOUT_SUPERVISION
    return SupervisionInPlace(
        setting=pair.supervision or group.supervision,
        n=pair.supervision_n or group.supervision_n,
        own=pair.supervision is not None,
        rationale=readable(program.keyring, pair, "supervision_rationale"),
        age_rule=young and not pair.age_rule_lifted,
    )


def _refuse_second(pairs: Iterable[Pair], group_id: str, student_id: str) -> None:
    for pair in pairs:
        open_one = pair.status is not PairStatus.CLOSED
        if open_one and pair.group_id == group_id and pair.student_id == student_id:
            raise ConflictError(f"these two are a pair of this group already: {pair.id}, {pair.status}")
