"""A picture's pixels, as its header claims."""

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.picture_size import size_of
from tests.support.pictures import drawing, encoded, iphone_photo, webp

WIDE, HIGH = 123, 45
PLAIN = {
    FileKind.JPEG: encoded(drawing(WIDE, HIGH), "JPEG"),
    FileKind.PNG: encoded(drawing(WIDE, HIGH), "PNG"),
    FileKind.GIF: encoded(drawing(WIDE, HIGH, "P"), "GIF"),
    FileKind.BMP: encoded(drawing(WIDE, HIGH), "BMP"),
    FileKind.WEBP: encoded(drawing(WIDE, HIGH), "WEBP"),
}


@pytest.mark.parametrize("kind", PLAIN)
def test_every_common_kind_tells_its_size(kind: FileKind) -> None:
    assert size_of(PLAIN[kind], kind) == (WIDE, HIGH)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_file_that_is_cut_anywhere_raises_nothing(kind: FileKind) -> None:
    for end in range(len(PLAIN[kind])):
        assert size_of(PLAIN[kind][:end], kind) in {None, (WIDE, HIGH)}


def test_other_forms_tell_theirs_too() -> None:
    assert size_of(encoded(drawing(WIDE, HIGH), "WEBP", lossless=True), FileKind.WEBP) == (WIDE, HIGH)
    assert size_of(webp("Greta"), FileKind.WEBP) == (320, 200)  # VP8X: with EXIF beside
    assert size_of(encoded(drawing(WIDE, HIGH), "JPEG", progressive=True), FileKind.JPEG) == (WIDE, HIGH)
    assert size_of(iphone_photo("Greta"), FileKind.JPEG) == (320, 200)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8" + b"\xff" * 5_000_000, b"\xff\xd8" + b"\xff\xe0\0\0" * 1_000_000])
def test_hostile_bytes_tell_nothing(content: bytes) -> None:
    assert size_of(content, FileKind.JPEG) is None


@pytest.mark.parametrize("kind", [FileKind.TIFF, FileKind.HEIC, FileKind.PDF, FileKind.UNKNOWN])
def test_of_other_kinds_it_is_not_told(kind: FileKind) -> None:
    assert size_of(b"\0" * 100, kind) is None
