"""One connection: its life, its replies and its limits, on top of aiosmtpd's command loop and TLS."""

import asyncio
import contextlib
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable

from aiosmtpd.proxy_protocol import ProxyData
from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from relay.smtp import events, replies
from relay.smtp.context import IngressContext
from relay.smtp.peers import is_within
from relay.smtp.protocol import Reply

BLOCK = 65_536
_LINGER_SECONDS = 5.0
_STATUS = re.compile(r"(?P<code>[245]\d\d) (?P<enhanced>[245]\.\d{1,3}\.\d{1,3} )?")
# The library's own words may echo the client and carry no enhanced code: these stand in for them.
_IN_OUR_WORDS = {
    "454": Reply(454, "4.7.0", "TLS not available"),
    "500": Reply(500, "5.5.2", "Command not understood"),
    "501": replies.SYNTAX,
    "502": Reply(502, "5.5.1", "Command not implemented"),
    "503": replies.SEQUENCE,
}

Command = Callable[[str | None], Awaitable[None]]


class _Hooks:
    """aiosmtpd's hooks; all but this one are methods of the session itself."""

    async def handle_PROXY(self, server: SMTP, session: Session, envelope: Envelope, proxy: ProxyData) -> bool:
        """Take the client's address from the proxy (a health check of the proxy has none)."""
        if proxy.src_addr is not None:
            session.peer = str(proxy.src_addr)
        return True


