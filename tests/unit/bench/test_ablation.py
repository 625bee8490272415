"""What is left out when the scanner is measured without normalisation, and that it is put back."""

import pytest

from bench.undone_normalisation import as_written
from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from relay.scanning.scanner import Scanner
from tests.support.scanners import PAIR


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner(load_policy(resource_path("config", "policy.toml")).default, None)


def _found(scanner: Scanner, text: str) -> set[Category]:
    context = ScanContext(author=Role.STUDENT, correspondents=PAIR)
    return {finding.category for finding in scanner.examine_texts([("body", text)], context).findings}


@pytest.mark.parametrize(
    "disguised",
    [
        "call me: five one five, five five five, oh one four two",
        "my mail is lucia dot rios at gmail dot com",
        "my number is ５１５-５５５-０１４２",
    ],
)
def test_without_normalisation_disguises_help_and_plain_words_do_not(scanner: Scanner, disguised: str) -> None:
    plain = "my number is 515-555-0142"
    contact = {Category.PII_PHONE, Category.PII_EMAIL}
    assert _found(scanner, disguised) & contact
    with as_written():
        assert not _found(scanner, disguised) & contact
        assert _found(scanner, plain) & contact
    assert _found(scanner, disguised) & contact


@pytest.mark.parametrize(
    ("disguised", "category"),
    [
        (f"I will tell you that he is {'.'.join(PAIR.student.family_name)} and no other.", Category.PII_FULL_NAME),
        (
            ".. / -... ..- .. .-.. - / .- / -... .-. .. -.. --. . / - --- -.. .- -.--",
            Category.SYSTEM_UNSCANNED_LANGUAGE,
        ),
    ],
)
def test_without_normalisation_no_surname_is_taken_apart_and_no_code_is_known(
    scanner: Scanner, disguised: str, category: Category
) -> None:
    assert category in _found(scanner, disguised)
    with as_written():
        assert category not in _found(scanner, disguised)
