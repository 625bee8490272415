"""Importing participants and pairs from a CSV file (CASES I1, DESIGN section 10)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.config.policy import PolicySet
from relay.model.errors import InvalidInputError
from relay.model.identity import Role
from relay.model.page import PageRequest
from relay.model.people import PairStatus
from relay.model.policy import GatePolicy
from relay.model.staff import OPERATOR
from relay.service.addresses import AddressChanges
from relay.service.gates import record_gate
from relay.service.groups import list_groups
from relay.service.import_file import COLUMNS, ImportRefusedError
from relay.service.importing import Attestation, ImportOptions, ImportResult, import_people
from relay.service.pair_status import activate, close
from relay.service.pairs import PairItem, get_pair, list_pairs
from relay.service.participants import (
    ParticipantChanges,
    ParticipantView,
    change_participant,
    get_participant,
    list_participants,
)
from relay.service.program import Program
from tests.support.programs import DOMAIN, Clock, new_program, plain_policy

HEADER = "group,mentor_email,mentor_given_name,mentor_family_name,student_email,student_given_name,student_family_name"
TIM = "Spring,greta@mentor.example,Greta,Grant,tim@school.example,Tim,Tull"
LUCIA = "Spring,omar@mentor.example,Omar,Okoye,lucia@school.example,Lucía,Luna"
ATTESTED = ImportOptions(activate=True, attestation=Attestation("Ada Okafor", "forms seen on paper"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def program(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Program]:
    made = new_program(tmp_path, database_url, clock=clock)
    yield made
    made.close()


def bring_in(program: Program, *rows: str, header: str = HEADER, options: ImportOptions | None = None) -> ImportResult:
    text = "\n".join((header, *rows)) + "\n"
    return import_people(program, OPERATOR, text.encode(), options or ImportOptions())


def refused(program: Program, *rows: str, header: str = HEADER) -> tuple[str, ...]:
    with pytest.raises(ImportRefusedError) as error:
        bring_in(program, *rows, header=header)
    assert people(program) == [], "nothing may stay of a refused file"
    return error.value.problems


def pairs(program: Program) -> list[PairItem]:
    return list(list_pairs(program, OPERATOR, PageRequest(200)).items)


def people(program: Program) -> list[ParticipantView]:
    return list(list_participants(program, OPERATOR, PageRequest(200)).items)


def named(program: Program, given_name: str) -> ParticipantView:
    return next(person for person in people(program) if person.given_name == given_name)


# What a file gives


def test_a_row_becomes_a_pending_pair_in_a_new_group(program: Program) -> None:
    result = bring_in(program, TIM)

    assert (result.groups_added, result.participants_added, result.pairs_added) == (1, 2, 1)
    assert [group.name for group in list_groups(program, OPERATOR)] == ["Spring"]
    (pair,) = pairs(program)
    assert (pair.group, pair.status) == ("Spring", PairStatus.PENDING)
    assert (pair.mentor.email, pair.student.email) == ("greta@mentor.example", "tim@school.example")
    masks = {pair.mentor.masked_address, pair.student.masked_address}
    assert len(masks) == 2
    assert all(mask.endswith(f"@{DOMAIN}") for mask in masks)


def test_optional_columns_are_stored(program: Program) -> None:
    header = ",".join(COLUMNS)
    bring_in(program, f"{TIM},2011,pat@home.example,es,pt-BR,fr", header=header)

    tim, greta = named(program, "Tim"), named(program, "Greta")
    assert (tim.birth_year, tim.guardian_email, tim.language, tim.guardian_language) == (
        2011,
        "pat@home.example",
        "pt-BR",
        "fr",
    )
    assert greta.language == "es"


def test_people_repeat_and_children_share_an_address(program: Program) -> None:
    sister = "Spring,greta@mentor.example,Greta,Grant,TIM@school.example,Anna,Tull"
    again = "Autumn,Greta@Mentor.example,greta,GRANT,tim@school.example,Tim,Tull"

    result = bring_in(program, TIM, sister, again)

    assert (result.participants_added, result.pairs_added, result.groups_added) == (3, 3, 2)
    assert len(named(program, "Greta").pairs) == 3
    assert {person.given_name for person in people(program) if person.role is Role.STUDENT} == {"Tim", "Anna"}


def test_pairs_are_listed_in_the_order_of_the_file(program: Program) -> None:
    rows = [f"Spring,m{n}@mentor.example,Greta,Grant,s{n}@school.example,Tim,Tull" for n in range(30)]
    bring_in(program, *rows)

    assert [pair.mentor.email for pair in pairs(program)] == [f"m{n}@mentor.example" for n in range(30)]


def test_the_same_file_again_changes_nothing(program: Program) -> None:
    rows = [f"Spring,m{n}@mentor.example,Greta,Grant,s{n}@school.example,Tim,Tull,2010" for n in range(20)]
    header = f"{HEADER},student_birth_year"
    bring_in(program, *rows, header=header, options=ATTESTED)
    before = people(program), pairs(program), list_groups(program, OPERATOR)

    result = bring_in(program, *rows, header=header, options=ATTESTED)

    assert (result.participants_added, result.pairs_added, result.pairs_activated) == (0, 0, 0)
    assert result.pairs_unchanged == 20
    assert (people(program), pairs(program), list_groups(program, OPERATOR)) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(program: Program) -> None:
    dry = ImportOptions(dry_run=True, activate=True, attestation=ATTESTED.attestation)
    rows = (f"{TIM},2010", f"{LUCIA},")
    header = f"{HEADER},student_birth_year"

    foretold = bring_in(program, *rows, header=header, options=dry)

    assert people(program) == []
    done = bring_in(program, *rows, header=header, options=ATTESTED)
    counts = ("groups_added", "participants_added", "pairs_added", "pairs_activated")
    assert [getattr(foretold, name) for name in counts] == [getattr(done, name) for name in counts]
    assert [pair.lacks for pair in foretold.pending] == [pair.lacks for pair in done.pending]


# Rows against each other


def test_rows_that_contradict_each_other_are_refused(program: Program, subtests: pytest.Subtests) -> None:
    cases = (
        (TIM.replace("Spring", "SPRING"), 'line 3, group: elsewhere this group is written "Spring"'),
        (
            TIM.replace("greta@mentor.example", "omar@mentor.example"),
            "line 3, mentor_given_name: line 2 has another one for this address",
        ),
        (
            TIM.replace("Greta,Grant", "Omar,Grant").replace("greta@", "omar@"),
            "line 3, mentor_family_name: line 2 has another one for this address",
        ),
        (
            TIM.replace("Tim,Tull", "Lucía,Lopez").replace("tim@", "lucia@"),
            "line 3, student_family_name: line 2 has another one for this address",
        ),
        (
            TIM.replace("tim@school.example", "omar@mentor.example"),
            "line 3, student_email: is the address of a mentor (line 2)",
        ),
        (
            TIM.replace("tim@school.example", "Greta@mentor.example"),
            "line 3, student_email: is the address of a mentor (line 3)",
        ),
        (
            TIM.replace("greta@mentor.example", "lucia@school.example"),
            "line 3, mentor_email: is the address of a student (line 2)",
        ),
    )
    for row, problem in cases:
        with subtests.test(problem):
            assert any(found.startswith(problem) for found in refused(program, LUCIA, row))


def test_the_same_student_with_another_year_of_birth_is_refused(program: Program) -> None:
    rows = (f"{TIM},2010", f"{TIM.replace('Spring', 'Autumn')},2011")

    problems = refused(program, *rows, header=f"{HEADER},student_birth_year")

    assert problems == ("line 3, student_birth_year: line 2 has another one for this address",)


def test_a_year_that_only_one_row_knows_is_no_contradiction(program: Program) -> None:
    rows = (f"{TIM},", f"{TIM.replace('Spring', 'Autumn')},2011")
    bring_in(program, *rows, header=f"{HEADER},student_birth_year")

    assert named(program, "Tim").birth_year == 2011


def test_every_bad_line_is_named_and_no_value_is_repeated(program: Program) -> None:
    rows = (TIM.replace("Tull", ""), LUCIA, "Spring,secret-name,Omar,Okoye,nobody,Lucía,Luna")

    problems = refused(program, *rows)

    assert [problem.partition(",")[0] for problem in problems] == ["line 2", "line 4", "line 4"]
    assert "secret-name" not in "".join(problems)


# Against what is on record


def test_a_contradiction_to_the_record_is_refused_with_the_mend(program: Program) -> None:
    bring_in(program, TIM)
    greta = named(program, "Greta")

    with pytest.raises(ImportRefusedError) as error:
        bring_in(program, TIM.replace("Grant", "Gould"), LUCIA)

    assert error.value.problems == (
        (
            f"line 2, mentor_family_name: {greta.id} has another one for this address; "
            f"to change the record: mentor-relay participant set {greta.id}"
        ),
    )
    assert len(people(program)) == 2


def test_an_address_on_record_as_a_mentors_is_no_students(program: Program) -> None:
    bring_in(program, TIM)

    with pytest.raises(ImportRefusedError, match="line 2, student_email: is the address of a mentor"):
        bring_in(program, LUCIA.replace("lucia@school.example", "greta@mentor.example"))


def test_an_address_that_was_replaced_brings_nobody_in_twice(program: Program) -> None:
    bring_in(program, TIM)
    tim = named(program, "Tim")
    new = AddressChanges(add=("tim@new.example",), primary="tim@new.example", remove=("tim@school.example",))
    change_participant(program, OPERATOR, tim.id, ParticipantChanges(addresses=new))

    with pytest.raises(ImportRefusedError, match="line 2, student_email: was this person's address"):
        bring_in(program, TIM)

    again = bring_in(program, TIM.replace("tim@school.example", "tim@new.example"))
    assert (again.participants_added, again.pairs_unchanged) == (0, 1)


def test_a_group_on_record_is_written_one_way(program: Program) -> None:
    bring_in(program, TIM)

    with pytest.raises(ImportRefusedError, match='line 2, group: elsewhere this group is written "Spring"'):
        bring_in(program, LUCIA.replace("Spring", "spring"))


def test_a_closed_pair_is_not_opened_by_an_import(program: Program) -> None:
    bring_in(program, f"{TIM},2010", header=f"{HEADER},student_birth_year", options=ATTESTED)
    (pair,) = pairs(program)
    close(program, OPERATOR, pair.id)

    result = bring_in(program, f"{TIM},2010", header=f"{HEADER},student_birth_year", options=ATTESTED)

    assert (result.pairs_added, result.pairs_unchanged, result.pairs_activated) == (0, 1, 0)
    assert [found.status for found in pairs(program)] == [PairStatus.CLOSED]


# Activating


def test_attested_gates_hold_for_thirty_days(program: Program, clock: Clock) -> None:
    bring_in(program, f"{TIM},2010", header=f"{HEADER},student_birth_year", options=ATTESTED)

    (pair,) = pairs(program)
    assert pair.status is PairStatus.ACTIVE
    gate = named(program, "Greta").gates[0]
    assert (gate.met, gate.provisional, gate.by, gate.evidence) == (True, True, "Ada Okafor", "forms seen on paper")
    clock.advance(days=30)
    assert {lack.state for lack in get_pair(program, OPERATOR, pair.id).lacks} == {"expired"}


@pytest.mark.parametrize("birth_year", ["2013", "2016", ""], ids=["maybe 12", "ten", "unknown"])
def test_the_consent_for_a_young_child_cannot_be_attested(program: Program, birth_year: str) -> None:
    rows = (f"{TIM},{birth_year}", f"{LUCIA},2010")

    result = bring_in(program, *rows, header=f"{HEADER},student_birth_year", options=ATTESTED)

    assert result.pairs_activated == 1
    (pending,) = result.pending
    assert [(lack.role, lack.gate, lack.state) for lack in pending.lacks] == [(Role.STUDENT, "consent", "not recorded")]
    status = {pair.student.email: pair.status for pair in pairs(program)}
    assert status == {"tim@school.example": PairStatus.PENDING, "lucia@school.example": PairStatus.ACTIVE}
    assert pending.pair_id == next(pair.id for pair in pairs(program) if pair.status is PairStatus.PENDING)


def test_thirteen_for_certain_is_old_enough(program: Program) -> None:
    assert bring_in(program, f"{TIM},2012", header=f"{HEADER},student_birth_year", options=ATTESTED).pending == ()


def test_a_recorded_consent_lets_the_next_import_activate(program: Program) -> None:
    header = f"{HEADER},student_birth_year"
    bring_in(program, f"{TIM},2016", header=header, options=ATTESTED)
    tim = named(program, "Tim")
    record_gate(program, OPERATOR, tim.id, "consent", met=True, by="Pat Tull", evidence="signed form")

    assert bring_in(program, f"{TIM},2016", header=header, options=ATTESTED).pairs_activated == 1


def test_where_the_policy_asks_for_no_consent_age_does_not_stop_a_pair(tmp_path: Path, database_url: str) -> None:
    gates = GatePolicy(mentor=("screening",), student=())
    program = new_program(tmp_path, database_url, policies=PolicySet(plain_policy(gates)))

    result = bring_in(program, TIM, options=ATTESTED)
    (pair,) = pairs(program)
    detail = get_pair(program, OPERATOR, pair.id)
    program.close()

    assert result.pairs_activated == 1
    assert detail.supervision.age_rule, "all of an unknown child's mail is still seen first"


def test_nobodys_word_overrides_a_revocation(program: Program) -> None:
    bring_in(program, f"{TIM},2010", header=f"{HEADER},student_birth_year")
    greta = named(program, "Greta")
    record_gate(program, OPERATOR, greta.id, "screening", met=False, by="Ada", evidence="a report")

    result = bring_in(program, f"{TIM},2010", header=f"{HEADER},student_birth_year", options=ATTESTED)

    assert [(lack.gate, lack.state) for lack in result.pending[0].lacks] == [("screening", "revoked")]
    assert get_participant(program, OPERATOR, greta.id).gates[0].state == "revoked"


def test_without_attestation_only_met_gates_count(program: Program) -> None:
    result = bring_in(program, TIM, options=ImportOptions(activate=True))

    assert {lack.gate for lack in result.pending[0].lacks} == {"screening", "training", "code_of_conduct", "consent"}


def test_without_activate_a_pair_stays_pending_until_it_is_activated(program: Program) -> None:
    assert bring_in(program, TIM).pending == ()
    (pair,) = pairs(program)
    for email in (pair.mentor.id, pair.student.id):
        for gate in get_participant(program, OPERATOR, email).gates:
            record_gate(program, OPERATOR, email, gate.gate, met=True, by="Ada", evidence="file")

    assert activate(program, OPERATOR, pair.id).pair.status is PairStatus.ACTIVE


@pytest.mark.parametrize("text", ["", "Ada", "Ada:", ": why", ":"])
def test_an_attestation_says_who_and_why(text: str) -> None:
    with pytest.raises(InvalidInputError, match="who: why"):
        Attestation.parse(text)


def test_a_reason_may_hold_colons() -> None:
    assert Attestation.parse("Ada Okafor: seen: on paper").why == "seen: on paper"
