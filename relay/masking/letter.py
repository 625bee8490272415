"""The new message: allow-listed headers at every level, written from scratch (CASES rule 1)."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime

from relay.masking.encoding import Body, binary_body, field, parameter, phrase, text_body, unstructured
from relay.masking.frame import Frame, MaskingError
from relay.mime.address_list import strict_single_address
from relay.model.address import normal_form, split_address
from relay.model.errors import InvalidInputError
from relay.model.identity import Identity

_CRLF = "\r\n"
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,990}>\Z")
_MOST_REFERENCES = 20
_LONGEST_NAME = 40
_LONGEST_SUBJECT = 900
_ALLOWED_SIGNS = frozenset(" '’-.")
_HTML_PAGE = (
    '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n</head>\n<body>\n{body}\n</body>\n</html>\n'
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is delivered; ``name`` is safe to show.

    ``text`` for text files, else ``content``. ``content_id``: under which the HTML shows it, "" for a file that
    stands below the mail.
    """

    name: str
    content_type: str
    text: str | None = None
    content: bytes = b""
    content_id: str = ""

    @property
    def data(self) -> bytes:
        """The bytes of the file; text in UTF-8 with CRLF line ends."""
        return self.content if self.text is None else self.text.replace("\n", _CRLF).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the reader is to get, masked already. ``html`` is "" where only plain text is sent."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    automatic: bool = False


def display_name(given_name: str) -> str:
    """Return what of a given name may stand in From: letters and marks of any script, space, ``'``, ``-``, ``.``."""
    spaced = " ".join(given_name.split())
    kept = "".join(c for c in spaced if c in _ALLOWED_SIGNS or unicodedata.category(c)[0] in "LM")
    return " ".join(kept.split())[:_LONGEST_NAME].strip(" '’-.")


def write(letter: Letter, writer: Identity, reader: Identity, frame: Frame) -> bytes:
    """Return the bytes of the message. Raises MaskingError if an address cannot be written safely."""
    content = _Writer(frame.message_id).content(letter)
    head = _header(letter, writer, reader, frame)
    return head.encode("utf-8") + content.encode("ascii")


def _header(letter: Letter, writer: Identity, reader: Identity, frame: Frame) -> str:
    fields = [
        field("From", _mailbox(display_name(writer.given_name), writer.masked_address)),
        field("To", [_recipient(reader)]),
        field("Subject", unstructured(letter.subject[:_LONGEST_SUBJECT])) if letter.subject else "",
        field("Date", [format_datetime(frame.date.astimezone(UTC))]),
        field("Message-ID", [_token(frame.message_id)]),
        _thread("In-Reply-To", (frame.in_reply_to or "",)),
        _thread("References", frame.references),
        field("Auto-Submitted", ["auto-replied"]) if letter.automatic else "",
        field("MIME-Version", ["1.0"]),
    ]
    return "".join(fields)


def _token(message_id: str) -> str:
    if not _MESSAGE_ID.match(message_id):
        raise MaskingError("the new Message-ID is not one")
    return message_id


def _thread(name: str, ids: tuple[str, ...]) -> str:
    """Write a field of message ids; of very many the first, which began the thread, and the latest."""
    tokens = [token for token in ids if _MESSAGE_ID.match(token)]
    if len(tokens) > _MOST_REFERENCES:
        tokens = [tokens[0], *tokens[1 - _MOST_REFERENCES :]]
    return field(name, tokens) if tokens else ""


def _mailbox(name: str, address: str) -> list[str]:
    """Return From's words; read again, they must be exactly this one address (CASES C14)."""
    words = [*(phrase(name) if name else []), f"<{address}>"]
    try:
        expected = normal_form(address)
    except InvalidInputError:
        raise MaskingError("the writer has no masked address") from None
    if not address.isascii() or strict_single_address(" ".join(words))[0] != expected:
        raise MaskingError("the new From is not exactly one address")
    return words


def _recipient(reader: Identity) -> str:
    """Return To's one address as registered; a foreign-script domain as A-label, so that any server takes it."""
    if not reader.addresses:
        raise MaskingError("the reader has no address")
    try:
        local, domain = split_address(reader.addresses[0])
    except InvalidInputError:
        raise MaskingError("the reader's address is not a mail address") from None
    as_written = reader.addresses[0].rpartition("@")[2]
    return f"{local}@{as_written if as_written.isascii() else domain}"


class _Writer:
    """Writes the MIME structure. Boundaries come from the message id: the same mail is the same bytes."""

    def __init__(self, message_id: str) -> None:
        self._stem = hashlib.sha256(message_id.encode()).hexdigest()[:16]
        self._count = 0

    def content(self, letter: Letter) -> str:
        shown = self._text_part("plain", letter.text)
        if letter.html:
            page = _HTML_PAGE.format(body=letter.html)
            shown = self._multipart("alternative", [shown, self._text_part("html", page)])
        inside = [_attachment(one) for one in letter.attachments if one.content_id]
        if inside:
            shown = self._multipart("related", [shown, *inside], root="multipart/alternative")
        below = [_attachment(one) for one in letter.attachments if not one.content_id]
        return self._multipart("mixed", [shown, *below]) if below else shown

    def _text_part(self, subtype: str, text: str) -> str:
        return _part(field("Content-Type", [f"text/{subtype};", 'charset="utf-8"']), text_body(text))

    def _multipart(self, subtype: str, parts: list[str], *, root: str = "") -> str:
        self._count += 1
        # "=_" stands in no quoted-printable or base64 body (RFC 2045 section 6.7), and 7bit bodies are kept free of it.
        boundary = f"=_{self._stem}_{self._count}"
        rooted = [f'type="{root}";'] if root else []  # RFC 2387 section 3.1
        head = field("Content-Type", [f"multipart/{subtype};", *rooted, f'boundary="{boundary}"'])
        body = "".join(f"--{boundary}{_CRLF}{part}{_CRLF}" for part in parts)
        return f"{head}{_CRLF}{body}--{boundary}--{_CRLF}"


def _part(head: str, body: Body) -> str:
    return f"{head}{field('Content-Transfer-Encoding', [body.encoding])}{_CRLF}{body.text}"


def _attachment(attachment: Attachment) -> str:
    words = parameter("filename", attachment.name)
    place = "inline" if attachment.content_id else "attachment"
    head = field("Content-Type", _type_words(attachment))
    head += field("Content-ID", [f"<{attachment.content_id}>"]) if attachment.content_id else ""
    head += field("Content-Disposition", [f"{place};", *(f"{word};" for word in words[:-1]), words[-1]])
    return _part(head, binary_body(attachment.data))


def _type_words(attachment: Attachment) -> list[str]:
    if attachment.content_type == "text/calendar":
        return ["text/calendar;", 'charset="utf-8";', 'method="PUBLISH"']
    if attachment.content_type.startswith("text/"):
        return [f"{attachment.content_type};", 'charset="utf-8"']
    return [attachment.content_type]
