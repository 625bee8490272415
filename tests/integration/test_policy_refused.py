"""A policy file with a mistake is refused with file, line and the nearest right word; what runs goes on (CASES F5)."""

import sys
from pathlib import Path

import pytest

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanFailedError
from relay.scanning.workers import ScanPool
from tests.support import scan_jobs
from tests.support.queue_command import command_story
from tests.support.queue_command import run as run_on_relay
from tests.support.scan_lines import CLEAN, lines_of, run

SHIPPED = resource_path("config", "policy.toml").read_text(encoding="utf-8")
RULE = '[[rule]]\nid = "x"\ncategory = "{category}"\nexplanation = "For a test"\nphrases = ["{phrase}"]\n'
MISTAKES = {
    '\n[lnks]\nknown = ["example.org"]\n': (2, 'did you mean "links"?'),
    RULE.format(category="pii.phone", phrase="{srvice}"): (5, 'did you mean "service"?'),
    RULE.format(category="pii.phones", phrase="call"): (3, 'did you mean "pii.phone"?'),
    RULE.format(category="pii.phone", phrase="call") * 2: (7, 'a second rule with the id "x"'),
}
MAIL = b"Subject: Hi\r\n\r\nThe number of my sister: 515 555 0143.\r\n"


@pytest.mark.parametrize("mistake", MISTAKES, ids=["key", "phrase", "category", "rule"])
def test_a_mistake_is_told_with_file_line_and_word_and_nothing_is_scanned(tmp_path: Path, mistake: str) -> None:
    (tmp_path / "new.toml").write_text(SHIPPED + mistake, encoding="utf-8")
    line, told = MISTAKES[mistake]
    done = run(tmp_path, "policy", "evaluate", "--policy", "new.toml", "-", stdin=lines_of(CLEAN))
    assert done.returncode == 1
    assert done.stdout == b""
    error = done.stderr.decode()
    assert f"new.toml:{SHIPPED.count(chr(10)) + line}: " in error
    assert told in error


def test_a_relay_refuses_it_before_anything_starts(tmp_path: Path) -> None:
    with command_story(tmp_path) as story:
        policy = story.program.settings.scanning.policy
        policy.write_text(policy.read_text(encoding="utf-8") + "\n[lnks]\n", encoding="utf-8")
        for words in (["check-config"], ["policy", "dry-run"], ["serve"]):
            done = run_on_relay(story, *words)
            assert done.returncode == 1, words
            assert 'unknown key; did you mean "links"?' in done.stdout + done.stderr, words


@pytest.mark.skipif(sys.platform != "linux", reason="workers need pidfds and prctl")
async def test_a_running_relay_keeps_its_policy_also_when_its_workers_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED, encoding="utf-8")
    pool = ScanPool(1, load_policy(path), preload=("tests.support.scan_jobs",))
    await pool.start()
    try:
        path.write_text("[broken", encoding="utf-8")
        with pytest.raises(ConfigurationError):
            load_policy(path)
        with pytest.raises(ScanFailedError):
            await pool.call(scan_jobs.kill_the_zygote)
        report = await pool.scan(MAIL, ScanContext())
    finally:
        await pool.close()
    assert Category.PII_PHONE in {finding.category for finding in report.findings}
