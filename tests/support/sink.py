"""The outside world: an SMTP server on loopback that keeps what it gets, and fails where told to."""

import asyncio
import logging
import ssl
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PHASES = ("connect", "ehlo", "mail", "rcpt", "data", "body", "rset")
DROP = "drop"  # close the connection without a word
SILENCE = "silence"  # never answer
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Received:
    """One message as it was accepted."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    options: tuple[str, ...]
    tls: bool
    login: str


@dataclass
class Sink:
    """``async with Sink() as sink: sink.fail("rcpt", "550 5.1.1 no such user"); … sink.received``.

    ``extensions`` are offered; with ``login`` (name, password) clients must authenticate.
    """

    tls_context: ssl.SSLContext | None = None
    smtputf8: bool = True
    login: tuple[str, str] | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    _answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _reached: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _sessions: "set[_Session]" = field(default_factory=set)

    def fail(self, phase: str, answer: str, *, times: int = 1) -> None:
        """Answer the next ``times`` of ``phase`` with a reply line, DROP or SILENCE."""
        assert phase in PHASES
        self._answers[phase] += [answer] * times

    @property
    def port(self) -> int:
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def wait(self, count: int = 1) -> list[Received]:
        """Wait until ``count`` messages are there."""
        async with asyncio.timeout(_PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def keep(self, received: Received) -> None:
        async with self._changed:
            self.received.append(received)
            self._changed.notify_all()

    async def reach(self, phase: str) -> None:
        """Wait until some client has come as far as ``phase``."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._reached[phase].wait()

    def next_answer(self, phase: str) -> str | None:
        self._reached[phase].set()
        answers = self._answers[phase]
        return answers.pop(0) if answers else None

    async def __aenter__(self) -> Self:
        logging.getLogger("mail.log").disabled = True
        self._server = await asyncio.get_running_loop().create_server(self._connect, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for session in list(self._sessions):
            session.drop()
        tasks = [session.task() for session in self._sessions]
        await asyncio.gather(*tasks, return_exceptions=True)

    def drop_connections(self) -> None:
        """Close what is open, as a server that restarts does."""
        for session in list(self._sessions):
            session.drop()

    def _connect(self) -> "_Session":
        self.connections += 1
        session = _Session(self)
        self._sessions.add(session)
        return session


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def handle_DATA(  # noqa: N802 - the name of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(server, _Session)
        answer = self._sink.next_answer("body")
        if answer is not None:
            return await server.obey(answer)
        assert isinstance(envelope.content, bytes)
        login: object = session.auth_data
        received = Received(
            "" if envelope.mail_from == "<>" else str(envelope.mail_from),
            tuple(envelope.rcpt_tos),
            envelope.content,
            tuple(envelope.mail_options),
            session.ssl is not None,
            login.login.decode() if isinstance(login, LoginPassword) else "",
        )
        await self._sink.keep(received)
        return "250 2.0.0 kept"


class _Session(SMTP):
    line_length_limit = 1_000_000

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        super().__init__(
            _Handler(sink),
            data_size_limit=100_000_000,
            enable_SMTPUTF8=sink.smtputf8,
            hostname="sink.example",
            tls_context=sink.tls_context,
            auth_required=sink.login is not None,
            authenticator=self._log_in,
            loop=asyncio.get_running_loop(),
        )
        for name in ("EHLO", "MAIL", "RCPT", "DATA", "RSET"):
            self._smtp_methods[name] = self._scripted(name.lower(), self._smtp_methods[name])

    async def smtp_STARTTLS(  # noqa: N802 - the name of aiosmtpd
        self, arg: str | None
    ) -> None:
        await super().smtp_STARTTLS(arg or "")
        if self._original_transport is not None and (self.session is None or self.session.ssl is None):
            raise ConnectionResetError  # lost during the handshake, which asyncio takes for success

    def task(self) -> "asyncio.Task[None]":
        assert self._handler_coroutine is not None
        return self._handler_coroutine

    def drop(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def obey(self, answer: str) -> str:
        """Return a reply that is to be sent; with DROP or SILENCE this never returns."""
        if answer == DROP:
            self.drop()
        if answer in {DROP, SILENCE}:
            await asyncio.Event().wait()
        return answer

    def _scripted(
        self, phase: str, command: Callable[[str | None], Awaitable[None]]
    ) -> Callable[[str | None], Awaitable[None]]:
        async def run(argument: str | None) -> None:
            answer = self._sink.next_answer(phase)
            if answer is None:
                await command(argument)
            else:
                await self.push(await self.obey(answer))

        return run

    async def _handle_client(self) -> None:
        answer = self._sink.next_answer("connect")
        if answer is not None:
            await self.push(await self.obey(answer))
            self.drop()
            return
        try:
            await super()._handle_client()
        except ConnectionError:
            self.drop()

    def _log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._sink.login, handled=False, auth_data=data)
