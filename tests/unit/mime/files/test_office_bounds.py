"""Archives and markup made to break who reads them: they end in a hold, soon and small (CASES B57)."""

import io
import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.looking import read_files
from relay.mime.files.office.markup import parse_xml
from relay.mime.files.office.package import open_package
from relay.mime.files.reading import BROKEN, ENCRYPTED, TOO_LARGE, UnreadableFileError
from tests.support.office import ODT_TYPE, content_types, opendocument, packed, read, runs, unpacked, with_parts, word

DOCX, XLSX, ODT = FileKind.DOCX, FileKind.XLSX, FileKind.ODT
_LETTERS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _deflated(repeated: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(repeated) + packer.flush(zlib.Z_FULL_FLUSH)  # which stands for itself wherever it stands
    return block * times + packer.flush()


def _entry(name: bytes, content: bytes, size: int, *, checksum: int = 0, method: int = 8) -> bytes:
    return (
        struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, method, 0, 33, checksum, len(content), size, len(name), 0)
        + name
        + content
    )


def _listed(name: bytes, start: int, packed_size: int, size: int, *, checksum: int = 0, method: int = 8) -> bytes:
    return (
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, method, 0, 33, checksum, packed_size, size,
            len(name), 0, 0, 0, 0, 0, start,
        )
        + name
    )  # fmt: skip


def _archive(body: bytes, directory: bytes, count: int) -> bytes:
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + end


def _four_gigabytes_of_zeros(*, claimed: int) -> bytes:
    whole = _deflated(b"\0" * (1 << 20), 4095)
    name = b"word/document.xml"
    return _archive(_entry(name, whole, claimed), _listed(name, 0, len(whole), claimed), 1)


def _a_million_entries() -> bytes:
    body = _entry(b"a", b"", 0, method=0)
    return _archive(body, _listed(b"a", 0, 0, 0, method=0) * 400_000, 400_000)


def _all_entries_over_each_other() -> bytes:
    """A thousand entries that share one kernel, as in Fifield's bomb."""
    content = _deflated(b"\0" * 100_000, 1)
    body = _entry(b"x0000", content, 100_000)
    return _archive(body, b"".join(_listed(b"x0000", 0, len(content), 100_000) for _ in range(1000)), 1000)


def _archives_in_archives() -> bytes:
    inner = packed({"0.bin": b"\0" * 1_000_000})
    for level in range(5):
        inner = packed({f"word/{level}-{number}.zip": inner for number in range(16)})
    return with_parts(inner, unpacked(word(runs("x"))))


def _nested() -> bytes:
    return packed(_document("<x>" * 1_300_000 + "</x>" * 1_300_000))


def _laughs() -> bytes:
    ten = {n: f"&a{n - 1};" * 10 for n in range(1, 10)}
    entities = "".join(f'<!ENTITY a{n} "{text}">' for n, text in ten.items())
    doctype = f'<!DOCTYPE w [<!ENTITY a0 "ha">{entities}]>'
    return packed(_document("&a9;", doctype=doctype))


def _quadratic_entity() -> bytes:
    doctype = f'<!DOCTYPE w [<!ENTITY a "{"a" * 100_000}">]>'
    return packed(_document("&a;" * 100_000, doctype=doctype))


def _attributes() -> bytes:
    attributes = " ".join(f"a{n}='x'" for n in range(600_000))
    return packed(_document(f"<w:p {attributes}/>"))


def _namespaces() -> bytes:
    namespaces = " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(300_000))
    return packed(_document(f"<w:p {namespaces}/>"))


def _many_elements() -> bytes:
    return packed(_document("<w:p/>" * 5_000_000))


def _deep_but_allowed() -> bytes:
    return packed(_document(("<w:smartTag>" * 200 + "</w:smartTag>" * 200) * 2_000))


def _wide_opendocument() -> bytes:
    return opendocument('<text:p><text:s text:c="999999999"/></text:p>' * 200_000)


