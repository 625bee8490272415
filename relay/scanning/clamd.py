"""Asking ClamAV's daemon about bytes: its protocol of one command a connection (clamd(8), "COMMANDS").

Blocking, for a worker process; every answer comes or fails within a deadline, however slowly it drips in.
"""

import queue
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

_CHUNK = 256 * 1024  # bytes sent at a time
_LENGTH = struct.Struct("!L")
_MOST_ANSWER = 4096  # bytes
_VERSION = re.compile(r"ClamAV [0-9][\x20-\x7e]{0,99}")
_FOUND = re.compile(r"stream: ([\x21-\x7e]{1,200}) FOUND")
_OK = "stream: OK"
_TOO_LARGE = "size limit exceeded"  # StreamMaxLength of clamd.conf
# What clamd names where it could not look, by its settings AlertExceedsMax and AlertEncrypted.
_NOT_LOOKED_INTO = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")


class ClamdError(Exception):
    """clamd does not answer, in time or as its protocol says; the text says how, and quotes nothing."""


class NotLookedIntoError(Exception):
    """clamd works, but could not look into this content."""


Places = Sequence[tuple[int, Any]]  # family and address of each place where a host answers


def find_places(host: str, port: int) -> Places:
    """Return where a host answers, by the system's resolver. Raises OSError; may take as long as it likes."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


class Clamd:
    """One daemon. ``address`` is ``host:port`` or the absolute path of a socket."""

    def __init__(self, address: str, resolve: Callable[[str, int], Places] = find_places) -> None:
        """Nothing is asked yet."""
        self._address = address
        self._resolve = resolve

    def version(self, seconds: float) -> str:
        """Return the version of program and signatures, one line. Raises ClamdError."""
        answer = self._ask(b"zVERSION\0", None, time.monotonic() + seconds)
        if not _VERSION.fullmatch(answer):
            raise ClamdError("ClamAV gave an answer that is none")
        return answer

    def find(self, content: bytes, seconds: float) -> str:
        """Return the name of the malware in ``content``, "" if there is none.

        Raises ClamdError where nothing is known, NotLookedIntoError where that is for the content's sake.
        """
        answer = self._ask(b"zINSTREAM\0", content, time.monotonic() + seconds)
        if answer == _OK:
            return ""
        if named := _FOUND.fullmatch(answer):
            if named[1].startswith(_NOT_LOOKED_INTO):
                raise NotLookedIntoError
            return named[1]
        if _TOO_LARGE in answer:
            raise NotLookedIntoError
        raise ClamdError(
            "ClamAV reports an error" if answer.endswith("ERROR") else "ClamAV gave an answer that is none"
        )

    def _ask(self, command: bytes, content: bytes | None, deadline: float) -> str:
        try:
            with self._connected(deadline) as connection:
                with suppress(
                    BrokenPipeError, ConnectionResetError
                ):  # it hangs up on what is too large, having said so
                    _send(connection, command, content, deadline)
                return _answer(connection, deadline)
        except TimeoutError:
            raise ClamdError("ClamAV does not answer in time") from None
        except (OSError, ValueError):
            raise ClamdError("ClamAV cannot be reached") from None

    def _connected(self, deadline: float) -> socket.socket:
        trouble: OSError = ConnectionRefusedError()
        for family, address in self._places(deadline):
            connection = socket.socket(family)
            try:
                connection.settimeout(_left(deadline))
                connection.connect(address)
            except OSError as error:
                connection.close()
                trouble = error
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        raise trouble

    def _places(self, deadline: float) -> Places:
        if self._address.startswith("/"):
            return [(socket.AF_UNIX, self._address)]
        host, _, port = self._address.rpartition(":")
        return _in_time(lambda: self._resolve(host.strip("[]"), int(port)), deadline)


def _in_time(resolve: Callable[[], Places], deadline: float) -> Places:
    """Return what ``resolve`` finds, or raise what it raises; TimeoutError where it takes too long.

    The system's resolver cannot be told to hurry, so a thread waits for it that is left to itself.
    """
    answers: queue.SimpleQueue[Places | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve())
        except (OSError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=_left(deadline))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _send(connection: socket.socket, command: bytes, content: bytes | None, deadline: float) -> None:
    connection.settimeout(_left(deadline))
    connection.sendall(command)
    if content is None:
        return
    view = memoryview(content)
    for start in range(0, len(view), _CHUNK):
        chunk = view[start : start + _CHUNK]
        connection.settimeout(_left(deadline))
        connection.sendall(_LENGTH.pack(len(chunk)))
        connection.sendall(chunk)
    connection.sendall(_LENGTH.pack(0))


def _answer(connection: socket.socket, deadline: float) -> str:
    r"""Return one answer, which ends with ``\0``."""
    data = bytearray()
    while not data.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        try:
            piece = connection.recv(_MOST_ANSWER)
        except ConnectionResetError:  # how a hang-up arrives that came while we were still sending
            piece = b""
        data += piece
        if not piece or len(data) > _MOST_ANSWER:
            raise ClamdError("ClamAV gave an answer that is none")
    return data[:-1].decode("ascii", "replace")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
