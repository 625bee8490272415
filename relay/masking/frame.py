"""What a mask is made with, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


class ChangeKind(StrEnum):
    """What was done to a place of the message."""

    ADDRESS = "address"  # a real address became a mask or a name
    NAME = "name"  # a surname was taken out
    HOST = "host"  # a client or mail host was taken out
    MASK = "mask"  # a masked address the reader does not know was taken out
    LINK = "link"  # a link's target was taken out
    SIGNATURE = "signature"  # a block that a monitor had remembered was cut
    FOOTER = "footer"  # an earlier footer was taken out of a quote
    REDACTED = "redacted"  # a monitor had it removed
    RENAMED = "renamed"  # an attachment got a neutral name
    TAKEN_OUT = "taken_out"  # a file was written anew without what it told beside its text
    LEFT_OUT = "left_out"  # an attachment or part is not delivered
    HTML_DROPPED = "html_dropped"  # only plain text is delivered
    BOTH_TEXTS = "both_texts"  # plain text and HTML say different things: both are sent as text


_WHY: Mapping[ChangeKind, str] = {
    ChangeKind.ADDRESS: "A real mail address was replaced: the two write to each other through the relay alone.",
    ChangeKind.NAME: "A surname was taken out: the two know each other by given name.",
    ChangeKind.HOST: "The name of a computer or mail server was taken out: it can tell where somebody is.",
    ChangeKind.MASK: "A masked address that this reader does not know was taken out.",
    ChangeKind.LINK: "A link was changed or lost its target, which could tell who or where somebody is.",
    ChangeKind.SIGNATURE: "A signature that a monitor had remembered was cut.",
    ChangeKind.FOOTER: "The program's own footer was taken out of a quote: it stands once, at the end.",
    ChangeKind.REDACTED: "A monitor had something removed here.",
    ChangeKind.RENAMED: "The attachment got a neutral name: its own could tell who somebody is, or what was removed.",
    ChangeKind.TAKEN_OUT: "The file was written anew, without what it told beside its content.",
    ChangeKind.LEFT_OUT: "This was not delivered: it cannot be made safe.",
    ChangeKind.HTML_DROPPED: "Plain text alone was delivered: what had to go could have been left in the HTML.",
    ChangeKind.BOTH_TEXTS: "Plain text and HTML said different things: both were delivered, as text.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: where (a part's name) and what for; never the identity itself."""

    kind: ChangeKind
    part: str
    detail: str = ""

    @property
    def explanation(self) -> str:
        """A plain sentence for a monitor: why it was done."""
        return _WHY[self.kind]


@dataclass(frozen=True, slots=True)
class Masked:
    """The message to deliver, canonical MIME with CRLF in 7 bit, and all that was changed on the way."""

    data: bytes
    changes: tuple[Change, ...]
