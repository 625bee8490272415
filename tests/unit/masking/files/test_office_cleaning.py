"""Office documents as they are delivered: without what tells beside, whole, and opened by other programs."""

import io
import zipfile

import docx
import openpyxl
import pptx
import pytest
from odf.opendocument import load
from odf.text import P

from relay.masking.files.cleaning import NotCleanableError
from relay.masking.files.office.pictures import UNREADABLE
from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.picture import pixel_digest
from relay.mime.files.reading import BROKEN, MACROS
from tests.support.office import (
    HOMEWORK,
    NAMESPACES,
    check_is_sound,
    clean,
    homework_docx,
    homework_odt,
    homework_pptx,
    homework_xlsx,
    opendocument,
    packed,
    picture,
    read,
    relation,
    relations,
    runs,
    unpacked,
    with_parts,
    word,
)

DOCX, XLSX, PPTX, ODT = FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT
_MICROSOFT = "http://schemas.microsoft.com/office"
_NAMES = "Greta Oldfield"


def _part(content: bytes, name: str) -> str:
    return unpacked(content)[name].decode()


def _body(content: bytes) -> str:
    return _part(clean(content, DOCX).content, "word/document.xml")


# ---------------------------------------------------------------------------------------------
# Whole documents


@pytest.mark.parametrize("kind", HOMEWORK)
def test_where_nothing_has_to_go_a_document_says_the_same(kind: FileKind) -> None:
    before = HOMEWORK[kind]()
    after = clean(before, kind)
    assert after.kind is kind
    assert kind_by_content(after.content) is kind
    assert read(after.content, kind).text == read(before, kind).text
    assert read(after.content, kind).pictures == read(before, kind).pictures


@pytest.mark.parametrize("kind", HOMEWORK)
def test_nothing_is_told_beside_what_a_document_says(kind: FileKind) -> None:  # A47
    cleaned = clean(HOMEWORK[kind](_NAMES), kind)
    assert read(cleaned.content, kind).properties == ""
    assert all(b"oldfield" not in data.lower() for data in unpacked(cleaned.content).values())
    assert "document properties" in cleaned.removed
    assert not [words for words in cleaned.removed if "Oldfield" in words]


@pytest.mark.parametrize("kind", HOMEWORK)
def test_the_same_document_becomes_the_same_bytes_and_those_stay_as_they_are(kind: FileKind) -> None:
    once = clean(HOMEWORK[kind](_NAMES, f"by {_NAMES}"), kind)
    assert clean(HOMEWORK[kind](_NAMES, f"by {_NAMES}"), kind).content == once.content
    again = clean(once.content, kind)
    assert again.content == once.content
    assert again.removed == ()


@pytest.mark.parametrize("kind", [DOCX, XLSX, PPTX])
def test_a_new_package_is_sound(kind: FileKind) -> None:
    check_is_sound(clean(HOMEWORK[kind](), kind).content)


@pytest.mark.parametrize("kind", HOMEWORK)
def test_a_new_archive_tells_nothing_of_when_and_where_it_was_written(kind: FileKind) -> None:
    with zipfile.ZipFile(io.BytesIO(clean(HOMEWORK[kind](), kind).content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}
        assert not [entry for entry in archive.infolist() if entry.comment or entry.extra]


def test_python_docx_opens_it() -> None:
    document = docx.Document(io.BytesIO(clean(homework_docx(_NAMES, f"by {_NAMES}"), DOCX).content))
    assert [one.text for one in document.paragraphs[:2]] == ["My homework", "by Greta"]
    assert [cell.text for row in document.tables[0].rows for cell in row.cells] == ["Material", "Metres", "Wood", "4"]
    assert document.core_properties.author in {"", "python-docx"}  # its own where there is none
    assert [(one.author, one.initials, one.text) for one in document.comments] == [("Author", "A", "well done")]
    assert len(document.inline_shapes) == 1


def test_openpyxl_opens_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(clean(homework_xlsx(_NAMES, f"by {_NAMES}"), XLSX).content))
    sheet = book["Measures"]
    assert [sheet["A1"].value, sheet["B1"].value, sheet["A4"].value] == ["Metres", "by Greta", "=SUM(A2:A3)"]
    assert book["Sums"]["A1"].value == "=Measures!A4"
    assert (sheet["A1"].comment.text, sheet["A1"].comment.author) == ("well done", "Author")
    assert sheet.oddHeader.center.text == "Bridges"


def test_python_pptx_opens_it() -> None:
    talk = pptx.Presentation(io.BytesIO(clean(homework_pptx(_NAMES, f"by {_NAMES}"), PPTX).content))
    slide = talk.slides[0]
    assert slide.shapes.title.text == "Bridges"
    assert slide.placeholders[1].text == "by Greta"
    assert slide.notes_slide.notes_text_frame.text == "speak slowly"
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].categories) == ["Wood", "Stone"]


def test_odfpy_opens_it() -> None:
    document = load(io.BytesIO(clean(homework_odt(_NAMES, f"by {_NAMES}"), ODT).content))
    assert any("by Greta" in str(one) for one in document.getElementsByType(P))


# ---------------------------------------------------------------------------------------------
# What goes


