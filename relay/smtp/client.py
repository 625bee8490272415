"""The outgoing client: hands one message at a time to the smarthost, and says what became of it."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

import aiosmtplib

from relay.model.errors import ConfigurationError
from relay.smtp import events
from relay.smtp.outgoing import checked_address, checked_data
from relay.smtp.protocol import SendKind, SendOutcome

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?!\S)")
_IMPLICIT_TLS_PORT = 465
_LONGEST_TEXT = 1000
_AUTHENTICATION_REQUIRED = 530
_TOO_LARGE = 552
_RELAYING_DENIED = re.compile(r"\brelay", re.IGNORECASE)  # Exim says so without an enhanced code


class TlsMode(StrEnum):
    """`delivery.tls`."""

    NONE = "none"
    OPPORTUNISTIC = "opportunistic"  # encrypts where the smarthost can; keeps nobody out
    REQUIRED = "required"  # with a certificate that is valid for the host


@dataclass(frozen=True, slots=True)
class SmarthostSettings:
    """Where mail goes. ``hostname`` is what we call ourselves; times are in seconds.

    ``password`` is the content of `delivery.password_file`, "" without AUTH. ``connections`` bounds
    how many are open at a time; one idle for longer than ``idle_seconds`` is not used again.
    ``tls_context`` replaces the system's trust, for tests and private authorities.
    """

    host: str
    port: int
    hostname: str
    tls: TlsMode = TlsMode.OPPORTUNISTIC
    username: str = ""
    password: str = ""
    connections: int = 10
    connect_seconds: float = 30.0
    command_seconds: float = 300.0
    data_seconds: float = 600.0
    idle_seconds: float = 20.0
    tls_context: ssl.SSLContext | None = None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SmarthostClient:
    """A transport with a few kept connections. Any error ends a connection: none is left out of step."""

    def __init__(self, settings: SmarthostSettings) -> None:
        """Prepare; connections are made when there is mail.

        Raises ConfigurationError where a password would go over the network in the clear.
        """
        if settings.password and settings.tls is not TlsMode.REQUIRED and not _is_loopback(settings.host):
            raise ConfigurationError('delivery.tls: a password is sent under TLS alone; set it to "required"')
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.connections)
        self._idle: list[tuple[aiosmtplib.SMTP, float]] = []

    async def send(self, envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        """Deliver ``data`` to the one ``recipient``; sender and recipient are never taken from it.

        Raises InvalidInputError for an address or line end that must not go on the wire.
        """
        sender, reader = checked_address(envelope_from, empty=True), checked_address(recipient)
        message = checked_data(data)
        async with self._slots:
            session = await self._kept_session() or await self._new_session()
            if isinstance(session, SendOutcome):
                return session
            outcome = SendOutcome(SendKind.UNCERTAIN)
            try:
                outcome = await self._transact(session, sender, reader, message)
            finally:  # also when the task is cancelled
                self._put_away(session, outcome)
            return outcome

    async def close(self) -> None:
        """Take leave on every kept connection."""
        while self._idle:
            session, _ = self._idle.pop()
            await _quit(session)

    async def _transact(self, session: aiosmtplib.SMTP, sender: str, recipient: str, data: bytes) -> SendOutcome:
        phase = "MAIL"
        try:
            options, encoding = _mail_options(session, recipient, data)
            await session.mail(sender, options=options, encoding=encoding)
            phase = "RCPT"
            await session.rcpt(recipient, encoding=encoding)
            phase = "DATA"
            reply = await session.data(data, timeout=self._settings.data_seconds)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            events.delivery_trouble(phase, error)
            return classify(error, phase)
        return SendOutcome(SendKind.DELIVERED, reply.code, *_split(reply.message))

    def _put_away(self, session: aiosmtplib.SMTP, outcome: SendOutcome) -> None:
        """Keep a connection whose last message went well; close any other, it may be out of step."""
        if outcome.kind is SendKind.DELIVERED:
            self._idle.append((session, asyncio.get_running_loop().time()))
        else:
            session.close()

    async def _kept_session(self) -> aiosmtplib.SMTP | None:
        """Return a kept connection that still answers."""
        while self._idle:
            session, since = self._idle.pop()
            fresh = asyncio.get_running_loop().time() - since <= self._settings.idle_seconds
            try:
                if fresh and session.is_connected:
                    await session.rset(timeout=self._settings.connect_seconds)
                    return session
            except (aiosmtplib.SMTPException, OSError) as error:
                events.delivery_trouble("RSET", error)
            session.close()
        return None

    async def _new_session(self) -> aiosmtplib.SMTP | SendOutcome:
        """Return a connection that is ready for MAIL, or why there is none."""
        encrypt = self._settings.tls is not TlsMode.NONE
        try:
            return await self._connect(encrypt=encrypt)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            events.delivery_trouble("connect", error)
            if not self._may_go_plain(error):
                return classify(error, "connect")
        try:
            return await self._connect(encrypt=False)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            events.delivery_trouble("connect", error)
            return classify(error, "connect")

    def _may_go_plain(self, error: Exception) -> bool:
        """Return whether TLS may have failed and mail may go without it (RFC 7435); no password may."""
        unreachable = isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPTimeoutError)
        wanted = self._settings.tls is TlsMode.OPPORTUNISTIC and not self._settings.password
        return wanted and not unreachable

    async def _connect(self, *, encrypt: bool) -> aiosmtplib.SMTP:
        settings = self._settings
        required = settings.tls is TlsMode.REQUIRED
        implicit = encrypt and settings.port == _IMPLICIT_TLS_PORT
        start_tls = (True if required else None) if encrypt and not implicit else False
        session = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=settings.hostname,
            username=settings.username or None,
            password=settings.password or None,
            timeout=settings.command_seconds,
            use_tls=implicit,
            start_tls=start_tls,
            validate_certs=required,
            tls_context=settings.tls_context if required else None,
        )
        try:
            await session.connect(timeout=settings.connect_seconds)
            if session.is_ehlo_or_helo_needed:
                await session.ehlo(timeout=settings.connect_seconds)
        except BaseException:
            session.close()
            raise
        session.timeout = settings.command_seconds
        return session


async def _quit(session: aiosmtplib.SMTP) -> None:
    try:
        await session.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        session.close()


def _mail_options(session: aiosmtplib.SMTP, recipient: str, data: bytes) -> tuple[list[str], str]:
    """Return the parameters of MAIL, and the encoding of addresses.

    SMTPUTF8 is asked for only where the recipient's address needs it (CASES B27): where the next
    hop has it not, that is final. No parameter of the incoming mail is handed on (CASES A34).
    """
    options = []
    if session.supports_extension("SIZE"):
        options.append(f"SIZE={len(data)}")
    if not data.isascii() and session.supports_extension("8BITMIME"):
        options.append("BODY=8BITMIME")
    if recipient.isascii():
        return options, "ascii"
    if not session.supports_extension("SMTPUTF8"):
        raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
    return [*options, "SMTPUTF8"], "utf-8"


def classify(error: Exception, phase: str) -> SendOutcome:
    """Tell what an error means for the message (RFC 5321 section 4.2.1): unknown trouble is temporary.

    ``phase`` is ``connect``, ``MAIL``, ``RCPT`` or ``DATA``. A 5xx that is about us and not about
    the recipient is mended here, so the mail waits: one bad setting must not fail all that is queued.
    """
    if isinstance(error, aiosmtplib.SMTPNotSupported) and phase == "MAIL":
        return SendOutcome(SendKind.PERMANENT, 0, "5.6.7", "the next hop has no SMTPUTF8")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        enhanced, text = _split(str(error.message))
        final = 500 <= error.code < 600 and not _is_about_us(phase, error.code, enhanced, text)
        return SendOutcome(SendKind.PERMANENT if final else SendKind.TEMPORARY, error.code, enhanced, text)
    if phase == "DATA":
        # aiosmtplib sends body and dot in one call: the message may have arrived.
        return SendOutcome(SendKind.UNCERTAIN)
    return SendOutcome(SendKind.TEMPORARY)


def _is_about_us(phase: str, code: int, enhanced: str, text: str) -> bool:
    """Return whether a 5xx is about our own set-up at the smarthost (RFC 3463: X.7 is policy)."""
    if phase == "connect" or code == _AUTHENTICATION_REQUIRED:
        return True
    if phase == "MAIL":  # it knows our name and the size, and nothing of the recipient
        return code != _TOO_LARGE
    denied = enhanced.startswith("5.7.") or (not enhanced and _RELAYING_DENIED.search(text) is not None)
    return phase == "RCPT" and denied


def _split(message: str) -> tuple[str, str]:
    match = _ENHANCED.match(message)
    return (match[1] if match else ""), message[:_LONGEST_TEXT]
