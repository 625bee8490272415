"""Jobs for workers in tests: functions that behave, refuse, crash, die, hang and take memory."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from relay.model.errors import InvalidInputError


def process_id(busy: float) -> int:
    """Return the worker's process id, after ``busy`` seconds."""
    time.sleep(busy)
    return os.getpid()


def parent_id() -> int:
    """Return the id of the process that forked the worker."""
    return os.getppid()


def group_id() -> int:
    """Return the worker's process group."""
    return os.getpgrp()


def has_imported(module: str) -> bool:
    """Tell whether a module is loaded."""
    return module in sys.modules


def refuse(problem: str) -> None:
    """Refuse what was given."""
    raise InvalidInputError(problem)


def crash(text: str) -> None:
    """Raise an error that quotes ``text``."""
    raise RuntimeError(text)


def die() -> None:
    """End the worker as the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_the_first_time(note: str) -> str:
    """End the worker, unless another one did so before."""
    path = Path(note)
    if not path.exists():
        path.write_text("seen")
        die()
    return "done"


def wait_the_first_time(note: str) -> str:
    """Never answer, unless another worker was asked before."""
    path = Path(note)
    if not path.exists():
        path.write_text("seen")
        signal.pause()
    return "done"


def kill_the_zygote() -> None:
    """End the process that forked the worker, and with it the worker."""
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()


def hang(note: str) -> None:
    """Never answer; write down who hangs."""
    with Path(note).open("a") as file:
        file.write(f"{os.getpid()}\n")
    while True:
        time.sleep(60)


def take_memory(size: int) -> int:
    """Take ``size`` bytes."""
    return len(bytearray(size))


def survive(signals: Sequence[signal.Signals]) -> str:
    """Send signals to the worker itself, and go on."""
    for number in signals:
        os.kill(os.getpid(), number)
    return "done"
