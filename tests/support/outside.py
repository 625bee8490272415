"""The outside world in a thread of its own: a smarthost that keeps what it gets."""

import email
import email.policy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from tests.support.ports import free_port

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Arrived:
    """One mail as the smarthost took it; ``at`` is the time by the monotonic clock."""

    at: float
    sender: str
    recipient: str
    data: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        return email.message_from_bytes(self.data, policy=email.policy.default)

    @property
    def text(self) -> str:
        """Its plain text."""
        part = self.mail.get_body(("plain",))
        return part.get_content() if part is not None else ""


class Outside:
    """``with Outside() as outside: … outside.wait(lambda mail: mail.recipient == GRETA)``."""

    def __init__(self) -> None:
        """Prepare; it listens once entered."""
        self.port = free_port()
        self.arrived: list[Arrived] = []
        self._changed = threading.Condition()
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            server_hostname="outside.example",
            enable_SMTPUTF8=True,
            data_size_limit=100 << 20,
        )

    def __enter__(self) -> Self:
        """Listen."""
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._controller.stop()

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep what arrives."""
        del server, session
        arrived = Arrived(
            time.monotonic(), envelope.mail_from or "", envelope.rcpt_tos[0], cast("bytes", envelope.content)
        )
        with self._changed:
            self.arrived.append(arrived)
            self._changed.notify_all()
        return "250 2.0.0 taken"

    def wait(self, wanted: Callable[[Arrived], bool], seconds: float = PATIENCE_SECONDS) -> Arrived:
        """Return the first mail that is wanted, waiting for it if need be."""
        with self._changed:
            found = self._changed.wait_for(lambda: next(filter(wanted, self.arrived), None), seconds)
        if found is None:
            raise AssertionError(f"no such mail among {[(one.recipient, one.mail['Subject']) for one in self.arrived]}")
        return found

    def wait_for_count(self, count: int, seconds: float = PATIENCE_SECONDS) -> list[Arrived]:
        """Wait until ``count`` mails have arrived."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.arrived) >= count, seconds)
        return self.arrived
