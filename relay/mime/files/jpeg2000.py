"""JPEG 2000 without what it tells beside its pixels: boxes and comments (ITU-T T.800, annexes A and I)."""

import struct

from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_NEEDED = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_SOC, _SIZ, _COM, _SOT = 0xFF4F, 0xFF51, 0xFF64, 0xFF90
_MOST_BOXES = 1000


def bare_jpeg2000(data: bytes, most_pixels: int) -> tuple[bytes, list[bytes]]:
    """Return a picture (boxes or a bare codestream) without metadata, and the metadata. Raises UnreadableFileError."""
    texts: list[bytes] = []
    try:
        if data.startswith(_SIGNATURE):
            return b"".join(_boxes(data, most_pixels, texts)), texts
        return _codestream(data, most_pixels, texts), texts
    except struct.error as error:
        raise UnreadableFileError(BROKEN) from error


def _boxes(data: bytes, most_pixels: int, texts: list[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    position = 0
    while position + 8 <= len(data) and len(kept) + len(texts) < _MOST_BOXES:
        length, name = struct.unpack_from(">I4s", data, position)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, position + 8)
            head = 16
        end = position + length if length else len(data)
        if end < position + head or end > len(data):
            raise UnreadableFileError(BROKEN)
        inside = data[position + head : end]
        if name == b"jp2c":
            inside = _codestream(inside, most_pixels, texts)
        if name in _NEEDED:
            kept.append(struct.pack(">I4s", len(inside) + 8, name) + inside)
        else:
            texts.append(inside)
        position = end
    return kept


def _codestream(data: bytes, most_pixels: int, texts: list[bytes]) -> bytes:
    """Return a codestream without the comments of its main header."""
    if struct.unpack_from(">H", data)[0] != _SOC:
        raise UnreadableFileError(BROKEN)
    kept, position = [data[:2]], 2
    while True:
        marker, length = struct.unpack_from(">HH", data, position)
        if marker == _SOT:
            return b"".join((*kept, data[position:]))
        if marker < 0xFF01 or length < 2:
            raise UnreadableFileError(BROKEN)
        segment = data[position : position + 2 + length]
        if marker == _SIZ:
            right, bottom, left, top = struct.unpack_from(">4I", segment, 6)
            if (right - left) * (bottom - top) > most_pixels:
                raise UnreadableFileError(TOO_LARGE)
        if marker == _COM:
            texts.append(segment[6:])
        else:
            kept.append(segment)
        position += 2 + length
