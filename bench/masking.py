"""Masking beside scanning: milliseconds and megabytes for mails of all sizes and each kind of file, and their ratio.

Run: python bench/masking.py [--runs N] [--only WORDS] [--json]

Each row is one mail. It is scanned as a scan worker does it (read, files looked into, every finding) and masked as a
delivery worker does it (read, files cleaned, written anew, searched once more), in turns in one process, after a round
that warms up. Milliseconds are those of the processor, with the processes that files are parsed in: other
work on the machine hardly changes them; what passed on the clock stands in the JSON. Megabytes are what the process
grew by at most while it masked, and the size of the largest process that files were parsed in.

The last row weighs the mails as a program's mail comes: masking is to cost less than scanning. A mark stands
behind the name where the file was not delivered, which means that its row tells nothing. Mails that take long are run
less often, five times at least; a p95 is printed for 20 runs and more.
"""

import argparse
import gc
import json
import os
import pickle
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.masking_samples import FILES, Words, mail_of_both, mail_with, plain_mail
from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.mime.files.looking import with_files
from relay.mime.reading import read_message
from relay.model.change import ChangeKind
from relay.model.identity import Correspondents, Role
from relay.scanning.context import ScanContext
from relay.scanning.language_model import load_language_model
from relay.scanning.scanner import Scanner
from relay.service.building import Built, RelayPlan, build_relay
from tests.support.letters import FRAME, GRETA, RELAY_DOMAIN, TIM, TO_STUDENT

RUNS, FEWEST_RUNS = 20, 5
LONGEST_ROW = 120.0  # seconds: after these, fewer runs have to do
_SIZES = {"2 KB": 2_000, "20 KB": 20_000, "1 MB": 1_000_000, "20 MB": 20_000_000}
# Of 100 mails of a program: most are short, one in eight brings a file.
_MIX = {
    "2 KB, plain": 25,
    "2 KB, plain and HTML": 45,
    "20 KB, plain": 4,
    "20 KB, plain and HTML": 13,
    "jpeg, 12 MP": 5,
    "pdf, 10 pages": 3,
    "docx, 10 pages": 2,
    "png, 2 MP": 1,
    "pptx, 10 slides": 1,
    "ics": 1,
}
_HEADING = (
    f"{'mail':<26} {'KB':>8} {'masking ms':>11} {'p95':>8} {'MB':>6} {'in files':>8} {'scanning ms':>12} {'ratio':>6}"
)
_CONTEXT = ScanContext(author=Role.MENTOR, correspondents=Correspondents(GRETA, TIM), program_domain=RELAY_DOMAIN)


@dataclass
class Took:
    """What one kind of work took, run by run: milliseconds of the processor, and on the clock."""

    processor: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the processor's milliseconds."""
        return statistics.median(self.processor)

    @property
    def p95(self) -> float:
        """What 95 of 100 stay below, of the processor's milliseconds."""
        return sorted(self.processor)[min(len(self.processor) - 1, int(len(self.processor) * 0.95))]


@dataclass
class Row:
    """One mail, measured."""

    name: str
    size: int
    masking: Took
    scanning: Took
    megabytes: float
    file_megabytes: float
    delivered: bool


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=RUNS, help="runs of each mail (default: %(default)s)")
    options.add_argument("--only", default="", metavar="WORDS", help="measure the rows whose name holds this")
    options.add_argument("--json", action="store_true", help="print all figures as JSON")
    arguments = options.parse_args()
    mails = {name: make for name, make in _mails().items() if arguments.only in name}
    if not mails:
        options.error(f'--only: no row is called like "{arguments.only}"; there are {"; ".join(_mails())}')
    if arguments.runs < 1:
        options.error("--runs: at least 1")
    scanner = Scanner(load_policy(resource_path("config", "policy.toml")).default, load_language_model())
    rows = []
    if not arguments.json:
        print(_HEADING)
    for name, make in mails.items():
        raw = make()
        rows.append(_apart(lambda name=name, raw=raw: _measure(name, raw, scanner, arguments.runs)))  # type: ignore[misc]
        if not arguments.json:
            _print(rows[-1])
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    elif {row.name for row in rows} >= set(_MIX):
        _print_mix({row.name: row for row in rows})


