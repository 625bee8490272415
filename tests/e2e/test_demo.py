"""`mentor-relay demo` and what README.md tells a newcomer to do with it, word by word."""

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.ports import free_port

pytestmark = pytest.mark.e2e

README = Path(__file__).parents[2] / "README.md"
SECTION = "### Write into the running demo"
START_SECONDS = 120.0
TIM = "tim.kowalczyk@school.example"


class Demo:
    """The demo, serving; ``shell`` runs what stands in the README, on this demo's directory and port."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MENTOR_RELAY")}
        self.environment = inherited | {"PYTHONPATH": str(README.parent), "PYTHONUNBUFFERED": "1"}
        listens = {
            "MENTOR_RELAY__SMTP__LISTEN": json.dumps([f"127.0.0.1:{self.port}"]),
            "MENTOR_RELAY__API__LISTEN": f"127.0.0.1:{free_port()}",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "relay", "demo", "--dir", str(directory), "--keep-serving"],
            env=self.environment | listens,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_running(self) -> str:
        """Return what it printed until everything was played."""
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()

        def pump() -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                lines.put(line)
            lines.put("")

        threading.Thread(target=pump, daemon=True).start()
        said = ""
        while line := lines.get(timeout=START_SECONDS):
            said += line
            if "The relay is running" in line:
                return said
        raise AssertionError(f"the demo ended: {said}")

    def shell(self, script: str, **words: str) -> str:
        """Run a block of the README with its words in capitals filled in, and return what it printed."""
        here = words | {
            "var/demo": str(self.directory),
            ".venv/bin/mentor-relay": f"{sys.executable} -m relay",
            ".venv/bin/python": sys.executable,
            "8025": str(self.port),
        }
        told = "|".join(map(re.escape, here))
        script = re.sub(rf"(?<!\w)(?:{told})(?!\w)", lambda word: here[word[0]], script)
        configured = {"MENTOR_RELAY_CONFIG": str(self.directory / "relay.toml")}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=self.environment | configured,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def items(self, command: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.shell(f".venv/bin/mentor-relay {command} --json"))["items"]
        return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    made = Demo(tmp_path / "demo")
    try:
        yield made
    finally:
        made.process.terminate()
        made.process.communicate(timeout=60)


def recipe() -> list[str]:
    """Return the blocks of shell of the section, in order."""
    section = README.read_text(encoding="utf-8").split(SECTION)[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


def test_a_newcomer_sends_mail_of_their_own_into_the_demo(demo: Demo) -> None:
    assert SECTION.removeprefix("### ") in demo.wait_until_running()
    look, open_again, send, see = recipe()
    assert TIM in demo.shell(look)
    (pair,) = [pair for pair in demo.items("pair list") if pair["student"]["email"] == TIM]
    (concern,) = [one for one in demo.items("concern list") if one["pair_id"] == pair["id"]]
    assert pair["status"] == "frozen"
    demo.shell(open_again, CONCERN=concern["id"], PAIR=pair["id"])

    answers = demo.shell(send, MASK_OF_TIM=pair["student"]["masked_address"])
    queued = re.search(r"Queued as (m_\w+)", answers)
    assert queued is not None
    shown = _settled(demo, see, queued[1])
    assert re.search(r"^state +delivered$", shown, re.MULTILINE), shown
    assert "A surname was taken out" in shown
    arrived = [mail.read_bytes() for mail in (demo.directory / "var" / "outbound" / TIM / "new").iterdir()]
    assert sum(b"which book are you reading" in mail for mail in arrived) == 1


def _settled(demo: Demo, see: str, message_id: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        shown = demo.shell(see, MESSAGE=message_id)
        if not re.search(r"^state +(received|approved)$", shown, re.MULTILINE) or time.monotonic() > deadline:
            return shown
