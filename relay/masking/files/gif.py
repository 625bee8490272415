"""A GIF written anew, frame by frame, so that its animation stays as it was, to the pixel (GIF89a).

Pillow would lay the frames over each other and find new colours for each. Here each frame is decoded and encoded
alone, in its own colours, and put back at its place and time. What stands behind the end of a frame's data, in
comments and in extensions is not in the pixels, and is gone.
"""

import io
import struct
from collections.abc import Iterator

from PIL import Image

from relay.masking.files.cleaning import NotCleanableError
from relay.mime.files.reading import BROKEN

_TRAILER, _EXTENSION, _IMAGE, _CONTROL = 0x3B, 0x21, 0x2C, 0xF9
_MOST_AREA = 60_000_000  # pixels of all frames
_INTERLACED, _OWN_COLOURS = 0x40, 0x80


def rewritten_gif(picture: bytes) -> bytes:
    """Return a GIF, as `take_apart` gives it, with every frame encoded anew. Raises NotCleanableError."""
    start = 13 + _table_size(picture[10])
    return b"".join((b"GIF89a", picture[6:start], *_blocks(picture, start), b";"))


def _blocks(picture: bytes, position: int) -> Iterator[bytes]:
    common = picture[13:position]
    area = 0
    while picture[position] != _TRAILER:
        if picture[position] == _EXTENSION:  # a frame's time, or how often all are shown
            end = _end_of_blocks(picture, position + 2)
            yield _extension(picture[position:end])
        else:
            left, top, width, height, flags = struct.unpack_from("<4HB", picture, position + 1)
            own = picture[position + 10 : position + 10 + _table_size(flags)]
            data = position + 10 + len(own)
            end = _end_of_blocks(picture, data + 1)
            area += width * height
            if area > _MOST_AREA:
                raise NotCleanableError(BROKEN)
            pixels = _decoded(width, height, flags & _INTERLACED, own or common, picture[data:end])
            frame = struct.pack("<B4HB", _IMAGE, left, top, width, height, flags & (_OWN_COLOURS | 7 if own else 0))
            yield frame + own + pixels
        position = end


def _extension(block: bytes) -> bytes:
    """Return a block of GIF with nothing but what is defined: three bits of it are free."""
    if block[1] == _CONTROL:
        return block[:3] + bytes((block[3] & 0x1D,)) + block[4:]  # how to dispose of it; whether one colour is clear
    return block


def _decoded(width: int, height: int, interlaced: int, colours: bytes, data: bytes) -> bytes:
    """Return a frame's pixels encoded anew: the code size, data in blocks, and the end of them."""
    table = colours or bytes(12)
    alone = b"".join(
        (
            b"GIF89a",
            struct.pack("<2H3B", width, height, _OWN_COLOURS | (len(table) // 3 - 1).bit_length() - 1, 0, 0),
            table,
            struct.pack("<B4HB", _IMAGE, 0, 0, width, height, interlaced),
            data,
            b";",
        )
    )
    with Image.open(io.BytesIO(alone), formats=["GIF"]) as frame:
        frame.load()
        return _encoded(frame)


def _encoded(frame: Image.Image) -> bytes:
    plain = Image.frombytes("L", frame.size, frame.tobytes())  # the numbers of the colours
    written = io.BytesIO()
    plain.save(written, "GIF", optimize=False, interlace=0)
    content = written.getvalue()
    start = 13 + _table_size(content[10])
    while content[start] == _EXTENSION:
        start = _end_of_blocks(content, start + 2)
    flags = content[start + 9]
    return content[start + 10 + _table_size(flags) : -1]


def _table_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & _OWN_COLOURS else 0


def _end_of_blocks(content: bytes, position: int) -> int:
    while length := content[position]:
        position += length + 1
    return position + 1
