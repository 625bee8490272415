"""In the confined process: what programs read in pictures, written words and QR or bar codes.

A help for the person who looks, never a proof that a picture says nothing: handwriting, odd fonts and faces stay
unread. Words are read by tesseract where it is installed, from pixels that we decoded; codes by zxing-cpp.
"""

import io
from collections.abc import Iterator
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw

from relay.mime.charset import unix_lines
from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.office.package import open_package
from relay.mime.files.pdf.pictures import pictures_of_pages
from relay.mime.files.picture_parts import take_apart
from relay.mime.files.picture_pixels import decoding, eight_bits, open_picture, upright
from relay.mime.files.reading import UnreadableFileError
from relay.mime.files.tesseract import written_words

_LONGEST_SIDE = 3000  # pixels: more tells a reader of letters nothing
_SMALL_SIDE = 1000  # below it letters are a few pixels high: twice the size reads better
_MOST_PICTURES = 8  # of one document
_MOST_CODES = 20  # in one picture
_MOST_OF_CODE = 2000  # characters
_IN_DOCUMENTS = ("/media/", "pictures/")  # of OOXML and OpenDocument


def read_words(fields: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return as ``words`` what can be read in the pictures of a file of the kind that ``fields`` names, in lines."""
    lines: dict[str, None] = {}
    for image in _images(FileKind(fields["kind"]), content):
        lines |= dict.fromkeys(_lines(image))
    return {"words": "\n".join(lines)}, b""


def _images(kind: FileKind, content: bytes) -> Iterator[Image.Image]:
    if kind.is_picture:
        yield _grey(content, kind)
    elif kind is FileKind.PDF:
        yield from pictures_of_pages(content, _MOST_PICTURES)
    elif kind.is_document:
        yield from _in_package(content)


def _in_package(content: bytes) -> Iterator[Image.Image]:
    package = open_package(content)
    wanted = [name for name in package.names if any(folder in f"/{name}".lower() for folder in _IN_DOCUMENTS)]
    for name in wanted[:_MOST_PICTURES]:
        picture = package.read(name)
        kind = kind_by_content(picture)
        if kind.is_picture:
            try:
                yield _grey(picture, kind)
            except UnreadableFileError:  # the reading of the document has said so
                continue


def _grey(content: bytes, kind: FileKind) -> Image.Image:
    """Return a picture as its reader sees it, on white paper, in shades of grey and of a size to read."""
    parts = take_apart(content, kind)
    image = open_picture(parts, kind)
    with decoding():
        image.draft(None, (_LONGEST_SIDE, _LONGEST_SIDE))  # of a JPEG: decoded at a part of its size
        seen = upright(image, parts, kind)
        seen.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        if seen.mode.startswith("I"):
            return eight_bits(seen)
        if seen.has_transparency_data:
            paper = Image.new("RGBA", seen.size, "white")
            paper.alpha_composite(seen.convert("RGBA"))
            seen = paper
        return seen.convert("L")


def _lines(image: Image.Image) -> list[str]:
    found = [code for code in zxingcpp.read_barcodes(image)[:_MOST_CODES] if code.text]
    for code in found:  # its squares would be read as letters
        ImageDraw.Draw(image).polygon(_corners(code), fill=255)
    if max(image.size) < _SMALL_SIDE:
        image = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
    pixels = io.BytesIO()
    image.save(pixels, "PPM")
    text = unix_lines("\n".join([*(code.text[:_MOST_OF_CODE] for code in found), written_words(pixels.getvalue())]))
    return [line.strip() for line in text.split("\n") if line.strip()]


def _corners(code: zxingcpp.Barcode) -> list[tuple[int, int]]:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return [(corner.x, corner.y) for corner in corners]
