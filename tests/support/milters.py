"""OpenDKIM and OpenDMARC for a test, from the files in ``deploy/milters``, with a DNS of the test's own.

Both ask the resolver that /etc/resolv.conf names, and a resolver is asked on port 53. So they run in a mount
namespace in which that file names an address of the loopback; the machine's own is not touched.
"""

import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.postfix import DEPLOY

# An address of the loopback that nobody else's resolver has; only root may listen on port 53.
RESOLVER = "127.77.0.53"
_CONFIG_OPTION = {"opendkim": "-x", "opendmarc": "-c"}
_START_SECONDS = 20.0
_POLL_SECONDS = 0.02


def resolving_at(directory: Path) -> list[str]:
    """Return the words of a command that runs another one with RESOLVER as its only resolver."""
    file = directory / "resolv.conf"
    file.write_text(f"nameserver {RESOLVER}\n", encoding="ascii")
    script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, str(file)]


def with_values(text: str, values: Mapping[str, str | None]) -> str:
    """Return a milter's configuration with ``values`` put in place of its own; None takes a line out."""
    for name, value in values.items():
        line = "" if value is None else f"{name} {value}\n"
        before = re.compile(rf"^{re.escape(name)}[ \t].*\n", re.MULTILINE)
        text = before.sub(line.replace("\\", r"\\"), text) if before.search(text) else text + line
    return text


@contextmanager
def milter(program: str, directory: Path, port: int, values: Mapping[str, str | None]) -> Iterator[None]:
    """Run ``opendkim`` or ``opendmarc`` on ``port`` of the loopback, in the foreground, until the block ends."""
    shipped = (DEPLOY / "milters" / f"{program}.conf").read_text(encoding="utf-8")
    config = directory / f"{program}.conf"
    own: dict[str, str | None] = {"Socket": f"inet:{port}@127.0.0.1", "PidFile": None, "Syslog": "no"}
    config.write_text(with_values(shipped, own | dict(values)), encoding="utf-8")
    command = [*resolving_at(directory), f"/usr/sbin/{program}", "-f", _CONFIG_OPTION[program], str(config)]
    with (directory / f"{program}.log").open("wb") as log, _running(command, log) as process:
        _wait_until_it_listens(process, port, directory / f"{program}.log")
        yield


@contextmanager
def _running(command: Sequence[str], log: object) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.kill()  # asked to end, a milter takes seconds to look up
        process.wait()


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, f"it ended at once: {log.read_text(encoding='utf-8', errors='replace')}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(_POLL_SECONDS)
    raise AssertionError(f"nobody listens on {port}: {log.read_text(encoding='utf-8', errors='replace')}")
