"""What a picture shows is one digest, whatever lies beside it; what lies beside it is text (CASES A46)."""

import struct
import zlib

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.looking import read_files
from relay.mime.files.picture import pixel_digest, read_picture
from relay.mime.files.reading import BROKEN, TOO_LARGE, TOO_MUCH, UnreadableFileError
from tests.support.pictures import (
    animation,
    chunk,
    drawing,
    encoded,
    exif,
    giant_png,
    gif_of,
    heic,
    heic_claiming,
    iphone_photo,
    jpeg_claiming,
    jpeg_of_scans,
    motion_photo,
    screenshot,
    segment,
    tiff,
    tiff_claiming,
    tiff_that_loops,
    webp,
    with_chunks,
    with_segments,
)

_NAME = "Greta Oldfield"
_SAMPLES = [
    (FileKind.JPEG, iphone_photo(_NAME)),
    (FileKind.JPEG, motion_photo(_NAME)),
    (FileKind.PNG, screenshot(_NAME)),
    (FileKind.GIF, animation(_NAME)),
    (FileKind.WEBP, webp(_NAME)),
    (FileKind.TIFF, tiff(_NAME)),
    (FileKind.HEIC, heic(_NAME)),
    (FileKind.BMP, encoded(drawing(), "BMP")),
]


@pytest.mark.parametrize(("kind", "content"), _SAMPLES[:-1])
def test_what_lies_beside_a_picture_is_read_as_text(kind: FileKind, content: bytes) -> None:
    reading = read_picture(content, kind)
    assert _NAME in reading.properties
    assert reading.text == ""
    assert reading.problem == ""


def test_wide_characters_of_a_maker_note_are_read() -> None:
    note = "shown only to Lucía Márquez".encode("utf-16-le")
    picture = with_segments(encoded(drawing(), "JPEG"), segment(0xE5, note))
    assert "shown only to" in read_picture(picture, FileKind.JPEG).properties


def test_compressed_text_is_read() -> None:
    assert f"on the desk of {_NAME}" in read_picture(screenshot(_NAME), FileKind.PNG).properties


@pytest.mark.parametrize(("kind", "content"), _SAMPLES)
def test_a_picture_has_one_digest(kind: FileKind, content: bytes) -> None:
    assert read_picture(content, kind).pictures == (pixel_digest(content),)


def test_a_picture_has_the_same_digest_with_other_metadata_in_another_container() -> None:
    plain = pixel_digest(encoded(drawing(), "PNG"))
    assert pixel_digest(screenshot(_NAME)) == plain
    assert pixel_digest(tiff(_NAME)) == plain
    assert pixel_digest(encoded(drawing(), "BMP")) == plain
    assert pixel_digest(encoded(drawing(mode="RGBA"), "PNG")) == plain
    assert pixel_digest(encoded(drawing(mode="L"), "PNG")) == pixel_digest(encoded(drawing(mode="L"), "GIF"))


def test_a_picture_is_digested_as_it_is_turned() -> None:
    jpeg = encoded(drawing(), "JPEG")
    turned = with_segments(jpeg, segment(0xE1, b"Exif\0\0" + exif(turn=8)))
    assert pixel_digest(turned) != pixel_digest(jpeg)
    untouched = with_segments(jpeg, segment(0xE1, b"Exif\0\0" + exif({0x010F: "Apple"})))
    assert pixel_digest(untouched) == pixel_digest(jpeg)


def test_another_picture_has_another_digest() -> None:
    other = drawing()
    other.putpixel((100, 100), (1, 2, 3))
    assert pixel_digest(encoded(other, "PNG")) != pixel_digest(encoded(drawing(), "PNG"))
    assert pixel_digest(encoded(drawing(200, 320), "PNG")) != pixel_digest(encoded(drawing(320, 200), "PNG"))


def test_a_later_frame_counts() -> None:
    assert pixel_digest(animation(_NAME, 4)) != pixel_digest(animation(_NAME, 5))
    assert pixel_digest(animation(_NAME)) == pixel_digest(animation("Tim Kowalczyk"))


def test_grey_of_sixteen_bits_is_read() -> None:
    assert pixel_digest(encoded(drawing(mode="L").convert("I;16"), "PNG")) == pixel_digest(
        encoded(drawing(mode="L").convert("I;16"), "TIFF")
    )


