"""The people of the review story on a relay of its own, for the real commands of a monitor's work."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from relay.config.policy import PolicySet
from relay.config.settings import load_settings
from relay.service.initialise import initialise
from relay.service.opening import open_program
from tests.support.programs import DOMAIN, Clock
from tests.support.review_story import Story, alerting_policy, people_of

_ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("MENTOR_RELAY")}


@contextmanager
def command_story(directory: Path) -> Iterator[Story]:
    """Open a relay in a new directory below ``directory``, with everybody in it."""
    made = initialise(directory / "relay", {}, domain=DOMAIN, program="Bridges")
    program = open_program(load_settings(made.settings_file, {}, directory), {})
    try:
        gateless = replace(program, policies=PolicySet(alerting_policy()))
        yield people_of(gateless, Clock(datetime.now(UTC)))
    finally:
        program.close()


def run(story: Story, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it said."""
    command = [sys.executable, "-m", "relay", "--config", str(story.program.settings.file), *words]
    return subprocess.run(command, env=_ENVIRON, capture_output=True, text=True, check=False, timeout=60)


def ask_for_no_gates(story: Story) -> None:
    """Let the command's policy ask for no gates either."""
    policy = story.program.settings.scanning.policy
    assert isinstance(policy, Path)
    written = policy.read_text(encoding="utf-8")
    policy.write_text(re.sub(r"(?m)^(mentor|student) = \[.*\]$", r"\1 = []", written), encoding="utf-8")
