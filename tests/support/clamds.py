"""ClamAV's daemon: a fake that can fail in each phase, and the real one with a signature database of our own."""

import hashlib
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path

# The test file of the anti-malware industry (eicar.org), in two pieces so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = b"ClamAV 1.4.3/27000/Fri Nov 27 08:00:00 2026"
_START_SECONDS = 60.0


class Fault(Enum):
    """Where the fake daemon fails."""

    NONE = auto()
    HANGS_UP = auto()  # before it has read anything
    SILENT_AT_VERSION = auto()
    GARBAGE_AT_VERSION = auto()
    HANGS_UP_AMID_STREAM = auto()
    SILENT_AT_STREAM = auto()
    DRIPS = auto()  # a byte now and then, without an end
    GARBAGE_AT_STREAM = auto()
    ENDLESS = auto()  # an answer that does not end
    ERROR = auto()
    TOO_LARGE = auto()  # as StreamMaxLength of clamd.conf
    ENCRYPTED = auto()  # as AlertEncrypted


_ANSWERS = {
    Fault.GARBAGE_AT_STREAM: b"HTTP/1.1 400 Bad Request\r\n\r\n\0",
    Fault.ENDLESS: b"a" * 1_000_000,
    Fault.ERROR: b"stream: Can't allocate memory ERROR\0",
    Fault.ENCRYPTED: b"stream: Heuristics.Encrypted.Zip FOUND\0",
}


class FakeClamd:
    """Listens on a Unix socket, finds EICAR, keeps what it was sent, and fails as ``fault`` says."""

    def __init__(self, path: Path) -> None:
        """Use `fake_clamd`."""
        self.address = str(path)
        self.fault = Fault.NONE
        self.streams: list[bytes] = []
        self.versions_asked = 0
        self._stopped = threading.Event()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(20)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Stop listening and answering."""
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            if self.fault is Fault.HANGS_UP:
                return
            with connection.makefile("rb") as lines:
                command = b"".join(iter(lambda: lines.read(1), b"\0"))
                if command == b"zVERSION":
                    self.versions_asked += 1
                    self._answer_version(connection)
                else:
                    assert command == b"zINSTREAM"
                    self._answer_stream(connection, lines.read)

    def _answer_version(self, connection: socket.socket) -> None:
        if self.fault is Fault.SILENT_AT_VERSION:
            self._stopped.wait()
        garbage = self.fault is Fault.GARBAGE_AT_VERSION
        connection.sendall(b"220 mail.example.org ESMTP\0" if garbage else VERSION + b"\0")

    def _answer_stream(self, connection: socket.socket, read: object) -> None:
        assert callable(read)
        if self.fault is Fault.HANGS_UP_AMID_STREAM:
            return
        if self.fault is Fault.TOO_LARGE:
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
        content = b""
        while size := struct.unpack("!L", read(4))[0]:
            content += read(size)
        self.streams.append(content)
        if self.fault is Fault.SILENT_AT_STREAM:
            self._stopped.wait()
        while self.fault is Fault.DRIPS and not self._stopped.wait(0.05):
            connection.sendall(b"s")
        named = b"stream: Eicar-Test-Signature FOUND\0"
        connection.sendall(named if EICAR in content else _ANSWERS.get(self.fault, b"stream: OK\0"))


@contextmanager
def fake_clamd(directory: Path) -> Iterator[FakeClamd]:
    """Run a fake daemon with its socket in ``directory``."""
    daemon = FakeClamd(directory / "clamd.ctl")
    try:
        yield daemon
    finally:
        daemon.stop()


def find_clamd() -> str | None:
    """Return the program of the real daemon, where it is installed."""
    return shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def real_clamd(directory: Path) -> Iterator[str]:
    """Run the real daemon, which knows EICAR alone, by a hash of its own; yield the path of its socket."""
    program = find_clamd()
    assert program is not None
    database = directory / "database"
    database.mkdir()
    (database / "own.hdb").write_text(
        f"{hashlib.md5(EICAR, usedforsecurity=False).hexdigest()}:{len(EICAR)}:Eicar-Own\n"
    )
    path = directory / "clamd.ctl"
    config = directory / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {database}\nLocalSocket {path}\nForeground yes\nStreamMaxLength 1M\nAlertEncrypted yes\n"
        "TemporaryDirectory /tmp\nScanMail yes\n"
    )
    process = subprocess.Popen(
        [program, "--config-file", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(path, process)
        yield str(path)
    finally:
        process.terminate()
        process.wait()


def _wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    ready = threading.Event()
    for _ in range(int(_START_SECONDS / 0.1)):
        assert process.poll() is None, "clamd has ended"
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.connect(str(path))
            return
        ready.wait(0.1)
    raise AssertionError("clamd does not start")