def _one_string_a_million_times() -> bytes:
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "<row>" + '<c t="s"><v>0</v></c>' * 60_000 + "</row>"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    base = unpacked(word(""))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", main),
            "_rels/.rels": base["_rels/.rels"].replace(b"word/document.xml", b"xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{relations}"><sheet r:id="rId1"/></workbook>',
            "xl/_rels/workbook.xml.rels": base["word/_rels/document.xml.rels"].replace(
                b"</Relationships>" if b"</Relationships>" in base["word/_rels/document.xml.rels"] else b"/>",
                (
                    f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="s.xml"/>'
                    f'<Relationship Id="rId2" Type="{relations}/sharedStrings" Target="t.xml"/></Relationships>'
                ).encode(),
            ),
            "xl/s.xml": f'<worksheet xmlns="{sheet}"><sheetData>{cells}</sheetData></worksheet>',
            "xl/t.xml": f'<sst xmlns="{sheet}"><si><t>{"x" * 30_000}</t></si></sst>',
        }
    )


def _document(inside: str, *, doctype: str = "") -> dict[str, bytes]:
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{_LETTERS}"><w:body>{inside}</w:body></w:document>'
    return {**unpacked(word("")), "word/document.xml": document.encode()}


_BOMBS: dict[str, tuple[Callable[[], bytes], FileKind]] = {
    "four gigabytes of zeros": (lambda: _four_gigabytes_of_zeros(claimed=0xFFF00000), DOCX),
    "four gigabytes that claim to be little": (lambda: _four_gigabytes_of_zeros(claimed=5_000), DOCX),
    "very many entries": (_a_million_entries, DOCX),
    "entries over each other": (_all_entries_over_each_other, DOCX),
    "archives in archives": (_archives_in_archives, DOCX),
    "nested elements": (_nested, DOCX),
    "entities of entities": (_laughs, DOCX),
    "one long entity many times": (_quadratic_entity, DOCX),
    "very many attributes": (_attributes, DOCX),
    "very many elements": (_many_elements, DOCX),
    "one string in very many cells": (_one_string_a_million_times, XLSX),
}


@pytest.mark.parametrize("name", _BOMBS)
def test_a_bomb_ends_in_a_hold_within_the_bounds(name: str) -> None:
    bomb, kind = _BOMBS[name]
    content = bomb()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    (reading,) = read_files([(kind, content)])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert reading.problem
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    assert time.monotonic() - began < 30  # the machine may be busy


@pytest.mark.parametrize(
    ("content", "kind"), [(_deep_but_allowed, DOCX), (_namespaces, DOCX), (_wide_opendocument, ODT)]
)
def test_what_is_large_and_strange_is_read_within_the_bounds(content: Callable[[], bytes], kind: FileKind) -> None:
    (reading,) = read_files([(kind, content())])
    assert len(reading.text) <= 1_000_000


# ---------------------------------------------------------------------------------------------
# Archives


def _refused(content: bytes, why: str, kind: FileKind = DOCX) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        read(content, kind)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"no archive at all", b"PK" * 5000]
)
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    _refused(content, BROKEN)


