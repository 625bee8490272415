"""A picture file taken apart: the bytes that make the picture, and everything that lies beside them.

Decoders get the picture's bytes alone. So no parser of metadata runs on what a stranger sent, and what a file hides
beside its picture (a second file after its end, a film, a web page in a comment) is seen and cannot come along.
Containers: JPEG (ITU-T T.81), PNG (W3C REC-png-3), GIF89a, WebP (RFC 9649). Linear.
"""

import struct
import zlib
from collections.abc import Callable

from relay.mime.files.jpeg_pieces import jpeg_pieces
from relay.mime.files.kinds import FileKind
from relay.mime.files.picture_pieces import MOST_PIECES, Beside, PictureParts, Piece, Pieces
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

_MOST_UNPACKED = 1 << 20  # bytes of one compressed text or colour profile


def take_apart(content: bytes, kind: FileKind) -> PictureParts:
    """Return the parts of a picture file; BMP, TIFF and HEIC, which have no simple frame, as they stand.

    Raises UnreadableFileError for what has not the form of its kind.
    """
    split = _SPLITTERS.get(kind)
    if split is None:
        return PictureParts(content)
    kept: list[bytes] = []
    beside: list[Piece] = []
    try:
        for number, (what, data) in enumerate(split(content)):
            if number > MOST_PIECES:
                raise UnreadableFileError(TOO_LARGE)
            if what is None:
                kept.append(data)
            elif data:
                beside.append(Piece(what, data))
    except (struct.error, IndexError) as error:
        raise UnreadableFileError(BROKEN) from error
    picture = b"".join(kept)
    if kind is FileKind.WEBP:
        picture = b"RIFF" + struct.pack("<I", len(picture) + 4) + b"WEBP" + picture
    return PictureParts(picture, tuple(beside))


# ---------------------------------------------------------------------------------------------
# PNG

_PNG_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_PNG_WORDS = {
    b"eXIf": Beside.EXIF,
    b"tEXt": Beside.TEXT,
    b"zTXt": Beside.TEXT,
    b"iTXt": Beside.TEXT,
    b"iCCP": Beside.COLOURS,
    b"acTL": Beside.PICTURE,
    b"fcTL": Beside.PICTURE,
    b"fdAT": Beside.PICTURE,
}
_PNG_COLOURS = frozenset({b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"})  # tell of nobody


def _png(content: bytes) -> Pieces:
    yield None, content[:8]
    position = 8
    while True:
        length, name = struct.unpack_from(">I4s", content, position)
        end = position + 12 + length
        if end > len(content):
            raise UnreadableFileError(BROKEN)
        if name in _PNG_NEEDED:
            yield None, content[position:end]
        elif name not in _PNG_COLOURS:
            yield _PNG_WORDS.get(name, Beside.OTHER), _unpacked(name, content[position + 8 : end - 4])
        position = end
        if name == b"IEND":
            yield Beside.AFTER, content[end:].strip(b"\0\r\n ")
            return


def _unpacked(name: bytes, data: bytes) -> bytes:
    """Return a chunk's text or profile, decompressed as far as the bound, after its keyword."""
    keyword, _, rest = data.partition(b"\0")
    if name in {b"zTXt", b"iCCP"}:
        return keyword + b"\0" + _inflated(rest[1:])
    if name == b"iTXt" and rest[:1] == b"\1":
        language, _, rest = rest[2:].partition(b"\0")
        translated, _, text = rest.partition(b"\0")
        return b"\0".join((keyword, language, translated, _inflated(text)))
    return data


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return data


# ---------------------------------------------------------------------------------------------
# GIF

_GIF_LOOP = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_GIF_TRAILER, _GIF_EXTENSION, _GIF_IMAGE = 0x3B, 0x21, 0x2C
_GIF_CONTROL, _GIF_COMMENT, _GIF_APPLICATION = 0xF9, 0xFE, 0xFF


def _gif(content: bytes) -> Pieces:
    screen_width, screen_height = struct.unpack_from("<2H", content, 6)
    position = 13 + _colour_table(content[10])
    yield None, content[:position]
    while True:
        sort = content[position]
        if sort == _GIF_TRAILER:
            yield None, b";"
            yield Beside.AFTER, content[position + 1 :].strip(b"\0\r\n ")
            return
        if sort == _GIF_IMAGE:
            left, top, width, height = struct.unpack_from("<4H", content, position + 1)
            if left + width > screen_width or top + height > screen_height:
                raise UnreadableFileError(BROKEN)  # it would be larger than it says
            end = _after_blocks(content, position + 11 + _colour_table(content[position + 9]))
            yield None, content[position:end]
        elif sort == _GIF_EXTENSION:
            end = _after_blocks(content, position + 2)
            yield _gif_extension(content[position:end]), content[position:end]
        else:
            raise UnreadableFileError(BROKEN)
        position = end


def _gif_extension(block: bytes) -> Beside | None:
    label = block[1]
    if label == _GIF_CONTROL and len(block) == 8:
        return None
    if label == _GIF_APPLICATION and block[3:14] in _GIF_LOOP and len(block) == 19:
        return None
    return Beside.TEXT if label in {_GIF_COMMENT, _GIF_APPLICATION} else Beside.OTHER


def _colour_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, position: int) -> int:
    while length := content[position]:
        position += length + 1
    return position + 1


# ---------------------------------------------------------------------------------------------
# WebP

_WEBP_NEEDED = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_WEBP_WORDS = {b"EXIF": Beside.EXIF, b"XMP ": Beside.TEXT, b"ICCP": Beside.COLOURS}
_WEBP_FLAGS = 0x12  # of VP8X: transparency and animation; those for a profile, EXIF and XMP go with what they tell of


def _webp(content: bytes) -> Pieces:
    end_of_all = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    position = 12
    while position + 8 <= end_of_all:
        name, length = struct.unpack_from("<4sI", content, position)
        end = position + 8 + length
        if end > end_of_all:
            raise UnreadableFileError(BROKEN)
        data = content[position + 8 : end]
        padding = b"\0" * (length & 1)
        if name == b"VP8X" and length == 10:
            yield None, content[position : position + 8] + bytes((data[0] & _WEBP_FLAGS, 0, 0, 0)) + data[4:]
        elif name in _WEBP_NEEDED:
            yield None, content[position:end] + padding
        else:
            yield _WEBP_WORDS.get(name, Beside.OTHER), data.removeprefix(b"Exif\0\0")
        position = end + len(padding)
    yield Beside.AFTER, content[position:].strip(b"\0\r\n ")


def webp_pixels(content: bytes) -> int:
    """Return width times height as the first chunk of a WebP file says (RFC 9649 §2.5 to 2.7), 0 if it does not."""
    name, data = content[12:16], content[20:30]
    if name == b"VP8X":
        return (int.from_bytes(data[4:7], "little") + 1) * (int.from_bytes(data[7:10], "little") + 1)
    if name == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(data[6:8], "little") & 0x3FFF) * (int.from_bytes(data[8:10], "little") & 0x3FFF)


_SPLITTERS: dict[FileKind, Callable[[bytes], Pieces]] = {
    FileKind.JPEG: jpeg_pieces,
    FileKind.PNG: _png,
    FileKind.GIF: _gif,
    FileKind.WEBP: _webp,
}
