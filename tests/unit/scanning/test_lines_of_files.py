"""Lines of JSON that are to be scanned: what cannot be read is told by its number, and the others are read."""

import json
from typing import Any

import pytest

from relay.service.scan_files import UnreadLine, read_lines
from relay.service.scan_input import InputLine

HALF = "\ud83d"  # of the two that stand for 😀
LINE: dict[str, Any] = {"id": "a", "from_role": "student", "subject": "hi", "body": "I built a bridge."}


@pytest.mark.parametrize(
    "broken",
    [
        {**LINE, "id": HALF},
        {**LINE, "subject": HALF},
        {**LINE, "body": f"hello {HALF}"},
        {**LINE, "from_role": HALF},
        {**LINE, "expect": HALF},
        {**LINE, "expect": "hold", "categories": [HALF]},
        {**LINE, "style": HALF},
        {**LINE, HALF: "a"},
        {**LINE, "participants": {"student": {"given_name": HALF}}},
        {"id": "a", "messages": [LINE, {**LINE, "body": HALF}]},
    ],
    ids=str,
)
def test_half_of_a_surrogate_pair_is_refused_wherever_it_stands(broken: dict[str, Any]) -> None:
    lines = [json.dumps(line).encode() for line in (LINE, broken, LINE)]
    first, refused, last = read_lines(lines)
    assert refused == UnreadLine(2, r"has \ud83d without its other half: that is no character")
    assert isinstance(first, InputLine)
    assert first == last


def test_a_character_that_is_escaped_as_a_pair_is_read() -> None:
    (line,) = read_lines([rb'{"id": "\ud83d\ude00", "body": "\ud83d\ude00"}'])
    assert isinstance(line, InputLine)
    assert (line.id, line.messages[0].body) == ("😀", "😀")


def problem_of(line: object) -> str:
    (refused,) = read_lines([json.dumps(line).encode()])
    assert isinstance(refused, UnreadLine), refused
    return refused.problem


@pytest.mark.parametrize(
    "line",
    [
        {"id": "a7", "from_role": "student", "text": "call me"},
        {"id": "a7", "Body": "call me"},
        {"id": "a7", "Messages": [{"body": "call me"}]},
        {"id": "a7", "body": None},
        {"id": "a7", "subject": None, "body": None},
    ],
    ids=str,
)
def test_a_line_in_which_nothing_could_be_scanned_is_refused(line: dict[str, Any]) -> None:
    assert problem_of(line) == 'id "a7": has no "body", no "subject" and no "messages"'


@pytest.mark.parametrize("message", [{}, {"text": "call me"}, {"from_role": "mentor", "body": None}], ids=str)
def test_a_conversation_with_a_message_in_which_nothing_could_be_scanned_is_refused(message: dict[str, Any]) -> None:
    assert problem_of({"id": 7, "messages": [LINE, message]}) == 'id 7: message 2 has no "body" and no "subject"'


def test_a_line_that_is_a_message_and_a_conversation_is_refused() -> None:
    assert problem_of({**LINE, "messages": [LINE]}) == 'id "a": has both "body" and "messages"'


def test_a_participant_of_an_unknown_role_is_refused() -> None:
    told = problem_of({**LINE, "participants": {"mentor": {}, "Student": {"given_name": "Tim"}}})
    assert told == 'id "a": "participants" names "Student", which is neither "mentor" nor "student"'


@pytest.mark.parametrize(
    "line",
    [
        {"id": "a", "body": ""},
        {"id": "a", "subject": ""},
        {"id": "a", "subject": "hi", "body": None},
        {"id": "a", "body": "hi", "subject": None, "from_role": None, "participants": None},
        {"id": "a", "body": "hi", "participants": {}},
        {"id": "a", "body": "hi", "participants": {"student": {"given_name": "Tim", "nickname": "T"}}},
        {"id": "a", "body": "hi", "expect": "forward", "text": "x", "labels": ["x"], "notes": {"by": "x"}},
        {"id": "a", "messages": []},
        {"id": "a", "subject": "chat", "body": None, "messages": [{"body": ""}, {"subject": "hi", "note": 1}]},
    ],
    ids=str,
)
def test_what_a_line_may_leave_empty_or_add_is_read(line: dict[str, Any]) -> None:
    (read,) = read_lines([json.dumps(line).encode()])
    assert isinstance(read, InputLine), read
