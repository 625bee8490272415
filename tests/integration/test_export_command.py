"""`export` and `audit`, as an administrator types them."""

import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import update

from relay.store.schema import Message, MessageBody
from tests.support.commands import CommandLine
from tests.support.sample import HILLSIDE
from tests.support.whole_program import Whole, configure


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shared_whole: Whole, tmp_path: Path
) -> CommandLine:
    """The command line, in an empty directory, with the shared program."""
    for name in [name for name in os.environ if name.startswith("MENTOR_RELAY")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    command = CommandLine(monkeypatch, capsys)
    command.config = configure(shared_whole.program)
    return command


def test_export_writes_a_zip_and_tells_what_is_in_it(command: CommandLine, tmp_path: Path) -> None:
    ran = command("export", "--out", "all.zip", "--format", "eml", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["counts"]["messages"] == 5
    assert ran.json["bytes"] == (tmp_path / "all.zip").stat().st_size
    with zipfile.ZipFile("all.zip") as archive:
        assert sum(name.endswith("-original.eml") for name in archive.namelist()) == 5
    again = command("export", "--out", "all.zip")
    assert (again.code, again.err) == (
        1, "mentor-relay: all.zip: exists already; choose another name, or say --force to replace it\n",
    )  # fmt: skip
    assert command("export", "--out", "all.zip", "--force").code == 0


def test_export_takes_filters(command: CommandLine, shared_whole: Whole) -> None:
    for number, filters in enumerate(
        (("--group", HILLSIDE), ("--pair", shared_whole.sample.hillside.id), ("--since", "2026-11-23"))
    ):
        ran = command("export", "--out", f"{number}.zip", *filters, "--until", "2026-11-23", "--json")
        assert (ran.code, ran.json["counts"]["messages"]) == (0, 5 if "--since" in filters else 2)
    nothing = command("export", "--out", "none.zip", "--until", "2026-11-22", "--json")
    assert (nothing.code, nothing.json["counts"]["messages"]) == (0, 0)


@pytest.mark.parametrize("wrong", [["--format", "html"], ["--deidentify"], ["--since", "yesterday"]])
def test_export_tells_wrong_use(command: CommandLine, tmp_path: Path, wrong: list[str]) -> None:
    ran = command("export", "--out", "all.zip", *wrong)
    assert ran.code == 2
    assert "Error: " in ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--group", "Atlantis"], "there is no such group"),
        (["--pair", "pr_0"], "there is no such pair"),
        (["--thread", "th_0"], "there is no such thread"),
        (["--out", "no/all.zip"], "there is no directory no; make it first"),
        (["--out", "."], "is a directory"),
    ],
)
def test_export_tells_why_it_cannot(command: CommandLine, tmp_path: Path, wrong: list[str], told: str) -> None:
    ran = command("export", "--out", "all.zip", *wrong)
    assert ran.code == 1
    assert told in ran.err
    assert not list(tmp_path.iterdir())


def test_export_says_that_something_was_damaged(command: CommandLine, shared_whole: Whole) -> None:
    engine = shared_whole.program.store.engine
    with shared_whole.program.store.read() as session:
        kept = session.get_one(MessageBody, (shared_whole.crisis, 0)).data
    damage = update(MessageBody).where(MessageBody.message_id == shared_whole.crisis)
    with engine.begin() as connection:
        connection.execute(damage.values(data=b"broken"))
    ran = command("export", "--out", "all.zip")
    verified = command("audit", "verify")
    with engine.begin() as connection:
        connection.execute(damage.values(data=kept))
    assert ran.code == 1
    assert "1 messages could not be read whole: see mentor-relay audit verify" in ran.err
    assert zipfile.is_zipfile("all.zip")
    assert verified.code == 1
    assert verified.err == f"message_bodies {shared_whole.crisis}/0: the row was changed\n"


def test_verify_says_that_everything_agrees(command: CommandLine) -> None:
    ran = command("audit", "verify")
    assert (ran.code, ran.err) == (0, "")
    assert "rows agree" in ran.out
    told = command("audit", "verify", "--json").json
    assert told["passed"] is True
    assert told["problems"] == []
    assert told["events"] > 50


def test_verify_names_what_was_changed(command: CommandLine, shared_whole: Whole) -> None:
    engine = shared_whole.program.store.engine
    change = update(Message).where(Message.id == shared_whole.delivered)
    with engine.begin() as connection:
        connection.execute(change.values(automatic=True))
    ran, told = command("audit", "verify"), command("audit", "verify", "--json")
    with engine.begin() as connection:
        connection.execute(change.values(automatic=False))
    problem = f"messages {shared_whole.delivered}: the row was changed"
    assert (ran.code, ran.out, ran.err) == (1, "", f"{problem}\n")
    assert told.code == 1
    assert told.json["problems"] == [problem]


def test_list_shows_events_in_order_and_by_filter(command: CommandLine, shared_whole: Whole) -> None:
    first = command("audit", "list", "--limit", "3", "--json").json
    assert [event["seq"] for event in first["items"]] == [1, 2, 3]
    assert first["next_after"] == 3
    assert [
        event["seq"] for event in command("audit", "list", "--after", "3", "--limit", "1", "--json").json["items"]
    ] == [4]
    about = command("audit", "list", "--subject", shared_whole.released, "--action", "message.released", "--json").json
    (released,) = about["items"]
    assert released["actor"] == shared_whole.sample.actor("lea").id
    assert released["details"]["redactions"] == 0
    assert command("audit", "list", "--since", "2099-01-01", "--json").json["items"] == []
    lines = command("audit", "list", "--limit", "2").out.splitlines()
    assert lines[0].split("\t") == ["number", "at", "by", "action", "about", "details"]
    assert len(lines) == 3
    assert command("audit", "list", "--limit", "0").code == 2
