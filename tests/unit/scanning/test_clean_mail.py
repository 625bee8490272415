"""Mail that somebody would have to read for nothing: words that look like harm or personal data, and are neither."""

import pytest

from relay.model.category import Category, Severity
from relay.model.finding import BODY
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion, shipped_scanner


def found(text: str, author: Role = Role.STUDENT) -> set[Category]:
    """Return what recognisers and rules find by themselves, hints among it."""
    findings = scanner_without_opinion().scan_texts([(BODY, text)], ScanContext(author=author))
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


@pytest.mark.parametrize(
    "text",
    [
        "The library is on Maple Street.",
        "We drew a map with Oak Avenue and Maple Street on it.",
        "Sorry, Cherry Lane was closed for the parade.",
        "The parade goes down Madison Street and stops at Franklin Court.",
    ],
)
def test_a_street_is_no_person(text: str) -> None:
    assert Category.PII_FULL_NAME not in found(text)


@pytest.mark.parametrize("text", ["My aunt Emma Street came by.", "I sit next to Robin Lane.", "Ask Emma Street."])
def test_a_person_whose_name_is_that_of_a_kind_of_street_is_held(text: str) -> None:
    assert Category.PII_FULL_NAME in found(text)


ANSWER = "\n> hello\n\nI had soup."


@pytest.mark.parametrize(
    "line",
    [
        "20 ноября 2026 г. в 16:05 Tim написал:",
        "2026年11月20日(金) 16:05 Tim <q5v3n8t2hj6d@mail.example.org>:",
        "Em sex., 20 de nov. de 2026 às 16:05, Tim escreveu:",
        "fre 20 nov. 2026 kl. 16:05 skrev Tim <q5v3n8t2hj6d@mail.example.org>:",
        "On Fri, Nov 20, 2026 at 4:05 PM 😀🎉 <q5v3n8t2hj6d@mail.example.org> wrote:",
    ],
)
def test_what_a_mail_program_writes_above_a_quote_is_nobodys_words_in_any_language(line: str) -> None:
    context = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN, delivered_texts=("hello",))
    findings = shipped_scanner().scan_texts([(BODY, line + ANSWER)], context)
    assert not [finding for finding in findings if finding.severity is not Severity.INFO]


def test_such_a_line_with_an_invitation_in_it_is_held() -> None:
    text = "2026 16:05 text me at 515 555 0143:\n> hello"
    assert {Category.PII_PHONE, Category.CONDUCT_OFF_PLATFORM} <= found(text)
