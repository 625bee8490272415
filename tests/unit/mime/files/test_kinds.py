"""A file is what its content, its name and its type agree on."""

import io
import zipfile

import pytest

from relay.mime.files.kinds import FileKind, agreed_kind, kind_by_content, kind_by_name

_OFFICE = "application/vnd.openxmlformats-officedocument"


def _zip(*names: str, first: tuple[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        if first:
            package.writestr(*first)
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


_DOCX = _zip("[Content_Types].xml", "_rels/.rels", "word/document.xml")
_ODT = _zip("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe1\0\x10Exif", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n\0\0", FileKind.PNG),
        (b"GIF89a\x01\0", FileKind.GIF),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.WEBP),
        (b"RIFF\x10\0\0\0WAVEfmt ", FileKind.AUDIO),
        (b"RIFF\x10\0\0\0AVI LIST", FileKind.VIDEO),
        (b"BM\x36\0\0\0\0\0\0\0", FileKind.BMP),
        (b"BMX is a sport, not a picture.", FileKind.TEXT),
        (b"MZ is no program either", FileKind.TEXT),
        (b"MZ\x90\0\x03\0\0\0", FileKind.PROGRAM),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileKind.HEIC),
        (b"\0\0\0\x18ftypisom\0\0\0\0isom", FileKind.VIDEO),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", FileKind.AUDIO),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\xef\xbb\xbfname,grade\n", FileKind.TEXT),
        ("Grüße".encode("utf-16"), FileKind.TEXT),
        (b"", FileKind.TEXT),
        (b"BEGIN:VCALENDAR\r\n", FileKind.CALENDAR),
        (b"BEGIN:VCARD\r\n", FileKind.CONTACT),
        (b"  <!DOCTYPE html><p>", FileKind.MARKUP),
        (b"<svg xmlns='x'/>", FileKind.MARKUP),
        (b"if a <html>b then", FileKind.TEXT),
        (b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nhello", FileKind.MAIL),
        (b"To: the teacher\n\nPlease note", FileKind.TEXT),
        (b"{\\rtf1\\ansi", FileKind.RTF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", FileKind.LEGACY_OFFICE),
        (b"\x78\x9f\x3e\x22\x01\0", FileKind.TNEF),
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----", FileKind.KEY),
        (_DOCX, FileKind.DOCX),
        (_zip("[Content_Types].xml", "word/document2.xml"), FileKind.DOCX),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), FileKind.PPTX),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), FileKind.XLSX),
        (_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), FileKind.MACROS),
        (_zip("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), FileKind.ARCHIVE),
        (_ODT, FileKind.ODT),
        (_zip("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text-master")), FileKind.ARCHIVE),
        (_zip("homework.txt"), FileKind.ARCHIVE),
        (bytes(range(256)), FileKind.UNKNOWN),
    ],
)
def test_the_first_bytes_tell_what_a_file_is(content: bytes, kind: FileKind) -> None:
    assert kind_by_content(content) is kind


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kind"),
    [
        (b"hello", "a.txt", "text/plain", FileKind.TEXT),
        (b"a,b", "a.csv", "text/csv", FileKind.CSV),
        (b"a,b", "a.csv", "application/octet-stream", FileKind.CSV),
        (b"# a", "a.md", "text/plain", FileKind.MARKDOWN),
        (b"print(1)", "a.py", "text/x-python", FileKind.TEXT),
        (b"hello", "", "application/octet-stream", FileKind.TEXT),
        (_DOCX, "a.docx", f"{_OFFICE}.wordprocessingml.document", FileKind.DOCX),
        (_DOCX, "a.docx", "application/octet-stream", FileKind.DOCX),
        (_DOCX, "", "application/octet-stream", FileKind.DOCX),
        (b"\xff\xd8\xff", "A.JPG", "image/jpg", FileKind.JPEG),
        (b"BEGIN:VCALENDAR", "", "text/calendar", FileKind.CALENDAR),
        (b"BEGIN:VCALENDAR", "invite.ics", "text/plain", FileKind.CALENDAR),
        # the type is one that common programs send for such files
        (b"a,b", "a.csv", "application/vnd.ms-excel", FileKind.CSV),
        (b"{}", "a.json", "application/json", FileKind.TEXT),
        (b"let a", "a.js", "application/javascript", FileKind.TEXT),
        (_DOCX, "a.docx", "application/zip", FileKind.DOCX),
        (_DOCX, "a.docx", "application/x-zip-compressed", FileKind.DOCX),
        (_DOCX, "a.docx", "application/msword", FileKind.DOCX),
        (_DOCX, "a.docx", "application/force-download", FileKind.DOCX),
        (b"\xff\xd8\xff", "a.jpg", "image/*", FileKind.JPEG),
        # readers look for the beginning of a PDF
        (b"\r\n%PDF-1.4", "a.pdf", "application/pdf", FileKind.PDF),
        (b"\0" * 900 + b"%PDF-1.4", "a.pdf", "application/octet-stream", FileKind.PDF),
        (b" " * 1024 + b"%PDF-1.4", "a.pdf", "application/pdf", None),
        (b"%PDF-1.4 is how they begin", "a.txt", "text/plain", None),
        (b"They begin with %PDF-1.4", "a.txt", "text/plain", FileKind.TEXT),
        # one of the three says otherwise
        (b"a,b", "a.txt", "application/vnd.ms-excel", None),
        (b"a,b", "", "application/vnd.ms-excel", None),
        (_zip("a"), "a.docx", "application/zip", None),
        (_DOCX, "a.xlsx", "application/zip", None),
        (_DOCX, "a.docx", "application/vnd.ms-excel", None),
        (b"MZ\0\0", "a.csv", "application/vnd.ms-excel", None),
        (b"\xff\xd8\xff", "a.png", "image/*", FileKind.UNKNOWN),
        (b"<html>", "a.json", "application/json", FileKind.UNKNOWN),
        (b"\xff\xd8\xff", "a.png", "image/jpeg", None),
        (b"\xff\xd8\xff", "a.jpg", "application/pdf", None),
        (b"%PDF-1.4", "a.jpg", "image/jpeg", None),
        (_zip("a"), "a.docx", f"{_OFFICE}.wordprocessingml.document", None),
        (_DOCX, "a.zip", "application/zip", None),
        (b"hello", "a.exe", "text/plain", None),
        (b"hello", "a.pdf", "application/pdf", None),
        (b"<html>", "a.txt", "text/csv", None),
        (b"a,b", "a.csv", "text/markdown", None),
        (b"BEGIN:VCARD", "a.ics", "text/calendar", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", f"{_OFFICE}.wordprocessingml.document", None),
    ],
)
def test_content_name_and_type_must_agree(content: bytes, name: str, content_type: str, kind: FileKind | None) -> None:
    assert agreed_kind(content, name, content_type) is kind


def test_the_last_ending_counts_and_a_bare_dot_says_nothing() -> None:
    assert kind_by_name("photo.jpg.exe") is FileKind.PROGRAM
    assert kind_by_name(".txt") is None
    assert kind_by_name("noending") is None
    assert kind_by_name("a.TXT ") is FileKind.TEXT