@pytest.mark.parametrize(
    "name", ["../word/x.xml", "/word/x.xml", "word\\x.xml", "word/./x.xml", "c:x.xml", "a//b", "x\x01"]
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    _refused(with_parts(word(runs("x")), {name: "<x/>"}), BROKEN)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "Word/Document.xml"])
def test_two_entries_of_one_name_are_refused(name: str) -> None:
    out = io.BytesIO(word(runs("shown to one")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, "<w:document/>")
    _refused(out.getvalue(), BROKEN)


def test_a_name_that_differs_between_directory_and_entry_is_refused() -> None:
    _refused(word(runs("x")).replace(b"word/document.xml", b"word/DOCUMENT.xml", 1), BROKEN)


@pytest.mark.parametrize(("claim", "why"), [(-1, BROKEN), (1, BROKEN), (200_000_000, TOO_LARGE)])
def test_an_entry_of_another_size_than_claimed_is_refused(claim: int, why: str) -> None:
    content = b"x" * 100
    whole = _deflated(content, 1)
    size = len(content) + claim if claim < 1000 else claim
    archive = _archive(
        _entry(b"a", whole, size, checksum=zlib.crc32(content)),
        _listed(b"a", 0, len(whole), size, checksum=zlib.crc32(content)),
        1,
    )
    with pytest.raises(UnreadableFileError, match=why):
        open_package(archive).read("a")


def test_an_entry_whose_checksum_is_wrong_is_refused() -> None:
    archive = _archive(_entry(b"a", b"xyz", 3, method=0), _listed(b"a", 0, 3, 3, method=0), 1)
    with pytest.raises(UnreadableFileError, match=BROKEN):
        open_package(archive).read("a")


def test_an_entry_within_another_is_refused() -> None:
    inner = _entry(b"b", b"xyz", 3, method=0)
    outer = _entry(b"a", inner, len(inner), method=0)
    start = len(outer) - len(inner)
    directory = _listed(b"a", 0, len(inner), len(inner), method=0) + _listed(b"b", start, 3, 3, method=0)
    with pytest.raises(UnreadableFileError, match=BROKEN):
        open_package(_archive(outer, directory, 2))


def test_encrypted_entries_are_told() -> None:  # A28
    content = bytearray(word(runs("x")))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(sign) + place] |= 1
    _refused(bytes(content), ENCRYPTED)
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry>'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    _refused(opendocument("", parts={"META-INF/manifest.xml": manifest}), ENCRYPTED, ODT)


def test_a_relationship_that_leads_out_of_the_package_leads_nowhere() -> None:
    content = with_parts(
        word(runs("x")),
        {
            "word/_rels/document.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
                'Id="rId1" Target="../../../../etc/passwd" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                'relationships/styles"/></Relationships>'
            )
        },
    )
    assert read(content, DOCX).text == "x"


def test_parts_that_ask_for_each_other_are_read_once() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = "http://schemas.openxmlformats.org/package/2006/relationships"
    circle = (
        f'<Relationships xmlns="{listed}"><Relationship Id="rId1" Type="{kind}/header" Target="{{}}"/></Relationships>'
    )
    header = f'<w:hdr xmlns:w="{_LETTERS}" xmlns:r="{kind}"><w:headerReference r:id="rId1"/>{runs("header")}</w:hdr>'
    parts = {
        "word/_rels/document.xml.rels": circle.format("header1.xml"),
        "word/header1.xml": header,
        "word/_rels/header1.xml.rels": circle.format("header1.xml"),
    }
    body = f'<w:headerReference xmlns:r="{kind}" r:id="rId1"/>{runs("body")}'
    assert read(with_parts(word(body), parts), DOCX).text == "body\nheader"


# ---------------------------------------------------------------------------------------------
# Markup


@pytest.mark.parametrize(
    ("data", "root"),
    [
        (b"<a/>", "a"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "a"),
        ("\ufeff<?xml version='1.0' encoding='UTF-16'?><ä/>".encode("utf-16-le"), "ä"),
        ("\ufeff<ä/>".encode("utf-16-be"), "ä"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?><a/>", "a"),
    ],
)
def test_utf8_and_utf16_are_read(data: bytes, root: str) -> None:
    assert parse_xml(data).tag == root


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>&undefined;</a>",
        b"<a b='1' b='2'/>",
        b"<a>\xff</a>",
        b"<a>\0</a>",
        b"\xff\xfe<",
        "<ä/>".encode("utf-16-le"),
        "<?xml version='1.0' encoding='iso-8859-1'?><ä/>".encode("iso-8859-1"),
        b"<?xml version='1.0' encoding='utf-7'?><a>+ADw-/a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
        "\ufeff<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16-le"),
        b"<a>" * 300 + b"</a>" * 300 + b"<",
    ],
)
def test_what_is_no_well_formed_markup_of_that_kind_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=BROKEN):
        parse_xml(data)


def test_the_type_of_an_opendocument_is_read_whole() -> None:
    _refused(packed({"mimetype": ODT_TYPE + "-template", "content.xml": "<x/>"}), "do not agree", ODT)
