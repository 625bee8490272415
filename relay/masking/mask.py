"""Masking: the original message in, the message that is safe to deliver out, or a MaskingError."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from relay.identities.search import find_identities
from relay.masking.attachments import Attaching, CleanedFiles, clean_files
from relay.masking.files.cleaning import NAMES_SOMEBODY
from relay.masking.frame import Frame, IdentityLeftError, LeftOutError, Masked, MaskingError, Redaction
from relay.masking.html import escaped_paragraphs, masked_html, pictures_shown
from relay.masking.letter import Letter, write
from relay.masking.redaction import Texts, redacted, texts_of
from relay.masking.seams import parted
from relay.masking.signatures import are_cut_alike
from relay.masking.single_file import tells
from relay.masking.text import Ledger, masker_of
from relay.masking.verification import identities_left
from relay.mime.automatic import automatic_kind
from relay.mime.comparison import parts_differ
from relay.mime.files.looking import with_files, with_kinds
from relay.mime.reading import read_message
from relay.mime.tree import MessageTree, Part
from relay.model.change import ChangeKind
from relay.model.errors import RelayError
from relay.model.finding import BODY, HTML, SUBJECT
from relay.model.identity import Identity

__all__ = ["identities_left", "mask"]

_EMPTY_LINE = "<div><br></div>"
_NOBODY = "-"  # an envelope sender that is not the null one


def mask(
    message: MessageTree | bytes,
    *,
    writer: Identity,
    reader: Identity,
    frame: Frame,
    footer: str,
    redactions: tuple[Redaction, ...] = (),
    release: bool = False,
) -> Masked:
    """Build the message that ``reader`` gets of what ``writer`` wrote.

    ``footer`` is plain text, rendered by the caller. ``release``: a person decided to deliver it, so
    what is not understood is left out with a note; without it such a message raises. With
    ``redactions`` only plain text is delivered, so that nothing of the removed words survives elsewhere.

    Raises IdentityLeftError if a known identity stands in the bytes as built, MaskingError for
    every other reason; nothing else. Such a message is held.
    """
    try:
        tree = read_message(message) if isinstance(message, bytes) else message
        return _Mask(tree, writer, reader, frame, footer).run(redactions, release=release)
    except MaskingError:
        raise
    except RelayError as error:
        raise MaskingError(str(error)) from error
    except Exception as error:  # whatever breaks, the message is held and nobody's text is in the error
        raise MaskingError(f"masking failed: {type(error).__name__}") from error


class _Mask:
    """One message on its way."""

    def __init__(self, tree: MessageTree, writer: Identity, reader: Identity, frame: Frame, footer: str) -> None:
        self._tree = tree
        self._writer, self._reader, self._frame = writer, reader, frame
        self._footer = footer.strip()
        self._masker = masker_of(writer, reader, frame, footer)
        self._files = CleanedFiles()
        self._differ = parts_differ(tree)  # then both texts are sent

    def run(self, redactions: tuple[Redaction, ...], *, release: bool) -> Masked:
        if not release and (self._tree.problems or self._differ):
            raise MaskingError("the message is not understood for sure")
        # What a monitor had removed may stand in a document: then its text is needed.
        self._tree = with_files(self._tree) if redactions else with_kinds(self._tree)
        self._tree, redactions = parted(self._tree, redactions, self._masker)
        self._files = clean_files(self._tree, self._masker)
        where: tuple[str, ...] = ()
        for with_html, deliver in self._ever_plainer(redactions, with_html=not redactions and not self._differ):
            masked = self._build(redactions, with_html=with_html, deliver=deliver)
            where = identities_left(masked.data, self._writer, self._reader)
            if not where:
                return _checked(masked)
        raise IdentityLeftError(where)

    def _ever_plainer(self, redactions: tuple[Redaction, ...], *, with_html: bool) -> Iterator[tuple[bool, bool]]:
        """Yield whether the HTML, and whether files go along: better plainer than not at all.

        Each is asked for where the last look found something in the one before. Files that tell go first.
        """
        yield with_html, True
        if self._leave_out_what_tells(redactions):
            yield with_html, True
        if with_html:
            yield False, True
        yield False, False

    def _leave_out_what_tells(self, redactions: tuple[Redaction, ...]) -> bool:
        """Mark the files in which the last look finds somebody as such that stay behind; whether there are any."""
        texts = self._texts(redactions, Ledger())
        telling = {
            part.name
            for number, part in enumerate(self._tree.attachments, start=1)
            if self._tells(part, Attaching(texts, self._masker, Ledger(), frozenset()), number)
        }
        parts = (_marked_as_telling(part) if part.name in telling else part for part in self._tree.parts)
        self._tree = replace(self._tree, parts=tuple(parts))
        self._files = CleanedFiles({name: file for name, file in self._files.files.items() if name not in telling})
        return bool(telling)

    def _tells(self, part: Part, attaching: Attaching, number: int) -> bool:
        try:
            file = attaching.attach_one(part, number, self._files)
        except LeftOutError:
            return False
        return tells(file, self._writer, self._reader, self._frame)

    def _texts(self, redactions: tuple[Redaction, ...], ledger: Ledger) -> Texts:
        if not redactions:
            return texts_of(self._tree)
        return redacted(self._tree, redactions, ledger, self._frame.signatures, both=self._differ)

    def _build(self, redactions: tuple[Redaction, ...], *, with_html: bool, deliver: bool) -> Masked:
        """Return the new message; ``deliver``: False leaves all files out."""
        ledger = Ledger()
        texts = self._texts(redactions, ledger)
        has_html = any(block.html for block in self._tree.blocks)
        html_wanted = has_html and with_html and are_cut_alike(self._tree, self._frame.signatures)
        shown_ids = self._shown_pictures() if html_wanted else frozenset()
        attached = Attaching(texts, self._masker, ledger, shown_ids).attach(self._tree, self._files, deliver=deliver)
        if has_html and not html_wanted:
            ledger.note(ChangeKind.HTML_DROPPED, "html")
        for name in self._tree.dropped:
            ledger.note(ChangeKind.LEFT_OUT, name)
        notes = [*attached.notes, *_notes_on_dropped(self._tree.dropped)]
        subject = self._masker.text(texts.subject, SUBJECT, ledger)
        text = self._body(texts, ledger)
        if not html_wanted:
            self._look_across_cells(text)
        letter = Letter(
            subject=subject,
            text=self._with_end(text, notes),
            html=self._html(notes, attached.pictures, ledger) if html_wanted else "",
            attachments=tuple(attached.attachments),
            automatic=automatic_kind(self._tree.fields.automatic, _NOBODY) is not None,
        )
        return Masked(write(letter, self._writer, self._reader, self._frame), tuple(ledger.changes))

    def _look_across_cells(self, text: str) -> None:
        """Raise IdentityLeftError if ``text``, made of a page that is not sent itself, tells somebody by its cells."""
        is_of_page = any(block.html is not None and block.plain is None for block in self._tree.blocks)
        if is_of_page and "\t" in text and find_identities(text.replace("\t", ""), self._masker.people):
            raise IdentityLeftError((HTML,))

    def _shown_pictures(self) -> frozenset[str]:
        """Return the Content-IDs of the attached pictures that the HTML shows inside its text."""
        attached = {part.content_id for part in self._tree.attachments if part.content_id}
        sources = [block.html for block in self._tree.blocks if block.html] if attached else []
        return frozenset().union(*(pictures_shown(source) for source in sources)) & attached

    def _body(self, texts: Texts, ledger: Ledger) -> str:
        text = texts.body
        if self._differ:
            ledger.note(ChangeKind.BOTH_TEXTS, BODY)
            text = f"{text.rstrip()}\n\n{texts.html_text}"
        return self._masker.text(text, BODY, ledger)

    def _with_end(self, text: str, notes: list[str]) -> str:
        """Return ``text`` with the notes and, once, the footer, below the mark of signatures."""
        end = "\n".join([f"[{note}]" for note in notes])
        footer = f"-- \n{self._footer}" if self._footer else ""
        return "\n\n".join(piece for piece in (text.rstrip("\n"), end, footer) if piece) + "\n"

    def _html(self, notes: list[str], pictures: Mapping[str, str], ledger: Ledger) -> str:
        shown = [
            masked_html(block.html, self._masker, ledger, pictures)
            if block.html is not None
            else escaped_paragraphs(self._masker.text(block.plain or "", BODY, ledger))
            for block in self._tree.blocks
        ]
        end = [_EMPTY_LINE, *(escaped_paragraphs(f"[{note}]") for note in notes)] if notes else []
        footer = [_EMPTY_LINE, escaped_paragraphs(f"-- \n{self._footer}")] if self._footer else []
        return "\n".join(_with_line_ends(html) for html in [*shown, *end, *footer] if html)


def _marked_as_telling(part: Part) -> Part:
    return replace(part, file=part.file and replace(part.file, problem=NAMES_SOMEBODY))


def _notes_on_dropped(dropped: tuple[str, ...]) -> list[str]:
    """Return what the reader is told of parts that nobody is shown (CASES A27)."""
    return ["The digital signature of this mail was removed"] if "signature" in dropped else []


_BLOCK_END = re.compile(r"(</(?:p|div|li|tr|ul|ol|table|blockquote|h[1-6])>|<br>)(?!\n)")


def _with_line_ends(html: str) -> str:
    """Return ``html`` with line ends after blocks, where they mean nothing (not inside ``pre``)."""
    if "<pre" in html:
        return html
    return _BLOCK_END.sub(r"\1\n", html)


def _checked(masked: Masked) -> Masked:
    """Raise MaskingError if the bytes are not what every mail server takes: CRLF alone, no NUL, short lines."""
    data = masked.data
    pairs = data.count(b"\r\n")
    if data.count(b"\r") != pairs or data.count(b"\n") != pairs or b"\0" in data:
        raise MaskingError("the new message has stray line ends")
    if any(len(line) > 998 for line in data.split(b"\r\n")):
        raise MaskingError("the new message has a line that is too long")
    return masked
