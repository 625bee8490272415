"""How many pixels a picture has, as its header claims: told from a few bytes, without decoding anything."""

import re
import struct

from relay.mime.files.kinds import FileKind

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # ITU-T T.81, table B.1: tables and JPG are none
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers that no length follows
_SOS = 0xDA
_MARKS = re.compile(rb"\xff+")  # fill bytes may stand before a marker's own
_MOST_SEGMENTS = 1000


def size_of(content: bytes, kind: FileKind) -> tuple[int, int] | None:
    """Return (width, height) of a picture of ``kind`` as stored, before it is turned upright; None where not told.

    Not looked for in TIFF and HEIC, whose headers may lie anywhere. Never raises.
    """
    try:
        width, height = _size_of(content, kind)
    except struct.error:  # it ends too early
        return None
    return (width, height) if width > 0 and height > 0 else None


def _size_of(content: bytes, kind: FileKind) -> tuple[int, int]:
    match kind:
        case FileKind.PNG:
            return _pair(">II", content, 16)  # IHDR is the first chunk
        case FileKind.GIF:
            return _pair("<HH", content, 6)
        case FileKind.BMP:
            width, height = _pair("<ii", content, 18)
            return width, abs(height)  # rows may run from the top
        case FileKind.WEBP:
            return _webp(content)
        case FileKind.JPEG:
            return _jpeg(content)
        case _:
            return 0, 0


def _pair(form: str, content: bytes, offset: int) -> tuple[int, int]:
    one, other = struct.unpack_from(form, content, offset)
    return one, other


def _webp(content: bytes) -> tuple[int, int]:
    """Read the first chunk (RFC 9649 sections 2.5 to 2.7)."""
    name, data = content[12:16], content[20:30]
    if name == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if name == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = _pair("<HH", data, 6)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    """Go from segment to segment up to the frame header (ITU-T T.81, B.2.2)."""
    position = 2
    for _ in range(_MOST_SEGMENTS):
        marks = _MARKS.match(content, position)
        if marks is None:
            return 0, 0
        (marker,) = struct.unpack_from("B", content, marks.end())
        if marker == _SOS:  # the picture itself begins
            return 0, 0
        position = marks.end() + 1
        if marker in _JPEG_FRAMES:
            height, width = _pair(">HH", content, position + 3)
            return width, height
        if marker not in _JPEG_ALONE:
            (length,) = struct.unpack_from(">H", content, position)
            position += max(length, 2)
    return 0, 0
