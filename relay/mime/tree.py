"""The tree of a message: what was read of it, once, for everybody."""

from dataclasses import dataclass, field
from enum import StrEnum

from relay.mime.files.reading import FileReading
from relay.model.finding import BODY, HTML, SUBJECT
from relay.model.sending import MailProgram

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of a mail is looked at (CASES B57, B58). What exceeds a limit becomes a problem.

    Sizes in bytes. ``depth`` counts multiparts and attached messages inside each other.
    """

    size: int = 50 * MEBIBYTE
    header_bytes: int = 256 * 1024
    fields: int = 1000
    parts: int = 250
    depth: int = 20
    addresses: int = 500


DEFAULT_LIMITS = ReadLimits()


class PartKind(StrEnum):
    """What a leaf of the message is for the reader."""

    TEXT = "text"  # text/plain that is shown as the mail itself
    HTML = "html"  # text/html that is shown as the mail itself
    ATTACHMENT = "attachment"  # everything else


@dataclass(frozen=True, slots=True)
class Part:
    r"""One leaf of the message, decoded.

    ``name`` is that of findings: ``body``, ``html``, ``attachment:NAME``. ``content`` is what the
    transfer encoding held; ``text`` its characters with ``\n`` line ends (for HTML the source;
    "" for what is no text; for an attached message all its texts; for a document what it shows, once it was
    looked into). ``charset_loss``: some characters could not be decoded for sure. ``file``: what was found in an
    attachment, None until somebody looked (`relay.mime.files.looking.with_files`). ``beside``: a second name and the
    description that the header gives it, which nobody is delivered.
    """

    name: str
    kind: PartKind
    content_type: str
    content: bytes
    text: str = ""
    filename: str = ""
    disposition: str = ""
    content_id: str = ""
    charset_loss: bool = False
    file: FileReading | None = None
    beside: str = ""

    @property
    def readable(self) -> str:
        """What can be read of the part: its file name as the first line, its text, what programs read in pictures."""
        in_pictures = self.file.in_pictures if self.file else ""
        return "\n".join(piece for piece in (self._name_and_text, in_pictures) if piece)

    @property
    def text_offset(self) -> int:
        """Where ``text`` begins in ``readable``, in characters."""
        return len(self._name_and_text) - len(self.text)

    @property
    def pictures_offset(self) -> int:
        """Where what was read in pictures begins in ``readable``, in characters; its length if there is none."""
        return len(self.readable) - len(self.file.in_pictures if self.file else "")

    @property
    def _name_and_text(self) -> str:
        return "\n".join(piece for piece in (self.filename, self.text) if piece)


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of the mail as shown: plain text, HTML, or both as alternatives of each other.

    ``plain`` and ``html`` are None where the writer's program did not send that form. Most mails
    have one block; text around inline attachments gives several. ``shown`` is what ``html`` shows as text.
    """

    plain: str | None
    html: str | None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class AutomaticMarkers:
    """Header values that tell automatic mail from a person's (exact values, lower case; RFC 3834).

    ``calendar_reply``: a calendar program's answer to an invitation is among the parts (RFC 6047 section 2.4).
    """

    auto_submitted: str = ""
    precedence: str = ""
    list_id: bool = False
    content_type: str = ""
    report_type: str = ""
    calendar_reply: bool = False


@dataclass(frozen=True, slots=True)
class HeaderFields:
    """Cleaned text of the header fields that matter. None of it is fit to be written out as it came.

    ``message_id``, ``in_reply_to`` and ``references`` are tokens ``<…>``; "" or () if there is none.
    ``recipients`` are the normal forms of all addresses in To and Cc that can be read. ``program`` is
    the family of mail programs that wrote it, where the header tells (`relay.mime.mail_program`).
    """

    subject: str = ""
    date: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    automatic: AutomaticMarkers = field(default_factory=AutomaticMarkers)
    program: MailProgram | None = None


@dataclass(frozen=True, slots=True)
class MessageTree:
    """A message as read.

    ``text`` is what the writer wrote: the plain text, or what the HTML shows where there is no plain
    text. ``html_text`` is what the HTML shows where both exist, else "". ``problems`` are plain
    sentences, each a reason why the message is not understood for sure (``system.unparseable``).
    ``dropped`` names parts that nobody is shown: signatures, keys, AMP, reactions, text beside the parts.
    """

    fields: HeaderFields
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...]
    text: str
    html_text: str
    problems: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The decoded and cleaned subject."""
        return self.fields.subject

    @property
    def attachments(self) -> tuple[Part, ...]:
        """Every leaf that is not shown as the mail itself, in order."""
        return tuple(part for part in self.parts if part.kind is PartKind.ATTACHMENT)

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Return (part name, text) of all that can be read: subject, body, html, attachments.

        That of an attachment is its file name as first line, then its text, then what was read in its pictures
        (``Part.readable``): offsets of findings count from the file name's first character.
        """
        shown = [(SUBJECT, self.subject), (BODY, self.text), (HTML, self.html_text)]
        attached = [(part.name, part.readable) for part in self.attachments]
        return tuple((name, text) for name, text in [*shown, *attached] if text)


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """Who claims to have written a message, and what else the ingress needs of its header.

    ``address`` is the normal form of the one readable From address, None if there is not exactly
    one: then nobody can be authenticated (``550 5.7.26``). ``why_unreadable`` says why, without
    quoting the header. ``recipients`` are the normal forms of what stands in To and Cc.
    """

    address: str | None
    why_unreadable: str = ""
    message_id: str = ""
    subject: str = ""
    date: str = ""
    recipients: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    automatic: AutomaticMarkers = field(default_factory=AutomaticMarkers)
