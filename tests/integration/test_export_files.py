"""The file of an export: whole or not there, whatever happens while it is written."""

import base64
import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relay.model.errors import UnwritableError
from relay.service.exporting.target import new_file
from tests.support.sample import Sample, arrive, open_sample

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


@pytest.fixture
def relay(tmp_path: Path, database_url: str) -> Path:
    """The directory of a relay with some mail, that the command line can open."""
    sample = open_sample(tmp_path, database_url)
    try:
        _fill(sample)
        _configure(tmp_path, database_url)
    finally:
        sample.program.close()
    return tmp_path


def _fill(sample: Sample) -> None:
    for number in range(30):
        arrive(sample, sample.riverside, subject=f"Mail {number}", body=os.urandom(20_000).hex(), findings=())


def _configure(directory: Path, database_url: str) -> None:
    (directory / "master.key").write_bytes(base64.b64encode(b"k" * 32))
    (directory / "master.key").chmod(0o600)
    (directory / "relay.toml").write_text(
        f'[database]\nurl = "{database_url}"\n'
        '[archive]\nmaster_key_file = "master.key"\nkey_store = "sqlite:///keys.sqlite"\n'
    )


def run(relay: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "relay", "--config", str(relay / "relay.toml"), *arguments]
    return subprocess.Popen(command, cwd=relay, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.e2e
def test_the_command_exports_and_tells_what(relay: Path) -> None:
    process = run(relay, "export", "--out", "all.zip", "--format", "eml", "--json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    told = json.loads(out)
    assert told["counts"]["messages"] == 30
    with zipfile.ZipFile(relay / "all.zip") as archive:
        assert sum(name.endswith("-original.eml") for name in archive.namelist()) == 30
    again = run(relay, "export", "--out", "all.zip")
    assert "exists already" in again.communicate(timeout=60)[1]
    assert again.returncode == 1
    verified = run(relay, "audit", "verify")
    assert "agree" in verified.communicate(timeout=60)[0]
    assert verified.returncode == 0


@pytest.mark.e2e
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_export_ended_in_the_middle_leaves_nothing_that_looks_whole(relay: Path, number: signal.Signals) -> None:
    out, part = relay / "all.zip", relay / "all.zip.part"
    process = run(relay, "export", "--out", str(out), "--format", "eml", "--format", "mbox")
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        pass
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert not out.exists()
    assert part.exists() == (number is signal.SIGKILL)
    again = run(relay, "export", "--out", str(out))
    assert again.communicate(timeout=60)[1] == ""
    assert again.returncode == 0
    assert zipfile.ZipFile(out).testzip() is None
    assert not part.exists()


@pytest.mark.e2e
@pytest.mark.parametrize("wrong", [["--format", "html"], ["--deidentify"], ["--since", "yesterday"], []])
def test_wrong_use_is_told(relay: Path, wrong: list[str]) -> None:
    process = run(relay, "export", *(["--out", "all.zip", *wrong] if wrong else []))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Error: " in err
    assert not (relay / "all.zip").exists()
