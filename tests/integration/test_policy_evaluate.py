"""`policy evaluate` as it is run: several files, one part of a set, counts by style, two policies compared."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from relay.config.resources import resource_path
from tests.support.scan_lines import CLEAN, TALK, lines_of, run

SHIPPED = resource_path("config", "policy.toml").read_text(encoding="utf-8")
WITHOUT_PHONES = SHIPPED.replace(
    '"pii.phone"                   = { severity = "high", action = "hold" }',
    '"pii.phone"                   = { severity = "high", action = "forward" }',
)
NUMBER = {"body": "The number is 515-555-0142.", "expect": "hold", "categories": ["pii.phone"]}


def evaluated(tmp_path: Path, *args: str) -> dict[str, Any]:
    done = run(tmp_path, "policy", "evaluate", "--json", *args)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def write(tmp_path: Path, name: str, *values: object) -> str:
    (tmp_path / name).write_bytes(lines_of(*values))
    return name


def test_several_files_are_counted_together_by_style_language_and_kind(tmp_path: Path) -> None:
    phones = write(
        tmp_path,
        "phones.jsonl",
        {**NUMBER, "id": "p1", "style": "plain", "language": "en"},
        {**NUMBER, "id": "p2", "style": "disguised", "language": "es", "body": "uno dos"},
    )
    others = write(
        tmp_path,
        "others.jsonl",
        {**CLEAN, "expect": "forward", "categories": [], "style": "near_miss", "language": "en"},
        {**TALK, "expect": "hold", "categories": ["conduct.off_platform"], "style": "plain", "language": "en"},
    )
    told = evaluated(tmp_path, phones, others)
    assert told["cases"] == 4
    by = told["by"]
    assert (by["style"]["plain"]["right"], by["style"]["disguised"]["missed"]) == (2, 1)
    assert by["style"]["near_miss"]["clean_passed"]["value"] == 1
    assert by["language"]["es"]["recall"]["value"] == 0
    assert by["kind"]["conversation"]["right"] == 1
    assert [(case["id"], case["file"]) for case in told["misses"]] == [("p2", "phones.jsonl")]


def test_messages_of_a_conversation_have_its_style_where_they_say_none(tmp_path: Path) -> None:
    first, second = TALK["messages"]
    talk = {
        "id": "talk",
        "style": "oblique",
        "messages": [
            {**first, "expect": "forward", "categories": []},
            {**second, "expect": "hold", "categories": ["conduct.off_platform"], "style": "plain"},
        ],
    }
    told = evaluated(tmp_path, write(tmp_path, "talk.jsonl", talk))
    assert told["by"]["style"]["oblique"]["clean_passed"]["of"] == 1
    assert told["by"]["style"]["plain"]["right"] == 1
    assert told["by"]["kind"]["message of a conversation"]["clean_passed"]["value"] == 1


def test_the_parts_of_a_set_are_disjoint_and_whole(tmp_path: Path) -> None:
    ids = [f"m{number}" for number in range(40)]
    file = write(tmp_path, "set.jsonl", *({**NUMBER, "id": name} for name in ids))
    reported = sum(hashlib.sha256(name.encode()).digest()[0] < 24 for name in ids)
    assert 0 < reported < len(ids)
    assert evaluated(tmp_path, file, "--split", "report")["cases"] == reported
    assert evaluated(tmp_path, file, "--split", "dev")["cases"] == len(ids) - reported


def test_two_policies_are_compared_on_the_same_mail(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(SHIPPED, encoding="utf-8")
    (tmp_path / "new.toml").write_text(WITHOUT_PHONES, encoding="utf-8")
    file = write(tmp_path, "set.jsonl", {**NUMBER, "id": "number"}, {**CLEAN, "expect": "forward", "categories": []})
    told = evaluated(tmp_path, file, "--policy", "new.toml", "--against", "old.toml")
    (changed,) = told["changed"]
    assert (changed["id"], changed["before"]["decision"], changed["after"]["decision"]) == ("number", "hold", "forward")
    assert "515-555-0142" in changed["text"]
    assert (told["before"]["overall"]["right"], told["after"]["overall"]["right"]) == (1, 0)

    shown = run(tmp_path, "policy", "evaluate", file, "--policy", "new.toml", "--against", "old.toml")
    text = shown.stdout.decode()
    assert "all (held or not)\t1 → 0" in text
    assert "number: hold → forward" in text
    assert "The number is 515-555-0142." in text


def test_a_line_that_cannot_be_read_is_named_with_its_file(tmp_path: Path) -> None:
    good = write(tmp_path, "good.jsonl", {**NUMBER, "id": 1})
    bad = write(tmp_path, "bad.jsonl", b"{broken", {**NUMBER, "id": "\ud800"})
    done = run(tmp_path, "policy", "evaluate", good, bad, "--split", "dev")
    assert done.returncode == 1
    first, second = done.stderr.decode().splitlines()
    assert first.startswith("bad.jsonl: line 1: is not JSON")
    assert second.startswith(r"bad.jsonl: line 2: has \ud800 without its other half")


@pytest.mark.parametrize("args", [["none.jsonl"], ["-", "--split", "most"]])
def test_wrong_use_is_told(tmp_path: Path, args: list[str]) -> None:
    done = run(tmp_path, "policy", "evaluate", *args)
    assert done.returncode == 2
    assert done.stderr


WITHOUT_MODEL = resource_path("config", "relay.toml").read_text(encoding="utf-8")
WITHOUT_MODEL = re.sub(r"(?m)^spacy_model = \S+", 'spacy_model = "no_such_model"', WITHOUT_MODEL)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["none.jsonl"], "none.jsonl"),
        (["set.jsonl", "none.jsonl"], "none.jsonl"),
        (["set.jsonl", "--against", "none.toml"], "none.toml: cannot be read"),
        (["set.jsonl", "--group", "north"], 'policy.toml: there is no [group."north"]'),
        (["set.jsonl", "--policy", "north.toml", "--group", "north", "--against", "policy.toml"], "policy.toml: there"),
        (["set.jsonl"], "no_such_model"),
    ],
)
def test_what_does_not_exist_is_told_before_models_are_loaded(tmp_path: Path, args: list[str], told: str) -> None:
    write(tmp_path, "set.jsonl", {**NUMBER, "id": 1})
    (tmp_path / "relay.toml").write_text(WITHOUT_MODEL, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(SHIPPED, encoding="utf-8")
    (tmp_path / "north.toml").write_text(f"{SHIPPED}\n[group.north]\n", encoding="utf-8")
    done = run(tmp_path, "policy", "evaluate", *args)
    assert done.returncode != 0
    assert told in done.stderr.decode()


@pytest.mark.parametrize("word", ["foo", ""])
def test_a_part_that_does_not_exist_is_told_with_the_option_and_its_choices(tmp_path: Path, word: str) -> None:
    done = run(tmp_path, "policy", "evaluate", "-", "--split", word)
    assert done.returncode == 2
    assert f"Invalid value for '--split': '{word}' is not one of 'dev', 'report'." in done.stderr.decode()


@pytest.mark.parametrize("more", [[], ["--against", "old.toml"], ["--split", "dev"]], ids=str)
def test_mail_without_any_label_is_nothing_to_evaluate(tmp_path: Path, more: list[str]) -> None:
    (tmp_path / "old.toml").write_text(SHIPPED, encoding="utf-8")
    file = write(tmp_path, "set.jsonl", CLEAN)
    done = run(tmp_path, "policy", "evaluate", file, *more)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("nothing to evaluate: no line")


def test_programs_are_given_the_empty_counts_of_an_empty_file(tmp_path: Path) -> None:
    done = run(tmp_path, "policy", "evaluate", "--json", write(tmp_path, "empty.jsonl"))
    assert done.returncode == 1
    assert json.loads(done.stdout)["cases"] == 0
    assert b"nothing to evaluate" in done.stderr


def test_one_is_counted_as_one(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(SHIPPED, encoding="utf-8")
    file = write(tmp_path, "set.jsonl", {**NUMBER, "id": 1}, CLEAN)
    done = run(tmp_path, "policy", "evaluate", file)
    assert done.stdout.decode().startswith("1 labelled message; 1 line without a label\n")
    done = run(tmp_path, "policy", "evaluate", file, "--against", "old.toml")
    assert done.stdout.decode().startswith("1 labelled message under both policies; 1 line without a label\n")
