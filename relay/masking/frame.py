"""What a mask is made with, and what it gives back."""

from dataclasses import dataclass
from datetime import datetime

from relay.model.change import Change
from relay.model.errors import RelayError


class MaskingError(RelayError):
    """The message cannot be made safe; it is held. The text says why, without quoting the mail."""


class IdentityLeftError(MaskingError):
    """A known identity stands in the bytes as built; ``where`` names places, never the identity."""

    def __init__(self, where: tuple[str, ...]) -> None:
        """Keep the places of the hits."""
        super().__init__("a known identity is left in: " + ", ".join(where))
        self.where = where


class LeftOutError(MaskingError):
    """A file does not go along with its mail; the text says what it is and why, fit to be shown to staff."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The headers of the new message, decided by the caller.

    ``message_id``, ``in_reply_to`` and ``references`` are tokens ``<…>``, already those that the
    reader's mail program knows. ``date`` is aware and is written as +0000. ``relay_domain`` is where
    masks live. ``earlier_footers`` are the footers under what the writer was sent, as rendered: they are
    taken out of quotes. ``signatures`` are blocks of lines that a monitor said are the writer's signature: they
    are cut (`relay.model.signature`).
    """

    message_id: str
    date: datetime
    relay_domain: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    earlier_footers: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """A finding's place that a monitor wants out: ``start``/``end`` are offsets into ``part`` as read."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """The message to deliver, canonical MIME with CRLF in 7 bit, and all that was changed on the way."""

    data: bytes
    changes: tuple[Change, ...]
