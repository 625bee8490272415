"""The file that an export becomes: under its name only when it is whole and on the disk."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from relay.model.errors import UnwritableError

PART = ".part"

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def new_file(target: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """Give a file to write ``target`` into; it gets its name when the block has ended well.

    Until then it is ``target`` with ``.part`` behind it, readable by its owner alone; on any failure
    it is removed. What a killed process left there is taken away. Raises UnwritableError where the
    target exists (unless ``replace``), where one may not write, and where the disk is full.
    """
    part = target.parent / f"{target.name}{PART}"
    with _explained(target):
        _check(target, replace=replace)
        file = _create(part)
    try:
        with _explained(target):
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _check(target, replace=replace)
                part.rename(target)
            _sync_directory(target.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise


def _check(target: Path, *, replace: bool) -> None:
    if target.is_dir():
        raise UnwritableError(f"{target}: is a directory; name a file in it")
    if not replace and (target.exists() or target.is_symlink()):
        raise UnwritableError(f"{target}: exists already; choose another name, or say --force to replace it")


def _create(part: Path) -> IO[bytes]:
    try:
        return _open_new(part)
    except FileExistsError:
        _remove_abandoned(part)
    return _open_new(part)


def _open_new(part: Path) -> IO[bytes]:
    file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held for as long as somebody writes it
    return file


def _remove_abandoned(part: Path) -> None:
    """Remove what was left by a process that died; raises UnwritableError where one is writing it now."""
    file = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()
    except BlockingIOError:
        raise UnwritableError(f"{part}: another export is writing this file; wait for it, or name another") from None
    finally:
        os.close(file)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableError(f"{target}: {_reason(error, target.parent)}") from error


def _reason(error: OSError, directory: Path) -> str:
    if error.errno in _NO_ROOM:
        return f"no room left on the disk of {directory}; nothing was kept of it; free some, or choose another place"
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return f"there is no directory {directory}; make it first"
        case PermissionError():
            return f"no permission to write in {directory}; choose another place"
        case FileExistsError():
            return "somebody else is writing it right now"
        case _:
            return f"cannot be written ({error.strerror or type(error).__name__})"
