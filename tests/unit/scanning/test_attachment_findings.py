"""What is held for an attachment's kind alone (LABELS: attachment.image, .type, .unscannable)."""

from dataclasses import replace

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.reading import BROKEN, ENCRYPTED, TOO_LARGE, TOO_MUCH, FileReading
from relay.mime.tree import Part, PartKind
from relay.model.category import Category
from relay.scanning.attachments import attachment_findings
from tests.support.scanners import shipped_policy

_OFFICE = "application/vnd.openxmlformats-officedocument"
_PIXELS = ("ab" * 32,)


def _found(part: Part, *types: str) -> list[Category]:
    policy = shipped_policy()
    if types:
        policy = replace(policy, scan=replace(policy.scan, allowed_attachment_types=types))
    return [finding.category for finding in attachment_findings([part], policy)]


def _part(content_type: str, file: FileReading, text: str = "words", content: bytes = b"content") -> Part:
    return Part("attachment:a", PartKind.ATTACHMENT, content_type, content, text, "a", file=file)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("text/plain", FileKind.TEXT),
        ("text/csv", FileKind.CSV),
        ("text/markdown", FileKind.MARKDOWN),
        ("text/x-python", FileKind.TEXT),
        ("application/octet-stream", FileKind.TEXT),
        ("text/calendar", FileKind.CALENDAR),
        ("application/pdf", FileKind.PDF),
        ("application/octet-stream", FileKind.PDF),
        (f"{_OFFICE}.wordprocessingml.document", FileKind.DOCX),
        ("application/vnd.oasis.opendocument.text", FileKind.ODT),
    ],
)
def test_what_the_policy_lists_passes_under_any_name_of_its_type(content_type: str, kind: FileKind) -> None:
    assert _found(_part(content_type, FileReading(kind, "words"))) == []


@pytest.mark.parametrize(
    "kind",
    [
        FileKind.CONTACT, FileKind.MAIL, FileKind.MARKUP, FileKind.RTF, FileKind.MACROS, FileKind.LEGACY_OFFICE,
        FileKind.TNEF, FileKind.ARCHIVE, FileKind.AUDIO, FileKind.PROGRAM, FileKind.KEY, FileKind.UNKNOWN,
    ],
)  # fmt: skip
def test_what_the_policy_does_not_list_is_held(kind: FileKind) -> None:
    assert _found(_part("application/octet-stream", FileReading(kind))) == [Category.ATTACHMENT_TYPE]


def test_a_stricter_policy_holds_documents() -> None:
    assert _found(_part("application/pdf", FileReading(FileKind.PDF, "words")), "text/plain") == [
        Category.ATTACHMENT_TYPE
    ]


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.HEIC, FileKind.GIF, FileKind.VIDEO])
def test_a_picture_or_video_is_held_until_somebody_looked(kind: FileKind) -> None:
    assert _found(_part("application/octet-stream", FileReading(kind, pictures=_PIXELS), "")) == [
        Category.ATTACHMENT_IMAGE
    ]


def test_a_document_with_pictures_is_held_until_somebody_looked() -> None:
    reading = FileReading(FileKind.DOCX, "words", pictures=_PIXELS)
    assert _found(_part(f"{_OFFICE}.wordprocessingml.document", reading)) == [Category.ATTACHMENT_IMAGE]


@pytest.mark.parametrize("problem", [ENCRYPTED, BROKEN, TOO_LARGE, TOO_MUCH])
def test_what_cannot_be_looked_into_is_held(problem: str) -> None:
    reading = FileReading(FileKind.PDF, problem=problem)
    assert _found(_part("application/pdf", reading, "")) == [Category.ATTACHMENT_UNSCANNABLE]


def test_a_broken_picture_is_held_for_both() -> None:
    reading = FileReading(FileKind.PNG, problem=BROKEN)
    assert _found(_part("image/png", reading, "")) == [Category.ATTACHMENT_IMAGE, Category.ATTACHMENT_UNSCANNABLE]


def test_a_document_without_a_word_cannot_be_scanned() -> None:
    assert _found(_part("application/pdf", FileReading(FileKind.PDF), "")) == [Category.ATTACHMENT_UNSCANNABLE]


def test_an_empty_text_file_passes() -> None:
    assert _found(_part("text/plain", FileReading(FileKind.TEXT), "", b"")) == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FileKind.ARCHIVE, b"PK\x03\x04\x14\x00\x01\x00" + bytes(20)),
        (FileKind.LEGACY_OFFICE, b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")),
        (FileKind.KEY, b"-----BEGIN PGP MESSAGE-----\n\nhQEMA"),
    ],
)
def test_what_is_encrypted_cannot_be_scanned(kind: FileKind, content: bytes) -> None:
    assert _found(_part("application/octet-stream", FileReading(kind), "", content)) == [
        Category.ATTACHMENT_UNSCANNABLE
    ]
