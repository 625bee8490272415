"""`mentor-relay queue`, as the real command on a database beside it."""

import json
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.pairing import PairEvent
from relay.service.audit_log import verify_log
from tests.support.pictures import iphone_photo
from tests.support.queue_command import ask_for_no_gates, command_story, run
from tests.support.review_story import LENA, OTTO, RUTH, Story, crisis, phone


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with command_story(tmp_path) as told:
        yield told


def queue(story: Story, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the queue and return what it said."""
    return run(story, "queue", *words)


def test_the_queue_is_read_and_decided_on_in_a_terminal(story: Story) -> None:
    number = story.arrive(phone(), subject="My number\x1b[31m", text="Hi! Call me: 555 0100 200\n\x1b[2Jbye\n")
    cry = story.arrive(crisis())
    listed = queue(story, "list", "--json")
    assert [item["id"] for item in json.loads(listed.stdout)["items"]] == [cry, number]

    shown = queue(story, "show", number)
    assert shown.returncode == 0
    assert "Call me: 555 0100 200" in shown.stdout
    assert "pii.phone" in shown.stdout
    assert "\x1b" not in shown.stdout + queue(story, "list").stdout

    record = json.loads(queue(story, "show", number, "--json").stdout)
    finding = record["findings"][0]["id"]
    assert record["content"]["original"]["text"].startswith("Hi!")

    released = queue(story, "release", number, "--as", RUTH, "--redact", finding, "--note", "fine else", "--json")
    assert json.loads(released.stdout)["state"] == "approved"
    again = queue(story, "release", number, "--as", RUTH)
    assert (again.returncode, again.stdout) == (1, "")
    assert f"already released by {story.staff(RUTH).id}" in again.stderr

    first = queue(story, "reject", cry, "--as", RUTH, "--reason", "spoken to")
    assert "second person" in first.stdout
    flagged = queue(story, "flag", number, "--as", RUTH, "--label", "watch")
    assert "watch" in flagged.stdout
    assert not verify_log(story.program).problems


def test_what_a_release_would_deliver_is_shown_in_a_terminal(story: Story) -> None:
    text = "Hi! Call me: 555 0100 200\x1b[31m\n\nTim Kowalczyk\n"
    number = story.arrive(phone(start=text.index("555")), text=text)
    finding = json.loads(queue(story, "show", number, "--json").stdout)["findings"][0]["id"]
    gated = queue(story, "preview", number, "--json")
    assert gated.returncode == 1
    assert "A condition for this pair is missing" in json.loads(gated.stdout)["problem"]

    ask_for_no_gates(story)
    shown = queue(story, "preview", number, "--redact", finding, "--as", RUTH)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "As it would be delivered" in shown.stdout
    assert "Hi! Call me: [removed]" in shown.stdout
    assert "A surname was taken out" in shown.stdout
    assert "Kowalczyk" not in shown.stdout
    assert "\x1b" not in shown.stdout
    preview = json.loads(queue(story, "preview", number, "--json").stdout)
    assert preview["problem"] is None
    assert [change["kind"] for change in preview["delivered"]["changes"]] == ["name"]

    story.step(story.greta_and_tim, PairEvent.PAUSE)
    paused = queue(story, "preview", number)
    assert paused.returncode == 1
    assert "The pair is paused." in paused.stderr
    assert "555 0100 200" in paused.stdout


def test_a_preview_for_nobody_says_what_it_leaves_out(story: Story) -> None:
    ask_for_no_gates(story)
    number = story.arrive(phone())
    open_pair = queue(story, "preview", number)
    assert open_pair.returncode == 0
    assert "a freeze does not stop: --as STAFF_EMAIL" in open_pair.stderr
    assert "frozen" not in open_pair.stderr

    story.step(story.greta_and_tim, PairEvent.FREEZE)
    assert queue(story, "preview", number, "--as", RUTH).returncode == 1
    for words in ((), ("--as", LENA)):
        shown = queue(story, "preview", number, *words)
        assert shown.returncode == 0
        assert "The pair is frozen: mail of both is held; the safeguarding lead or an administrator" in shown.stderr


def test_an_attached_file_is_written_as_it_would_be_delivered(story: Story, tmp_path: Path) -> None:
    message_id = story.arrive(
        phone(),
        files=[
            ("holiday\u202e.jpg", "image/jpeg", iphone_photo("Tim Kowalczyk")),
            ("files.zip", "application/zip", b"PK\x03\x04 nothing"),
        ],
    )
    shown = queue(story, "show", message_id)
    assert "1: holiday.jpg (image/jpeg)" in shown.stdout
    assert "2: files.zip (application/zip, cannot be looked at)" in shown.stdout

    out = tmp_path / "picture.jpg"
    done = queue(story, "attachment", message_id, "1", "--output", str(out), "--as", RUTH, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told == {
        "n": 1,
        "name": "holiday.jpg",
        "type": "image/jpeg",
        "size": out.stat().st_size,
        "output": str(out),
    }
    assert out.read_bytes().startswith(b"\xff\xd8\xff")
    assert b"Kowalczyk" not in out.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600

    again = queue(story, "attachment", message_id, "1", "--output", str(out))
    assert (again.returncode, again.stdout) == (1, "")
    assert "--force" in again.stderr
    forced = queue(story, "attachment", message_id, "1", "--output", str(out), "--force")
    assert forced.stdout == f"{out}  holiday.jpg (image/jpeg), {out.stat().st_size} bytes\n"

    other = tmp_path / "files.zip"
    for words, says in {
        (message_id, "2"): "left out of a release: an archive",
        (message_id, "3"): "no such attachment",
        (message_id, "1", "--as", OTTO): "no such message",
    }.items():
        refused = queue(story, "attachment", *words, "--output", str(other))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert says in refused.stderr
        assert list(tmp_path.glob("files*")) == []
    for wrong in (("0", "--output", str(other)), ("x", "--output", str(other)), ("1",)):
        assert queue(story, "attachment", message_id, *wrong).returncode == 2
    assert not verify_log(story.program).problems


def test_a_signature_is_remembered_in_a_terminal(story: Story, tmp_path: Path) -> None:
    message_id = story.arrive(phone(), text="Hi! Call me: 555 0100 200\n\nTim, class 7b\nthe red house\n")
    file = tmp_path / "signature.txt"
    file.write_text("> Tim, class 7b\n> the red house\n", encoding="utf-8")
    done = queue(story, "remember-signature", message_id, "--as", RUTH, "--file", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert "remembered" in done.stdout
    again = queue(
        story, "remember-signature", message_id, "--as", RUTH, "--text", "Tim, class 7b the red house", "--json"
    )
    assert json.loads(again.stdout)["id"] in done.stdout
    assert json.loads(again.stdout)["text"] == "Tim, class 7b\nthe red house"
    refused = queue(story, "remember-signature", message_id, "--as", RUTH, "--text", "something quite other")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "whole lines of this message" in refused.stderr
    for words in ([], ["--text", "x", "--file", str(file)], ["--file", str(tmp_path / "none")]):
        assert queue(story, "remember-signature", message_id, "--as", RUTH, *words).returncode == 2
    assert not verify_log(story.program).problems


@pytest.mark.parametrize(
    "action",
    [
        ["release"],
        ["reject", "--reason", "x"],
        ["discard"],
        ["flag", "--label", "x"],
        ["remember-signature", "--text", "x"],
    ],
)
def test_deciding_without_a_name_is_wrong_use(story: Story, action: list[str]) -> None:
    refused = queue(story, action[0], "m_1", *action[1:])
    assert refused.returncode == 2
    assert "--as" in refused.stderr


def test_a_decision_is_held_to_the_scope_of_whose_name_it_carries(story: Story) -> None:
    message_id = story.arrive(phone())
    refused = queue(story, "discard", message_id, "--as", OTTO)
    assert refused.returncode == 1
    assert "no such message" in refused.stderr
    nobody = queue(story, "discard", message_id, "--as", "nobody@program.example")
    assert nobody.returncode == 1
    assert "staff list" in nobody.stderr
    assert json.loads(queue(story, "list", "--as", OTTO, "--json").stdout) == {"items": []}
