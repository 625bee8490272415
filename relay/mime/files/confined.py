"""Work on hostile files in a process of its own: little memory, little time, no files, nothing to inherit.

Parsers of documents and pictures are large and written in C: what breaks, hangs or fills memory costs that
process alone. It gets bytes on its standard input, answers on its standard output, and its answers are bytes
and JSON, never pickles: whoever took it over could still send nothing but text.

Run: ``python -m relay.mime.files.confined MODULE:FUNCTION``, by `Confined` alone.
"""

import importlib
import json
import math
import os
import resource
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_LENGTHS = struct.Struct("!QQ")
_MOST_ANSWER = 256 * 1024 * 1024  # bytes
_MOST_DEATHS = 3  # of processes for one message: a mail full of bombs does not keep us busy
_MEGABYTE = 1024 * 1024

Fields = dict[str, Any]
"""What a job or an answer says in JSON."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What each file may cost: seconds of CPU and of waiting, bytes of memory; ``all_seconds``: all of a message."""

    cpu_seconds: int = 4
    wall_seconds: float = 20.0
    all_seconds: float = 40.0
    memory: int = 300 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Done:
    """What the function gave back."""

    fields: Fields
    content: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """It gave nothing back: it raised, or (``exhausted``) the process ran into its bounds."""

    exhausted: bool


def run_confined(
    function: str, jobs: Iterable[tuple[Fields, bytes]], bounds: Bounds | None = None
) -> Iterator[Done | Failed]:
    """Call ``MODULE:FUNCTION`` with (fields, content) for each job, and yield what came of each, in order.

    The function returns (fields, content). All jobs share a process; one that dies of a job is replaced for the next.
    After the third death, or when the time for all is over, the rest fails without being tried. Blocking.
    """
    limits = bounds or Bounds()
    process: _Process | None = None
    deaths, end = 0, time.monotonic() + limits.all_seconds
    try:
        for fields, content in jobs:
            if deaths >= _MOST_DEATHS or time.monotonic() > end:
                yield Failed(exhausted=True)
                continue
            process = process or _Process(function, limits)
            outcome = process.ask(fields, content)
            if outcome is None:
                process.end()
                process = None
                deaths += 1
                outcome = Failed(exhausted=True)
            yield outcome
    finally:
        if process is not None:
            process.end()


class _Process:
    """The parent's end of one confined process."""

    def __init__(self, function: str, bounds: Bounds) -> None:
        self._seconds = bounds.wall_seconds
        self._deadline = 0.0
        arguments = [str(bounds.cpu_seconds), str(bounds.memory)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __name__, function, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says of a file may quote it
            env=_environment(),
            bufsize=0,
        )

    def ask(self, fields: Fields, content: bytes) -> Done | Failed | None:
        """Send one job and return what came of it; None if the process died or took too long."""
        head = json.dumps(fields).encode()
        self._deadline = time.monotonic() + self._seconds
        try:
            self._write(_LENGTHS.pack(len(head), len(content)) + head + content)
            head_size, size = _LENGTHS.unpack(self._read(_LENGTHS.size))
            if head_size + size > _MOST_ANSWER:
                return None
            answer = json.loads(self._read(head_size))
            return Done(answer, self._read(size)) if answer.pop("done") else Failed(exhausted=False)
        except (OSError, EOFError, TimeoutError, ValueError, KeyError, AttributeError, struct.error):
            return None

    def _write(self, data: bytes) -> None:
        pipe = _of(self._process.stdin)
        os.set_blocking(pipe, False)
        view = memoryview(data)
        while view:
            self._wait(writing=pipe)
            view = view[os.write(pipe, view[: 1 << 16]) :]

    def _read(self, size: int) -> bytes:
        pipe, data = _of(self._process.stdout), bytearray()
        while len(data) < size:
            self._wait(reading=pipe)
            piece = os.read(pipe, min(size - len(data), 1 << 20))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)

    def _wait(self, *, reading: int | None = None, writing: int | None = None) -> None:
        poll = select.poll()  # not `select`, which knows descriptors below 1024 only
        if reading is not None:
            poll.register(reading, select.POLLIN)
        if writing is not None:
            poll.register(writing, select.POLLOUT)
        if not poll.poll(max(0.0, self._deadline - time.monotonic()) * 1000):
            raise TimeoutError

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()


def _of(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise OSError
    return pipe.fileno()


def _environment() -> dict[str, str]:
    """Return an environment with the import path and nothing that a setting or a secret stands in."""
    root = str(Path(__file__).resolve().parents[3])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return kept | one_thread | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)), "PYTHONDONTWRITEBYTECODE": "1"}


# ---------------------------------------------------------------------------------------------
# In the confined process


def _confine(memory: int) -> None:
    for limit, value in (
        (resource.RLIMIT_DATA, memory),  # private memory, also mapped: what a bomb fills
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),  # a core file would hold the file in the clear
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (value, value))


def _grant(cpu_seconds: int) -> None:
    """Allow the next job so much processor time from now on; the kernel ends the process when it is used up."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_seconds, resource.RLIM_INFINITY))


def _answer(work: Callable[[Fields, bytes], tuple[Fields, bytes]], head: bytes, content: bytes) -> bytes:
    try:
        fields, result = work(json.loads(head), content)
        answer = json.dumps({**fields, "done": True}).encode()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the parsers raise whatever they like; the parent holds or leaves out
        answer, result = b'{"done": false}', b""
    return _LENGTHS.pack(len(answer), len(result)) + answer + result


def _read_exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def main(function: str, cpu_seconds: int, memory: int, jobs: IO[bytes], answers: IO[bytes]) -> int:
    """Do jobs until the parent closes its end; 1 where memory ran out."""
    module, _, name = function.partition(":")
    work = getattr(importlib.import_module(module), name)
    _confine(memory)
    try:
        while True:
            head_size, size = _LENGTHS.unpack(_read_exactly(jobs, _LENGTHS.size))
            head, content = _read_exactly(jobs, head_size), _read_exactly(jobs, size)
            _grant(cpu_seconds)
            answers.write(_answer(work, head, content))
            answers.flush()
    except EOFError:
        return 0
    except MemoryError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.stdin.buffer, sys.stdout.buffer))
