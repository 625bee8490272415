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
