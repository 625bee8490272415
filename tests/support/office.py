"""Office documents for tests: by the libraries that others use, and by hand where those cannot write what is needed."""

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import docx
import openpyxl
import pptx
from lxml import etree
from odf import office, text
from odf.dc import Creator
from odf.draw import Frame, Image
from odf.opendocument import OpenDocumentText
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from PIL import Image as Pillow
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from relay.identities.people import known_people
from relay.masking.files.cleaning import CleanFile
from relay.masking.files.inside import FileMask
from relay.masking.files.office import clean_office
from relay.masking.text import Masker
from relay.mime.files.kinds import FileKind
from relay.mime.files.office import read_office
from relay.mime.files.reading import FileReading
from relay.model.identity import Identity
from tests.support.letters import GRETA, TIM

_OPEN = "http://schemas.openxmlformats.org"
_OFFICE = "application/vnd.openxmlformats-officedocument"
RELATIONS = f"{_OPEN}/officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": f"{_OPEN}/wordprocessingml/2006/main",
        "a": f"{_OPEN}/drawingml/2006/main",
        "p": f"{_OPEN}/presentationml/2006/main",
        "r": RELATIONS,
        "wp": f"{_OPEN}/drawingml/2006/wordprocessingDrawing",
        "pic": f"{_OPEN}/drawingml/2006/picture",
        "mc": f"{_OPEN}/markup-compatibility/2006",
        "m": f"{_OPEN}/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
SHEET = f'xmlns="{_OPEN}/spreadsheetml/2006/main" xmlns:r="{RELATIONS}"'
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "draw": "drawing", "style": "style", "table": "table",
        "svg": "svg-compatible", "script": "script", "form": "form", "meta": "meta",
    }.items()
)  # fmt: skip
ODF = f'{_ODF} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
ODT_TYPE = "application/vnd.oasis.opendocument.text"
DOCX_TYPE = f"{_OFFICE}.wordprocessingml.document"

_REFERENCE = re.compile(rb'\br:(?:id|embed|link|dm|lo|qs|cs)="([^"]*)"')

Parts = Mapping[str, str | bytes]


def mask_for_files(writer: Identity = GRETA) -> FileMask:
    """Return what the files of a mail to Tim are masked with."""
    return FileMask(Masker(known_people(writer, TIM), "relay.example", ()), "attachment 1")


def read(content: bytes, kind: FileKind) -> FileReading:
    """Return the reading of a document."""
    return read_office(content, kind)


def clean(content: bytes, kind: FileKind, writer: Identity = GRETA) -> CleanFile:
    """Return a document cleaned for Tim."""
    return clean_office(content, kind, mask_for_files(writer))


def packed(parts: Parts) -> bytes:
    """Return an archive of ``parts`` in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=method)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the entries of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(content: bytes, parts: Parts) -> bytes:
    """Return a document with ``parts`` put in, in place of its own of these names."""
    return packed({**unpacked(content), **parts})


def relation(name: str, kind: str, target: str, *, external: bool = False) -> str:
    """Return a relationship as markup; ``kind`` is the last word of its type, or all of it."""
    type_of = kind if ":" in kind else f"{RELATIONS}/{kind}"
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{name}" Type="{type_of}" Target="{target}"{mode}/>'


def relations(*listed: str) -> str:
    """Return a part of relationships."""
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{"".join(listed)}</Relationships>'


def content_types(main: str, main_type: str, *, more: str = "") -> str:
    """Return the part that tells the types of the others."""
    return (
        f'<Types xmlns="{_OPEN}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{main_type}"/>{more}</Types>'
    )


def word(
    body: str, *, related: tuple[str, ...] = (), parts: Parts | None = None, package: tuple[str, ...] = ()
) -> bytes:
    """Return a Word document by hand: its body's markup, the relationships of that, and other parts."""
    return packed(
        {
            "[Content_Types].xml": content_types("word/document.xml", f"{_OFFICE}.wordprocessingml.document.main+xml"),
            "_rels/.rels": relations(relation("rId1", "officeDocument", "word/document.xml"), *package),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*related),
            **(parts or {}),
        }
    )


def runs(*texts: str) -> str:
    """Return a paragraph of a Word document, each text in a run of its own."""
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{one}</w:t></w:r>' for one in texts) + "</w:p>"


def workbook(
    cells: str,
    *,
    strings: str = "",
    inside: str = "",
    after: str = "",
    name: str = "Sheet1",
    related: tuple[str, ...] = (),
    parts: Parts | None = None,
) -> bytes:
    """Return a workbook by hand: the rows of its sheet, shared strings, and what stands in its other places."""
    return packed(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet.main+xml"),
            "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": (
                f'<workbook {SHEET}><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>{inside}</workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relations(
                relation("rId1", "worksheet", "worksheets/sheet1.xml"),
                relation("rId2", "sharedStrings", "sharedStrings.xml"),
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {SHEET}><sheetData>{cells}</sheetData>{after}</worksheet>",
            "xl/worksheets/_rels/sheet1.xml.rels": relations(*related),
            "xl/sharedStrings.xml": f"<sst {SHEET}>{strings}</sst>",
            **(parts or {}),
        }
    )