def test_parts_that_are_not_known_to_be_needed_go() -> None:
    related = (
        relation("rId1", "customXml", "../customXml/item1.xml"),
        relation("rId2", f"{_MICROSOFT}/2011/relationships/people", "people.xml"),
        relation("rId3", "glossaryDocument", "glossary/document.xml"),
        relation("rId4", "settings", "settings.xml"),
        relation("rId5", "urn:made-up", "made-up.xml"),
        relation("rId6", "webSettings", "webSettings.xml"),
    )
    parts: dict[str, str | bytes] = {
        "customXml/item1.xml": "<data>secret</data>",
        "word/people.xml": "<people/>",
        "word/glossary/document.xml": f"<w:glossaryDocument {NAMESPACES}/>",
        "word/settings.xml": (
            f'<w:settings {NAMESPACES}><w:rsids/><w:docVars><w:docVar w:val="Oldfield"/></w:docVars>'
            '<w:attachedTemplate r:id="rId1"/><w:mirrorMargins/><w15:docId w15:val="{1}"/></w:settings>'
        ),
        "word/_rels/settings.xml.rels": relations(
            relation("rId1", "attachedTemplate", "file:///H:/Oldfield.dotx", external=True)
        ),
        "word/made-up.xml": "<x/>",
        "word/webSettings.xml": "<x/>",
        "docProps/app.xml": "<Properties><Company>Riverside</Company></Properties>",
        "docProps/thumbnail.jpeg": picture(kind="JPEG"),
    }
    package = (
        relation("rId8", "extended-properties", "docProps/app.xml"),
        relation(
            "rId9",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
            "docProps/thumbnail.jpeg",
        ),
    )
    cleaned = clean(word(runs("text"), related=related, parts=parts, package=package), DOCX)
    assert sorted(unpacked(cleaned.content)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/settings.xml",
    ]
    settings = _part(cleaned.content, "word/settings.xml")
    assert "mirrorMargins" in settings
    assert "rsid" not in settings
    assert "Oldfield" not in settings
    words = {"custom data", "the authors' names", "links to other files", "document properties", "a thumbnail"}
    assert words <= set(cleaned.removed)


def test_foreign_markup_goes_with_the_names_of_its_makers() -> None:
    body = (
        '<w:p xmlns:my="http://greta-oldfield.example/ns" my:note="Oldfield"><my:data>Oldfield</my:data>'
        '<w:r w:rsidR="00AB12CD"><w:t>text</w:t></w:r></w:p>'
    )
    document = f'<w:document {NAMESPACES} mc:Ignorable="w14 w15"><w:body>{body}</w:body></w:document>'
    cleaned = _body(word("", parts={"word/document.xml": document}))
    assert "ldfield" not in cleaned
    assert "my" not in cleaned
    assert "w15" not in cleaned
    assert 'mc:Ignorable="w14"' in cleaned
    assert "rsid" not in cleaned


def test_an_embedded_file_goes_and_the_picture_of_it_stays() -> None:
    body = (
        '<w:p><w:object><v:shape><v:imagedata r:id="rId8" o:title="essay.doc"/></v:shape><o:OLEObject r:id="rId9"/>'
        "</w:object></w:p>"
    )
    related = (
        relation("rId8", "image", "media/image1.png"),
        relation("rId9", "oleObject", "embeddings/oleObject1.bin"),
    )
    parts = {"word/media/image1.png": picture(), "word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}
    cleaned = clean(word(body, related=related, parts=parts), DOCX)
    assert "word/embeddings/oleObject1.bin" not in unpacked(cleaned.content)
    assert read(cleaned.content, DOCX).pictures == (pixel_digest(picture()),)
    assert "an embedded file" in cleaned.removed


def test_pictures_are_written_anew_and_one_that_cannot_be_becomes_an_empty_one() -> None:
    entries = unpacked(homework_docx())
    name = next(name for name in entries if name.startswith("word/media/"))
    with_more = with_parts(homework_docx(), {name: picture() + b"Greta Oldfield lives at ..."})
    cleaned = clean(with_more, DOCX)
    assert all(b"Oldfield" not in data for data in unpacked(cleaned.content).values())
    assert read(cleaned.content, DOCX).pictures == (pixel_digest(picture()),)
    broken = clean(with_parts(homework_docx(), {name: b"\xd7\xcd\xc6\x9a Oldfield"}), DOCX)
    assert UNREADABLE in broken.removed
    assert read(broken.content, DOCX).problem == ""
    assert docx.Document(io.BytesIO(broken.content)).inline_shapes[0].type is not None


def test_pictures_from_elsewhere_and_pictures_that_nobody_shows_go() -> None:
    body = '<w:p><w:r><w:drawing><a:blip r:link="rId8"/></w:drawing></w:r></w:p>'
    related = (
        relation("rId8", "image", "https://x.example/pixel.png?who=tim", external=True),
        relation("rId9", "image", "media/secret.png"),
    )
    cleaned = clean(word(body, related=related, parts={"word/media/secret.png": picture()}), DOCX)
    assert not [name for name in unpacked(cleaned.content) if "media" in name]
    assert "pixel.png" not in str(unpacked(cleaned.content))
    assert "links to other files" in cleaned.removed


@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        (b"no archive", DOCX, BROKEN),
        (opendocument("", parts={"Basic/Standard/Module1.xml": "<x/>"}), ODT, MACROS),
        (packed({"mimetype": "x"}), ODT, "do not agree"),
    ],
)
def test_what_cannot_be_read_cannot_be_cleaned(content: bytes, kind: FileKind, why: str) -> None:
    with pytest.raises(NotCleanableError, match=why):
        clean(content, kind)
