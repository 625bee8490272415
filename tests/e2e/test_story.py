"""One program's story from import to the verified log, told to the real executable on both databases."""

import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.outside import Outside
from tests.support.relay_process import RelayProcess, compose

pytestmark = pytest.mark.e2e

GRETA, TIM = "greta.oldfield@mentors.example", "tim.kowalczyk@school.example"
PHONE = "515-555-0142"
SECRET_SENTENCE = "The otters built a second dam behind the old mill"


class Story:
    """The relay, the outside world, and who has a token."""

    def __init__(self, relay: RelayProcess, outside: Outside) -> None:
        self.relay, self.outside = relay, outside
        pair = relay.people(("spring", GRETA, "Greta", "Oldfield", TIM, "Tim", "Kowalczyk", "2010"))[0]
        self.pair_id: str = pair["id"]
        self.to_tim: str = pair["student"]["masked_address"]
        self.to_greta: str = pair["mentor"]["masked_address"]
        self.ruth = relay.staff("ruth@program.example", "monitor", "spring")
        self.ada = relay.staff("ada@program.example", "administrator")

    def held(self, count: int) -> list[dict[str, Any]]:
        """Return the held messages, oldest first, once there are ``count``."""
        return self.messages("state=held&sort=oldest", count)

    def messages(self, query: str, count: int) -> list[dict[str, Any]]:
        deadline = time.monotonic() + 30
        while True:
            items: list[dict[str, Any]] = self.relay.api("GET", f"/messages?{query}", self.ruth).body["items"]
            if len(items) >= count or time.monotonic() > deadline:
                assert len(items) == count, items
                return items

    def decide(self, message_id: str, step: str, **body: Any) -> int:
        return self.relay.api("POST", f"/messages/{message_id}/{step}", self.ruth, body).status

    def state(self, message_id: str) -> str:
        state: str = self.relay.api("GET", f"/messages/{message_id}", self.ruth).body["state"]
        return state


@pytest.fixture
def story(tmp_path: Path, empty_database_url: str) -> Iterator[Story]:
    environment = {
        "MENTOR_RELAY__ALERTS__ON_CALL": json.dumps(["first@program.example", "second@program.example"]),
        "MENTOR_RELAY__ALERTS__REPEAT": "1s",
    }
    directory = tmp_path / "relay"
    directory.mkdir()
    with Outside() as outside:
        relay = RelayProcess(directory, outside.port, database_url=empty_database_url, environment=environment)
        try:
            story = Story(relay, outside)
            relay.start()
            yield story
        finally:
            relay.kill()


def test_a_program_from_import_to_the_verified_log(story: Story, empty_database_url: str) -> None:
    _clean_mail_arrives_and_its_answer_threads(story)
    _held_mail_is_released_redacted_rejected(story)
    _a_cry_for_help_alerts_until_acknowledged(story)
    _a_paused_mentor_is_refused_and_the_students_mail_held(story)
    _everything_is_exported_and_the_log_verified(story)
    assert story.relay.stop() == 0
    if empty_database_url.startswith("sqlite"):
        _nothing_stands_in_clear(story, Path(empty_database_url.removeprefix("sqlite:///")))


def _clean_mail_arrives_and_its_answer_threads(story: Story) -> None:
    first = compose(f"Greta Oldfield <{GRETA}>", story.to_tim, "Otters", f"Hi Tim,\n\n{SECRET_SENTENCE}.\n\nGreta\n")
    code, text = story.relay.send(GRETA, story.to_tim, first)
    assert code == 250, text
    arrived = story.outside.wait(lambda mail: mail.recipient == TIM)
    assert story.to_greta in arrived.mail["From"]
    assert SECRET_SENTENCE in arrived.text
    assert GRETA.encode() not in arrived.data
    assert b"Oldfield" not in arrived.data

    answer = compose(TIM, story.to_greta, "Re: Otters", "Where is that?\n", In_Reply_To=arrived.mail["Message-ID"])
    assert story.relay.send(TIM, story.to_greta, answer)[0] == 250
    back = story.outside.wait(lambda mail: mail.recipient == GRETA)
    assert back.mail["In-Reply-To"] == first["Message-ID"]
    (thread,) = story.relay.api("GET", "/threads", story.ruth).body["items"]
    told = story.relay.api("GET", f"/threads/{thread['id']}", story.ruth).body
    assert [one["direction"] for one in told["messages"]] == ["mentor_to_student", "student_to_mentor"]


