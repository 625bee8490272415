"""`scan` and `policy evaluate` as they are run: without a relay.toml, from a file and from stdin."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.scan_lines import CLEAN, HELD, TALK, lines_of, run

KEYS = ["category", "severity", "score", "part", "start", "end", "text", "explanation"]


def test_lines_are_scanned_in_order_and_those_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    source = lines_of(HELD, b"{broken", b"", TALK, b'{"body": "no id"}', b"\xff", CLEAN)
    done = run(tmp_path, "scan", "--jsonl", "-", stdin=source)
    found: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [line["id"] for line in found] == ["a", "talk", 7]
    told = done.stderr.decode().splitlines()
    assert [line.partition(":")[0] for line in told] == ["line 2", "line 5", "line 6"]
    assert done.stdout.splitlines()[2] == b'{"id":7,"decision":"forward","severity":null,"findings":[]}'


def test_a_finding_says_what_where_and_why(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines_of(HELD))
    done = run(tmp_path, "scan", "--jsonl", str(path), "--json")
    (line,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert list(line) == ["id", "decision", "severity", "findings"]
    assert (line["decision"], line["severity"]) == ("hold", "high")
    assert all(list(finding) == KEYS for finding in line["findings"])
    for finding in line["findings"]:
        assert HELD["body"][finding["start"] : finding["end"]] == finding["text"]


def test_each_message_of_a_conversation_is_judged(tmp_path: Path) -> None:
    done = run(tmp_path, "scan", "--jsonl", "-", stdin=lines_of(TALK))
    line = json.loads(done.stdout)
    assert [message["decision"] for message in line["messages"]] == ["forward", "hold"]


def test_a_mail_is_scanned_for_a_person_and_for_a_program(tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(b"Subject: hello\r\n\r\nIt can be our little secret.\r\n")
    shown = run(tmp_path, "scan", str(path))
    assert shown.returncode == 0
    assert b"conduct.secrecy" in shown.stdout
    told = json.loads(run(tmp_path, "scan", "-", "--json", stdin=path.read_bytes()).stdout)
    assert (told["decision"], told["severity"]) == ("hold", "critical")


def test_an_evaluation_counts_misses_and_false_alarms(tmp_path: Path) -> None:
    labelled = lines_of(
        {**HELD, "expect": "hold", "categories": ["pii.phone", "conduct.off_platform"]},
        {**HELD, "id": "false alarm", "expect": "forward", "categories": []},
        {**CLEAN, "id": "miss", "expect": "hold", "categories": ["conduct.hate"]},
        {**CLEAN, "expect": "forward", "categories": []},
    )
    done = run(tmp_path, "policy", "evaluate", "-", "--json", stdin=labelled)
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["overall"]["right"], told["overall"]["wrong"], told["overall"]["missed"]) == (1, 1, 1)
    assert told["overall"]["recall"]["low"] < 0.5 < told["overall"]["recall"]["high"]
    assert told["categories"]["conduct.hate"]["recall"]["value"] == 0
    assert [case["id"] for case in told["misses"]] == ["miss"]
    assert [case["id"] for case in told["false_alarms"]] == ["false alarm"]


@pytest.mark.parametrize(
    ("args", "code"), [(["scan", "none.eml"], 2), (["scan"], 2), (["scan", "--jsonl", "-", "--group", "North"], 2)]
)
def test_wrong_use_is_told(tmp_path: Path, args: list[str], code: int) -> None:
    done = run(tmp_path, *args)
    assert done.returncode == code
    assert done.stderr
