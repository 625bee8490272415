"""The mail transaction: EHLO, MAIL, RCPT and DATA, worded as DESIGN section 13 has it."""

import asyncio
import re
from dataclasses import dataclass

from relay.smtp import events, replies
from relay.smtp.budget import Reservation
from relay.smtp.context import IngressContext
from relay.smtp.data import DataDecoder
from relay.smtp.path import (
    MalformedPathError,
    Path,
    is_source_route,
    normalise_envelope,
    parse_path,
)
from relay.smtp.peers import is_within
from relay.smtp.protocol import IncomingMail, Reply
from relay.smtp.session import BLOCK, SessionBase

_HELO = re.compile(r"[\x21-\x7e]{1,255}\Z")
_BODY_TYPES = {"7BIT", "8BITMIME"}
_MAIL_PARAMETERS = {"SIZE", "BODY", "SMTPUTF8"}


@dataclass(slots=True)
class _Transaction:
    sender: str
    smtputf8: bool
    reservation: Reservation
    recipient: str | None = None


class IngressSession(SessionBase):
    """A session that takes mail: one recipient a transaction, proven whole before it is handed on."""

    commands = SessionBase.commands | {"EHLO", "HELO", "MAIL", "RCPT", "DATA"}

    def __init__(self, context: IngressContext) -> None:
        """Serve one connection for the ingress that owns ``context``."""
        self._transaction: _Transaction | None = None
        self._deciding: asyncio.Task[Reply] | None = None
        super().__init__(context)

    def connection_lost(self, error: Exception | None) -> None:
        """Give back the memory of a message that will not be finished."""
        self.forget_transaction()
        super().connection_lost(error)

    def _set_rset_state(self) -> None:
        if self._transaction is not None:
            self._transaction.reservation.release()
        self._transaction = None
        super()._set_rset_state()  # type: ignore[no-untyped-call]

    def _timeout_cb(self) -> None:
        if self._deciding is not None:
            # The client waits for us, not we for the client: cut off, it would send the mail again.
            self._reset_timeout()
            return
        super()._timeout_cb()

    async def smtp_HELO(self, arg: str | None) -> None:
        """Greet a client of 1982."""
        if await self._took_greeting(arg, extended=False):
            await self.say(Reply(250, "2.0.0", self.hostname))

    async def smtp_EHLO(self, arg: str | None) -> None:
        """Greet, and name the extensions; AUTH and PIPELINING are not offered."""
        if not await self._took_greeting(arg, extended=True):
            return
        offers = ["8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        if self._context.settings.max_message_bytes:
            offers.insert(0, f"SIZE {self._context.settings.max_message_bytes}")
        if self.tls_context is not None and self._tls_protocol is None:
            offers.append("STARTTLS")
        lines = [self.hostname, *offers]
        text = "".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}"
        await self.push(text)

    async def _took_greeting(self, name: str | None, *, extended: bool) -> bool:
        if self.session is None or name is None or not _HELO.match(name):
            await self.say(replies.SYNTAX)
            return False
        self.forget_transaction()
        self.session.extended_smtp = extended
        self.session.host_name = name
        return True

    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a transaction."""
        if self.session is None or not self.session.host_name or self._transaction is not None:
            await self.say(replies.SEQUENCE)
            return
        try:
            path = parse_path(arg, "FROM")
        except MalformedPathError:
            await self.say(_malformed(arg, "FROM", replies.BAD_SENDER))
            return
        reservation = self._context.budget.reservation()
        refusal = self._refuse_mail(path, reservation)
        if refusal is not None:
            await self.say(refusal)
            return
        sender = normalise_envelope(path.address)
        self._transaction = _Transaction(sender, "SMTPUTF8" in path.parameters, reservation)
        await self.say(replies.SENDER_OK)

    def _refuse_mail(self, path: Path, reservation: Reservation) -> Reply | None:
        parameters = path.parameters
        if parameters.keys() - _MAIL_PARAMETERS or (parameters and not self._is_extended()):
            return replies.UNKNOWN_PARAMETERS
        size = parameters.get("SIZE", "0")
        if (
            not (size.isascii() and size.isdigit() and len(size) <= 20)
            or parameters.get("BODY", "7BIT") not in _BODY_TYPES
            or parameters.get("SMTPUTF8")
        ):
            return replies.PARAMETERS
        if not path.address.isascii() and "SMTPUTF8" not in parameters:
            return replies.NEEDS_SMTPUTF8
        if 0 < self._context.settings.max_message_bytes < int(size):
            return replies.TOO_LARGE
        if not reservation.grow_to(int(size)):
            events.intake_full(self._context.budget.used)
            return replies.INTAKE_FULL
        return None

    def _is_extended(self) -> bool:
        return self.session is not None and self.session.extended_smtp

    async def smtp_RCPT(self, arg: str | None) -> None:
        """Take the one recipient; the use case says whether it exists."""
        transaction = self._transaction
        if transaction is None:
            await self.say(replies.SEQUENCE)
            return
        try:
            path = parse_path(arg, "TO")
        except MalformedPathError:
            await self.say(_malformed(arg, "TO", replies.BAD_RECIPIENT))
            return
        refusal = await self._refuse_recipient(path, transaction)
        await self.say(refusal or replies.RECIPIENT_OK)

    async def _refuse_recipient(self, path: Path, transaction: _Transaction) -> Reply | None:
        if not path.address:
            return replies.BAD_RECIPIENT
        if path.parameters:
            return replies.UNKNOWN_PARAMETERS
        if not path.address.isascii() and not transaction.smtputf8:
            return replies.NEEDS_SMTPUTF8
        if transaction.recipient is not None:
            return replies.SECOND_RECIPIENT
        address = normalise_envelope(path.address)
        if "@" not in address:
            address = f"{address}@{self._context.settings.domain}"  # RFC 5321 section 4.5.1
        refusal = await self._ask_about(address)
        if refusal is None:
            transaction.recipient = address
        return refusal

    async def _ask_about(self, address: str) -> Reply | None:
        peer = self.peer()
        try:
            answer = self._context.begin(self._context.intake.recipient(address, peer))
            refusal = await asyncio.shield(answer)
        except Exception:  # noqa: BLE001 - whatever it is, it is logged by the task's end
            return replies.TRY_LATER
        if refusal is not None and refusal.enhanced == replies.UNKNOWN_ADDRESS.enhanced:
            await self._slow_down(peer)
        return refusal

    async def _slow_down(self, peer: str) -> None:
        if not is_within(peer, self._context.settings.trusted_networks):
            delay = self._context.unknown_recipients.delay_after(peer, self.loop.time())
            if delay:
                await self._context.pause(delay)

    async def smtp_DATA(self, arg: str | None) -> None:
        """Take the message and answer when it is durably stored, or refused."""
        transaction = self._transaction
        if transaction is None or transaction.recipient is None:
            await self.say(replies.SEQUENCE)
            return
        if arg:
            await self.say(replies.SYNTAX)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        decoder = DataDecoder()
        refusal = await self._receive(decoder, transaction.reservation)
        if refusal is not None:
            events.message_refused(refusal.code, refusal.enhanced, decoder.size)
            self.forget_transaction()
            await (self._hang_up(refusal) if refusal in _FATAL else self.say(refusal))
            return
        raw = decoder.message()
        reply = await self._hand_over(raw, transaction, transaction.recipient)
        await self.say(reply)

    async def _receive(self, decoder: DataDecoder, reservation: Reservation) -> Reply | None:
        """Read up to the end of the message; return why it cannot be taken, if so."""
        limit = self._context.settings.max_message_bytes
        refusal: Reply | None = None
        while not decoder.ended:
            block = await self._reader.read(BLOCK)
            if not block:
                raise ConnectionResetError
            self._reset_timeout()
            decoder.feed(block)
            if decoder.bare_line_end:
                return replies.BARE_LINE_END
            if refusal is None and 0 < limit < decoder.size:
                refusal = replies.TOO_LARGE
            elif refusal is None and not reservation.grow_to(decoder.size):
                events.intake_full(self._context.budget.used)
                refusal = replies.INTAKE_FULL
            if refusal is not None:
                decoder.discard()
                reservation.release()
        if decoder.trailing or self._talks_ahead():
            events.talked_ahead()
            return replies.PIPELINED
        return refusal

    async def _hand_over(self, raw: bytes, transaction: _Transaction, recipient: str) -> Reply:
        header_end = raw.find(b"\r\n\r\n")
        header_size = header_end if header_end >= 0 else len(raw)
        if 0 < self._context.settings.max_header_bytes < header_size:
            events.message_refused(replies.HEADER_TOO_LARGE.code, "5.3.4", len(raw))
            self.forget_transaction()
            return replies.HEADER_TOO_LARGE
        task = self._context.begin(self._context.intake.message(self._incoming(raw, transaction, recipient)))
        # The message stays in memory until the use case is done, with the client or without it.
        reservation = transaction.reservation
        task.add_done_callback(lambda _: reservation.release())
        self._transaction = None
        self._deciding = task
        try:
            return await asyncio.shield(task)
        except Exception:  # noqa: BLE001 - logged by the task's end
            return replies.TRY_LATER
        finally:
            self._deciding = None
            self._reset_timeout()

    def _incoming(self, raw: bytes, transaction: _Transaction, recipient: str) -> IncomingMail:
        session = self.session
        return IncomingMail(
            envelope_from=transaction.sender,
            recipient=recipient,
            raw=raw,
            peer=self.peer(),
            helo=(session.host_name or "") if session is not None else "",
            tls=session is not None and session.ssl is not None,
            smtputf8=transaction.smtputf8,
            received_at=self._context.clock(),
        )


_FATAL = (replies.BARE_LINE_END, replies.PIPELINED)


def _malformed(argument: str | None, keyword: str, path_reply: Reply) -> Reply:
    """Tell a command that is none from one whose address is wrong."""
    if not re.match(rf"{keyword}: *<[^<>]*>(?: |\Z)", argument or "", re.IGNORECASE):
        return replies.SYNTAX
    if is_source_route(argument):
        return replies.NOT_OUR_DOMAIN
    return path_reply
