"""What a file says: its kind, its text, its pictures, and what keeps it from being understood."""

from dataclasses import dataclass

from relay.mime.files.kinds import FileKind

TOO_MUCH = "it takes more time or memory to look into than a file may"
BROKEN = "it is broken, or of a form that is not understood"
ENCRYPTED = "it is encrypted"
MISMATCH = "its name, its type and its content do not agree"
TOO_LARGE = "it holds more than can be looked into"
EMBEDDED = "it holds another file"
MACROS = "it holds macros"
UNREADABLE_PICTURE = "it holds a picture that cannot be read"


@dataclass(frozen=True, slots=True)
class FileReading:
    """One attached file as read.

    ``text``: everything it can show a reader, also what is hidden by a style, notes, comments and link
    targets, one after the other with line ends between. ``properties``: what it tells beside that (authors,
    titles, programs, custom data); it is taken out of what is delivered. ``pictures``: SHA-256 in hex of the
    decoded pixels of every picture in it (in a PDF: of the coded bytes; also of drawings that can be writing, and of
    fonts that do not tell their letters), in order, each once: what a person has to look at. ``in_pictures``: what
    programs read in those pictures, beside what ``text`` says: a help for that person, and no proof of anything.
    ``problem``: one of the sentences above, "" if it is understood whole.
    """

    kind: FileKind
    text: str = ""
    properties: str = ""
    pictures: tuple[str, ...] = ()
    problem: str = ""
    in_pictures: str = ""


class UnreadableFileError(Exception):
    """A file cannot be understood; its text is one of the sentences above. It never leaves relay.mime.files."""
