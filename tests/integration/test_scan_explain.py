"""`scan --explain` as it is run: the text with its findings, how each was read, and why."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from relay.config.resources import resource_path
from tests.support.scan_lines import TALK, lines_of, run

MAIL = (
    b"Subject: hi\r\n\r\nHi Greta!\r\nhome: five one five, 555 oh one\r\nnine eight ok\r\n"
    b"f u c k that\x1b[31m okay. You are so mature for your age.\r\n"
)
SHOWN = """\
subject
  hi

body
  Hi Greta!
  home: [1: five one five, 555 oh one]
  [1: nine eight] ok
  [2: f u c k] that[31m okay. """


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Write the shipped policy without its second opinion, which sees more in a text with every new model."""
    shipped = resource_path("config", "policy.toml").read_text(encoding="utf-8")
    path = tmp_path / "rules.toml"
    path.write_text(shipped.replace("\nuse = true", "\nuse = false", 1))
    return str(path)


def test_findings_are_marked_in_the_text_and_told_in_a_sentence(tmp_path: Path, rules: str) -> None:
    (tmp_path / "letter.eml").write_bytes(MAIL)
    done = run(tmp_path, "scan", "--explain", "--policy", rules, "letter.eml")
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert SHOWN in text
    assert (
        '1  pii.phone (high, score 0.90): looks like a phone number written in words; read as "5 1 5, 555 0 1 9 8".'
        " It holds the message."
    ) in text
    assert 'read as "fuck"' in text
    assert "low findings of one category alone do not hold" in text
    assert "\x1b" not in text


def test_each_message_of_a_line_is_explained(tmp_path: Path) -> None:
    done = run(tmp_path, "scan", "--explain", "--jsonl", "-", stdin=lines_of(TALK))
    first, second = done.stdout.decode().split("== talk, message 2")
    assert "Nothing was found." in first
    assert "insta" in second
    assert "conduct.off_platform" in second


def test_a_program_gets_texts_readings_and_effects(tmp_path: Path, rules: str) -> None:
    done = run(tmp_path, "scan", "--explain", "--json", "--policy", rules, "-", stdin=MAIL)
    told = json.loads(done.stdout)
    assert told["texts"]["subject"] == "hi"
    assert told["reasons"] == ["pii.phone", "conduct.profanity"]
    phone = next(finding for finding in told["findings"] if finding["category"] == "pii.phone")
    assert (phone["read_as"], phone["effect"]) == ("5 1 5, 555 0 1 9 8", "holds the message")
    assert told["texts"]["body"][phone["start"] : phone["end"]] == phone["text"]


def test_on_a_terminal_findings_are_in_colour(tmp_path: Path, rules: str) -> None:
    (tmp_path / "letter.eml").write_bytes(MAIL)
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", "relay", "scan", "--explain", "--policy", rules, "letter.eml"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # Linux says so at the end of a terminal
            pass
        os.close(ours)
    assert b"mfive one five, 555 oh one\x1b[0m" in shown
    assert b"[1: " not in shown
    assert b"\x1b[31m okay" not in shown  # what the mail says does not steer the terminal
