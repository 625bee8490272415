"""How long scanners take to stand ready, and what they weigh."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.scanning.context import ScanContext
from relay.scanning.workers import ScanPool

_ROOT = Path(__file__).resolve().parents[1]
_TEXT = "I read your essay about bridges on Monday. Emmy Rensselaer built one in Ohio, and my uncle saw it."
_MAIL = f"From: a@example.org\r\nTo: b@example.org\r\nSubject: bridges\r\n\r\n{_TEXT}\r\n".encode()
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Weight:
    """Seconds of one core until the first mail is judged in a fresh process, and its MB (PSS) then."""

    seconds: float
    megabytes: float


_LOADS = {
    "this scanner": (
        "from bench.measured_scanner import load_parts; from bench.rivals import ThisScanner; "
        "rival = ThisScanner(load_parts().file_scanner())"
    ),
    "Presidio": "from bench.rivals import load_presidio; rival = load_presidio()",
}
_PROGRAM = """
import os, time
import bench.clock
from bench.labelled_mail import plain_mail
{load}
rival.answers(plain_mail("1", {text!r}, wanted=False))
from bench.scanner_start import pss
print(time.process_time(), pss(os.getpid()))
"""


def weigh(times: int = 3) -> dict[str, Weight]:
    """Load each scanner in a fresh process, ``times`` in turns, and return the medians."""
    found: dict[str, list[Weight]] = {name: [] for name in _LOADS}
    for _ in range(times):
        for name, load in _LOADS.items():
            program = [sys.executable, "-c", _PROGRAM.format(load=load, text=_TEXT)]
            done = subprocess.run(program, cwd=_ROOT, check=True, capture_output=True, text=True)
            seconds, megabytes = map(float, done.stdout.split()[-2:])
            found[name].append(Weight(seconds, megabytes))
    return {
        name: Weight(statistics.median(w.seconds for w in each), statistics.median(w.megabytes for w in each))
        for name, each in found.items()
    }


@dataclass(frozen=True, slots=True)
class PoolStart:
    """Workers as the relay has them: seconds until ready, on the clock and of one core; MB (PSS) of all processes."""

    workers: int
    seconds: float
    of_one_core: float
    megabytes: float


def start_pool(workers: int = 2) -> PoolStart:
    """Start a pool of workers, have it scan a few mails, and weigh its processes with the one that forks them."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # figures alone on stdout
    return asyncio.run(_start_pool(workers))


async def _start_pool(workers: int) -> PoolStart:
    pool = ScanPool(workers, load_policy(resource_path("config", "policy.toml")))
    began = time.perf_counter()
    await pool.start()
    try:
        ready = time.perf_counter() - began
        used = sum(_processor_seconds(pid) for pid in _descendants(os.getpid()))
        await asyncio.gather(*(pool.scan(_MAIL, ScanContext()) for _ in range(4 * workers)))
        megabytes = sum(pss(pid) for pid in _descendants(os.getpid()))
    finally:
        await pool.close()
    return PoolStart(workers, ready, used, megabytes)


def _descendants(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
        if parent == pid:
            child = int(stat.parent.name)
            yield child
            yield from _descendants(child)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def pss(pid: int) -> float:
    """Return the MB of a process, with its part of what it shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
