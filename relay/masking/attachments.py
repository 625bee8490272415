"""Attachments: what can be written anew goes along, masked and without what it tells beside; the rest is noted."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from relay.identities.fold import fold
from relay.identities.people import People, Telling
from relay.masking.files.cleaning import AUTOMATIC, NAMES_SOMEBODY
from relay.masking.files.wire import masker_fields
from relay.masking.frame import LeftOutError
from relay.masking.letter import Attachment
from relay.masking.redaction import Texts
from relay.masking.text import Ledger, Masker
from relay.mime.files.confined import Done, Failed, run_confined
from relay.mime.files.kinds import FileKind
from relay.mime.files.looking import is_read
from relay.mime.files.reading import BROKEN, ENCRYPTED, MISMATCH, TOO_LARGE, TOO_MUCH
from relay.mime.tree import MessageTree, Part
from relay.mime.words import clean
from relay.model.change import Change, ChangeKind

_CLEAN = "relay.masking.files.inside:clean"
_OFFICE = "application/vnd.openxmlformats-officedocument"
# What is delivered, and as what: the type that is written, and the endings a name may have (the first if it has none).
_DELIVERED: Mapping[FileKind, tuple[str, tuple[str, ...]]] = {
    FileKind.TEXT: (
        "text/plain",
        ("txt", "text", "log", "py", "java", "c", "h", "cpp", "js", "css", "ino", "json", "md", "csv", "tsv"),
    ),
    FileKind.CSV: ("text/csv", ("csv", "tsv")),
    FileKind.MARKDOWN: ("text/markdown", ("md", "markdown")),
    FileKind.CALENDAR: ("text/calendar", ("ics", "ical")),
    FileKind.JPEG: ("image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
    FileKind.PNG: ("image/png", ("png",)),
    FileKind.GIF: ("image/gif", ("gif",)),
    FileKind.WEBP: ("image/webp", ("webp",)),
    FileKind.PDF: ("application/pdf", ("pdf",)),
    FileKind.DOCX: (f"{_OFFICE}.wordprocessingml.document", ("docx",)),
    FileKind.PPTX: (f"{_OFFICE}.presentationml.presentation", ("pptx",)),
    FileKind.XLSX: (f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    FileKind.ODT: ("application/vnd.oasis.opendocument.text", ("odt",)),
}
DELIVERED_TYPES = tuple(dict.fromkeys(content_type for content_type, _ in _DELIVERED.values()))
"""Every type that a delivered file can have."""
_CALLED: Mapping[FileKind, str] = {
    FileKind.TEXT: "a text file",
    FileKind.CSV: "a table",
    FileKind.MARKDOWN: "a text file",
    FileKind.CALENDAR: "a calendar entry",
    FileKind.PDF: "a PDF document",
    FileKind.DOCX: "a Word document",
    FileKind.PPTX: "a presentation",
    FileKind.XLSX: "a spreadsheet",
    FileKind.ODT: "a text document",
    FileKind.CONTACT: "a contact card",
    FileKind.MAIL: "an attached mail",
    FileKind.MARKUP: "a web page or a drawing that can hold programs",
    FileKind.RTF: "an RTF document",
    FileKind.MACROS: "a document with macros",
    FileKind.LEGACY_OFFICE: "an old kind of office document",
    FileKind.TNEF: "a container that Outlook alone opens",
    FileKind.ARCHIVE: "an archive",
    FileKind.AUDIO: "a sound",
    FileKind.VIDEO: "a video",
    FileKind.PROGRAM: "a program",
    FileKind.KEY: "a key, a certificate or encrypted data",
}
# Why a file was left out, for its reader; no other words of a parser get that far.
_REASONS = frozenset({AUTOMATIC, BROKEN, ENCRYPTED, MISMATCH, TOO_LARGE, TOO_MUCH, NAMES_SOMEBODY})
_UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*;=%@\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAME = 80
_LABEL = "attachment "


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """A file written anew, or why there is none."""

    kind: FileKind
    content: bytes = b""
    changes: tuple[tuple[ChangeKind, str], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class CleanedFiles:
    """The files of a message that had to be written anew, by the name of their part."""

    files: Mapping[str, _Cleaned] = field(default_factory=dict)


def clean_files(tree: MessageTree, masker: Masker) -> CleanedFiles:
    """Clean what is neither plain text nor left out anyway, confined. ``tree`` has its kinds (`with_kinds`)."""
    wanted = [part for part in tree.attachments if part.file is not None and is_read(part.file)]
    if not wanted:
        return CleanedFiles()
    known = masker_fields(masker)
    jobs = [
        ({"kind": part.file.kind.value, "part": part.name, "masker": known}, part.content)
        for part in wanted
        if part.file
    ]
    outcomes = run_confined(_CLEAN, jobs)
    return CleanedFiles({part.name: _cleaned(outcome) for part, outcome in zip(wanted, outcomes, strict=True)})


def _cleaned(outcome: Done | Failed) -> _Cleaned:
    if isinstance(outcome, Failed):
        return _Cleaned(FileKind.UNKNOWN, why=TOO_MUCH if outcome.exhausted else BROKEN)
    fields = outcome.fields
    if fields["why"]:
        return _Cleaned(FileKind.UNKNOWN, why=str(fields["why"]))
    changes = [(ChangeKind(kind), str(detail)) for kind, detail in fields["changes"]]
    changes += [(ChangeKind.TAKEN_OUT, str(words)) for words in fields["removed"]]
    return _Cleaned(FileKind(fields["kind"]), outcome.content, tuple(changes))


@dataclass(slots=True)
class Attached:
    """What becomes of the attachments: those that go along, notes on those that do not, pictures by Content-ID."""

    attachments: list[Attachment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)


class Attaching:
    """Attaches the files of one message. One use each."""

    def __init__(self, texts: Texts, masker: Masker, ledger: Ledger, shown_ids: frozenset[str]) -> None:
        """``shown_ids`` are the Content-IDs that the HTML shows: pictures under them stay inside the text."""
        self._texts = texts
        self._masker = masker
        self._ledger = ledger
        self._shown_ids = shown_ids
        self._done = Attached()

    def attach(self, tree: MessageTree, cleaned: CleanedFiles, *, deliver: bool) -> Attached:
        """Return what becomes of the files of ``tree``; ``deliver``: False leaves all of them out."""
        for number, part in enumerate(tree.attachments, start=1):
            file = cleaned.files.get(part.name)
            if deliver and file and not self._is_redacted(part) and _comes_again(part, file, tree, cleaned):
                continue  # calendar programs send an invitation as a part of the text and as a file
            attached = self._attached(part, number, file) if deliver else None
            if attached is None:
                self._leave_out(part, number, _why(part, file))
            else:
                self._done.attachments.append(attached)
        return self._done

    def attach_one(self, part: Part, number: int, cleaned: CleanedFiles) -> Attachment:
        """Return the file that becomes of ``part``, attachment ``number`` of its message; raises LeftOutError."""
        file = cleaned.files.get(part.name)
        attached = self._attached(part, number, file)
        if attached is None:
            raise LeftOutError(left_out_at_sight(part) or _left_out_as(part, _why(part, file)))
        return attached

    def _attached(self, part: Part, number: int, file: _Cleaned | None) -> Attachment | None:
        if file is not None and not file.why and not self._is_redacted(part):
            return self._written_anew(part, number, file)
        return self._as_text(part, number) if _is_readable_text(part) else None

    def _is_redacted(self, part: Part) -> bool:
        """Return whether a monitor had something removed that stands in this document: it cannot be rewritten."""
        return self._texts.attachments.get(part.name, part.text) != part.text

    def _written_anew(self, part: Part, number: int, file: _Cleaned) -> Attachment:
        label = _label(number)
        name = self._name(part, number, file.kind)
        for kind, detail in file.changes:
            self._ledger.changes[Change(kind, label, detail)] = None
        content_id = ""
        if file.kind.is_picture and part.content_id in self._shown_ids:
            content_id = f"{number}.{hashlib.sha256(file.content).hexdigest()[:16]}@{self._masker.relay_domain}"
            self._done.pictures[part.content_id] = content_id
        return Attachment(name, _DELIVERED[file.kind][0], content=file.content, content_id=content_id)

    def _as_text(self, part: Part, number: int) -> Attachment:
        kind = part.file.kind if part.file else FileKind.TEXT
        name = self._name(part, number, kind)
        text = self._masker.text(self._texts.attachments[part.name], _label(number), self._ledger)
        return Attachment(name, _DELIVERED[kind][0], text=text)

    def _name(self, part: Part, number: int, kind: FileKind) -> str:
        """Return a file name that holds no identity and whose ending fits what is sent."""
        endings = _DELIVERED[kind][1]
        name = _UNSAFE_IN_NAMES.sub("_", clean(part.filename)).strip(" ._")[-_LONGEST_NAME:]
        stem, dot, ending = name.rpartition(".")
        if self._texts.neutral_names or not name or self._names_somebody(part.filename, name):
            self._ledger.note(ChangeKind.RENAMED, _label(number))
            return f"attachment-{number}.{endings[0]}"
        if dot and ending.lower() in endings:
            return f"{stem}.{ending}"
        return f"{stem if dot and part.file and part.file.kind is not kind else name}.{endings[0]}"

    def _names_somebody(self, *names: str) -> bool:
        return any(self._masker.hits(name) or _names_by_surname(name, self._masker.people) for name in names)

    def _leave_out(self, part: Part, number: int, why: str) -> None:
        what = _left_out_as(part, why)
        self._ledger.note(ChangeKind.LEFT_OUT, _label(number), what)
        name = clean(part.filename)[:_LONGEST_NAME]
        shown = name and not self._texts.neutral_names and not self._names_somebody(name)
        self._done.notes.append(f"An attachment was left out: {name + ', ' if shown else ''}{what}")


def left_out_at_sight(part: Part) -> str:
    """Return what ``part``, which has its kind (`with_kinds`), is left out as; "" for a file that may go along.

    Whether one does go along is known when it is cleaned.
    """
    if part.file is not None and (is_read(part.file) or _is_readable_text(part)):
        return ""
    unreadable = part.file is not None and part.file.kind.is_plain_text and not part.file.problem
    return _left_out_as(part, BROKEN if unreadable else _why(part, None))


def _why(part: Part, file: _Cleaned | None) -> str:
    """Return why a file is left out, as far as more is known than its kind."""
    return file.why if file else part.file.problem if part.file else ""


def _left_out_as(part: Part, why: str) -> str:
    """Return what a file is that is left out, and why: "an archive", "a PDF document (it is encrypted)"."""
    return f"{_called(part)} ({why})" if why in _REASONS else _called(part)


def _comes_again(part: Part, file: _Cleaned, tree: MessageTree, cleaned: CleanedFiles) -> bool:
    """Return whether a calendar entry without a name is delivered under a name too, the same in every byte."""
    if part.filename or file.why or file.kind is not FileKind.CALENDAR:
        return False
    return any(
        other.filename and again.content == file.content and not again.why
        for other in tree.attachments
        if (again := cleaned.files.get(other.name)) is not None
    )


def _names_by_surname(name: str, people: People) -> bool:
    """Return whether a word is one's surname, also an everyday one, alone or behind an initial.

    A file name has no sentence to tell "young people" from "young essay" by, and a neutral name costs little.
    """
    words = {fold(word).text for found in _WORD.findall(name) for word in (found, *_HUMP.findall(found))}
    for person in people.both:
        known = {surname for surname, how in person.surnames.items() if how is not Telling.SHARED}
        if words & known or words & {initial + surname for initial in person.initials for surname in known}:
            return True
    return False


def _called(part: Part) -> str:
    """Return what to call a file that is left out: a sender's own type string is free text."""
    if part.file is None or part.file.problem == MISMATCH:
        return "a file"
    kind = part.file.kind
    return "a picture" if kind.is_picture else _CALLED.get(kind, "a file of another kind")


def files_left_out(changes: Iterable[Change]) -> list[Change]:
    """Return those of ``changes`` that say of a file that it is not delivered."""
    return [one for one in changes if one.kind is ChangeKind.LEFT_OUT and one.part.startswith(_LABEL)]


def _label(number: int) -> str:
    """Return how changes name an attachment: its own name may tell who somebody is."""
    return f"{_LABEL}{number}"


def _is_readable_text(part: Part) -> bool:
    kind = part.file.kind if part.file else FileKind.UNKNOWN
    problem = part.file.problem if part.file else ""
    is_text = b"\0" not in part.content or part.content.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 has many
    return kind.is_plain_text and not problem and not part.charset_loss and is_text
