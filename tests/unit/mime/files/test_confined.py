"""Hostile files cost a process of their own, and nothing else (CASES B57)."""

import os
import time
from pathlib import Path

import pytest

from relay.mime.files.confined import Bounds, Done, Failed, run_confined

_ECHO, _MISBEHAVE = "tests.support.confined_work:echo", "tests.support.confined_work:misbehave"


def test_jobs_are_answered_in_order_by_one_process_that_is_not_ours() -> None:
    outcomes = list(run_confined(_ECHO, [({"n": n}, bytes([n]) * 100_000) for n in range(3)]))
    done = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    assert [(one.fields["n"], one.content) for one in done] == [(n, bytes([n]) * 100_000) for n in range(3)]
    assert len({one.fields["pid"] for one in done}) == 1
    assert done[0].fields["pid"] != os.getpid()


def test_no_job_costs_no_process() -> None:
    assert list(run_confined("no.such.module:at_all", [])) == []


@pytest.mark.parametrize(
    ("how", "exhausted"),
    [("memory", True), ("cpu", True), ("exit", True), ("garbage", True), ("wait", True), ("raise", False)],
)
def test_a_job_that_misbehaves_fails_and_the_next_is_done(how: str, *, exhausted: bool) -> None:
    began = time.monotonic()
    bounds = Bounds(cpu_seconds=1, wall_seconds=3.0)
    outcomes = list(run_confined(_MISBEHAVE, [({"how": how}, b"x"), ({"how": "well"}, b"next")], bounds))
    assert outcomes[0] == Failed(exhausted=exhausted)
    assert isinstance(outcomes[1], Done)
    assert outcomes[1].content == b"next"
    assert time.monotonic() - began < 60


def test_each_file_has_its_own_time() -> None:
    bounds = Bounds(cpu_seconds=1)
    outcomes = list(run_confined("tests.support.confined_work:toil", [({"seconds": 0.6}, b"")] * 4, bounds))
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    assert len({outcome.fields["pid"] for outcome in outcomes if isinstance(outcome, Done)}) == 1


def test_when_the_time_for_all_is_over_nothing_more_is_tried() -> None:
    outcomes = list(run_confined(_ECHO, [({}, b"")] * 2, Bounds(all_seconds=-1.0)))
    assert outcomes == [Failed(exhausted=True)] * 2


def test_after_three_deaths_nothing_more_is_tried() -> None:
    outcomes = list(run_confined(_MISBEHAVE, [({"how": "exit"}, b"")] * 3 + [({"how": "well"}, b"")]))
    assert outcomes == [Failed(exhausted=True)] * 4


def test_no_file_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "stolen"
    (outcome,) = run_confined(_MISBEHAVE, [({"how": "write", "path": str(path)}, b"")])
    assert isinstance(outcome, Failed)
    assert not path.exists() or path.read_bytes() == b""


def test_no_setting_or_secret_of_ours_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_RELAY__ARCHIVE__MASTER_KEY", "secret")
    (outcome,) = run_confined("tests.support.confined_work:environment", [({}, b"")])
    assert isinstance(outcome, Done)
    assert not [name for name in outcome.fields["names"] if name.startswith("MENTOR_RELAY")]