class SessionBase(SMTP):
    """A connection that speaks in our words, cannot be talked over, and ends when it should."""

    line_length_limit = BLOCK
    command_size_limit = 2048
    commands: frozenset[str] = frozenset({"RSET", "NOOP", "QUIT", "HELP", "VRFY", "STARTTLS"})

    def __init__(self, context: IngressContext) -> None:
        """Serve one connection for the ingress that owns ``context``."""
        settings = context.settings
        self._context = context
        self._greeted = False
        self._busy = False
        self._said_last = False
        self._errors = 0
        self._deadline: asyncio.TimerHandle | None = None
        super().__init__(
            _Hooks(),
            data_size_limit=settings.max_message_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="ESMTP",
            tls_context=settings.tls_context,
            timeout=settings.idle_seconds,
            proxy_protocol_timeout=settings.idle_seconds if settings.proxy_protocol else None,
            loop=asyncio.get_running_loop(),
        )
        self.command_size_limits = defaultdict(lambda: self.command_size_limit)
        self._smtp_methods = {name: self._guarded(getattr(self, f"smtp_{name}")) for name in self.commands}

    # The life of the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the session, or begin it anew under TLS (RFC 3207 section 4.2)."""
        first = self._handler_coroutine is None
        super().connection_made(transport)
        if first:
            self._context.sessions.add(self)
            self._deadline = self.loop.call_later(self._context.settings.session_seconds, self._timeout_cb)
            self.task().add_done_callback(self._ended)

    def connection_lost(self, error: Exception | None) -> None:
        """Stop the timers; what the intake works on goes on."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(error)

    def task(self) -> "asyncio.Task[None]":
        """Return the task that serves the connection; done when the session is over."""
        if self._handler_coroutine is None:
            raise RuntimeError("the session has no connection yet")
        return self._handler_coroutine

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._context.sessions.discard(self)
        if not task.cancelled() and (error := task.exception()) is not None:
            events.session_lost(error)
            self.abort()

    async def _handle_client(self) -> None:
        limit = self._context.settings.connections
        if limit and len(self._context.sessions) > limit:
            events.connection_refused(limit)
            await self._hang_up(replies.TOO_MANY_CONNECTIONS)
            return
        await super()._handle_client()

    def leave(self) -> None:
        """End the session now if it waits for a command, else after the one that it is at."""
        if not self._busy:
            self._say_last(replies.SHUTTING_DOWN)

    def abort(self) -> None:
        """Close the connection without a word."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        self.task().cancel()

    def _timeout_cb(self) -> None:
        self._say_last(replies.SESSION_TIMEOUT)

    def _say_last(self, reply: Reply) -> None:
        self._write_last(reply)
        if self.transport is not None:
            self.transport.close()

    def _write_last(self, reply: Reply) -> None:
        if self.transport is not None and not self._said_last:
            self._said_last = True
            self._writer.write(f"{reply}\r\n".encode("ascii"))

    async def _hang_up(self, reply: Reply) -> None:
        """Answer and close. What the client still sends is read away, or TCP would drop the answer."""
        self._write_last(reply)
        if self._writer.can_write_eof():
            self._writer.write_eof()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LINGER_SECONDS):
                    while await self._reader.read(BLOCK):
                        pass
        finally:  # also when the client's closing cancels this task
            self._writer.close()

    # Replies

    async def say(self, reply: Reply) -> None:
        """Send a reply; a refusal counts towards the session's errors."""
        if reply.code >= 500 and self._is_one_error_too_many():
            events.too_many_errors()
            await self._hang_up(replies.TOO_MANY_ERRORS)
            return
        await super().push(str(reply))

    async def push(self, status: str | bytes) -> None:
        """Send a line of the library's, in our words where it is a refusal."""
        line = status if isinstance(status, str) else status.decode("ascii", "replace")
        if not self._greeted:
            self._greeted = True
            await self._greet(line)
            return
        match = _STATUS.match(line)
        if match is not None and line[0] in "45":
            await self.say(_IN_OUR_WORDS.get(match["code"], replies.TRY_LATER))
            return
        await super().push(line)

    async def handle_exception(self, error: Exception) -> str:
        """Answer any error as temporary, with a fixed text (DESIGN section 3a)."""
        if isinstance(error, ConnectionError):
            raise error
        if isinstance(error, TLSSetupException):
            events.session_lost(error)
            return str(replies.TRY_LATER)
        events.unexpected(self._context.new_event_id(), "session", error)
        return str(replies.TRY_LATER)

    async def _greet(self, banner: str) -> None:
        # Two rounds of the loop are enough to read what came together with the connection.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if self._talks_ahead():
            events.talked_ahead()
            await self._hang_up(replies.PIPELINED)
            return
        await super().push(banner)

    def _is_one_error_too_many(self) -> bool:
        settings = self._context.settings
        self._errors += 1
        return 0 < settings.errors_per_session < self._errors and not is_within(self.peer(), settings.trusted_networks)

    # Commands

    def _talks_ahead(self) -> bool:
        """Whether there is input already that the client sent without waiting for our reply."""
        return bool(self._reader._buffer)  # type: ignore[attr-defined]  # noqa: SLF001

    def _guarded(self, command: Command) -> Command:
        async def run(argument: str | None) -> None:
            if self._context.closing:
                self._say_last(replies.SHUTTING_DOWN)
            elif self._talks_ahead():
                events.talked_ahead()
                await self._hang_up(replies.PIPELINED)
            else:
                self._busy = True
                try:
                    await command(argument)
                finally:
                    self._busy = False
            if self._context.closing:
                self._say_last(replies.SHUTTING_DOWN)

        return run

    def peer(self) -> str:
        """Return the client's IP address, without an IPv6 zone."""
        # A socket names its peer with a tuple; aiosmtpd says str, and our PROXY hook makes it one.
        named: object = self.session.peer if self.session is not None else ""
        return str(named[0] if isinstance(named, tuple) else named).partition("%")[0]

    def forget_transaction(self) -> None:
        """Begin afresh, as after RSET."""
        self._set_rset_state()  # type: ignore[no-untyped-call]

    async def smtp_NOOP(self, arg: str | None) -> None:
        """Do nothing."""
        await self.say(replies.OK)

    async def smtp_RSET(self, arg: str | None) -> None:
        """Forget the transaction."""
        self.forget_transaction()
        await self.say(replies.OK)

    async def smtp_VRFY(self, arg: str | None) -> None:
        """Never say whether an address exists (CASES A67)."""
        await self.say(replies.CANNOT_VERIFY)

    async def smtp_HELP(self, arg: str | None) -> None:
        """Name the standard."""
        await self.say(Reply(214, "2.0.0", "See RFC 5321"))

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """Begin TLS (RFC 3207)."""
        await super().smtp_STARTTLS(arg or "")
        if self._original_transport is not None and (self.session is None or self.session.ssl is None):
            # asyncio takes a connection that is lost during the handshake for one that is ready, and
            # would leave this task waiting for ever.
            raise ConnectionResetError

    async def smtp_QUIT(self, arg: str | None) -> None:
        """End the session."""
        self._say_last(replies.GOODBYE)
