"""The safe view: what a monitor may be shown of a message, the same text that is scanned and delivered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SafeAttachment:
    """An attachment by name only; ``size`` in bytes."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class SafeContent:
    """Safe to show: ``html`` is sanitised, without anything remote; "" if the mail has no HTML."""

    subject: str
    text: str
    html: str
    attachments: tuple[SafeAttachment, ...]
