"""What every kind of file is cleaned with, and what comes of it."""

from dataclasses import dataclass, field
from typing import Protocol

from relay.mime.files.kinds import FileKind

AUTOMATIC = "it is an automatic answer to an invitation"
NAMES_SOMEBODY = "it names one of the two"  # why a file cannot be cleaned that could not be rewritten


class TextMask(Protocol):
    """Masks the texts of a file; remembers that something was replaced."""

    def text(self, text: str) -> str:
        """Return ``text`` without identities."""
        ...

    def names_somebody(self, text: str) -> bool:
        """Return whether one of the two can be read in ``text``; links and footers that tell nobody's name may stay."""
        ...

    def target(self, target: str) -> str:
        """Return what a link to ``target`` may point at; "" where it must point nowhere."""
        ...


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file that is safe to deliver.

    ``kind`` may differ from what came in (a HEIC picture becomes a JPEG). ``removed`` names in plain words what
    was taken out ("the author's name", "a thumbnail"), each once; never a value.
    """

    content: bytes
    kind: FileKind
    removed: tuple[str, ...] = field(default=())


class NotCleanableError(Exception):
    """A file cannot be made safe: it is left out with a note. The text says why, without quoting the file."""
