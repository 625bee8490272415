"""The types and callables at the border of this package: what the use cases are handed, and hand over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reply:
    """An SMTP reply with its enhanced status code (RFC 5321 section 4.2, RFC 3463).

    ``text`` is ours, one line of ASCII; it never repeats what a peer or a library said.
    """

    code: int
    enhanced: str
    text: str

    @property
    def accepted(self) -> bool:
        """Whether the client may take the command, or the message, as done."""
        return 200 <= self.code < 300

    def __str__(self) -> str:
        """Return the line as it is sent, without CRLF."""
        return f"{self.code} {self.enhanced} {self.text}"


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """One message as it came over the wire: dots removed, no bare CR or LF, within the size limits.

    ``envelope_from`` is in normal form (``normalise_envelope``), ``""`` for ``MAIL FROM:<>``.
    ``recipient`` is the one recipient, in normal form. ``peer`` is the IP address of the client
    (behind the PROXY protocol: of the client that the proxy names). ``helo`` is what it called
    itself, at most 255 characters; ``smtputf8`` whether MAIL asked for it (RFC 6531).
    """

    envelope_from: str
    recipient: str
    raw: bytes
    peer: str
    helo: str
    tls: bool
    smtputf8: bool
    received_at: datetime


class IntakeProtocol(Protocol):
    """The use case that the ingress is handed; ``relay.service.intake`` implements it.

    Any exception that leaves either call is answered ``451 4.3.0`` with a fixed text.
    """

    async def recipient(self, address: str, peer: str) -> Reply | None:
        """Answer RCPT: None takes the address, a Reply refuses it.

        ``address`` is in normal form; it is asked for once a transaction.
        """
        ...

    async def message(self, mail: IncomingMail) -> Reply:
        """Answer the end of DATA; a 250 is given only once the message is durably stored.

        Runs as a task of its own: the client's going away does not cancel it.
        """
        ...


class SendKind(StrEnum):
    """What became of an attempt to deliver."""

    DELIVERED = "delivered"  # the next hop answered 250, or the file is durably written
    PERMANENT = "permanent"  # refused for good
    TEMPORARY = "temporary"  # try again; unknown trouble is temporary
    UNCERTAIN = "uncertain"  # lost after the data went out: may have arrived, try again with the same Message-ID


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """Outcome of one attempt.

    ``code`` is the next hop's reply code (0: it gave none), ``enhanced`` its RFC 3463 code ("" if
    none). ``text`` is the remote text: it may name addresses, so it is stored sealed or not at
    all, never logged and never shown to a participant.
    """

    kind: SendKind
    code: int = 0
    enhanced: str = ""
    text: str = ""


class Transport(Protocol):
    """Where outgoing mail goes: a smarthost, or a directory."""

    async def send(self, envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        """Deliver ``data`` to the one ``recipient``; never raises for trouble of the next hop.

        Raises InvalidInputError for an address or data that must not go on the wire.
        """
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
