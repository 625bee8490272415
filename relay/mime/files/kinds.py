"""The kind of a file, told by its content, its name and its declared type; all that say something must agree.

Only kinds that matter here are told apart: those that can be made safe, and those that never are. A table of
our own, since the question is not "what may this be" but "is it surely this".
"""

import re
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is."""

    TEXT = "text"
    CSV = "csv"
    MARKDOWN = "markdown"
    CALENDAR = "calendar"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    BMP = "bmp"
    TIFF = "tiff"
    HEIC = "heic"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    # Never delivered: what they hold cannot be made safe, or is not looked into.
    CONTACT = "contact"  # vCard
    MAIL = "mail"
    MARKUP = "markup"  # HTML, SVG, XML: a page can run and load
    RTF = "rtf"
    MACROS = "macros"  # an office document with macros
    LEGACY_OFFICE = "legacy_office"  # OLE: doc, xls, ppt, msg; encrypted office documents, too
    TNEF = "tnef"  # winmail.dat
    ARCHIVE = "archive"
    AUDIO = "audio"
    VIDEO = "video"
    PROGRAM = "program"
    KEY = "key"  # PGP and S/MIME keys, certificates, signatures, encrypted data
    UNKNOWN = "unknown"

    @property
    def is_picture(self) -> bool:
        """Whether it is a still picture that can be read and written anew."""
        return self in _PICTURES

    @property
    def is_document(self) -> bool:
        """Whether it is a document that can be read and cleaned."""
        return self in _DOCUMENTS

    @property
    def is_plain_text(self) -> bool:
        """Whether its text is all there is to it."""
        return self in _TEXTS


_PICTURES = frozenset(
    {FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP, FileKind.BMP, FileKind.TIFF, FileKind.HEIC}
)
_DOCUMENTS = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.PPTX, FileKind.XLSX, FileKind.ODT})
_TEXTS = frozenset({FileKind.TEXT, FileKind.CSV, FileKind.MARKDOWN})
# Kinds whose content is characters: what begins like none of the special ones is any of the plain ones.
_WRITTEN = _TEXTS | {FileKind.CALENDAR, FileKind.CONTACT, FileKind.MARKUP, FileKind.MAIL}

_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: dict[str, FileKind] = {
    "text/plain": FileKind.TEXT,
    "text/csv": FileKind.CSV,
    "text/comma-separated-values": FileKind.CSV,
    "text/tab-separated-values": FileKind.CSV,
    "text/markdown": FileKind.MARKDOWN,
    "text/x-markdown": FileKind.MARKDOWN,
    "text/calendar": FileKind.CALENDAR,
    "application/ics": FileKind.CALENDAR,
    "image/jpeg": FileKind.JPEG,
    "image/jpg": FileKind.JPEG,
    "image/pjpeg": FileKind.JPEG,
    "image/png": FileKind.PNG,
    "image/gif": FileKind.GIF,
    "image/webp": FileKind.WEBP,
    "image/bmp": FileKind.BMP,
    "image/x-ms-bmp": FileKind.BMP,
    "image/tiff": FileKind.TIFF,
    "image/heic": FileKind.HEIC,
    "image/heif": FileKind.HEIC,
    "application/pdf": FileKind.PDF,
    "application/x-pdf": FileKind.PDF,
    f"{_OFFICE}.wordprocessingml.document": FileKind.DOCX,
    f"{_OFFICE}.presentationml.presentation": FileKind.PPTX,
    f"{_OFFICE}.spreadsheetml.sheet": FileKind.XLSX,
    "application/vnd.oasis.opendocument.text": FileKind.ODT,
    "text/vcard": FileKind.CONTACT,
    "text/x-vcard": FileKind.CONTACT,
    "text/directory": FileKind.CONTACT,
    "message/rfc822": FileKind.MAIL,
    "message/global": FileKind.MAIL,
    "text/html": FileKind.MARKUP,
    "text/xml": FileKind.MARKUP,
    "application/xml": FileKind.MARKUP,
    "application/xhtml+xml": FileKind.MARKUP,
    "image/svg+xml": FileKind.MARKUP,
    "text/rtf": FileKind.RTF,
    "application/rtf": FileKind.RTF,
    "application/vnd.ms-word.document.macroenabled.12": FileKind.MACROS,
    "application/vnd.ms-excel.sheet.macroenabled.12": FileKind.MACROS,
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": FileKind.MACROS,
    "application/msword": FileKind.LEGACY_OFFICE,
    "application/vnd.ms-excel": FileKind.LEGACY_OFFICE,
    "application/vnd.ms-powerpoint": FileKind.LEGACY_OFFICE,
    "application/vnd.ms-outlook": FileKind.LEGACY_OFFICE,
    "application/ms-tnef": FileKind.TNEF,
    "application/vnd.ms-tnef": FileKind.TNEF,
    "application/zip": FileKind.ARCHIVE,
    "application/x-zip-compressed": FileKind.ARCHIVE,
    "application/gzip": FileKind.ARCHIVE,
    "application/x-7z-compressed": FileKind.ARCHIVE,
    "application/x-rar-compressed": FileKind.ARCHIVE,
    "application/vnd.rar": FileKind.ARCHIVE,
    "application/x-tar": FileKind.ARCHIVE,
    "application/pgp-keys": FileKind.KEY,
    "application/pkcs7-mime": FileKind.KEY,
    "application/x-pkcs7-mime": FileKind.KEY,
    "application/pgp-encrypted": FileKind.KEY,
}
# What common programs send beside the right type, by what a file is: Windows with Excel calls a CSV a workbook.
_ZIPPED = ("application/zip", "application/x-zip", "application/x-zip-compressed")
_ALSO_SENT_AS: dict[FileKind, frozenset[str]] = {
    FileKind.CSV: frozenset({"application/vnd.ms-excel", "application/csv", "application/x-csv"}),
    FileKind.TEXT: frozenset(
        {"application/json", "application/javascript", "application/x-javascript", "application/x-python",
         "application/x-python-code", "application/x-java-source"}
    ),
    FileKind.DOCX: frozenset({*_ZIPPED, "application/msword"}),
    FileKind.PPTX: frozenset({*_ZIPPED, "application/vnd.ms-powerpoint"}),
    FileKind.XLSX: frozenset({*_ZIPPED, "application/vnd.ms-excel", "application/msexcel"}),
    FileKind.ODT: frozenset({*_ZIPPED, "application/x-vnd.oasis.opendocument.text"}),
    FileKind.PDF: frozenset({"application/acrobat", "application/vnd.pdf"}),
    **{kind: frozenset({"image/*"}) for kind in FileKind if kind.is_picture},
}  # fmt: skip
_OF_ANY_FILE = frozenset(
    {"", "application/octet-stream", "application/x-octet-stream", "binary/octet-stream", "application/download",
     "application/x-download", "application/force-download", "application/x-force-download"}
)  # fmt: skip
_ENDINGS: dict[str, FileKind] = {
    **dict.fromkeys(("txt", "text", "log", "py", "java", "c", "h", "cpp", "js", "css", "ino", "json"), FileKind.TEXT),
    **dict.fromkeys(("csv", "tsv"), FileKind.CSV),
    **dict.fromkeys(("md", "markdown"), FileKind.MARKDOWN),
    **dict.fromkeys(("ics", "ical"), FileKind.CALENDAR),
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), FileKind.JPEG),
    "png": FileKind.PNG,
    "gif": FileKind.GIF,
    "webp": FileKind.WEBP,
    "bmp": FileKind.BMP,
    **dict.fromkeys(("tif", "tiff"), FileKind.TIFF),
    **dict.fromkeys(("heic", "heif"), FileKind.HEIC),
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "pptx": FileKind.PPTX,
    "xlsx": FileKind.XLSX,
    "odt": FileKind.ODT,
    **dict.fromkeys(("vcf", "vcard"), FileKind.CONTACT),
    "eml": FileKind.MAIL,
    **dict.fromkeys(("html", "htm", "xhtml", "xml", "svg"), FileKind.MARKUP),
    "rtf": FileKind.RTF,
    **dict.fromkeys(("docm", "dotm", "pptm", "xlsm", "xltm"), FileKind.MACROS),
    **dict.fromkeys(("doc", "dot", "xls", "ppt", "pps", "msg"), FileKind.LEGACY_OFFICE),
    "dat": FileKind.TNEF,
    **dict.fromkeys(("zip", "gz", "tgz", "7z", "rar", "tar", "bz2", "xz"), FileKind.ARCHIVE),
    **dict.fromkeys(("mp3", "m4a", "wav", "ogg", "opus", "aac", "amr", "flac", "wma"), FileKind.AUDIO),
    **dict.fromkeys(("mp4", "mov", "avi", "webm", "mkv", "3gp", "m4v", "wmv"), FileKind.VIDEO),
    **dict.fromkeys(("exe", "com", "scr", "bat", "cmd", "jar", "apk", "dmg", "msi", "vbs", "ps1"), FileKind.PROGRAM),
    **dict.fromkeys(("asc", "p7m", "p7s", "pgp", "gpg", "pem", "crt", "cer", "p12", "pfx"), FileKind.KEY),
}

_BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"BM", FileKind.BMP),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"%PDF-", FileKind.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.LEGACY_OFFICE),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
    (b"{\\rtf", FileKind.RTF),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\0", FileKind.ARCHIVE),
    (b"ID3", FileKind.AUDIO),
    (b"\xff\xfb", FileKind.AUDIO),
    (b"OggS", FileKind.AUDIO),
    (b"fLaC", FileKind.AUDIO),
    (b"#!AMR", FileKind.AUDIO),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"-----BEGIN PGP", FileKind.KEY),
    (b"-----BEGIN CERTIFICATE", FileKind.KEY),
    (b"\x30\x80", FileKind.KEY),  # ASN.1: S/MIME and certificates
    (b"\x30\x82", FileKind.KEY),
    (b"\x30\x83", FileKind.KEY),
    (b"BEGIN:VCALENDAR", FileKind.CALENDAR),
    (b"BEGIN:VCARD", FileKind.CONTACT),
)
_ZIP = b"PK\x03\x04"
_ODT_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MACRO_PART = b"vbaProject.bin"
_OFFICE_PARTS = (  # Word on the web numbers them
    (re.compile(rb"word/document\d{0,3}\.xml"), FileKind.DOCX),
    (re.compile(rb"ppt/presentation\d{0,3}\.xml"), FileKind.PPTX),
    (re.compile(rb"xl/workbook\d{0,3}\.xml"), FileKind.XLSX),
)
_STILL_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"})
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|svg|\?xml|script|math)\b", re.IGNORECASE)
_MAIL_FIELD = re.compile(
    rb"(?:received|return-path|from|to|date|subject|message-id|mime-version|delivered-to)[ \t]*:", re.IGNORECASE
)
_SAMPLE = 4096
_FEWEST_MAIL_FIELDS = 3
_PDF_BEGINS_BEFORE = 1024  # bytes
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # of byte order: UTF-8 and UTF-16


def kind_by_content(content: bytes) -> FileKind:
    """Return what ``content`` is, by its first bytes; for archives by the names inside. Linear, nothing unpacked."""
    start = content[:_SAMPLE]
    for mark in _MARKS[:1]:
        start = start.removeprefix(mark)
    for beginning, kind in _BEGINNINGS:
        if start.startswith(beginning) and _goes_on(start, kind):
            return kind
    if start.startswith(_ZIP):
        return _zipped(content)
    if start[:4] == b"RIFF":
        return {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.AUDIO}.get(start[8:12], FileKind.VIDEO)
    if start[4:8] == b"ftyp":
        return _boxed(start)
    return _written(start)


def _goes_on(start: bytes, kind: FileKind) -> bool:
    """Return whether a short beginning is what it seems: text may begin with "BM", "MZ", "ID3", too."""
    if kind in {FileKind.BMP, FileKind.PROGRAM, FileKind.AUDIO}:
        return any(byte < 9 for byte in start[:64])
    return True


def _zipped(content: bytes) -> FileKind:
    if content[30:].startswith(_ODT_TYPE):
        # "…opendocument.text-template" and the like are other types; a stored type ends where the next entry begins.
        return FileKind.ODT if content[30 + len(_ODT_TYPE) :].startswith(b"PK") else FileKind.ARCHIVE
    if b"[Content_Types].xml" not in content:
        return FileKind.ARCHIVE
    if _MACRO_PART in content:
        return FileKind.MACROS
    found = [kind for name, kind in _OFFICE_PARTS if name.search(content)]
    return found[0] if len(found) == 1 else FileKind.ARCHIVE


def _boxed(start: bytes) -> FileKind:
    """Return the kind of an ISO base media file (ISO/IEC 14496-12): a still picture, sound or film."""
    brand = start[8:12]
    if brand in _STILL_BRANDS:
        return FileKind.HEIC
    return FileKind.AUDIO if brand.startswith(b"M4A") else FileKind.VIDEO


def _written(start: bytes) -> FileKind:
    if start.startswith(_MARKS[1:]):
        return FileKind.TEXT
    if b"\0" in start or sum(byte < 9 or 13 < byte < 27 for byte in start) > 2:
        return FileKind.UNKNOWN
    if _MARKUP.search(start[:512]) and start.lstrip()[:1] == b"<":
        return FileKind.MARKUP
    lines = start.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].splitlines()
    if sum(_MAIL_FIELD.match(line) is not None for line in lines[:60]) >= _FEWEST_MAIL_FIELDS:
        return FileKind.MAIL
    return FileKind.TEXT


def kind_by_name(filename: str) -> FileKind | None:
    """Return what the ending of a file's name says, None if it has none or none that is known."""
    stem, dot, ending = filename.rpartition(".")
    return _ENDINGS.get(ending.strip().lower()) if dot and stem else None


