"""Pairs and masks: CASES I2, B50, E24, A60; activation, status, supervision, scope."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from relay.model.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionError,
    TemporaryError,
)
from relay.model.identity import Role
from relay.model.ids import MASK_ALPHABET
from relay.model.page import Page, PageRequest
from relay.model.people import PairStatus, StaffRole
from relay.model.staff import OPERATOR, StaffMember
from relay.model.supervision import Supervision
from relay.service.gates import record_gate
from relay.service.groups import GroupSettings, add_group, change_group, list_groups
from relay.service.masks import give_masks
from relay.service.pair_status import NotReadyError, activate, close, freeze, pause, resume
from relay.service.pairs import PairDetail, PairItem, create_pair, get_pair, list_pairs, set_supervision
from relay.service.participants import (
    ParticipantEntry,
    ParticipantView,
    add_participant,
    get_participant,
    list_participants,
)
from relay.service.program import Program
from relay.store.people import find_mask
from tests.support.programs import DOMAIN, Clock, new_program


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def program(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Program]:
    made = new_program(tmp_path, database_url, clock=clock)
    add_group(made, OPERATOR, "Spring")
    add_group(made, OPERATOR, "Autumn")
    yield made
    made.close()


def mentor(program: Program, name: str = "Greta") -> ParticipantView:
    entry = ParticipantEntry(Role.MENTOR, f"{name.lower()}@mentor.example", name, "Grant")
    return add_participant(program, OPERATOR, entry)


def student(program: Program, name: str = "Tim", born: str = "2010") -> ParticipantView:
    entry = ParticipantEntry(Role.STUDENT, f"{name.lower()}@school.example", name, "Tull", birth_year=born)
    return add_participant(program, OPERATOR, entry)


def pair_of(program: Program, one: ParticipantView, other: ParticipantView, group: str = "Spring") -> PairDetail:
    return create_pair(program, OPERATOR, group=group, mentor_id=one.id, student_id=other.id)


def active_pair(program: Program) -> PairDetail:
    pair = pair_of(program, mentor(program), student(program))
    meet_all_gates(program, pair.mentor.id, pair.student.id)
    return activate(program, OPERATOR, pair.id).pair


def meet_all_gates(program: Program, *participant_ids: str) -> None:
    for participant_id in participant_ids:
        for gate in get_participant(program, OPERATOR, participant_id).gates:
            record_gate(program, OPERATOR, participant_id, gate.gate, met=True, by="Ada", evidence="file")


def masks_of(pair: PairDetail) -> set[str]:
    return {pair.mentor.masked_address, pair.student.masked_address}


# Masks


def test_a_mask_has_sixty_random_bits_and_no_look_alikes(program: Program) -> None:
    for mask in masks_of(pair_of(program, mentor(program), student(program))):
        local, _, domain = mask.partition("@")
        assert domain == DOMAIN
        assert re.fullmatch(f"[{MASK_ALPHABET}]+", local)
        assert len(MASK_ALPHABET) ** len(local) >= 2**60
        assert not set("01loiuv") & set(MASK_ALPHABET)


def test_each_member_of_each_pair_has_a_mask_of_their_own(program: Program) -> None:
    greta, tim, lucia = mentor(program), student(program), student(program, "Lucia")
    first, second = pair_of(program, greta, tim), pair_of(program, greta, lucia)
    third = pair_of(program, greta, tim, group="Autumn")

    assert len(masks_of(first) | masks_of(second) | masks_of(third)) == 6


def test_closing_one_pair_leaves_the_others_of_the_same_person(program: Program) -> None:
    first = active_pair(program)
    lucia = student(program, "Lucia")
    meet_all_gates(program, lucia.id)
    second = create_pair(program, OPERATOR, group="Autumn", mentor_id=first.mentor.id, student_id=lucia.id)
    activate(program, OPERATOR, second.id)

    close(program, OPERATOR, first.id, reason="moved away")

    assert get_pair(program, OPERATOR, first.id).status is PairStatus.CLOSED
    assert get_pair(program, OPERATOR, second.id).status is PairStatus.ACTIVE
    assert masks_of(get_pair(program, OPERATOR, second.id)) == masks_of(second)


def test_a_mask_that_exists_is_drawn_again(program: Program) -> None:
    taken = pair_of(program, mentor(program), student(program)).mentor.masked_address.partition("@")[0]
    drawn = iter(taken + "a" * len(taken))
    other = pair_of(program, mentor(program, "Omar"), student(program, "Lucia"))

    with program.store.write() as unit:
        earlier = find_mask(unit.session, other.mentor.masked_address.partition("@")[0])
        assert earlier is not None
        earlier.retired_at = unit.now
        unit.session.flush()
        give_masks(unit, other.id, [other.mentor.id], choice=lambda _: next(drawn))
        unit.record("pair.remasked", other.id)

    assert get_pair(program, OPERATOR, other.id).mentor.masked_address == f"{'a' * len(taken)}@{DOMAIN}"


def test_a_mask_is_never_given_again_even_after_closing_and_pairing_anew(program: Program) -> None:
    first = active_pair(program)
    close(program, OPERATOR, first.id)

    anew = create_pair(program, OPERATOR, group="Spring", mentor_id=first.mentor.id, student_id=first.student.id)

    assert anew.id != first.id
    assert masks_of(anew).isdisjoint(masks_of(first))
    assert masks_of(get_pair(program, OPERATOR, first.id)) == masks_of(first), "the old ones still say whose they were"


def test_a_broken_source_of_chance_gives_no_mask_twice(program: Program) -> None:
    taken = pair_of(program, mentor(program), student(program)).mentor.masked_address.partition("@")[0]
    endless = iter(taken * 1000)

    with pytest.raises(TemporaryError), program.store.write() as unit:
        give_masks(unit, "pr_none", ["p_none"], choice=lambda _: next(endless))


def test_two_who_pair_the_same_people_at_once_make_one_pair(program: Program) -> None:
    greta, tim = mentor(program), student(program)

    def make(_: int) -> bool:
        try:
            pair_of(program, greta, tim)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(make, range(6)))

    assert sum(made) == 1
    (pair,) = list_pairs(program, OPERATOR, PageRequest()).items
    assert len({pair.mentor.masked_address, pair.student.masked_address}) == 2


def test_two_who_add_the_same_mentor_at_once_make_one(program: Program) -> None:
    def make(_: int) -> bool:
        try:
            mentor(program)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(make, range(6)))

    assert sum(made) == 1
    assert len(list_participants(program, OPERATOR, PageRequest()).items) == 1


# Pairing


def test_only_a_mentor_and_a_student_are_a_pair(program: Program) -> None:
    greta, omar = mentor(program), mentor(program, "Omar")

    with pytest.raises(InvalidInputError, match="student: this participant is no student"):
        pair_of(program, greta, omar)


def test_a_pair_needs_a_group_and_people_that_exist(program: Program) -> None:
    greta, tim = mentor(program), student(program)

    for wrong in ({"group": "Winter"}, {"mentor_id": "p_none"}, {"student_id": "p_none"}):
        facts = {"group": "Spring", "mentor_id": greta.id, "student_id": tim.id} | wrong
        with pytest.raises(NotFoundError):
            create_pair(program, OPERATOR, **facts)


def test_activation_lists_all_that_is_missing_on_both_sides(program: Program, clock: Clock) -> None:
    pair = pair_of(program, mentor(program), student(program))
    record_gate(program, OPERATOR, pair.mentor.id, "screening", met=False, by="Ada", evidence="a report")
    expiry = clock.now.replace(day=24)
    record_gate(program, OPERATOR, pair.mentor.id, "training", met=True, by="Ada", evidence="course", expires_at=expiry)
    record_gate(program, OPERATOR, pair.student.id, "code_of_conduct", met=True, by="Ada", evidence="signed")
    clock.advance(days=2)

    with pytest.raises(NotReadyError) as refused:
        activate(program, OPERATOR, pair.id)

    assert [(lack.role, lack.gate, lack.state) for lack in refused.value.lacks] == [
        (Role.MENTOR, "screening", "revoked"),
        (Role.MENTOR, "training", "expired"),
        (Role.MENTOR, "code_of_conduct", "not recorded"),
        (Role.STUDENT, "consent", "not recorded"),
    ]
    assert get_pair(program, OPERATOR, pair.id).status is PairStatus.PENDING


def test_a_pair_whose_gates_are_met_becomes_active(program: Program, clock: Clock) -> None:
    pair = active_pair(program)

    assert (pair.status, pair.lacks, pair.activated_at) == (PairStatus.ACTIVE, (), clock.now)


def test_steps_change_the_status_and_say_so_in_the_record(program: Program) -> None:
    pair = active_pair(program)

    assert pause(program, OPERATOR, pair.id, reason="on leave").pair.status is PairStatus.PAUSED
    assert get_pair(program, OPERATOR, pair.id).status_reason == "on leave"
    assert freeze(program, OPERATOR, pair.id).pair.status is PairStatus.FROZEN
    assert resume(program, OPERATOR, pair.id).pair.status is PairStatus.PAUSED, "a freeze does not end a pause"
    assert resume(program, OPERATOR, pair.id).pair.status is PairStatus.ACTIVE
    closed = close(program, OPERATOR, pair.id).pair
    assert (closed.status, closed.closed_at) == (PairStatus.CLOSED, program.now())
    with pytest.raises(ConflictError):
        activate(program, OPERATOR, pair.id)


def test_a_step_that_was_taken_already_changes_nothing(program: Program) -> None:
    pair = active_pair(program)
    version = pause(program, OPERATOR, pair.id).pair.version

    again = pause(program, OPERATOR, pair.id, reason="again")

    assert not again.changed
    assert (again.pair.version, again.pair.status_reason) == (version, "")


def test_who_read_an_older_version_is_told(program: Program) -> None:
    pair = active_pair(program)
    freeze(program, OPERATOR, pair.id)

    with pytest.raises(PreconditionError):
        resume(program, OPERATOR, pair.id, expected_version=pair.version)


# Supervision


def test_a_pair_follows_its_group_until_it_has_a_setting_of_its_own(program: Program) -> None:
    pair = active_pair(program)
    change_group(program, OPERATOR, "Spring", GroupSettings(supervision=Supervision.HOLD_FIRST_N, first_n=2))

    followed = get_pair(program, OPERATOR, pair.id).supervision
    own = set_supervision(
        program, OPERATOR, pair.id, supervision=Supervision.HOLD_ALL, rationale="a closer look"
    ).supervision

    assert (followed.setting, followed.n, followed.own) == (Supervision.HOLD_FIRST_N, 2, False)
    assert (own.setting, own.own, own.rationale) == (Supervision.HOLD_ALL, True, "a closer look")


@pytest.mark.parametrize("born", ["2013", ""], ids=["maybe 12", "unknown"])
def test_a_setting_with_a_rationale_lifts_the_age_rule(program: Program, born: str) -> None:
    pair = pair_of(program, mentor(program), student(program, born=born))
    assert pair.supervision.age_rule

    lifted = set_supervision(program, OPERATOR, pair.id, supervision=Supervision.RULES, rationale="age seen: 15")

    assert not lifted.supervision.age_rule


def test_supervision_is_not_set_without_a_reason_or_with_a_number_that_makes_no_sense(program: Program) -> None:
    pair = pair_of(program, mentor(program), student(program))

    for wrong in (
        {"supervision": Supervision.RULES, "rationale": "  "},
        {"supervision": Supervision.RULES, "rationale": "why", "n": 3},
        {"supervision": Supervision.HOLD_FIRST_N, "rationale": "why"},
        {"supervision": Supervision.HOLD_FIRST_N, "rationale": "why", "n": 0},
    ):
        with pytest.raises(InvalidInputError):
            set_supervision(program, OPERATOR, pair.id, **wrong)


# Lists and scope


def test_lists_are_read_in_pages_without_gaps_or_repeats(program: Program) -> None:
    greta = mentor(program)
    made = [pair_of(program, greta, student(program, f"Tim{'abcdefg'[n]}")).id for n in range(7)]
    found, cursor = [], None
    while True:
        page = list_pairs(program, OPERATOR, PageRequest(3, cursor))
        found += [pair.id for pair in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert sorted(found) == sorted(made)
    assert found == sorted(found)


def test_pairs_are_filtered_by_group_status_and_participant(program: Program) -> None:
    first = active_pair(program)
    second = create_pair(
        program, OPERATOR, group="Autumn", mentor_id=first.mentor.id, student_id=student(program, "Lucia").id
    )

    def ids(page: Page[PairItem]) -> list[str]:
        return [pair.id for pair in page.items]

    first_page = PageRequest()
    assert ids(list_pairs(program, OPERATOR, first_page, group="Autumn")) == [second.id]
    assert ids(list_pairs(program, OPERATOR, first_page, status=PairStatus.ACTIVE)) == [first.id]
    assert ids(list_pairs(program, OPERATOR, first_page, participant=second.student.id)) == [second.id]
    assert len(ids(list_pairs(program, OPERATOR, first_page, participant=first.mentor.id))) == 2
    with pytest.raises(NotFoundError):
        list_pairs(program, OPERATOR, first_page, group="Winter")


def test_to_a_monitor_only_their_groups_exist(program: Program) -> None:
    seen = pair_of(program, mentor(program), student(program))
    unseen = pair_of(program, mentor(program, "Omar"), student(program, "Lucia"), group="Autumn")
    spring = next(group.id for group in list_groups(program, OPERATOR) if group.name == "Spring")
    ruth = StaffMember("s_ruth", StaffRole.MONITOR, frozenset({spring}))

    assert [pair.id for pair in list_pairs(program, ruth, PageRequest()).items] == [seen.id]
    assert {person.id for person in list_participants(program, ruth, PageRequest()).items} == {
        seen.mentor.id,
        seen.student.id,
    }
    assert [group.name for group in list_groups(program, ruth)] == ["Spring"]
    for missing in (
        lambda: get_pair(program, ruth, unseen.id),
        lambda: get_participant(program, ruth, unseen.mentor.id),
        lambda: pause(program, ruth, unseen.id),
        lambda: list_pairs(program, ruth, PageRequest(), group="Autumn"),
    ):
        with pytest.raises(NotFoundError):
            missing()


def test_a_monitor_without_a_group_sees_nothing(program: Program) -> None:
    pair_of(program, mentor(program), student(program))
    nobody = StaffMember("s_nobody", StaffRole.MONITOR)

    assert list_pairs(program, nobody, PageRequest()).items == ()
    assert list_participants(program, nobody, PageRequest()).items == ()
    assert list_groups(program, nobody) == []


def test_whom_one_is_barred_from_does_not_exist_for_them(program: Program) -> None:
    pair = active_pair(program)
    other = pair_of(program, mentor(program, "Omar"), student(program, "Lucia"))
    ada = StaffMember("s_ada", StaffRole.ADMINISTRATOR, barred=frozenset({pair.mentor.id}))

    assert [found.id for found in list_pairs(program, ada, PageRequest()).items] == [other.id]
    assert pair.mentor.id not in {person.id for person in list_participants(program, ada, PageRequest()).items}
    for missing in (
        lambda: get_pair(program, ada, pair.id),
        lambda: get_participant(program, ada, pair.mentor.id),
        lambda: resume(program, ada, pair.id),
        lambda: record_gate(program, ada, pair.mentor.id, "screening", met=True, by="me", evidence="trust me"),
    ):
        with pytest.raises(NotFoundError):
            missing()


def test_who_watches_may_stop_a_pair_but_not_open_it(program: Program) -> None:
    pair = active_pair(program)
    spring = next(group.id for group in list_groups(program, OPERATOR) if group.name == "Spring")
    ruth = StaffMember("s_ruth", StaffRole.MONITOR, frozenset({spring}))

    assert freeze(program, ruth, pair.id).pair.status is PairStatus.FROZEN
    for step in (pause, resume):
        with pytest.raises(ForbiddenError):
            step(program, ruth, pair.id)
    lena = replace(ruth, id="s_lena", role=StaffRole.SAFEGUARDING_LEAD)
    assert pause(program, lena, pair.id).pair.status is PairStatus.PAUSED
    assert freeze(program, ruth, pair.id).pair.status is PairStatus.FROZEN
    assert resume(program, lena, pair.id).pair.status is PairStatus.PAUSED
    assert resume(program, lena, pair.id).pair.status is PairStatus.ACTIVE
    assert freeze(program, ruth, pair.id).pair.status is PairStatus.FROZEN
    assert resume(program, lena, pair.id).pair.status is PairStatus.ACTIVE
    with pytest.raises(ForbiddenError):
        get_pair(program, replace(ruth, role=StaffRole.EVALUATOR), pair.id)


def test_groups_of_nearly_the_same_name_are_refused(program: Program) -> None:
    for name in ("Spring", "SPRING", " spring "):
        with pytest.raises(ConflictError):
            add_group(program, OPERATOR, name)
