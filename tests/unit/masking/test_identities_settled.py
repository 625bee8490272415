"""What is left after replacing holds no identity either: the last look has nothing to find."""

import pytest

from relay.model.identity import Identity
from tests.support.letters import GRETA, OMAR
from tests.support.masked_text import last_look_finds, masked_text, named


@pytest.mark.parametrize(
    ("text", "delivered"),
    [
        ("Omar Young\nYoung", "Omar"),
        ("Omar Young Young", "Omar"),
        ("a\nOmar Young\nYoung\nYoung\nb c", "a\nOmar\nb c"),
        ("x Omar Young Young y, Omar Young Young z", "x Omar y, Omar z"),
        ("Mr Young Young", "Mr Omar"),
    ],
)
def test_words_that_meet_when_others_are_gone_go_too(text: str, delivered: str) -> None:
    assert masked_text(text, writer=OMAR) == delivered
    assert not last_look_finds(delivered, writer=OMAR)


@pytest.mark.parametrize("text", ["Greta M. Oldfield\n%4Fldfield", "> From: &#79;ldfield\nOld\u200bfield"])
def test_what_is_encoded_beside_what_is_not_goes_too(text: str) -> None:
    assert not last_look_finds(masked_text(text))


def test_given_name_and_surname_one_under_the_other_are_a_name() -> None:
    assert masked_text("Hi\nOmar\nYoung\nEngineer in a firm. It builds bridges.", writer=OMAR) == (
        "Hi\nOmar\nEngineer in a firm. It builds bridges."
    )
    for text in ("Thanks Omar\nYoung people", "Omar\nYoung people", "Omar\n* Young\n* Old"):
        assert masked_text(text, writer=OMAR) == text


@pytest.mark.parametrize("person", [OMAR, GRETA, named("Anna", "Rose", "anna@mentors.example")])
def test_whatever_is_masked_once_is_settled(person: Identity) -> None:
    given, family, address = person.given_name, person.family_name, person.addresses[0]
    pieces = [
        given,
        family,
        f"{given} {family}",
        f"{family}, {given}",
        f"<{address}>",
        f"Mr {family}",
        f"{given[0]}. {family}",
    ]
    for first in pieces:
        for second in pieces:
            for between in (" ", "\n", ", ", "\n\n", "", "_", " - "):
                assert not last_look_finds(masked_text(f"{first}{between}{second}", writer=person), writer=person)
