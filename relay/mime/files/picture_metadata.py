"""What lies beside a picture, as text and in words: where it was taken, when, with which camera."""

import re
import struct
from collections.abc import Iterable, Iterator

from relay.mime.files.picture_pieces import Beside, Piece

_MOST_TEXT = 100_000  # characters
_MOST_BYTES = 1 << 20  # of one piece that are looked through
_SHORTEST = 4  # characters that are a text
_RUN = re.compile(rf"[^\W_][^\x00-\x1f\x7f-\x9f\ufffd]{{{_SHORTEST - 1},}}")
_WIDE = (re.compile(rb"(?:[\x20-\x7e]\0){4,}"), re.compile(rb"(?:\0[\x20-\x7e]){4,}"))

WHERE = "where the picture was taken"
WHEN = "when the picture was taken"
_ORIENTATION, _DATE, _EXIF_IFD, _GPS_IFD = 0x0112, 0x0132, 0x8769, 0x8825
_MOST_TAGS = 500
_SHORT = 3  # the type of a number of two bytes


def texts_of(pieces: Iterable[Piece]) -> str:
    """Return every run of readable characters in ``pieces``, a line each, as they would be read in any encoding."""
    lines: dict[str, None] = {}
    size = 0
    for piece in pieces:
        for run in _runs(piece.data[:_MOST_BYTES]):
            line = run.strip()
            if line in lines:
                continue
            lines[line] = None
            size += len(line)
            if size > _MOST_TEXT:
                return "\n".join(lines)[:_MOST_TEXT]
    return "\n".join(lines)


def _runs(data: bytes) -> Iterator[str]:
    yield from _RUN.findall(data.decode("utf-8", "replace"))
    for pattern, encoding in zip(_WIDE, ("utf-16-le", "utf-16-be"), strict=True):
        for match in pattern.findall(data):
            yield match.decode(encoding)


def words_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Return in plain words what ``pieces`` tell, each once."""
    words: dict[str, None] = {}
    for piece in pieces:
        words |= dict.fromkeys(_exif_words(piece.data) if piece.what is Beside.EXIF else (piece.what.value,))
    return tuple(words)


def _exif_words(data: bytes) -> Iterator[str]:
    directories = _directories(data)
    if directories is None:
        yield Beside.EXIF.value
        return
    tags, thumbnail = directories
    if _GPS_IFD in tags:
        yield WHERE
    if _DATE in tags or _EXIF_IFD in tags:
        yield WHEN
    if tags.keys() - {_ORIENTATION, _GPS_IFD, _DATE}:
        yield Beside.EXIF.value
    if thumbnail:
        yield Beside.THUMBNAIL.value


def orientation(data: bytes) -> int:
    """Return how an EXIF block (TIFF, without its "Exif" mark) says that the picture is turned: 1 to 8, 1 for not."""
    directories = _directories(data)
    turn = directories[0].get(_ORIENTATION, 1) if directories else 1
    return turn if 1 <= turn <= 8 else 1


def _directories(data: bytes) -> tuple[dict[int, int], bool] | None:
    """Return the tags of the first directory and whether a second one (the thumbnail's) follows.

    The value of a tag is its number where it is one short number, else 0. None for what is no EXIF
    (CIPA DC-008 §4.5).
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, start)
        if count > _MOST_TAGS:
            return None
        tags = {}
        for number in range(count):
            tag, sort, values, value = struct.unpack_from(f"{order}HHIH", data, start + 2 + 12 * number)
            tags[tag] = value if (sort, values) == (_SHORT, 1) else 0
        following = struct.unpack_from(f"{order}I", data, start + 2 + 12 * count)[0]
    except struct.error:
        return None
    return tags, bool(following)
