"""Reading pictures: what they show, as a digest of their pixels, and what they tell beside that."""

from PIL import ImageFile

from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.picture_metadata import texts_of
from relay.mime.files.picture_parts import take_apart
from relay.mime.files.picture_pieces import Beside, PictureParts, Piece
from relay.mime.files.picture_pixels import digest_of, digest_of_frames, is_animated, open_picture, upright
from relay.mime.files.reading import BROKEN, FileReading, UnreadableFileError


def read_picture(content: bytes, kind: FileKind) -> FileReading:
    """Return the digest of a picture's pixels and all text that lies beside them. Raises UnreadableFileError."""
    parts = take_apart(content, kind)
    image = open_picture(parts, kind)
    properties = texts_of(with_tags(parts, image))
    return FileReading(kind, properties=properties, pictures=(_digest(image, parts, kind),))


def pixel_digest(content: bytes) -> str:
    """Return SHA-256 in hex over size and pixels of a picture as its reader sees it: upright, in RGBA.

    Equal for the same picture with other metadata; of an animation it covers all frames. Raises
    UnreadableFileError.
    """
    kind = kind_by_content(content)
    if not kind.is_picture:
        raise UnreadableFileError(BROKEN)
    parts = take_apart(content, kind)
    return _digest(open_picture(parts, kind), parts, kind)


def _digest(image: ImageFile.ImageFile, parts: PictureParts, kind: FileKind) -> str:
    if is_animated(image, kind):
        return digest_of_frames(image)
    return digest_of(upright(image, parts, kind))


_TIFF_WORDS = {
    34665: Beside.EXIF,
    34853: Beside.EXIF,
    34675: Beside.COLOURS,
    700: Beside.TEXT,
    33723: Beside.TEXT,
    34377: Beside.TEXT,
}


def with_tags(parts: PictureParts, image: ImageFile.ImageFile) -> tuple[Piece, ...]:
    """Return what lies beside a picture, also what only its decoder can tell (TIFF, HEIC)."""
    found = list(parts.beside)
    tags = getattr(image, "tag_v2", None)
    if image.format == "TIFF" and tags is not None:
        for tag in tags:
            value = tags[tag]
            data: bytes = value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else b""
            if data or tag in _TIFF_WORDS:
                found.append(Piece(_TIFF_WORDS.get(tag, Beside.EXIF), data))
    elif image.format == "HEIF":
        for name, what in (("exif", Beside.EXIF), ("xmp", Beside.TEXT), ("icc_profile", Beside.COLOURS)):
            block: bytes = image.info.get(name) or b""
            if block:
                found.append(Piece(what, block.removeprefix(b"Exif\0\0")))
        found += [Piece(Beside.OTHER, entry.get("data", b"")) for entry in image.info.get("metadata", ())]
    return tuple(found)
