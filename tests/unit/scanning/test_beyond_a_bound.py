"""What is beyond a bound of rules, of a conversation's record or of tables is not passed over."""

from dataclasses import replace

import pytest

from relay.model.decision import Outcome, judge
from relay.model.finding import BODY
from relay.model.identity import Role
from relay.scanning.columns import readings_by_columns
from relay.scanning.context import ScanContext
from relay.scanning.scanner import Scanner
from tests.support.scanners import scanner_without_opinion, shipped_policy

FROM_A_STUDENT = ScanContext(author=Role.STUDENT)
FAIR = "Let's meet up at the science fair.\n\n"


def at_the_fair(body: str) -> Outcome:
    policy = shipped_policy()
    policy = replace(policy, scan=replace(policy.scan, approved_events=(r"\bscience fair\b",)))
    found = Scanner(policy, None).examine_texts([(BODY, body)], ScanContext(author=Role.MENTOR)).findings
    return judge(found, policy, None).outcome


def test_many_meetings_at_an_approved_event_pass() -> None:
    assert at_the_fair(FAIR * 49) is not Outcome.HOLD


@pytest.mark.parametrize("times", [49, 50, 60, 1500])
def test_a_meeting_behind_many_at_an_approved_event_is_held(times: int) -> None:
    assert at_the_fair(f"{FAIR * times}Let's meet up at the old mill.") is Outcome.HOLD


def test_digits_behind_many_phrases_add_to_a_conversation() -> None:
    chat = "how old are you? do you live with your mom? you are so mature. i feel so alone. our secret. " * 40
    many = "12 teeth, 14 cats, 3 dogs, page 482, 20 points, " * 10
    message = scanner_without_opinion().examine_texts([(BODY, f"{chat}\n{many} remember this: 641")], FROM_A_STUDENT)
    assert "641" in {signal.token for signal in message.message.features.signals}


def test_a_column_behind_many_columns_and_rows_is_read() -> None:
    decoys, rows = ["7012345678"] * 70, 10
    lines = [",".join((*(column[row] for column in decoys), "5155550143"[row])) for row in range(rows)]
    table = "x,y\n" * 2500 + "\n" + "\n".join(lines)
    assert any("515-555-0143" in reading.text for reading in readings_by_columns(table))
