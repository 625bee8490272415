"""What can be read in a file by somebody who takes it apart: an independent look at what was delivered."""

import html
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pikepdf
from PIL import Image, UnidentifiedImageError

_DEEPEST = 4  # files within files
_PICTURES = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
_ESCAPED_STRING = re.compile(rb"\\([0-7]{1,3})")
_DIRECTORIES = (0x8769, 0x8825, 0xA005)  # of EXIF: camera, place, interoperability


def texts_inside(content: bytes, depth: int = 0) -> Iterator[str]:
    """Yield what stands in a file: its bytes as text, and all that its format packs, whatever that holds again.

    Members of archives with their names and remarks, streams and strings of PDFs, and what lies beside the pixels
    of pictures. A file that cannot be taken apart gives its bytes alone.
    """
    plain = content.decode("utf-8", "replace")
    yield plain
    yield content.replace(b"\0", b"").decode("latin-1")  # UTF-16 too
    if "<" in plain[:4000]:
        yield html.unescape(re.sub(r"<[^<>]*>", "", plain))
    if depth >= _DEEPEST:
        return
    if content.startswith(b"PK"):
        yield from _in_archive(content, depth)
    elif content.startswith(b"%PDF"):
        yield from _in_pdf(content, depth)
    elif content.startswith(_PICTURES):
        with suppress(UnidentifiedImageError):  # EXIF by itself begins as a TIFF does
            yield from _beside_picture(content, depth)
    elif content.startswith(b"BEGIN:"):
        yield re.sub(r"\r?\n[ \t]", "", plain)


def _in_archive(content: bytes, depth: int) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment.decode("latin-1")
        for entry in archive.infolist():
            yield entry.filename
            yield (entry.comment + entry.extra).decode("latin-1")
            yield from texts_inside(archive.read(entry), depth + 1)


def _in_pdf(content: bytes, depth: int) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        for one in (document.trailer, *document.objects):
            yield from _in_object(one, depth)


def _in_object(one: Any, depth: int) -> Iterator[str]:
    if isinstance(one, pikepdf.String):
        yield from (str(one), *texts_inside(bytes(one), _DEEPEST))
    elif isinstance(one, pikepdf.Name):
        yield str(one)
    elif isinstance(one, pikepdf.Stream):
        yield from _in_stream(one, depth)
    elif isinstance(one, pikepdf.Array):
        items = [item for item in one if not getattr(item, "is_indirect", False)]
        yield "".join(str(item) for item in items if isinstance(item, pikepdf.String))
        for item in items:
            yield from _in_object(item, depth)
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in one.items():
            yield key
            if not getattr(value, "is_indirect", False):
                yield from _in_object(value, depth)


def _in_stream(stream: pikepdf.Stream, depth: int) -> Iterator[str]:
    yield from texts_inside(stream.read_raw_bytes(), depth + 1)
    with suppress(pikepdf.PdfError, NotImplementedError):  # a picture's own coding, which its bytes were read as
        data = stream.read_bytes()
        yield from texts_inside(data, depth + 1)
        yield _ESCAPED_STRING.sub(lambda match: bytes([int(match[1], 8) & 255]), data).decode("latin-1")


def _beside_picture(content: bytes, depth: int) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of phones' photos with more than one picture
        image = Image.open(io.BytesIO(content))
    with image:
        frames = getattr(image, "n_frames", 1)
        for number in range(frames):
            image.seek(number)
            image.load()
            yield from _values(image.info, depth)
        yield from _values(getattr(image, "text", {}), depth)
        exif = image.getexif()
        for directory in (exif, *(exif.get_ifd(tag) for tag in _DIRECTORIES)):
            yield from _values(dict(directory), depth)


def _values(values: dict[Any, Any], depth: int) -> Iterator[str]:
    for key, value in values.items():
        yield str(key)
        yield from texts_inside(value, depth + 1) if isinstance(value, bytes) else (str(value),)
