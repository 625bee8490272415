"""`mentor-relay concern`, as the real command on a database beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.service.audit_log import verify_log
from tests.support.commands import CommandLine
from tests.support.queue_command import command_story
from tests.support.review_story import AUDREY, OTTO, RUTH, Story, crisis


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with command_story(tmp_path) as told:
        yield told


@pytest.fixture
def command(story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    line = CommandLine(monkeypatch, capsys)
    line.config = story.program.settings.file
    return line


def test_a_concern_is_found_read_and_closed_in_a_terminal(story: Story, command: CommandLine) -> None:
    cry = story.arrive(crisis(), subject="today")
    listed = command("concern", "list")
    assert listed.code == 0
    (concern,) = command("concern", "list", "--json").json["items"]
    assert (concern["message_id"], concern["holds_pair"]) == (cry, True)
    assert f"{concern['id']}\topen\t" in listed.out

    noted = command("concern", "note", concern["id"], "--as", RUTH, "--text", "Phoned the school.\x1b[2J")
    assert noted.code == 0
    shown = command("concern", "show", concern["id"])
    assert "all mail of the pair is held" in shown.out
    assert "Phoned the school." in shown.out
    assert "\x1b" not in shown.out

    closed = command("concern", "close", concern["id"], "--as", RUTH, "--reason", "spoken to the family")
    assert (closed.code, closed.err) == (0, "")
    assert "its pair's mail is no longer held for it" in closed.out
    assert command("concern", "list").out.splitlines()[1:] == []
    (then,) = command("concern", "list", "--status", "closed", "--json").json["items"]
    assert (then["close_reason"], then["closed_by"]) == ("spoken to the family", story.staff(RUTH).id)
    assert RUTH in command("concern", "show", concern["id"]).out
    assert not verify_log(story.program).problems
    passes = story.arrive()
    assert command("queue", "show", passes, "--json").json["state"] == "approved"


def test_closing_is_recorded_as_the_api_records_it(story: Story, command: CommandLine) -> None:
    story.arrive(crisis())
    (concern,) = command("concern", "list", "--json").json["items"]
    done = command("concern", "close", concern["id"], "--as", RUTH, "--reason", "no danger", "--json")
    assert done.json["status"] == "closed"
    events = command("audit", "list", "--action", "concern.closed", "--json").json["items"]
    (event,) = events
    assert (event["actor"], event["subject"], event["details"]) == (
        story.staff(RUTH).id,
        concern["id"],
        {"held_pair": True},
    )

    again = command("concern", "close", concern["id"], "--as", RUTH, "--reason", "once more")
    assert (again.code, again.out) == (1, "")
    assert "already closed" in again.err


def test_who_may_not_know_of_a_concern_does_not_close_it(story: Story, command: CommandLine) -> None:
    story.arrive(crisis())
    (concern,) = command("concern", "list", "--json").json["items"]
    for email, says in ((OTTO, "there is no such concern"), (AUDREY, "does not include this")):
        refused = command("concern", "close", concern["id"], "--as", email, "--reason", "x")
        assert (refused.code, refused.out) == (1, "")
        assert says in refused.err
    assert command("concern", "list", "--as", OTTO, "--json").json == {"items": []}


def test_wrong_use_and_what_does_not_exist_are_told_apart(command: CommandLine) -> None:
    wrong_use: tuple[tuple[str, ...], ...] = (
        ("close", "c_1", "--reason", "x"),
        ("close", "c_1", "--as", RUTH),
        ("close", "c_1", "--as", RUTH, "--reason", " "),
        ("note", "c_1", "--text", "x"),
        ("list", "--status", "shut"),
    )
    for words in wrong_use:
        wrong = command("concern", *words)
        assert (wrong.code, wrong.out) == (2, ""), words
        assert wrong.err
    missing_records: tuple[tuple[str, ...], ...] = (
        ("list", "--group", "Winter"),
        ("list", "--pair", "pr_none"),
        ("show", "c_none"),
    )
    for words in missing_records:
        missing = command("concern", *words)
        assert (missing.code, missing.out) == (1, ""), words
        assert missing.err.startswith("mentor-relay: there is no such ")
