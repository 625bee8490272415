"""Words in a picture, by tesseract, where the program is installed: a process inside of the confined one.

It inherits the bounds of memory and files, gets a bound of time of its own and pixels that we decoded, and dies with
its parent. Nothing but text comes back.
"""

import ctypes
import os
import resource
import signal
import subprocess
from functools import cache

_PROGRAM = "tesseract"
_LANGUAGES = ("eng", "spa")
_CPU_SECONDS = 6
_WALL_SECONDS = 8.0
_MOST_TEXT = 20_000  # characters of one picture
_PR_SET_PDEATHSIG = 1


def written_words(pixels: bytes) -> str:
    """Return the words in a picture (PNM); "" without the program, for what it cannot read, and beyond its bounds."""
    languages = _installed_languages()
    return _run(["-", "-", "-l", "+".join(languages)], pixels)[:_MOST_TEXT].strip() if languages else ""


@cache
def _installed_languages() -> tuple[str, ...]:
    listed = _run(["--list-langs"], b"").split()
    return tuple(language for language in _LANGUAGES if language in listed)


def _run(arguments: list[str], given: bytes) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, arguments of our own
            [_PROGRAM, *arguments],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            preexec_fn=_confine,  # the confined process has one thread
            timeout=_WALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _confine() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