def _held_mail_is_released_redacted_rejected(story: Story) -> None:
    texts = {
        "one": f"Call me at {PHONE} tonight.",
        "two": f"My number is {PHONE}, and I liked the chapter about rivers.",
        "three": "Add me on snapchat, I'm tim_builds_09",
    }
    for subject, text in texts.items():
        assert story.relay.send(TIM, story.to_greta, compose(TIM, story.to_greta, subject, text + "\n"))[0] == 250
    held = {item["subject"]: item["id"] for item in story.held(3)}
    assert len([mail for mail in story.outside.arrived if mail.recipient == GRETA]) == 1

    assert story.decide(held["one"], "release", note="the family agreed") == 200
    story.outside.wait(lambda mail: mail.recipient == GRETA and PHONE in mail.text)

    findings = story.relay.api("GET", f"/messages/{held['two']}", story.ruth).body["findings"]
    phones = [finding["id"] for finding in findings if finding["category"] == "pii.phone"]
    assert story.decide(held["two"], "release", redact=phones) == 200
    redacted = story.outside.wait(lambda mail: mail.recipient == GRETA and "[removed]" in mail.text)
    assert PHONE not in redacted.text
    assert "the chapter about rivers" in redacted.text

    assert story.decide(held["three"], "reject", reason="Please leave out user names.") == 200
    notice = story.outside.wait(lambda mail: mail.recipient == TIM and "leave out user names" in mail.text)
    assert "tim_builds_09" in notice.text

    (thread,) = story.relay.api("GET", "/threads?limit=1", story.ruth).body["items"][:1]
    assert story.relay.api("POST", f"/threads/{thread['id']}/flags", story.ruth, {"label": "watch"}).status == 201


def _a_cry_for_help_alerts_until_acknowledged(story: Story) -> None:
    text = "I don't see the point any more. Nobody would notice if I wasn't here.\n"
    assert story.relay.send(TIM, story.to_greta, compose(TIM, story.to_greta, "today", text))[0] == 250
    alert = story.outside.wait(lambda mail: mail.recipient == "first@program.example")
    story.outside.wait(lambda mail: mail.recipient == "second@program.example")
    for said in ("Tim", "Greta", "Kowalczyk", "point any more", TIM):
        assert said.encode() not in alert.data
    care = story.outside.wait(
        lambda mail: mail.recipient == TIM and "988" in mail.text and "matter" in mail.mail["Subject"]
    )
    assert "point any more" not in care.text

    (open_alert,) = [a for a in story.relay.api("GET", "/alerts", story.ruth).body["items"] if not a["acknowledged_at"]]
    assert story.relay.api("POST", f"/alerts/{open_alert['id']}/acknowledge", story.ruth, {}).status == 200
    (message,) = story.held(1)
    assert message["severity"] == "critical"
    assert story.decide(message["id"], "discard", note="handled by phone") == 202
    assert story.relay.api("POST", f"/messages/{message['id']}/discard", story.ada, {"note": "agreed"}).status == 200
    # Until its concern is closed with a reason, everything of the pair is held.
    assert story.relay.send(GRETA, story.to_tim, compose(GRETA, story.to_tim, "hello", "How was the trip?\n"))[0] == 250
    (waiting,) = story.held(1)
    assert story.decide(waiting["id"], "release") == 200
    story.outside.wait(lambda mail: mail.recipient == TIM and "How was the trip" in mail.text)
    concerns = story.relay.api("GET", "/concerns", story.ruth).body["items"]
    for concern in concerns:
        closing = {"status": "closed", "reason": "a counselor has taken over"}
        closed = story.relay.api("PATCH", f"/concerns/{concern['id']}", story.ada, closing)
        assert closed.status == 200, closed.body


def _a_paused_mentor_is_refused_and_the_students_mail_held(story: Story) -> None:
    assert story.relay.api("POST", f"/pairs/{story.pair_id}/pause", story.ada, {"reason": "holidays"}).status == 200
    code, text = story.relay.send(GRETA, story.to_tim, compose(GRETA, story.to_tim, "again", "Still there?\n"))
    assert code == 550
    assert text.startswith("5.2.1")
    assert "paused" in text
    assert story.relay.send(TIM, story.to_greta, compose(TIM, story.to_greta, "snow", "It snowed!\n"))[0] == 250
    (held,) = story.held(1)
    assert held["subject"] == "snow"


def _everything_is_exported_and_the_log_verified(story: Story) -> None:
    out = story.relay.directory / "year.zip"
    story.relay.command("export", "--out", str(out), "--format", "jsonl", "--format", "eml")
    with zipfile.ZipFile(out) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        records = [json.loads(line) for line in archive.read("messages.jsonl").splitlines()]
        assert len(records) == 8
        assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}
    assert "agree" in story.relay.command("audit", "verify").stdout


def _nothing_stands_in_clear(story: Story, database: Path) -> None:
    planted = [GRETA, TIM, "Oldfield", "Kowalczyk", SECRET_SENTENCE, PHONE, "tim_builds_09", "counselor has taken"]
    (story.relay.directory / "year.zip").unlink()
    (story.relay.directory / "people.csv").unlink()
    stored = [*story.relay.directory.rglob("*"), *database.parent.glob(database.name + "*")]
    for path in {path for path in stored if path.is_file()}:
        content = path.read_bytes()
        for text in planted:
            assert text.encode() not in content, (path, text)
