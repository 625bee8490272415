"""What programs show beside the text of a document, in lists, formulas and cells, is read and masked."""

import re

import pytest

from relay.mime.files.kinds import FileKind
from tests.support.office import (
    NAMESPACES,
    clean,
    homework_pptx,
    opendocument,
    read,
    relation,
    runs,
    unpacked,
    with_parts,
    word,
)

DOCX, PPTX, ODT = FileKind.DOCX, FileKind.PPTX, FileKind.ODT
_DROPPED = '<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr><w:r><w:t>O</w:t></w:r></w:p>'
_LETTERS = "".join(f"<m:r><m:t>{letter}</m:t></m:r>" for letter in "Oldfield")


def _texts(content: bytes) -> list[str]:
    body = unpacked(clean(content, DOCX).content)["word/document.xml"].decode()
    return [text for text in re.findall(r"<[wm]:t(?: [^>]*)?>([^<]*)", body) if text]


def test_a_dropped_capital_is_read_and_masked_with_the_word_that_it_begins() -> None:
    content = word(_DROPPED + runs("ldfield was here") + runs("and left"))
    assert read(content, DOCX).text.split("\n") == ["Oldfield was here", "and left"]
    assert _texts(content) == ["Greta", " was here", "and left"]


def test_a_dropped_capital_at_the_end_and_a_frame_that_is_none_are_lines() -> None:
    frame = _DROPPED.replace('"drop"', '"none"')
    assert read(word(frame + runs("ldfield") + _DROPPED), DOCX).text.split("\n") == ["O", "ldfield", "O"]


@pytest.mark.parametrize("around", ["{}", "<m:oMathPara>{}</m:oMathPara>", "<w:p>{}</w:p>"])
def test_the_letters_of_a_formula_are_one_word(around: str) -> None:
    content = word(around.format(f"<m:oMath>{_LETTERS}</m:oMath>") + runs("after"))
    assert read(content, DOCX).text.split("\n") == ["Oldfield", "after"]
    assert _texts(content) == ["Greta", "after"]


def test_a_list_that_begins_with_a_telling_number_is_read() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="550143"/><w:lvlText w:val="515-5%1."/></w:lvl>'
    numbering = f"<w:numbering {NAMESPACES}><w:abstractNum>{level}</w:abstractNum></w:numbering>"
    content = word(runs("text"), related=(relation("rId1", "numbering", "numbering.xml"),))
    lines = read(with_parts(content, {"word/numbering.xml": numbering}), DOCX).text.split("\n")
    assert {"550143", "515-5550143."} <= set(lines)


def test_bullets_that_are_words_are_read_and_masked() -> None:
    slide = unpacked(homework_pptx())["ppt/slides/slide1.xml"].decode()
    bullet = '<a:p><a:pPr><a:buFont typeface="Arial"/><a:buChar char="{}"/></a:pPr>'
    words = slide.replace("<a:p>", bullet.format("by Oldfield"), 1)
    content = with_parts(homework_pptx(), {"ppt/slides/slide1.xml": words})
    assert "by Oldfield" in read(content, PPTX).text.split("\n")
    assert b'char="by Greta"' in unpacked(clean(content, PPTX).content)["ppt/slides/slide1.xml"]
    sign = with_parts(homework_pptx(), {"ppt/slides/slide1.xml": slide.replace("<a:p>", bullet.format("o"), 1)})
    assert "o" not in read(sign, PPTX).text.split("\n")


def test_the_choices_of_a_list_in_opendocument_are_read_and_masked() -> None:
    body = (
        '<text:p><text:drop-down text:name="x"><text:label text:value="Ms. Oldfield"/>'
        '<text:label text:value="5155550143" text:current-selected="true"/>one</text:drop-down></text:p>'
    )
    assert {"one", "Ms. Oldfield", "5155550143"} <= set(read(opendocument(body), ODT).text.split("\n"))
    assert b'text:value="Ms. Greta"' in unpacked(clean(opendocument(body), ODT).content)["content.xml"]


@pytest.mark.parametrize(
    ("attributes", "said", "stays"),
    [
        ('office:value-type="float" office:value="5155550143"', "7", False),
        ('office:value-type="float" office:value="5155550143"', "", False),
        ('office:value-type="string" office:string-value="Oldfield"', "7", False),
        ('office:value-type="string"', "7", False),
        ('office:value-type="date" office:date-value="2026-01-02"', "2 January", False),
        ('office:value-type="float" office:value="7"', "7", True),
        ('office:value-type="float" office:value="0"', "0.00", True),
        ('office:value-type="float" office:value="-1234.5" table:formula="ooow:sum 1"', "-1.234,50", True),
        ('office:value-type="percentage" office:value="0.125"', "12.5 %", True),
        ('office:value-type="currency" office:value="3.999" office:currency="EUR"', "4,00 €", True),
    ],
)
def test_a_cell_of_opendocument_holds_no_value_but_what_it_says(attributes: str, said: str, stays: bool) -> None:  # noqa: FBT001
    cell = f"<table:table-cell {attributes}><text:p>{said}</text:p></table:table-cell>"
    body = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    content = unpacked(clean(opendocument(body), ODT).content)["content.xml"].decode()
    kept = re.search(r"<table:table-cell([^>]*)>", content)
    assert kept is not None
    assert kept[1].strip() == (attributes if stays else "")
    reading = read(opendocument(body), ODT)
    assert ("5155550143" in reading.properties) is ("5155550143" in attributes)


def test_words_in_formats_of_opendocument_are_read_as_one_and_masked() -> None:
    number = 'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    style = (
        f'<office:automatic-styles {number}><number:number-style style:name="N1"><number:text>Old</number:text>'
        "<number:number/><number:text>field</number:text></number:number-style></office:automatic-styles>"
    )
    content = opendocument("<text:p>text</text:p>", before=style)
    assert "Oldfield" in read(content, ODT).text.split("\n")
    assert b"field" not in unpacked(clean(content, ODT).content)["content.xml"]
