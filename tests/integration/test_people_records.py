"""Participants, their addresses and gates; staff, their tokens and conflicts (CASES I4, H10)."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from relay.model.errors import ConflictError, InvalidInputError, NotFoundError, PreconditionError, UnauthenticatedError
from relay.model.identity import Role
from relay.model.page import PageRequest
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service.access import authenticate, staff_by_email
from relay.service.addresses import AddressChanges
from relay.service.gates import record_gate
from relay.service.groups import add_group
from relay.service.pairs import create_pair, get_pair, list_pairs
from relay.service.participants import (
    ParticipantChanges,
    ParticipantEntry,
    ParticipantView,
    add_participant,
    change_participant,
    get_participant,
)
from relay.service.program import Program
from relay.service.staff import (
    add_staff,
    change_staff,
    disable_staff,
    get_staff,
    issue_token,
    list_staff,
    set_conflict,
)
from relay.store.people import participants_of_address
from tests.support.programs import DOMAIN, Clock, new_program

GRETA = ParticipantEntry(Role.MENTOR, "Greta.Grant@mentor.example", "Greta", "Grant")
TIM = ParticipantEntry(Role.STUDENT, "tulls@home.example", "Tim", "Tull", birth_year="2012")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def program(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Program]:
    made = new_program(tmp_path, database_url, clock=clock)
    yield made
    made.close()


def readdress(
    program: Program,
    who: ParticipantView,
    add: tuple[str, ...] = (),
    remove: tuple[str, ...] = (),
    primary: str | None = None,
) -> ParticipantView:
    wanted = ParticipantChanges(addresses=AddressChanges(add, remove, primary))
    return change_participant(program, OPERATOR, who.id, wanted)


def who_writes_from(program: Program, address: str) -> list[str]:
    with program.store.read() as session:
        return [person.id for person in participants_of_address(session, program.keyring, address)]


# Records


def test_a_participant_is_stored_and_shown_as_typed(program: Program) -> None:
    tim = add_participant(program, OPERATOR, TIM)

    assert (tim.given_name, tim.family_name, tim.birth_year, tim.email) == ("Tim", "Tull", 2012, "tulls@home.example")
    assert tim.language == program.settings.relay.language
    assert [(gate.gate, gate.required, gate.state) for gate in tim.gates] == [
        ("consent", True, "not recorded"),
        ("code_of_conduct", True, "not recorded"),
    ]


def test_every_bad_field_is_named_at_once(program: Program) -> None:
    entry = ParticipantEntry(Role.STUDENT, "nobody", "", "Tull", birth_year="12", language="English")

    with pytest.raises(InvalidInputError) as refused:
        add_participant(program, OPERATOR, entry)

    named = [problem.partition(":")[0] for problem in refused.value.problems]
    assert named == ["email", "given_name", "birth_year", "language"]


def test_a_mentor_has_no_guardian(program: Program) -> None:
    entry = ParticipantEntry(Role.MENTOR, "a@b.example", "Greta", "Grant", guardian_email="pat@home.example")

    with pytest.raises(InvalidInputError, match="those of a student"):
        add_participant(program, OPERATOR, entry)


def test_changes_name_fields_in_the_log_and_keep_the_rest(program: Program) -> None:
    tim = add_participant(program, OPERATOR, TIM)

    changed = change_participant(program, OPERATOR, tim.id, ParticipantChanges(family_name="Tull-Ray", language="es"))

    assert (changed.given_name, changed.family_name, changed.language) == ("Tim", "Tull-Ray", "es")
    assert changed.version == tim.version + 1
    with pytest.raises(PreconditionError):
        change_participant(program, OPERATOR, tim.id, ParticipantChanges(language="en"), expected_version=tim.version)


def test_what_does_not_differ_changes_nothing(program: Program) -> None:
    tim = add_participant(program, OPERATOR, TIM)

    again = change_participant(program, OPERATOR, tim.id, ParticipantChanges(given_name="Tim", birth_year="2012"))

    assert again == tim


def test_a_bad_change_changes_nothing(program: Program) -> None:
    tim = add_participant(program, OPERATOR, TIM)

    with pytest.raises(InvalidInputError):
        change_participant(program, OPERATOR, tim.id, ParticipantChanges(given_name="Timo", birth_year="12"))

    assert get_participant(program, OPERATOR, tim.id) == tim


# Addresses


def test_children_share_an_address_and_nobody_else_does(program: Program) -> None:
    add_participant(program, OPERATOR, TIM)
    add_participant(program, OPERATOR, GRETA)
    anna = ParticipantEntry(Role.STUDENT, "Tulls@HOME.example", "Anna", "Tull")

    add_participant(program, OPERATOR, anna)

    for taken in (
        ParticipantEntry(Role.STUDENT, "tulls@home.example", "TIM", "Other"),
        ParticipantEntry(Role.MENTOR, "tulls@home.example", "Omar", "Okoye"),
        ParticipantEntry(Role.STUDENT, "greta.grant@mentor.example", "Lucía", "Luna"),
        ParticipantEntry(Role.MENTOR, "greta.grant@mentor.example", "Omar", "Okoye"),
    ):
        with pytest.raises(ConflictError, match="email: "):
            add_participant(program, OPERATOR, taken)


def test_a_renamed_child_can_still_be_told_from_the_other(program: Program) -> None:
    add_participant(program, OPERATOR, TIM)
    anna = add_participant(program, OPERATOR, ParticipantEntry(Role.STUDENT, "tulls@home.example", "Anna", "Tull"))

    with pytest.raises(ConflictError):
        change_participant(program, OPERATOR, anna.id, ParticipantChanges(given_name="tim"))


def test_the_new_address_receives_and_the_old_no_longer_sends(program: Program) -> None:
    greta = add_participant(program, OPERATOR, GRETA)

    changed = readdress(
        program, greta, add=("greta@new.example",), primary="greta@new.example", remove=("greta.grant@mentor.example",)
    )

    assert changed.addresses == ("greta@new.example",)
    assert who_writes_from(program, "greta@new.example") == [greta.id]
    assert who_writes_from(program, "greta.grant@mentor.example") == []


def test_a_second_address_may_send_and_the_primary_receives(program: Program) -> None:
    greta = add_participant(program, OPERATOR, GRETA)

    changed = readdress(program, greta, add=("greta@work.example",))

    assert changed.email == "Greta.Grant@mentor.example"
    assert who_writes_from(program, "GRETA@work.example") == [greta.id]


def test_an_address_that_was_removed_may_come_back(program: Program) -> None:
    greta = add_participant(program, OPERATOR, GRETA)
    readdress(program, greta, add=("greta@work.example",))
    readdress(program, greta, remove=("greta@work.example",))

    assert readdress(program, greta, add=("greta@work.example",)).addresses == (
        "Greta.Grant@mentor.example",
        "greta@work.example",
    )


def test_nobody_is_left_without_an_address_that_receives(program: Program) -> None:
    greta = add_participant(program, OPERATOR, GRETA)

    with pytest.raises(InvalidInputError, match="primary"):
        readdress(program, greta, remove=("greta.grant@mentor.example",))
    with pytest.raises(InvalidInputError, match="not registered"):
        readdress(program, greta, primary="greta@new.example")
    with pytest.raises(InvalidInputError, match="relay itself"):
        readdress(program, greta, add=(f"abc@{DOMAIN}",))

    assert get_participant(program, OPERATOR, greta.id) == greta


def test_an_address_of_somebody_else_cannot_be_added(program: Program) -> None:
    greta, tim = add_participant(program, OPERATOR, GRETA), add_participant(program, OPERATOR, TIM)

    with pytest.raises(ConflictError):
        readdress(program, greta, add=("tulls@home.example",))
    with pytest.raises(ConflictError):
        readdress(program, tim, add=("greta.grant@mentor.example",))


# Gates


def test_a_gate_says_who_why_and_until_when(program: Program, clock: Clock) -> None:
    greta = add_participant(program, OPERATOR, GRETA)
    until = clock.now + timedelta(days=365)

    outcome = record_gate(
        program, OPERATOR, greta.id, "screening", met=True, by="Ada Okafor", evidence="no. 17", expires_at=until
    )

    gate = outcome.gate
    assert (gate.met, gate.by, gate.evidence, gate.expires_at) == (True, "Ada Okafor", "no. 17", until)
    clock.advance(days=365)
    assert get_participant(program, OPERATOR, greta.id).gates[0].state == "expired"


def test_the_newest_statement_counts_also_when_the_clock_was_set_back(program: Program, clock: Clock) -> None:
    greta = add_participant(program, OPERATOR, GRETA)
    for met in (True, False, True, False):
        record_gate(program, OPERATOR, greta.id, "screening", met=met, by="Ada", evidence="file")
        assert get_participant(program, OPERATOR, greta.id).gates[0].met is met
        clock.advance(hours=-1)


def test_a_gate_that_no_policy_names_is_refused_with_those_it_names(program: Program) -> None:
    greta = add_participant(program, OPERATOR, GRETA)

    with pytest.raises(InvalidInputError, match="it names screening, training, code_of_conduct"):
        record_gate(program, OPERATOR, greta.id, "consent", met=True, by="Ada", evidence="file")


def test_a_statement_needs_who_and_evidence_and_a_time_to_come(program: Program, clock: Clock) -> None:
    greta = add_participant(program, OPERATOR, GRETA)
    good: dict[str, Any] = {"met": True, "by": "Ada", "evidence": "file", "expires_at": None}

    for wrong in ({"by": " "}, {"evidence": ""}, {"expires_at": clock.now}, {"met": False, "expires_at": clock.now}):
        with pytest.raises(InvalidInputError):
            record_gate(program, OPERATOR, greta.id, "screening", **(good | wrong))


# Staff


def test_a_token_is_shown_once_and_stored_as_a_digest(program: Program) -> None:
    ada = add_staff(program, OPERATOR, "ada@staff.example", StaffRole.ADMINISTRATOR)

    made = issue_token(program, OPERATOR, "Ada@staff.example")

    assert authenticate(program, made.token).id == ada.id
    with program.store.read() as session:
        stored = session.connection().exec_driver_sql("SELECT token_hash FROM staff_tokens").scalar_one()
    assert bytes(stored) == hashlib.sha256(made.token.encode()).digest()
    assert len(made.token) * 6 >= 256


def test_a_new_token_can_replace_the_earlier_ones(program: Program) -> None:
    add_staff(program, OPERATOR, "ada@staff.example", StaffRole.ADMINISTRATOR)
    first, second = (issue_token(program, OPERATOR, "ada@staff.example").token for _ in range(2))
    assert authenticate(program, first) == authenticate(program, second)

    third = issue_token(program, OPERATOR, "ada@staff.example", replace=True).token

    assert authenticate(program, third).role is StaffRole.ADMINISTRATOR
    for old in (first, second):
        with pytest.raises(UnauthenticatedError):
            authenticate(program, old)


def test_who_is_disabled_is_out_at_once_and_comes_back_without_the_old_token(program: Program) -> None:
    add_staff(program, OPERATOR, "ruth@staff.example", StaffRole.MONITOR)
    token = issue_token(program, OPERATOR, "ruth@staff.example").token

    assert disable_staff(program, OPERATOR, "ruth@staff.example").disabled
    with pytest.raises(UnauthenticatedError):
        authenticate(program, token)
    with pytest.raises(ConflictError):
        issue_token(program, OPERATOR, "ruth@staff.example")

    back = add_staff(program, OPERATOR, "ruth@staff.example", StaffRole.EVALUATOR)
    assert (back.disabled, back.role) == (False, StaffRole.EVALUATOR)
    with pytest.raises(UnauthenticatedError):
        authenticate(program, token)


def test_staff_have_the_groups_they_were_given(program: Program) -> None:
    for name in ("Spring", "Autumn"):
        add_group(program, OPERATOR, name)

    ruth = add_staff(program, OPERATOR, "ruth@staff.example", StaffRole.MONITOR, ["Spring"])
    assert ruth.groups == ("Spring",)
    assert change_staff(program, OPERATOR, ruth.id, groups=["Autumn", "Spring"]).groups == ("Autumn", "Spring")
    assert change_staff(program, OPERATOR, ruth.id, groups=[]).groups == ()
    with pytest.raises(NotFoundError):
        add_staff(program, OPERATOR, "otto@staff.example", StaffRole.MONITOR, ["Winter"])
    assert [person.email for person in list_staff(program, OPERATOR)] == ["ruth@staff.example"]


def test_an_address_is_one_member_of_staff(program: Program) -> None:
    add_staff(program, OPERATOR, "ada@staff.example", StaffRole.ADMINISTRATOR)

    with pytest.raises(ConflictError):
        add_staff(program, OPERATOR, "ADA@staff.example", StaffRole.MONITOR)
    with pytest.raises(InvalidInputError):
        add_staff(program, OPERATOR, f"abc@{DOMAIN}", StaffRole.MONITOR)
    with pytest.raises(NotFoundError):
        get_staff(program, OPERATOR, "nobody@staff.example")


def test_a_conflict_hides_the_pairs_of_a_participant_until_it_is_removed(program: Program) -> None:
    add_group(program, OPERATOR, "Spring")
    greta, tim = add_participant(program, OPERATOR, GRETA), add_participant(program, OPERATOR, TIM)
    pair = create_pair(program, OPERATOR, group="Spring", mentor_id=greta.id, student_id=tim.id)
    add_staff(program, OPERATOR, "ruth@staff.example", StaffRole.MONITOR, ["Spring"])

    set_conflict(program, OPERATOR, "ruth@staff.example", tim.id)
    assert list_pairs(program, staff_by_email(program, "ruth@staff.example"), PageRequest()).items == ()

    set_conflict(program, OPERATOR, "ruth@staff.example", tim.id, present=False)
    assert get_pair(program, staff_by_email(program, "ruth@staff.example"), pair.id).id == pair.id


def test_a_monitor_who_is_a_mentor_sees_neither_their_pair_nor_another_of_their_student(program: Program) -> None:
    add_group(program, OPERATOR, "Spring")
    greta, tim = add_participant(program, OPERATOR, GRETA), add_participant(program, OPERATOR, TIM)
    omar = add_participant(program, OPERATOR, ParticipantEntry(Role.MENTOR, "omar@mentor.example", "Omar", "Okoye"))
    lucia = add_participant(program, OPERATOR, ParticipantEntry(Role.STUDENT, "lucia@x.example", "Lucía", "Luna"))
    own, of_same_student, unrelated = (
        create_pair(program, OPERATOR, group="Spring", mentor_id=mentor.id, student_id=student.id)
        for mentor, student in ((greta, tim), (omar, tim), (omar, lucia))
    )
    add_staff(program, OPERATOR, "greta.grant@mentor.example", StaffRole.MONITOR, ["Spring"])
    greta_as_monitor = staff_by_email(program, "greta.grant@mentor.example")

    assert [pair.id for pair in list_pairs(program, greta_as_monitor, PageRequest()).items] == [unrelated.id]
    for hidden in (own, of_same_student):
        with pytest.raises(NotFoundError):
            get_pair(program, greta_as_monitor, hidden.id)
