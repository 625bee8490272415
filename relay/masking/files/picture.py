"""Pictures written anew from their pixels: nothing else of the file that came in is left (CASES A46).

JPEG, PNG, GIF and WebP stay what they are, but a WebP without loss becomes a PNG (encoding it anew takes 40 s for a
photo), and so do BMP and TIFF; HEIC becomes JPEG. Pixels stay the same where the format loses nothing; a JPEG is
encoded about as finely as it came, with the tables of the standard, since those of a camera tell which one it was.
"""

import io

from PIL import Image, ImageFile

from relay.masking.files.cleaning import CleanFile, NotCleanableError
from relay.masking.files.colours import in_srgb
from relay.masking.files.gif import rewritten_gif
from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.picture import with_tags
from relay.mime.files.picture_metadata import words_of
from relay.mime.files.picture_parts import take_apart
from relay.mime.files.picture_pieces import PictureParts
from relay.mime.files.picture_pixels import decoding, eight_bits, is_animated, open_picture, upright
from relay.mime.files.reading import BROKEN, UnreadableFileError

_FINEST, _COARSEST, _USUAL = 92, 50, 90  # quality in the terms of libjpeg
_QUICK_PNG = 4_000_000  # pixels from which a larger file is better than a slower relay


def clean_picture(content: bytes, kind: FileKind | None = None) -> CleanFile:
    """Return a picture without anything beside its pixels. The same bytes in are the same bytes out.

    Raises NotCleanableError for what is broken or larger than can be decoded within the bounds.
    """
    kind = kind or kind_by_content(content)
    if not kind.is_picture:
        raise NotCleanableError(BROKEN)
    try:
        parts = take_apart(content, kind)
        image = open_picture(parts, kind)
        removed = words_of(with_tags(parts, image))
        with decoding():
            written, new_kind = _written(image, parts, kind)
    except UnreadableFileError as error:
        raise NotCleanableError(str(error)) from error
    return CleanFile(written, new_kind, removed)


def _written(image: ImageFile.ImageFile, parts: PictureParts, kind: FileKind) -> tuple[bytes, FileKind]:
    if kind is FileKind.GIF:
        return rewritten_gif(parts.picture), kind
    if is_animated(image, kind):
        return _webp_animation(image), kind
    quality = _quality(image)
    four_four_four = kind is FileKind.JPEG and _sampling(image) == 0
    profile = parts.profile or image.info.get("icc_profile", b"")
    shown = in_srgb(upright(image, parts, kind), profile)
    if kind in {FileKind.JPEG, FileKind.HEIC}:
        return _jpeg(shown, quality, subsampling=0 if four_four_four else 2), FileKind.JPEG
    if kind is FileKind.WEBP and b"VP8 " in parts.picture[12:64]:
        return _encoded(shown, "WEBP", quality=_USUAL, method=2), kind
    return _png(shown), FileKind.PNG


def _encoded(image: Image.Image, form: str, **options: object) -> bytes:
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def _jpeg(image: Image.Image, quality: int, subsampling: int) -> bytes:
    if image.mode in {"RGBA", "LA", "PA"}:  # a HEIC with transparency: on white, as on a page
        page = Image.new("RGBA", image.size, "white")
        page.alpha_composite(image.convert("RGBA"))
        image = page
    if image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    return _encoded(image, "JPEG", quality=quality, subsampling=subsampling)


def _quality(image: ImageFile.ImageFile) -> int:
    """Return how finely a JPEG was encoded, within bounds: 50 means the standard's own table (T.81, table K.1)."""
    tables: dict[int, list[int]] = getattr(image, "quantization", {})
    if not tables:
        return _USUAL
    scale = sum(tables[min(tables)]) / sum(_STANDARD)
    quality = round(100 - scale * 50 if scale <= 1 else 50 / scale)
    return max(_COARSEST, min(_FINEST, quality))


# fmt: off
_STANDARD = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
)
# fmt: on


def _sampling(image: ImageFile.ImageFile) -> int:
    """Return 0 for a JPEG whose colours are as fine as its light, as in drawings and screenshots."""
    layers = getattr(image, "layer", ())
    return 0 if len(layers) == 3 and len({layer[1:3] for layer in layers}) == 1 else 2


def _png(image: Image.Image) -> bytes:
    if image.mode in {"I", "F"} or image.mode.startswith("I;"):
        image = eight_bits(image)
    elif image.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"}:
        image = image.convert("RGBA" if "A" in image.mode or "a" in image.mode else "RGB")
    quick = image.width * image.height > _QUICK_PNG
    return _encoded(image, "PNG", compress_level=2 if quick else 6)


def _webp_animation(image: ImageFile.ImageFile) -> bytes:
    frames, durations = [], []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()
        durations.append(int(image.info.get("duration", 0)))
        frames.append(image.copy())
    loop = int(image.info.get("loop", 0))
    return _encoded(
        frames[0],
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=loop,
        quality=_USUAL,
        method=0,
    )
