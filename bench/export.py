"""Exports many small messages to a zip with every format; prints time, rate, size and the highest memory.

Run: python -m bench.export [--messages N] [--database URL]. The mails are stored by the steps of
intake, in threads of 20; a quarter as many show by how much the memory grows with the number.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import timedelta
from pathlib import Path

from relay.model.export import ExportFormat
from relay.model.identity import Role
from relay.service.admission import examine
from relay.service.drafting import Filing, draft_mail
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.protocol import IncomingMail
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from relay.store.incoming import claim_received, store_drafts
from tests.support.sample import Sample, open_sample
from tests.support.whole_program import configure, mail

MESSAGES = 20_000
PER_THREAD = 20
_BATCH = 200
_LEASE = timedelta(minutes=5)
_PROVEN = AuthResult(AuthVerdict.PASS, AuthMethod.DKIM, "dkim=pass")
_TEXT = "What I did this week: the bridge holds, and so does the glue. " * 25


def main() -> None:
    """Fill a relay, export it in a process of its own, and print what it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=MESSAGES)
    options.add_argument("--database", help="the URL of an empty PostgreSQL database; by default SQLite")
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        directory = Path(scratch)
        sample = open_sample(directory, arguments.database or f"sqlite:///{directory}/relay.db")
        settings, stored = configure(sample.program), 0
        print(f"{'messages':>9} {'seconds':>8} {'per s':>7} {'zip MB':>7} {'files':>7} {'memory MB':>10}")
        for count in (arguments.messages // 4, arguments.messages):
            while stored < count:
                stored += store_batch(sample, stored, min(_BATCH, count - stored))
            measure(settings)
        sample.program.close()


def store_batch(sample: Sample, start: int, count: int) -> int:
    """Take in and decide on ``count`` mails; return how many."""
    program = sample.program
    drafts = []
    for number in range(start, start + count):
        sample.clock.advance(seconds=1)
        incoming = _incoming(sample, number)
        drafts.append(draft_mail(program, incoming, examine(program, incoming), _PROVEN, Filing()))
    with program.store.write() as unit:
        store_drafts(unit, drafts)
    with program.store.write() as unit:
        leases = claim_received(unit, "bench", _LEASE, count)
        apply_scans(program, unit, [Scanned(lease, (), "bench") for lease in leases])
    return count


def _incoming(sample: Sample, number: int) -> IncomingMail:
    role = (Role.MENTOR, Role.STUDENT)[number % 2]
    pair = sample.riverside
    writer, reader = (pair.mentor, pair.student) if role is Role.MENTOR else (pair.student, pair.mentor)
    message = mail(sample, pair, role, subject=f"Week {number // PER_THREAD}", body=f"{number}. {_TEXT}")
    return IncomingMail(
        envelope_from=writer.email,
        recipient=reader.masked_address,
        raw=message.as_bytes().replace(b"\n", b"\r\n"),
        peer="192.0.2.7",
        helo="bench.example",
        tls=True,
        smtputf8=False,
        received_at=sample.clock(),
    )


def measure(settings: Path) -> None:
    """Export everything in every format with the real command, and print a line of the table."""
    file = settings.parent / "all.zip"
    formats = [word for kind in ExportFormat for word in ("--format", kind.value)]
    command = [sys.executable, "-m", "relay", "--config", str(settings), "export", "--out", str(file)]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, *formats, "--force", "--json"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = json.load(process.stdout)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("the export failed")
    seconds, count = time.perf_counter() - begun, told["counts"]["messages"]
    with zipfile.ZipFile(file) as archive:
        files = len(archive.namelist())
    line = f"{count:>9,} {seconds:>8.1f} {count / seconds:>7.0f} {told['bytes'] / 1e6:>7.1f}"
    print(f"{line} {files:>7,} {used.ru_maxrss / 1024:>10.0f}", flush=True)


if __name__ == "__main__":
    main()