def _mails() -> dict[str, Callable[[], bytes]]:
    words = Words()
    mails: dict[str, Callable[[], bytes]] = {}
    for label, size in _SIZES.items():
        mails[f"{label}, plain"] = lambda size=size: plain_mail(words, size)  # type: ignore[misc]
        mails[f"{label}, plain and HTML"] = lambda size=size: mail_of_both(words, size)  # type: ignore[misc]
    for label, (name, kind, make) in FILES.items():
        mails[label] = lambda name=name, kind=kind, make=make: mail_with(words, name, kind, make(words))  # type: ignore[misc]
    return mails


def _apart(measure: Callable[[], Row]) -> Row:
    """Return what ``measure`` returns in a process of its own, whose memory and children are those of one row."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        with open(writing, "wb") as pipe:  # noqa: PTH123 - a descriptor, not a path
            pickle.dump(measure(), pipe)
        os._exit(0)  # the parent has what is to be flushed and cleaned up
    os.close(writing)
    with open(reading, "rb") as pipe:  # noqa: PTH123 - the same
        answer = pipe.read()
    os.waitpid(child, 0)
    assert answer, "a row could not be measured"
    row = pickle.loads(answer)  # noqa: S301 - our own process wrote it
    assert isinstance(row, Row)
    return row


def _measure(name: str, raw: bytes, scanner: Scanner, runs: int) -> Row:
    plan = RelayPlan(raw, GRETA, TIM, FRAME, TO_STUDENT, (), released=True, own_hosts=())
    masking, scanning = Took(), Took()
    scanner.scan_message(with_files(read_message(raw)), _CONTEXT)
    began = time.perf_counter()
    built, megabytes = _memory_of(lambda: build_relay(plan))
    lasting = 2 * (time.perf_counter() - began)
    for _ in range(max(min(runs, FEWEST_RUNS), min(runs, int(LONGEST_ROW / lasting)))):
        _time(lambda: build_relay(plan), masking)
        _time(lambda: scanner.scan_message(with_files(read_message(raw)), _CONTEXT), scanning)
    in_files = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    left_out = any(change.kind is ChangeKind.LEFT_OUT for change in built.changes or ())
    return Row(name, len(raw), masking, scanning, megabytes, in_files if name in FILES else 0.0, not left_out)


def _time(work: Callable[[], object], took: Took) -> None:
    gc.collect()
    clock, processor = time.perf_counter(), _processor_seconds()
    work()
    took.processor.append((_processor_seconds() - processor) * 1000)
    took.clock.append((time.perf_counter() - clock) * 1000)


def _processor_seconds() -> float:
    """Return what this process and those that it waited for have used."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _memory_of(work: Callable[[], Built]) -> tuple[Built, float]:
    """Return what ``work`` returns, and by how many megabytes the process grew at most meanwhile (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the highest mark begins anew
    before = _status("VmRSS")
    built = work()
    return built, max(0.0, _status("VmHWM") - before) / 1024


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _print(row: Row) -> None:
    mark = "" if row.delivered else " (!)"
    ratio = row.masking.median / row.scanning.median
    p95 = f"{row.masking.p95:8.1f}" if len(row.masking.processor) >= RUNS else f"{'-':>8}"
    in_files = f"{row.file_megabytes:8.0f}" if row.file_megabytes else f"{'':8}"
    print(
        f"{row.name + mark:<26} {row.size / 1000:8.0f} {row.masking.median:11.1f} {p95} "
        f"{row.megabytes:6.1f} {in_files} {row.scanning.median:12.1f} {ratio:6.2f}",
        flush=True,
    )


def _print_mix(rows: dict[str, Row]) -> None:
    masking = sum(rows[name].masking.median * count for name, count in _MIX.items()) / 100
    scanning = sum(rows[name].scanning.median * count for name, count in _MIX.items()) / 100
    ratio = masking / scanning
    print(f"{'a natural mix of 100':<26} {'':8} {masking:11.1f} {'':24} {scanning:12.1f} {ratio:6.2f}")
    print(
        f"{len(next(iter(rows.values())).masking.processor)} runs of each; {os.cpu_count()} cores; the mix: "
        + ", ".join(f"{count} {name}" for name, count in _MIX.items())
    )


if __name__ == "__main__":
    main()
