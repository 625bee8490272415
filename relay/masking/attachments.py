"""Attachments: plain text kinds go along, re-encoded and masked; the rest is left out with a note."""

import re

from relay.masking.frame import ChangeKind
from relay.masking.letter import TextAttachment
from relay.masking.redaction import Texts
from relay.masking.text import Ledger, Masker
from relay.mime.tree import MessageTree, Part
from relay.mime.words import clean

_DELIVERED = {
    "text/plain": ("txt", "text", "md", "csv", "log", "tsv"),
    "text/csv": ("csv",),
    "text/markdown": ("md", "markdown"),
    "text/x-markdown": ("md", "markdown"),
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_NAMED = frozenset(
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/heic", "image/heif", "image/bmp", "image/tiff",
        "image/svg+xml", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "video/mp4", "video/quicktime",
        "video/webm", "application/pdf", "application/zip", "application/rtf", "application/json",
        "application/octet-stream", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet",
        f"{_OFFICE}.presentationml.presentation", "application/vnd.oasis.opendocument.text", "application/ms-tnef",
        "text/html", "text/calendar", "text/vcard", "text/x-vcard", "text/rtf", "text/xml", "application/xml",
        "message/rfc822", "message/global", "message/delivery-status", "message/partial", "message/external-body",
        "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted",
        "application/pgp-keys", "application/pgp-signature", "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    }
)  # fmt: skip
_UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*;=%@\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_LONGEST_NAME = 80


def attachments_of(
    tree: MessageTree, texts: Texts, masker: Masker, ledger: Ledger, *, deliver: bool
) -> tuple[list[TextAttachment], list[str]]:
    """Return the attachments to deliver, and a note for each that is left out.

    ``deliver``: False leaves all of them out. Names that hold an identity become neutral ones.
    """
    delivered: list[TextAttachment] = []
    notes: list[str] = []
    for number, part in enumerate(tree.attachments, start=1):
        label = f"attachment {number}"  # names may tell who somebody is: the change says only which one
        if deliver and _is_readable_text(part):
            name = _safe_name(part, number, masker, ledger, label, neutral=texts.neutral_names)
            text = masker.text(texts.attachments[part.name], label, ledger)
            delivered.append(TextAttachment(name, _written_type(part), text))
        else:
            ledger.note(ChangeKind.LEFT_OUT, label, _known_type(part))
            notes.append(_note(part, masker, neutral=texts.neutral_names))
    return delivered, notes


def _is_readable_text(part: Part) -> bool:
    return part.content_type in _DELIVERED and not part.charset_loss and b"\0" not in part.content


def _written_type(part: Part) -> str:
    return "text/markdown" if part.content_type == "text/x-markdown" else part.content_type


def _safe_name(part: Part, number: int, masker: Masker, ledger: Ledger, label: str, *, neutral: bool) -> str:
    """Return a file name that holds no identity and whose ending fits what is sent."""
    endings = _DELIVERED[part.content_type]
    name = _UNSAFE_IN_NAMES.sub("_", clean(part.filename)).strip(" ._")[-_LONGEST_NAME:]
    stem, dot, ending = name.rpartition(".")
    if neutral or not name or masker.hits(part.filename) or masker.hits(name):
        ledger.note(ChangeKind.RENAMED, label)
        return f"attachment-{number}.{endings[0]}"
    if not dot or ending.lower() not in endings:
        return f"{name}.{endings[0]}"
    return f"{stem}.{ending}"


def _note(part: Part, masker: Masker, *, neutral: bool) -> str:
    name = clean(part.filename)[:_LONGEST_NAME]
    named = f"{name}, " if name and not neutral and not masker.hits(name) else ""
    return f"An attachment was left out: {named}{_known_type(part)}"


def _known_type(part: Part) -> str:
    """Return the type of a part if it is a common one: a sender's own type string is free text."""
    known = part.content_type in _DELIVERED or part.content_type in _NAMED
    return part.content_type if known else "another type of file"