def opendocument(body: str, *, parts: Parts | None = None, before: str = "") -> bytes:
    """Return an OpenDocument text by hand: the markup of its text, what stands before it, and other parts."""
    return packed(
        {
            "mimetype": ODT_TYPE,
            "content.xml": (
                f'<office:document-content {ODF} office:version="1.3">{before}'
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
            **(parts or {}),
        }
    )


def slide_text(*texts: str) -> str:
    """Return a paragraph of a slide, each text in a run of its own."""
    return "<a:p>" + "".join(f"<a:r><a:t>{one}</a:t></a:r>" for one in texts) + "</a:p>"


def check_is_sound(content: bytes) -> None:
    """Assert that every part has a type and is led to, every relationship leads to one, every id has a relationship."""
    entries = unpacked(content)
    types = etree.fromstring(entries["[Content_Types].xml"])
    known = {one.get("PartName") for one in types} | {one.get("Extension") for one in types}
    led_to = set()
    for name, data in entries.items():
        assert f"/{name}" in known or name.rpartition(".")[2] in known or name == "[Content_Types].xml"
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = set()
        for one in etree.fromstring(data):
            ids.add((one.get("Id") or "").encode())
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, unquote(one.get("Target") or ""))).lstrip("/")
                assert target in entries
                led_to.add(target)
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        if owner in entries:
            assert set(_REFERENCE.findall(entries[owner])) - {b""} <= ids
    parts = {name for name in entries if not name.endswith(".rels")} - {"[Content_Types].xml"}
    assert parts == led_to


# ---------------------------------------------------------------------------------------------
# By libraries


def picture(colour: str = "red", kind: str = "PNG") -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Pillow.new("RGB", (8, 8), colour).save(out, kind)
    return out.getvalue()


def digest(content: bytes) -> str:
    """Return a digest to compare bytes by."""
    return hashlib.sha256(content).hexdigest()


def homework_docx(author: str = "Greta Oldfield", line: str = "I built a bridge.") -> bytes:
    """Return a homework with a table, a header, a picture and a comment, written with python-docx."""
    document = docx.Document()
    document.core_properties.author = author
    document.add_heading("My homework", 1)
    document.add_paragraph(line)
    table = document.add_table(2, 2)
    for number, value in enumerate(("Material", "Metres", "Wood", "4")):
        table.cell(number // 2, number % 2).text = value
    document.add_picture(io.BytesIO(picture()))
    document.sections[0].header.paragraphs[0].text = "Bridges"
    document.add_comment(document.paragraphs[1].runs, text="well done", author=author, initials="GO")
    return _saved(document)


def homework_xlsx(author: str = "Greta Oldfield", line: str = "I built a bridge.") -> bytes:
    """Return a table with a formula, a chart, a picture and a comment, written with openpyxl."""
    book = openpyxl.Workbook()
    book.properties.creator = author
    sheet = book.worksheets[0]
    sheet.title = "Measures"
    for row in (("Metres", line), (4, None), (5, None)):
        sheet.append(row)
    sheet["A4"] = "=SUM(A2:A3)"
    sheet["A1"].comment = Comment("well done", author)
    chart = BarChart()
    chart.title = "Lengths"
    chart.add_data(Reference(sheet, min_col=1, min_row=2, max_row=3))
    sheet.add_chart(chart, "E5")
    sheet.add_image(openpyxl.drawing.image.Image(io.BytesIO(picture())), "H1")
    sheet.oddHeader.center.text = "Bridges"
    book.create_sheet("Sums")["A1"] = "=Measures!A4"
    return _saved(book)


def homework_pptx(author: str = "Greta Oldfield", line: str = "I built a bridge.") -> bytes:
    """Return a talk with notes, a picture and a chart, written with python-pptx."""
    talk = pptx.Presentation()
    talk.core_properties.author = author
    slide = talk.slides.add_slide(talk.slide_layouts[1])
    slide.shapes.title.text = "Bridges"
    slide.placeholders[1].text = line
    slide.notes_slide.notes_text_frame.text = "speak slowly"
    slide.shapes.add_picture(io.BytesIO(picture()), 0, 0)
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types here
    data.categories = ["Wood", "Stone"]
    data.add_series("Metres", (4, 5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data)
    return _saved(talk)


def homework_odt(author: str = "Greta Oldfield", line: str = "I built a bridge.") -> bytes:
    """Return a homework with a note, a picture and a comment, written with odfpy."""
    document = OpenDocumentText()
    document.meta.addElement(Creator(text=author))
    document.text.addElement(text.H(outlinelevel=1, text="My homework"))
    paragraph = text.P(text=line)
    document.text.addElement(paragraph)
    comment = office.Annotation()
    comment.addElement(Creator(text=author))
    comment.addElement(text.P(text="well done"))
    paragraph.addElement(comment)
    frame = Frame(width="2cm", height="2cm")
    frame.addElement(Image(href=document.addPicture("bridge.png", "image/png", picture())))
    paragraph.addElement(frame)
    return _saved(document)


HOMEWORK = {
    FileKind.DOCX: homework_docx,
    FileKind.XLSX: homework_xlsx,
    FileKind.PPTX: homework_pptx,
    FileKind.ODT: homework_odt,
}


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined] # what the four libraries agree on
    return out.getvalue()
