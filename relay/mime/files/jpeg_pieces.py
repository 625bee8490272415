"""A JPEG segment by segment (ITU-T T.81, annex B)."""

import re
import struct

from relay.mime.files.picture_pieces import Beside, Pieces
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")  # one that a length follows, or the end
_EOI, _SOS, _COM, _APP0 = 0xD9, 0xDA, 0xFE, 0xE0
_NEEDED = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, _SOS})  # frames, tables, restarts, scans
_MOST_SCANS = 64  # of a progressive one; programs write ten, each costs a pass over the whole picture
_ADOBE = 0xEE  # APP14 tells how colours are stored
_ADOBE_LENGTH = 12
_JFIF_LENGTH = 14
_APP_WORDS: tuple[tuple[int, bytes, Beside], ...] = (
    (0xE1, b"Exif\0\0", Beside.EXIF),
    (0xE1, b"http://ns.adobe.com/", Beside.TEXT),
    (0xE2, b"ICC_PROFILE\0", Beside.COLOURS),
    (0xE2, b"MPF\0", Beside.PICTURE),
    (0xED, b"Photoshop 3.0\0", Beside.TEXT),
)
_HEADS = {Beside.EXIF: 6, Beside.COLOURS: 14}  # bytes before what other containers have without


def jpeg_pieces(content: bytes) -> Pieces:
    """Yield a JPEG segment by segment, and what follows its end. Raises UnreadableFileError."""
    yield None, content[:2]
    position, scans = 2, 0
    while True:
        match = _MARKER.search(content, position)
        if match is None:
            raise UnreadableFileError(BROKEN)  # it ends in the middle
        start, marker = match.start(), content[match.start() + 1]
        yield Beside.OTHER, content[position:start].strip(b"\xff")  # fill bytes are nothing
        if marker == _EOI:
            yield None, b"\xff\xd9"
            yield from _after(content, start + 2)
            return
        length = int.from_bytes(content[start + 2 : start + 4])
        end = start + 2 + length
        if length < 2 or end > len(content):
            raise UnreadableFileError(BROKEN)
        if marker == _SOS:
            scans += 1
            if scans > _MOST_SCANS:
                raise UnreadableFileError(TOO_LARGE)
            match = _END_OF_SCAN.search(content, end)
            if match is None:
                raise UnreadableFileError(BROKEN)
            end = match.start()
            yield None, content[start:end]
        else:
            yield from _segment(marker, content[start + 4 : end])
        position = end


def _segment(marker: int, segment: bytes) -> Pieces:
    if marker in _NEEDED:
        yield None, _framed(marker, segment)
    elif marker == _APP0 and segment.startswith(b"JFIF\0"):
        # Without the thumbnail that may follow: its two lengths are the last bytes.
        if len(segment) >= _JFIF_LENGTH:
            yield None, _framed(marker, segment[: _JFIF_LENGTH - 2] + b"\0\0")
        yield Beside.THUMBNAIL, segment[_JFIF_LENGTH:]
    elif marker == _ADOBE and segment.startswith(b"Adobe") and len(segment) >= _ADOBE_LENGTH:
        yield None, _framed(marker, segment[:_ADOBE_LENGTH])
        yield Beside.OTHER, segment[_ADOBE_LENGTH:]
    elif marker == _COM:
        yield Beside.TEXT, segment
    elif marker == _APP0 and segment.startswith(b"JFXX\0"):
        yield Beside.THUMBNAIL, segment
    else:
        for app, beginning, what in _APP_WORDS:
            if marker == app and segment.startswith(beginning):
                yield what, segment[_HEADS.get(what, 0) :]
                return
        yield Beside.OTHER, segment


def _framed(marker: int, segment: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(segment) + 2) + segment


def _after(content: bytes, position: int) -> Pieces:
    """Yield what follows the end: padding is nothing, a second JPEG (multi-picture format) is a picture."""
    rest = content[position:].strip(b"\0\r\n ")
    yield Beside.PICTURE if rest.startswith(b"\xff\xd8\xff") else Beside.AFTER, rest
