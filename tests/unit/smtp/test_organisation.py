"""Alignment by exact or registered domain (CASES D13, D17, D18)."""

import pytest

from relay.smtp.organisation import Alignment, alignment, organisational_domain


@pytest.mark.parametrize(
    ("author", "proven", "how"),
    [
        ("school.example", "school.example", Alignment.EXACT),
        ("school.example", "School.Example.", Alignment.EXACT),
        ("school.example", "mail.school.example", Alignment.ORGANISATION),
        ("reminder.school.example", "reminder3.school.example", Alignment.ORGANISATION),
        ("xn--bcher-kva.example", "bücher.example", Alignment.EXACT),
        ("school.example", "evil.example", Alignment.NONE),
        ("school.example", "notschool.example", Alignment.NONE),
        ("school.example", "school.example.evil.example", Alignment.NONE),
        ("school.example", "example", Alignment.NONE),
        ("school.example", "", Alignment.NONE),
        ("school.co.uk", "other.co.uk", Alignment.NONE),
        ("school.co.uk", "co.uk", Alignment.NONE),
        ("greta.github.io", "evil.github.io", Alignment.NONE),
        ("1password.com", "1password.com", Alignment.EXACT),
        ("school.example", "sch\u043eol.example", Alignment.NONE),
    ],
)
def test_domains_are_aligned_or_not(author: str, proven: str, how: Alignment) -> None:
    assert alignment(author, proven) is how


def test_a_public_suffix_is_an_organisation_by_itself() -> None:
    assert organisational_domain("github.io") == "github.io"
