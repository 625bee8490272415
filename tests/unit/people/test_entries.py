"""What people type into records: what is taken, how it is stored, and what is refused."""

from datetime import UTC, datetime

import pytest

from relay.model.entries import birth_year_of, group_name, language_tag, likeness, outside_address, person_name
from relay.model.errors import InvalidInputError

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Lucía", "O'Neill", "Nguyễn Văn", "李", "Jean-Luc", "فاطمه", "van der Berg"])
def test_names_of_any_script_are_taken_as_written(name: str) -> None:
    assert person_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "   ", "12", "tim@school.example", "Tim\x00", "A" * 101, "Tim\u202eevil"])
def test_what_is_no_name_is_refused_without_repeating_it(name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        person_name(name)
    assert name.strip() == "" or name not in str(refused.value)


def test_white_space_in_a_name_is_one_space() -> None:
    assert group_name("Spring\t 2027\n") == "Spring 2027"


def test_a_name_is_like_itself_in_another_case_and_composition() -> None:
    assert likeness("LUCI\u0301A") == likeness("Lucía")
    assert likeness("Lucia") != likeness("Lucía")


@pytest.mark.parametrize(
    "address",
    ["abc@mail.relay.example", "abc@MAIL.Relay.Example", "abc@deeper.mail.relay.example"],
)
def test_an_address_of_the_relay_itself_is_nobodys_own(address: str) -> None:
    with pytest.raises(InvalidInputError, match="relay itself"):
        outside_address(address, "mail.relay.example")


@pytest.mark.parametrize("text", ["", "tim", "tim@", "@school.example", "tim@school", "a b@school.example", "<t@s.ex>"])
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        outside_address(text, "mail.relay.example")


def test_an_address_is_kept_as_it_was_written() -> None:
    assert outside_address(" Tim.Tull@School.example ", "mail.relay.example") == "Tim.Tull@School.example"


@pytest.mark.parametrize("text", ["1900", "2027", "12", "201o", "-2010", "٢٠١٠"])
def test_years_that_no_student_was_born_in_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        birth_year_of(text, NOW)


@pytest.mark.parametrize("text", ["english", "EN", "e", "en_US", ""])
def test_what_is_no_language_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        language_tag(text)
