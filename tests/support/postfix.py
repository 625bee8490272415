"""Private instances of Postfix, made from the files in ``deploy/``: what is shipped is what runs.

Each has a directory of its own for configuration, queue, data and log, and a port of its own. Only what
names a place of this machine, or stands under "yours" in its main.cf, is set anew.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

DEPLOY = Path(__file__).parents[2] / "deploy"
_WHERE_IT_IS = f"/usr/sbin:/usr/bin:/sbin:/bin:{os.environ.get('PATH', '')}"


def is_installed() -> bool:
    return shutil.which("postfix", path=_WHERE_IT_IS) is not None


class PostfixInstance:
    """``with PostfixInstance("postfix-front", directory, port, {...}, prefix) as front: …``; stops at the end."""

    def __init__(
        self, shipped: str, directory: Path, port: int, *, prefix: Sequence[str] = (), **settings: object
    ) -> None:
        """Make ``directory`` from ``deploy/<shipped>``, to listen on ``port`` and be started by way of ``prefix``."""
        self.port = port
        self._prefix = prefix
        directory.mkdir()
        self.config = directory / "config"
        self.log = directory / "log" / "mail.log"
        shutil.copytree(DEPLOY / shipped, self.config)
        self.log.parent.mkdir(mode=0o700)
        (directory / "queue").mkdir()
        (directory / "data").mkdir()
        shutil.chown(directory / "data", "postfix")
        self._listen_on(port)
        self.set(
            queue_directory=directory / "queue",
            data_directory=directory / "data",
            maillog_file=self.log,
            maillog_file_prefixes=directory,
            inet_protocols="ipv4",  # a machine without IPv6 is warned about at every start
            **settings,
        )

    def __enter__(self) -> Self:
        self._run("postfix", "start", prefix=self._prefix)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("postfix", "abort", check=False)  # without waiting for connections that it keeps for later

    def set(self, **settings: object) -> None:
        """Change main.cf, as ``postconf -e`` does."""
        self._run("postconf", "-e", *(f"{name}={value}" for name, value in settings.items()))

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def queued(self) -> str:
        """What waits, as ``postqueue -p`` lists it."""
        return self._run("postqueue", "-p")

    def empty_queue(self) -> None:
        """Throw away what waits."""
        self._run("postsuper", "-d", "ALL")

    def _listen_on(self, port: int) -> None:
        master = self.config / "master.cf"
        lines = master.read_text(encoding="utf-8").splitlines(keepends=True)
        listening = [number for number, line in enumerate(lines) if line.split()[1:2] == ["inet"]]
        assert len(listening) == 1, "one service listens"
        fields = lines[listening[0]].split()
        lines[listening[0]] = " ".join([f"127.0.0.1:{port}", *fields[1:]]) + "\n"
        master.write_text("".join(lines), encoding="utf-8")

    def _run(self, command: str, *words: str, prefix: Sequence[str] = (), check: bool = True) -> str:
        done = subprocess.run(
            [*prefix, command, "-c", str(self.config), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={"PATH": _WHERE_IT_IS, "LC_ALL": "C"},
        )
        assert not check or done.returncode == 0, f"{command}: {done.stderr}{done.stdout}{self.log_text()[-2000:]}"
        return done.stdout
