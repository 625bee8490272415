"""The ingress: listens, serves sessions, and drains when it is told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from relay.model.errors import ConfigurationError
from relay.smtp import events
from relay.smtp.context import IngressContext, IngressSettings
from relay.smtp.protocol import IntakeProtocol
from relay.smtp.transaction import IngressSession

__all__ = ["Ingress", "IngressSettings"]

_BACKLOG = 512


def _silence_library_logs() -> None:
    """Switch off aiosmtpd's loggers: they write every command, with its addresses, and every reply."""
    for name in ("mail.log", "mail.debug"):
        logger = logging.getLogger(name)
        logger.disabled = True
        logger.propagate = False


class Ingress:
    """The SMTP server of the relay. It speaks SMTP; what becomes of a message the intake decides."""

    def __init__(
        self,
        settings: IngressSettings,
        intake: IntakeProtocol,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Prepare to serve; ``clock`` gives the time in UTC, ``pause`` slows guessing peers."""
        self._settings = settings
        self._context = IngressContext(settings, intake, clock, pause)
        self._servers: list[asyncio.Server] = []

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where it listens, once started: host and port, in the order of the settings."""
        return [socket.getsockname()[:2] for server in self._servers for socket in server.sockets]

    @property
    def intake_octets(self) -> int:
        """Octets of messages in memory now (`limits.intake_bytes` bounds them)."""
        return self._context.budget.used

    @property
    def connections(self) -> int:
        """Sessions open now."""
        return len(self._context.sessions)

    async def start(self) -> None:
        """Listen on every address. Raises ConfigurationError, naming the key, where one cannot be had."""
        _silence_library_logs()
        try:
            for listen in self._settings.listen:
                self._servers.append(await self._listen(listen))
        except BaseException:
            await self.stop(0)
            raise
        events.listening(len(self._servers))

    async def _listen(self, listen: str) -> asyncio.Server:
        host, _, port = listen.rpartition(":")
        loop = asyncio.get_running_loop()
        try:
            return await loop.create_server(
                lambda: IngressSession(self._context), host.strip("[]"), int(port), backlog=_BACKLOG
            )
        except (OSError, ValueError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not host:port"
            raise ConfigurationError(
                f"smtp.listen: cannot listen on {listen} ({reason}); "
                "set smtp.listen, or MENTOR_RELAY__SMTP__LISTEN, to a free port"
            ) from error

    async def stop(self, drain: float) -> None:
        """Stop listening, let sessions finish the command they are at, and await the intake.

        What is not finished after ``drain`` seconds is cut off: its client got no 250 and sends
        the message again.
        """
        self._context.closing = True
        for server in self._servers:
            server.close()
        sessions = list(self._context.sessions)
        for session in sessions:
            session.leave()
        deadline = asyncio.get_running_loop().time() + drain
        await _finish({session.task() for session in sessions}, deadline)
        unfinished = await _finish(set(self._context.tasks), deadline)
        for task in unfinished:
            task.cancel()
        for session in list(self._context.sessions):
            session.abort()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await asyncio.gather(*(session.task() for session in sessions), return_exceptions=True)
        events.stopped(len(unfinished))


async def _finish(tasks: "set[asyncio.Task[Any]]", deadline: float) -> "set[asyncio.Task[Any]]":
    """Wait for ``tasks`` until ``deadline`` of the loop's clock; return those that are not done."""
    if not tasks:
        return set()
    left = max(0.0, deadline - asyncio.get_running_loop().time())
    _, pending = await asyncio.wait(tasks, timeout=left)
    return pending
