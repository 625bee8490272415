"""What was taken out of a document: what it said, what it is called, and whether there were files in it."""

import re
from contextlib import suppress
from dataclasses import dataclass, field

from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.office.markup import Element, read_xml
from relay.mime.files.office.package import Package
from relay.mime.files.reading import UnreadableFileError

_LONGEST_PROPERTIES = 200_000  # characters
_TELLING = re.compile(r"[\\@]|:/|\w \w")
_NOTHING = re.compile(r"[\W\d_]*|dcterms:W3CDTF|variant|lpstr|i4|true|false|\{[0-9A-Fa-f-]{36}\}")


@dataclass(slots=True)
class Found:
    """What was taken out: what it says, what it is called, and whether there were files in it."""

    properties: dict[str, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    has_files: bool = False
    _length: int = 0

    def note(self, words: str, said: str = "") -> None:
        """Note that something called ``words`` was taken out, and what it said."""
        if words:
            self.removed[words] = None
        line = " ".join((said or words).split())
        if line and line not in self.properties and self._length < _LONGEST_PROPERTIES:
            self.properties[line] = None
            self._length += len(line)

    def note_all(self, words: str, element: Element) -> None:
        """Note an element with the texts and attributes in it; without a word for it, of those the telling ones."""
        if words:
            self.note(words)
        for one in element.iter():
            attributes = (str(value) for value in one.attrib.values() if words or _TELLING.search(str(value)))
            for said in (*attributes, one.text, one.tail if one is not element else ""):
                if said and not _NOTHING.fullmatch(said):
                    self.note("", said)


def note_part(package: Package, name: str, words: str, found: Found) -> None:
    """Note what a whole part says that does not leave; one that cannot be read leaves all the same."""
    with suppress(UnreadableFileError):
        found.note_all(words, read_xml(package, name))


def is_a_file(content: bytes) -> bool:
    """Return whether what no part leads to is a file of a kind of its own: a document, an archive, a program."""
    kind = kind_by_content(content)
    return not kind.is_picture and kind not in {FileKind.UNKNOWN, FileKind.TEXT, FileKind.MARKUP}
