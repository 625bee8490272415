"""A picture is written anew from its pixels, and nothing that lay beside them comes along (CASES A46)."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from relay.masking.files.cleaning import NotCleanableError
from relay.masking.files.picture import clean_picture
from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.picture import pixel_digest, read_picture
from relay.mime.files.reading import BROKEN, TOO_LARGE
from tests.support.confined_files import cleaned_confined
from tests.support.pictures import (
    animation,
    chunk,
    difference,
    drawing,
    encoded,
    exif,
    giant_png,
    gif_of,
    heic,
    iphone_photo,
    jpeg_claiming,
    motion_photo,
    opened,
    screenshot,
    segment,
    tiff,
    webp,
    whatsapp_photo,
    wide_gamut_profile,
    with_chunks,
    with_segments,
)

_NAME = "Greta Oldfield"
_SAMPLES = {
    "iPhone photo": iphone_photo(_NAME),
    "motion photo": motion_photo(_NAME),
    "messenger photo": whatsapp_photo(),
    "screenshot": screenshot(_NAME),
    "animation": animation(_NAME),
    "WebP": webp(_NAME),
    "WebP without loss": webp(_NAME, lossless=True),
    "TIFF": tiff(_NAME),
    "HEIC": heic(_NAME),
    "BMP": encoded(drawing(), "BMP"),
}
_all_samples = pytest.mark.parametrize("content", _SAMPLES.values(), ids=_SAMPLES)


@_all_samples
def test_nothing_beside_the_pixels_is_left(content: bytes) -> None:
    cleaned = clean_picture(content)
    for form in (_NAME.encode(), _NAME.encode("utf-16-le"), b"Apple", b"Google", b"Exif", b"ICC", b"xmp", b"mdat"):
        assert form not in cleaned.content
    assert read_picture(cleaned.content, cleaned.kind).properties == ""
    assert clean_picture(cleaned.content).removed == ()


@_all_samples
def test_what_is_written_opens_and_is_of_the_kind_that_it_says(content: bytes) -> None:
    cleaned = clean_picture(content)
    assert kind_by_content(cleaned.content) is cleaned.kind
    image = opened(cleaned.content)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency"} | {
        "version", "background", "duration", "extension", "loop", "timestamp", "disposal"
    }  # fmt: skip


@_all_samples
def test_the_same_bytes_in_are_the_same_bytes_out(content: bytes) -> None:
    assert clean_picture(content) == clean_picture(content)


@pytest.mark.parametrize("sample", ["screenshot", "animation", "WebP without loss", "TIFF", "BMP"])
def test_pixels_stay_the_same_where_the_format_loses_nothing(sample: str) -> None:
    content = _SAMPLES[sample]
    if sample in {"screenshot", "WebP without loss"}:  # their wide colours become those that every screen has
        content = encoded(drawing(), kind_by_content(content).name, lossless=True)
    assert pixel_digest(clean_picture(content).content) == pixel_digest(content)


@pytest.mark.parametrize("sample", ["motion photo", "messenger photo", "WebP", "HEIC"])
def test_other_pictures_look_the_same(sample: str) -> None:
    content = encoded(drawing(), "WEBP", quality=80) if sample == "WebP" else _SAMPLES[sample]
    cleaned = opened(clean_picture(content).content)
    assert difference(cleaned, drawing()) < 2.5
    assert difference(cleaned, opened(content)) < 1.5


def test_kinds_stay_where_every_program_shows_them() -> None:
    assert [clean_picture(content).kind for content in _SAMPLES.values()] == [
        FileKind.JPEG,
        FileKind.JPEG,
        FileKind.JPEG,
        FileKind.PNG,
        FileKind.GIF,
        FileKind.WEBP,
        FileKind.PNG,
        FileKind.PNG,
        FileKind.JPEG,
        FileKind.PNG,
    ]


def test_plain_words_say_what_was_taken_out() -> None:
    assert set(clean_picture(iphone_photo(_NAME)).removed) == {
        "where the picture was taken",
        "when the picture was taken",
        "data of the camera",
        "a thumbnail",
        "a colour profile",
        "further pictures",
        "other data beside the picture",
    }
    assert {"a description", "data after the picture"} < set(clean_picture(motion_photo(_NAME)).removed)
    assert clean_picture(whatsapp_photo()).removed == ()
    assert set(clean_picture(heic(_NAME)).removed) >= {"where the picture was taken", "data of the camera"}
    assert set(clean_picture(tiff(_NAME)).removed) == {"data of the camera"}


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright(turn: int) -> None:
    jpeg = with_segments(encoded(drawing(), "JPEG", quality=95), segment(0xE1, b"Exif\0\0" + exif(turn=turn)))
    cleaned = opened(clean_picture(jpeg).content)
    size = (320, 200) if turn <= 4 else (200, 320)
    assert cleaned.size == size
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    assert difference(cleaned.transpose(back[turn]) if turn > 1 else cleaned, drawing()) < 2


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_other_pictures_stand_upright_too(form: str) -> None:
    block = Image.Exif()
    block[0x0112] = 6
    content = encoded(drawing(), form, exif=block, lossless=True)
    cleaned = opened(clean_picture(content).content)
    assert difference(cleaned.transpose(Image.Transpose.ROTATE_90), drawing()) == 0


def test_wide_colours_become_those_that_every_screen_has() -> None:
    red = Image.new("RGB", (16, 16), (200, 30, 30))
    content = encoded(red, "PNG", icc_profile=wide_gamut_profile())
    shown = opened(clean_picture(content).content).getpixel((8, 8))
    assert isinstance(shown, tuple)
    assert shown[0] > 210
    assert shown[1] < 30
    same = encoded(red, "PNG", icc_profile=wide_gamut_profile("sRGB IEC61966-2.1"))
    assert opened(clean_picture(same).content).getpixel((8, 8)) == (200, 30, 30)


@pytest.mark.parametrize("profile", [b"", b"rubbish", b"\0" * 36 + b"acsp" + b"\xff" * 200, bytes(100_000)])
def test_a_broken_profile_changes_nothing(profile: bytes) -> None:
    content = encoded(drawing(), "PNG", icc_profile=profile)
    assert pixel_digest(clean_picture(content).content) == pixel_digest(encoded(drawing(), "PNG"))


def test_a_print_photo_in_four_colours_is_shown() -> None:
    cleaned = opened(clean_picture(encoded(drawing(mode="CMYK"), "JPEG", quality=95)).content)
    assert cleaned.mode == "RGB"
    assert difference(cleaned, drawing()) < 3


def test_writing_in_a_photo_stays_as_fine_as_it_was() -> None:
    for quality, factor in ((55, 1.1), (75, 1.1), (92, 1.1), (100, 1.1)):
        content = encoded(drawing(), "JPEG", quality=quality, subsampling=0)
        cleaned = clean_picture(content).content
        assert difference(opened(cleaned), opened(content)) < 0.5
        assert len(cleaned) < factor * len(content)


def test_transparency_and_palettes_stay() -> None:
    clear = drawing(mode="RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    assert opened(clean_picture(encoded(clear, "PNG")).content).mode == "RGBA"
    assert pixel_digest(clean_picture(encoded(clear, "PNG")).content) == pixel_digest(encoded(clear, "PNG"))
    few = drawing().quantize(16)
    content = encoded(few, "PNG", transparency=3)
    cleaned = opened(clean_picture(content).content)
    assert (cleaned.mode, cleaned.info.get("transparency") is not None) == ("P", True)
    assert pixel_digest(clean_picture(content).content) == pixel_digest(content)


def test_a_drawing_in_black_and_white_stays_small() -> None:
    content = encoded(drawing(mode="1"), "TIFF", compression="group4")
    cleaned = clean_picture(content)
    assert opened(cleaned.content).mode == "1"
    assert len(cleaned.content) < 3 * len(content)


def test_an_animation_keeps_its_frames_times_and_loop() -> None:
    content = animation(_NAME)
    before, after = opened(content), opened(clean_picture(content).content)
    assert (getattr(after, "n_frames", 1), after.info["loop"]) == (4, 0)
    for old, new in zip(ImageSequence.Iterator(before), ImageSequence.Iterator(after), strict=True):
        assert new.info["duration"] == old.info["duration"]
        assert new.convert("RGBA").tobytes() == old.convert("RGBA").tobytes()


def test_an_animated_webp_keeps_its_frames() -> None:
    pages = [drawing(120, 80), drawing(120, 80).transpose(Image.Transpose.ROTATE_180)]
    content = encoded(pages[0], "WEBP", save_all=True, append_images=pages[1:], duration=[90, 130], loop=3, quality=95)
    after = opened(clean_picture(content).content)
    assert (getattr(after, "n_frames", 1), after.info["loop"]) == (2, 3)
    for page, new, duration in zip(pages, ImageSequence.Iterator(after), (90, 130), strict=True):
        assert difference(new, page) < 4
        assert new.info["duration"] == duration


def test_an_animated_png_becomes_the_picture_that_mail_programs_show() -> None:
    content = encoded(drawing(), "PNG", save_all=True, append_images=[drawing().rotate(180)], duration=80)
    cleaned = clean_picture(content)
    assert "further pictures" in cleaned.removed
    assert pixel_digest(cleaned.content) == pixel_digest(encoded(drawing(), "PNG"))


_POLYGLOTS = {
    "JPEG and ZIP": encoded(drawing(), "JPEG") + b"PK\x03\x04" + _NAME.encode() + b"PK\x05\x06" + bytes(18),
    "GIF and script": animation("x")[:-1] + b"=1;alert('" + _NAME.encode() + b"')",
    "PNG and PDF": with_chunks(encoded(drawing(), "PNG"), chunk(b"teXt", b"%PDF-1.7\n" + _NAME.encode())) + b"%%EOF",
    "JPEG and page": with_segments(encoded(drawing(), "JPEG"), segment(0xFE, b"<html>" + _NAME.encode())),
    "JPEG and junk": encoded(drawing(), "JPEG")[:20] + _NAME.encode() + encoded(drawing(), "JPEG")[20:],
    "BMP and ZIP": encoded(drawing(), "BMP") + b"PK\x03\x04" + _NAME.encode(),
}


@pytest.mark.parametrize("content", _POLYGLOTS.values(), ids=_POLYGLOTS)
def test_of_two_files_in_one_the_picture_alone_survives(content: bytes) -> None:
    cleaned = clean_picture(content).content
    for mark in (_NAME.encode(), b"PK\x03\x04", b"%PDF", b"<html", b"alert"):
        assert mark not in cleaned
    opened(cleaned)


def test_data_behind_the_end_of_a_frame_does_not_survive() -> None:
    content = animation("x")
    place = content.index(b"\x2c") + 10
    first = content[place + 1]
    hidden = content[: place + 2 + first] + bytes((len(_NAME),)) + _NAME.encode() + content[place + 2 + first :]
    assert _NAME.encode() in hidden
    assert _NAME.encode() not in clean_picture(hidden).content


_BOMBS = {
    "giant PNG": (FileKind.PNG, giant_png()),
    "giant JPEG": (FileKind.JPEG, jpeg_claiming(60_000, 60_000)),
    "GIF of frames": (FileKind.GIF, gif_of(10_000)),
    "giant GIF": (FileKind.GIF, gif_of(1, 65_535, 65_535)),
    "TIFF of pages": (FileKind.TIFF, tiff(_NAME, pages=6)),
}


@pytest.mark.parametrize(("kind", "content"), _BOMBS.values(), ids=_BOMBS)
def test_a_bomb_is_left_out(kind: FileKind, content: bytes) -> None:
    with pytest.raises(NotCleanableError, match=TOO_LARGE):
        clean_picture(content, kind)


def test_the_confined_process_does_the_same() -> None:
    samples = [(kind_by_content(content), content) for content in _SAMPLES.values()]
    outcomes = cleaned_confined([*_BOMBS.values(), *samples])
    assert outcomes[: len(_BOMBS)] == [(TOO_LARGE, b"")] * len(_BOMBS)
    assert outcomes[len(_BOMBS) :] == [("", clean_picture(content).content) for content in _SAMPLES.values()]


@_all_samples
def test_half_a_picture_is_left_out(content: bytes) -> None:
    with pytest.raises(NotCleanableError, match=BROKEN):
        clean_picture(content[: len(content) // 8], kind_by_content(content))


def test_what_is_no_picture_is_left_out() -> None:
    with pytest.raises(NotCleanableError, match=BROKEN):
        clean_picture(b"Dear Tim")


@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=6, max_size=40),
    marker=st.sampled_from([*range(0xE1, 0xF0), 0xFE]),
    place=st.sampled_from(["segment", "chunk", "after", "exif", "text"]),
)
def test_a_name_planted_anywhere_is_gone(name: str, marker: int, place: str) -> None:
    planted = name.encode()
    jpeg, png = encoded(drawing(48, 30), "JPEG"), encoded(drawing(48, 30), "PNG")
    content = {
        "segment": with_segments(jpeg, segment(marker, planted)),
        "chunk": with_chunks(png, chunk(b"abCd", planted)),
        "after": jpeg + b"-" + planted,
        "exif": with_segments(jpeg, segment(0xE1, b"Exif\0\0" + exif({0x010F: name, 0x9286: name}))),
        "text": with_chunks(png, chunk(b"tEXt", b"Author\0" + planted)),
    }[place]
    cleaned = clean_picture(content)
    base = jpeg if cleaned.kind is FileKind.JPEG else png
    assert cleaned.content == clean_picture(base).content


@given(st.binary(min_size=1, max_size=60), st.integers(0, 2000), st.sampled_from(sorted(_SAMPLES)))
def test_damage_is_cleaned_or_left_out_and_nothing_else(damage: bytes, place: int, sample: str) -> None:
    content = bytearray(_SAMPLES[sample])
    place %= len(content)
    content[place : place + len(damage)] = damage
    with suppress(NotCleanableError):
        cleaned = clean_picture(bytes(content), kind_by_content(_SAMPLES[sample]))
        Image.open(io.BytesIO(cleaned.content)).load()
