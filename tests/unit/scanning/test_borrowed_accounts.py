"""What the scanner says of a message that was sent as its writer never sends."""

import pytest

from relay.config.policy import PolicySet
from relay.mime.reading import read_message
from relay.mime.tree import MessageTree
from relay.model.category import Category, Severity
from relay.model.decision import Outcome, judge
from relay.model.identity import Role
from relay.model.sending import MailProgram, Sending
from relay.scanning.account import account_findings, sending_of
from relay.scanning.context import ScanContext
from tests.support.post_office import shipped_policy
from tests.support.scanners import scanner_without_opinion

GMAIL = Sending(MailProgram.GMAIL, -360, 16)
STRANGE = "X-Mailer: Tim's <b>own</b> 1.0\nDate: Mon, 23 Nov 2026 03:05:00 +0300\n"


def mail(headers: str) -> MessageTree:
    """Return a mail with ``headers`` as it is read."""
    return read_message(f"From: tim@school.example\n{headers}\nHow was your week?\n".encode())


@pytest.mark.parametrize(
    ("date", "zone", "hour"),
    [
        ("Mon, 23 Nov 2026 16:05:00 -0600", -360, 16),
        ("Mon, 23 Nov 2026 16:05:00 +0530 (IST)", 330, 16),
        ("23 Nov 2026 07:05 EST", -300, 7),
        ("Mon, 23 Nov 2026 16:05:00 +0000", None, 16),
        ("Mon, 23 Nov 2026 16:05:00 GMT", None, 16),
        ("Mon, 23 Nov 2026 16:05:00 -0000", None, 16),  # RFC 5322 section 3.3: no zone is known
        ("Mon, 23 Nov 2026 31:05:00 -0600", None, None),
        ("Mon, 23 Nov 2026 16:05:00 -9999", None, None),
        ("yesterday", None, None),
        ("(" * 5000, None, None),
        ("", None, None),
    ],
)
def test_zone_and_hour_are_those_of_the_date_header(date: str, zone: int | None, hour: int | None) -> None:
    assert sending_of(mail(f"Date: {date}\n" if date else "")) == Sending(None, zone, hour)


def test_a_strange_sending_is_information_and_nothing_else() -> None:
    context = ScanContext(author=Role.STUDENT, sendings=(GMAIL,) * 9)
    examined = scanner_without_opinion().examine_message(mail(STRANGE), context)
    (finding,) = examined.findings
    assert (finding.category, finding.severity) == (Category.ACCOUNT_UNFAMILIAR, Severity.INFO)
    assert finding.text == ""
    assert "own" not in finding.explanation.replace("its own clock", "")
    assert examined.message.sending == Sending(MailProgram.OTHER, 180, 3)
    for author in (None, *Role):
        verdict = judge(examined.findings, shipped_policy(), author)
        assert (verdict.outcome, verdict.reasons, verdict.alerts) == (Outcome.FORWARD, (), ())


def test_a_writer_of_whom_little_is_known_is_not_judged() -> None:
    assert account_findings((GMAIL,) * 7, Sending(MailProgram.OUTLOOK, 180, 3)) == ()


def test_the_category_is_in_every_policy() -> None:
    entry = PolicySet(shipped_policy()).policy_for("any").categories[Category.ACCOUNT_UNFAMILIAR]
    assert entry.severity is Severity.INFO
