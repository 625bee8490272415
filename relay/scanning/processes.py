"""The pool's handles on its processes: the zygote that forks, and one worker."""

import asyncio
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import relay
from relay.model.errors import ConfigurationError
from relay.scanning import matrix_library
from relay.scanning.wire import FAILED, LENGTH, READY, Answer, Setup, pack, unpack

_CONTROL_BYTES = 65536
_START_LIMIT = 60.0  # seconds
FORK_LIMIT = 10.0  # far above what a fork takes where memory is short
_END_LIMIT = 5.0
_SEEN_WITHIN = 0.25  # seconds between the end of a process and its being told


class ProcessLostError(Exception):
    """The process at the other end has gone."""


class ZygoteLostError(ProcessLostError):
    """The worker has gone with the process that forked it, not for its job."""


class Worker:
    """A worker process: one job at a time."""

    def __init__(self, connection: socket.socket, pidfd: int, zygote: "Zygote") -> None:
        """Take over the open ``connection`` and ``pidfd`` of a child of ``zygote``."""
        self.zygote = zygote
        self._connection = connection
        self._pidfd = pidfd
        self.jobs_done = 0

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs: its pidfd can be read once it has ended."""
        poll = select.poll()  # not `select`, which knows descriptors below 1024 only
        poll.register(self._pidfd, select.POLLIN)
        return not poll.poll(0)

    async def ask(self, packed_job: bytes) -> Answer:
        """Have a job done. Raises ProcessLostError where the worker dies of it."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._connection, packed_job)
            (size,) = LENGTH.unpack(await self._receive(LENGTH.size))
            answer: Any = unpack(await self._receive(size))
        except (ConnectionError, EOFError):
            raise ProcessLostError from None
        self.jobs_done += 1
        return answer if isinstance(answer, Answer) else Answer(failed="no answer")

    async def _receive(self, size: int) -> bytearray:
        loop = asyncio.get_running_loop()
        data = bytearray(size)
        view, done = memoryview(data), 0
        while done < size:
            received = await loop.sock_recv_into(self._connection, view[done:])
            if not received:
                raise EOFError
            done += received
        return data

    def end(self) -> None:
        """End the process at once; whoever waits in `ask` is told that it is lost."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def kill(self) -> None:
        """End the process and let go of it; nobody may be waiting in `ask`."""
        self.end()
        self._connection.close()
        os.close(self._pidfd)


class Zygote:
    """The process that has everything loaded."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket, versions: str) -> None:
        """Wrap a process that has said it is ready; see `Zygote.start`."""
        self._process = process
        self._control = control
        self._turn = asyncio.Lock()
        self._orders = count(1)
        self.versions = versions

    @classmethod
    async def start(cls, setup: Setup) -> "Zygote":
        """Start the process and wait until it has loaded all.

        Raises ConfigurationError where the model is missing or of another version, and
        ProcessLostError where the process dies or takes over a minute.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)  # noqa: FBT003 -- the name of the socket's method says what it is
        process: asyncio.subprocess.Process | None = None
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "relay.scanning.zygote", str(theirs.fileno()),
                    stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),), env=_environment(),
                )  # fmt: skip
            async with asyncio.timeout(_START_LIMIT):
                versions = await _greeting(process, ours, pack(setup)[LENGTH.size :])
        except BaseException as error:
            ours.close()
            if process is not None:
                await _end(process)
            if isinstance(error, TimeoutError):
                raise ProcessLostError from None
            raise
        return cls(process, ours, versions)

    async def fork(self, within: float = FORK_LIMIT) -> Worker:
        """Fork a worker; where the caller gives up, it ends by itself.

        Raises ProcessLostError where the zygote has gone, or does not answer ``within`` seconds: `close` it then.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 -- as above
        try:
            with theirs:
                pidfd = await self._order(theirs, within)
        except BaseException:
            ours.close()
            raise
        return Worker(ours, pidfd, self)

    async def _order(self, connection: socket.socket, within: float) -> int:
        """Have a worker forked for its end of a ``connection``; return the worker's pidfd."""
        try:
            async with self._turn, asyncio.timeout(within):
                order = str(next(self._orders)).encode()
                socket.send_fds(self._control, [order], [connection.fileno()])
                while True:
                    answered, handed = await _control_message(self._control)
                    if not handed:
                        raise ProcessLostError
                    if answered == order:
                        return handed[0]
                    os.close(handed[0])  # answers one who gave up waiting, and whose end of the connection is closed
        except OSError:  # TimeoutError is one, too
            raise ProcessLostError from None

    async def has_ended(self) -> bool:
        """Whether the process is gone; waits a moment, as its workers may be seen to die first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_SEEN_WITHIN):
                await self._process.wait()
        return self._process.returncode is not None

    async def close(self) -> None:
        """End the process at once; its workers die with it, and who waits for a fork is told that it is lost."""
        with suppress(ProcessLookupError):
            self._process.kill()
        async with self._turn:  # a socket is closed when nobody waits at it any more
            self._control.close()
        await self._process.wait()


def _environment() -> dict[str, str]:
    package_parent = str(Path(relay.__file__).resolve().parents[1])
    paths = [package_parent, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, **matrix_library.settings(os.environ), "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


async def _greeting(process: asyncio.subprocess.Process, control: socket.socket, setup: bytes) -> str:
    if process.stdin is None:
        raise ProcessLostError
    with suppress(ConnectionError):
        process.stdin.write(setup)
        await process.stdin.drain()
        process.stdin.close()
    greeting, _ = await _control_message(control)
    if greeting.startswith(FAILED):
        raise ConfigurationError(greeting.removeprefix(FAILED).decode())
    if not greeting.startswith(READY):
        raise ProcessLostError
    return greeting.removeprefix(READY).decode()


async def _control_message(control: socket.socket) -> tuple[bytes, list[int]]:
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    loop.add_reader(control, _settle, readable)
    try:
        await readable
    finally:
        loop.remove_reader(control)
    message, handed, _, _ = socket.recv_fds(control, _CONTROL_BYTES, 1)
    return message, list(handed)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _end(process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(_END_LIMIT):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
