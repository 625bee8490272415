"""`mentor-relay signature`, as the real command on a database beside it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.service.audit_log import verify_log
from relay.service.review.signatures import remember_signature
from tests.support.queue_command import command_story, run
from tests.support.review_story import EVA, RUTH, Story, phone


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with command_story(tmp_path) as told:
        yield told


def signature(story: Story, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command about signatures and return what it said."""
    return run(story, "signature", *words)


def test_signatures_are_listed_and_forgotten_in_a_terminal(story: Story) -> None:
    message_id = story.arrive(phone(), text="Hi! Call me: 555 0100 200\n\nTim, class 7b\nthe red house\n")
    remembered = remember_signature(
        story.program, story.staff(RUTH), message_id, "Tim, class 7b\nthe red house"
    ).signature
    tim = remembered.participant_id

    listed = signature(story, "list", tim)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert f"{remembered.id}\t{message_id}\t{RUTH}\t" in listed.stdout
    assert "Tim, class 7b / the red house" in listed.stdout
    (item,) = json.loads(signature(story, "list", tim, "--as", RUTH, "--json").stdout)["items"]
    assert (item["id"], item["text"]) == (remembered.id, "Tim, class 7b\nthe red house")

    for words in (("list", tim, "--as", EVA), ("forget", tim, remembered.id, "--as", EVA)):
        refused = signature(story, *words)
        assert (refused.returncode, refused.stdout) == (1, "")
    assert signature(story, "forget", tim, remembered.id).returncode == 2  # a decision carries a name

    forgotten = signature(story, "forget", tim, remembered.id, "--as", RUTH, "--json")
    assert json.loads(forgotten.stdout) == {"id": remembered.id, "participant_id": tim, "forgotten": True}
    assert json.loads(signature(story, "list", tim, "--json").stdout) == {"items": []}
    again = signature(story, "forget", tim, remembered.id, "--as", RUTH)
    assert (again.returncode, again.stdout) == (1, "")
    assert "no such signature" in again.stderr
    assert not verify_log(story.program).problems
