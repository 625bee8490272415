"""Colours brought into sRGB, which is what a picture without a colour profile is shown in."""

import io

from PIL import Image, ImageCms

_MOST_PROFILE = 4 << 20  # bytes; those of printers have one or two million
_SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "CMYK": "CMYK"}


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return ``image`` in sRGB, given the ICC profile that lay beside it (b"" for none), and in a mode that needs none.

    A profile that says sRGB, fits another sort of picture or is broken changes nothing.
    """
    start = profile.find(b"acsp", 36) - 36  # a PNG writes a name in front of it
    if start >= 0 and len(profile) <= _MOST_PROFILE and image.mode in _SPACES:
        image = _converted(image, profile[start:])
    return image.convert("RGB") if image.mode in {"CMYK", "YCbCr", "LAB", "HSV", "RGBX"} else image


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    if profile[16:20] != _SPACES[image.mode].encode() or b"sRGB" in profile or b"s\0R\0G\0B" in profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        if image.mode == "CMYK":
            return ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
        ImageCms.profileToProfile(image, source, target, inPlace=True)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return image