def kind_by_type(content_type: str) -> FileKind | None:
    """Return what a declared type says; None for ``application/octet-stream`` and what is not known."""
    known = TYPES.get(content_type)
    if known is None and content_type.startswith("audio/"):
        return FileKind.AUDIO
    if known is None and content_type.startswith("video/"):
        return FileKind.VIDEO
    return known


def _says_nothing(content_type: str) -> bool:
    return content_type in _OF_ANY_FILE or content_type.startswith("text/")


def agreed_kind(content: bytes, filename: str, content_type: str) -> FileKind | None:
    """Return the kind on which content, name and declared type agree; None where one says otherwise.

    A name without ending and ``application/octet-stream`` say nothing; neither does a type that common programs are
    known to send for files of this kind, where name and content agree. Text is what its name or type calls it. A
    declared type that is not known here, but for one of text, makes a file unknown.
    """
    by_name = kind_by_name(filename)
    kind = _agreed(content, [claim for claim in (by_name,) if claim])
    if kind is not None and kind is by_name and content_type in _ALSO_SENT_AS.get(kind, ()):
        return kind
    by_type = kind_by_type(content_type)
    if by_type is None and not _says_nothing(content_type):
        return FileKind.UNKNOWN
    return _agreed(content, [claim for claim in (by_name, by_type) if claim])


def _agreed(content: bytes, claims: list[FileKind]) -> FileKind | None:
    """Return the kind on which content and ``claims`` agree."""
    kind = kind_by_content(content)
    if kind in {FileKind.TEXT, FileKind.UNKNOWN} and FileKind.PDF in claims and _begins_later(content):
        kind = FileKind.PDF
    if kind is FileKind.TEXT and FileKind.KEY in claims and set(claims) <= {FileKind.KEY, FileKind.TEXT}:
        return FileKind.KEY  # armour and control parts of encrypted mail are characters
    if kind is FileKind.TEXT:
        written = [claim for claim in claims if claim is not FileKind.TEXT]
        if any(claim not in _TEXTS for claim in written) or len(set(written)) > 1:
            return None
        return written[0] if written else FileKind.TEXT
    if kind in _WRITTEN and set(claims) <= {kind, FileKind.TEXT}:
        return kind
    return kind if set(claims) <= {kind} else None


def _begins_later(content: bytes) -> bool:
    """Return whether a PDF begins behind something else, as all readers take it (ISO 32000-1, annex H, note 13)."""
    return b"%PDF-" in content[:_PDF_BEGINS_BEFORE]
