"""The file of an export: whole or not there, whatever happens while it is written."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relay.model.errors import UnwritableError
from relay.service.exporting.target import new_file
from tests.support.sample import arrive
from tests.support.whole_program import Whole, configure

NOBODY = 65534


def test_a_file_gets_its_name_when_it_is_finished(tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    with new_file(target) as file:
        file.write(b"whole")
        assert [path.name for path in tmp_path.iterdir()] == ["all.zip.part"]
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]
    assert target.read_bytes() == b"whole"
    assert target.stat().st_mode & 0o777 == 0o600


def fail(written: int) -> None:
    raise RuntimeError(written)


def test_nothing_is_left_of_one_that_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_file(tmp_path / "all.zip") as file:
        fail(file.write(b"half"))
    assert not list(tmp_path.iterdir())


def test_what_exists_is_replaced_only_when_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    target.write_bytes(b"old")
    with pytest.raises(UnwritableError, match="exists already"), new_file(target):
        pass
    with pytest.raises(RuntimeError), new_file(target, replace=True) as file:
        fail(file.write(b"half"))
    assert target.read_bytes() == b"old"
    with new_file(target, replace=True) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"


def test_what_came_to_exist_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    with pytest.raises(UnwritableError, match="exists already"), new_file(target):
        target.write_bytes(b"somebody else's")
    assert target.read_bytes() == b"somebody else's"
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def test_what_a_killed_export_left_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "all.zip.part").write_bytes(b"half")
    with new_file(tmp_path / "all.zip") as file:
        file.write(b"whole")
    assert (tmp_path / "all.zip").read_bytes() == b"whole"


def test_what_another_export_is_writing_is_left_alone(tmp_path: Path) -> None:
    part = tmp_path / "all.zip.part"
    with part.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(UnwritableError, match="another export is writing"), new_file(tmp_path / "all.zip"):
            pass
    assert part.exists()


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "all.zip.part").symlink_to(tmp_path / "precious")
    with pytest.raises(UnwritableError), new_file(tmp_path / "all.zip"):
        pass
    assert (tmp_path / "precious").read_bytes() == b"precious"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(UnwritableError, match="no room left"), new_file(tmp_path / "all.zip") as file:
            file.write(b"x" * 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.iterdir())


@contextmanager
def as_nobody() -> Iterator[None]:
    """Do without the rights of root, where the tests have them."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_directory_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with as_nobody(), pytest.raises(UnwritableError, match="no permission"), new_file(tmp_path / "all.zip"):
        pass
    tmp_path.chmod(0o700)
    assert not list(tmp_path.iterdir())


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="there is no directory"), new_file(tmp_path / "no" / "all.zip"):
        pass
    with pytest.raises(UnwritableError, match="is a directory"), new_file(tmp_path):
        pass


@pytest.mark.e2e
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_export_ended_in_the_middle_leaves_nothing_that_looks_whole(whole: Whole, number: signal.Signals) -> None:
    for _ in range(20):
        arrive(whole.sample, whole.sample.riverside, body=os.urandom(20_000).hex(), findings=())
    settings = configure(whole.program)
    out, part = settings.parent / "all.zip", settings.parent / "all.zip.part"
    process = subprocess.Popen(
        [sys.executable, "-m", "relay", "--config", settings, "export", "--out", out, "--format", "eml"],
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        time.sleep(0.005)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert not out.exists()
    assert part.exists() == (number is signal.SIGKILL)
    with new_file(out) as file:  # the next one is not in its way
        file.write(b"whole")
    assert not part.exists()