@pytest.mark.parametrize(("kind", "content"), _SAMPLES)
def test_half_a_picture_is_broken(kind: FileKind, content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=BROKEN):
        read_picture(content[: len(content) // 8], kind)


def test_a_photo_that_was_cut_off_is_broken() -> None:
    whole = encoded(drawing(), "JPEG")
    with pytest.raises(UnreadableFileError, match=BROKEN):
        read_picture(whole[: len(whole) * 3 // 4], FileKind.JPEG)


@pytest.mark.parametrize("kind", [kind for kind in FileKind if kind.is_picture])
@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X", bytes(100), b"II*\0"])
def test_rubbish_is_broken_whatever_it_calls_itself(kind: FileKind, content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_picture(content, kind)


def test_what_is_no_picture_has_no_digest() -> None:
    with pytest.raises(UnreadableFileError, match=BROKEN):
        pixel_digest(b"%PDF-1.7\n")


_MANY_TEXTS = [chunk(b"tEXt", b"a\0" + b"b" * 40) for _ in range(30_000)]
_TOO_LARGE = [
    ("png", FileKind.PNG, giant_png()),
    ("thin png", FileKind.PNG, giant_png(1, 70_000)),
    ("jpeg", FileKind.JPEG, jpeg_claiming(60_000, 60_000)),
    ("gif of frames", FileKind.GIF, gif_of(10_000)),
    ("gif of area", FileKind.GIF, gif_of(400, 3000, 3000)),
    ("giant gif", FileKind.GIF, gif_of(1, 65_535, 65_535)),
    ("chunks", FileKind.PNG, with_chunks(encoded(drawing(), "PNG"), *_MANY_TEXTS)),
    ("pages", FileKind.TIFF, tiff(_NAME, pages=6)),
    ("scans", FileKind.JPEG, jpeg_of_scans(500)),
    ("heic", FileKind.HEIC, heic_claiming(60_000, 60_000)),
    ("tiff", FileKind.TIFF, tiff_claiming(60_000, 60_000)),
]


@pytest.mark.parametrize(("kind", "content"), [case[1:] for case in _TOO_LARGE], ids=[case[0] for case in _TOO_LARGE])
def test_bombs_are_too_large_before_they_are_decoded(kind: FileKind, content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=TOO_LARGE):
        read_picture(content, kind)


def test_a_webp_that_claims_a_giant_canvas_is_too_large() -> None:
    animated = bytearray(encoded(drawing(), "WEBP", save_all=True, append_images=[drawing(mode="L")], duration=80))
    place = animated.index(b"VP8X") + 12
    animated[place : place + 6] = b"\xff\x3f\0\xff\x3f\0"
    with pytest.raises(UnreadableFileError, match=TOO_LARGE):
        read_picture(bytes(animated), FileKind.WEBP)


def test_a_tiff_whose_page_follows_itself_is_one_picture() -> None:
    assert pixel_digest(tiff_that_loops()) == pixel_digest(tiff(_NAME))


def test_a_progressive_photo_is_read() -> None:
    assert read_picture(encoded(drawing(), "JPEG", progressive=True), FileKind.JPEG).problem == ""


def test_a_tiff_of_a_method_that_no_scanner_uses_is_broken() -> None:
    with pytest.raises(UnreadableFileError, match=BROKEN):
        read_picture(tiff(_NAME, compression="lzma"), FileKind.TIFF)


def test_a_profile_that_unpacks_to_gigabytes_costs_nothing() -> None:
    bomb = zlib.compress(bytes(200 << 20), 9)
    png = with_chunks(encoded(drawing(), "PNG"), chunk(b"iCCP", b"x\0\0" + bomb), chunk(b"zTXt", b"y\0\0" + bomb))
    (reading,) = read_files([(FileKind.PNG, png)])
    assert reading.problem == ""
    assert reading.pictures == (pixel_digest(encoded(drawing(), "PNG")),)


def test_an_exif_block_that_points_into_itself_is_read() -> None:
    block = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8)
    picture = with_segments(encoded(drawing(), "JPEG"), segment(0xE1, b"Exif\0\0" + block + struct.pack("<I", 8)))
    assert read_picture(picture, FileKind.JPEG).problem == ""


def test_every_sample_and_every_bomb_is_read_in_the_confined_process() -> None:
    jobs = [*_SAMPLES, *((kind, content) for _, kind, content in _TOO_LARGE)]
    readings = read_files(jobs)
    assert [reading.problem for reading in readings] == [""] * len(_SAMPLES) + [TOO_LARGE] * len(_TOO_LARGE)
    assert TOO_MUCH not in {reading.problem for reading in readings}
