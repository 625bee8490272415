"""The pixels of a picture: decoded by the one decoder for its kind, with bounds, turned as a reader sees them.

`take_apart` goes first: a decoder gets nothing but the picture's own bytes. The bounds fit a process with 300 MB
of memory: Pillow keeps four bytes for each coloured pixel, and turning a picture needs it twice.
"""

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, ImageOps

from relay.mime.files.kinds import FileKind
from relay.mime.files.picture_metadata import orientation
from relay.mime.files.picture_parts import webp_pixels
from relay.mime.files.picture_pieces import Beside, PictureParts
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

_MEGAPIXEL = 1_000_000
_MOST_PIXELS = 36 * _MEGAPIXEL
_MOST_TURNED = 25 * _MEGAPIXEL  # two copies
_MOST_REDUCED = 120 * _MEGAPIXEL  # of a JPEG, which can be decoded at a half or a quarter of its size
_MOST_PROGRESSIVE = 50 * _MEGAPIXEL  # whose coefficients are kept in memory whole
_MOST_HEIC = 25 * _MEGAPIXEL  # decoded once in its own colours, once in ours
_MOST_WEBP = 13 * _MEGAPIXEL  # whose decoder keeps two copies of its own, made as soon as a file is opened
_MOST_SIDE = 65_000
MOST_FRAMES = 500
MOST_ANIMATED = 60 * _MEGAPIXEL  # all frames together

_DECODERS = {
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.GIF: "GIF",
    FileKind.WEBP: "WEBP",
    FileKind.BMP: "BMP",
    FileKind.TIFF: "TIFF",
    FileKind.HEIC: "HEIF",
}
# Of TIFF (tag 259): what scanners and cameras write. Others mean a decoder that nobody needs.
_TIFF_METHODS = frozenset({"raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "jpeg"}) | {
    "group3",
    "group4",
    "tiff_ccitt",
}
_STRIP = 1 << 20  # pixels hashed at a time
_TIFF_SUBFILE, _REDUCED = 254, 1


def open_picture(parts: PictureParts, kind: FileKind) -> ImageFile.ImageFile:
    """Return the opened picture, not yet decoded, within bounds. Raises UnreadableFileError."""
    with decoding():
        image = _opened(parts.picture, kind)
        _check_size(image, kind, turned=orientation(parts.first(Beside.EXIF)) > 1)
        return image


@contextmanager
def decoding() -> Iterator[None]:
    """Turn whatever a decoder raises into UnreadableFileError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it warns of is judged here
            yield
    except (UnreadableFileError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableFileError(TOO_LARGE) from error
    except Exception as error:  # decoders raise whatever they like
        raise UnreadableFileError(BROKEN) from error


def _opened(picture: bytes, kind: FileKind) -> ImageFile.ImageFile:
    if kind is FileKind.HEIC:
        import pi_heif  # noqa: PLC0415 - large, and only some need it

        # No thumbnails, depth or other pictures: the first one alone is looked at, by one thread.
        pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    if kind is FileKind.WEBP and webp_pixels(picture) > _MOST_WEBP:
        raise UnreadableFileError(TOO_LARGE)
    return Image.open(io.BytesIO(picture), formats=[_DECODERS[kind]])


def _check_size(image: ImageFile.ImageFile, kind: FileKind, *, turned: bool) -> None:
    width, height = image.size
    pixels = width * height
    if not pixels:
        raise UnreadableFileError(BROKEN)
    if max(width, height) > _MOST_SIDE:
        raise UnreadableFileError(TOO_LARGE)
    most = _MOST_TURNED if turned or image.mode in {"CMYK", "I", "F", "I;16"} else _MOST_PIXELS
    if kind is FileKind.JPEG and pixels > most:
        if pixels > (_MOST_PROGRESSIVE if image.info.get("progressive") else _MOST_REDUCED):
            raise UnreadableFileError(TOO_LARGE)
        half = -(-pixels // 4) > most
        image.draft(None, (width // 4, height // 4) if half else (width // 2, height // 2))
    elif pixels > (_MOST_HEIC if kind is FileKind.HEIC else most):
        raise UnreadableFileError(TOO_LARGE)
    frames = getattr(image, "n_frames", 1)
    if kind is FileKind.TIFF:
        _check_tiff(image, frames)
    elif kind is not FileKind.HEIC and (frames > MOST_FRAMES or (frames > 1 and frames * pixels > MOST_ANIMATED)):
        raise UnreadableFileError(TOO_LARGE)


def _check_tiff(image: ImageFile.ImageFile, frames: int) -> None:
    """Pages beside the first would be lost, so only previews (reduced pictures) may follow."""
    if image.info.get("compression", "raw") not in _TIFF_METHODS:
        raise UnreadableFileError(BROKEN)
    for number in range(1, min(frames, 4)):
        image.seek(number)
        if not getattr(image, "tag_v2", {}).get(_TIFF_SUBFILE, 0) & _REDUCED:
            raise UnreadableFileError(TOO_LARGE)
    if frames > 4:
        raise UnreadableFileError(TOO_LARGE)
    image.seek(0)


def is_animated(image: ImageFile.ImageFile, kind: FileKind) -> bool:
    """Return whether all frames of it belong to the picture."""
    return kind in {FileKind.GIF, FileKind.WEBP} and getattr(image, "n_frames", 1) > 1


def upright(image: ImageFile.ImageFile, parts: PictureParts, kind: FileKind) -> Image.Image:
    """Return the decoded picture as its reader sees it. Raises UnreadableFileError."""
    with decoding():
        image.load()
        turn = orientation(parts.first(Beside.EXIF))
        # The decoders of TIFF and HEIC turn it themselves; what they say of it no longer holds.
        if turn == 1 or kind in {FileKind.TIFF, FileKind.HEIC}:
            return image
        exif = image.getexif()
        exif.clear()
        exif[_ORIENTATION] = turn
        turned = ImageOps.exif_transpose(image)
        image.close()
        return turned


_ORIENTATION = 0x0112


def digest_of(image: Image.Image) -> str:
    """Return SHA-256 in hex over size and RGBA pixels of a decoded picture."""
    summed = hashlib.sha256()
    _add_pixels(image, summed)
    return summed.hexdigest()


def digest_of_frames(image: ImageFile.ImageFile) -> str:
    """Return SHA-256 in hex over all frames of an animation. Raises UnreadableFileError."""
    summed = hashlib.sha256()
    with decoding():
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            _add_pixels(image, summed)
    return summed.hexdigest()


def _add_pixels(image: Image.Image, summed: "hashlib._Hash") -> None:
    """Hash strip by strip: a second copy of a large picture may not fit."""
    image.load()
    width, height = image.size
    summed.update(f"{width}x{height}\n".encode())
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        summed.update(_as_rgba(image.crop((0, top, width, min(height, top + rows)))).tobytes())


def _as_rgba(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return eight_bits(image).convert("RGBA")
    return image.convert("RGBA")


def eight_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits with 8 bits, which every program shows."""
    if image.mode == "F":
        raise UnreadableFileError(BROKEN)
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
