"""What a picture file is made of: the picture, and all sorts of things beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_PIECES = 20_000  # segments, chunks or blocks; a screenshot of 30 MB has 4,000


class Beside(StrEnum):
    """What may lie beside a picture, in words for people."""

    EXIF = "data of the camera"
    TEXT = "a description"  # XMP, IPTC, comments, text chunks
    COLOURS = "a colour profile"
    THUMBNAIL = "a thumbnail"
    PICTURE = "further pictures"
    AFTER = "data after the picture"
    OTHER = "other data beside the picture"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something beside the picture."""

    what: Beside
    data: bytes


@dataclass(frozen=True, slots=True)
class PictureParts:
    """``picture``: a file of the same kind with nothing in it but the picture. ``beside``: all the rest."""

    picture: bytes
    beside: tuple[Piece, ...] = ()

    def first(self, what: Beside) -> bytes:
        """Return the first piece of this sort, b"" for none."""
        return next((piece.data for piece in self.beside if piece.what is what), b"")

    @property
    def profile(self) -> bytes:
        """The colour profile, which a JPEG writes in pieces of 64 KB."""
        return b"".join(piece.data for piece in self.beside if piece.what is Beside.COLOURS)


Pieces = Iterator[tuple[Beside | None, bytes]]
"""A file piece by piece; None marks those of the picture itself."""
