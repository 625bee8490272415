"""The safe view: what a monitor may be shown of a message, the same text that is scanned and delivered."""

from dataclasses import dataclass

from relay.mime.html_dress import dressed
from relay.mime.html_pieces import serialized, with_words_for_pictures
from relay.mime.html_source import pieces_of
from relay.mime.tree import MessageTree


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


def safe_view(tree: MessageTree) -> SafeContent:
    """Return what may be shown of ``tree``: no scripts, images, remote content, or styles but ours."""
    sources = [block.html for block in tree.blocks if block.html is not None]
    return SafeContent(
        subject=tree.subject,
        text=tree.text,
        html="\n".join(serialized(dressed(with_words_for_pictures(pieces_of(source)))) for source in sources),
        attachments=tuple(
            SafeAttachment(part.name.removeprefix("attachment:"), part.content_type, len(part.content))
            for part in tree.attachments
        ),
    )
