"""What the formats of numbers write beside a number is read, as Excel shows it."""

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.office.formats import format_words, shown_value
from tests.support.office import SHEET, read, relation, unpacked, with_parts, workbook


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("General", ()),
        ("#,##0.00", ()),
        (r'_($* #,##0.00_);_($* \(#,##0.00\);_($* "-"??_)', ()),
        ("yyyy-mm-dd hh:mm AM/PM", ()),
        (r"\O\l\d\f\i\e\l\d", ("Oldfield",)),
        ('"Old""field"', ("Oldfield",)),
        ('"Old"0"field"', ("Oldfield", "Old field")),
        ('[Red]"Old"[>5]\\field', ("Oldfil", "Oldfi l")),
        (r'0;"by "\O"ldfield";"none"', ("by Oldfield", "none")),
        ("[$Oldfield-409]0", ("Oldfield",)),
        ("[$€-407]0", ()),
        (r"\5\1\5\-\5\5\5\-0000", ("515-555-",)),
        ('"no end', ("no end",)),
    ],
)
def test_the_words_of_a_format_are_what_it_quotes_and_escapes(code: str, words: tuple[str, ...]) -> None:
    assert format_words(code) == words


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("#,##0.00", "5", ""),
        ("0", "5", ""),
        (r"000\-000\-0000", "5155550143", "515-555-0143"),
        (r"[<=9999999]###\-####;\(###\)\ ###\-####", "5155550143", "(515) 555-0143"),
        (r"[<=9999999]###\-####;\(###\)\ ###\-####", "5550143", "555-0143"),
        (r"\5\1\5\-000\-0000", "5550143", "515-555-0143"),
        ('"room "0', "12", "room 12"),
        ('"room "0.0', "12.5", "room 12.5"),
        ('0;"minus "0;"none"', "0", "none"),
        ('0;"minus "0;"none"', "-7", "minus 7"),
        ('"room "0', "no number", ""),
        ('"room "0', "1E400", ""),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(code: str, value: str, shown: str) -> None:
    assert shown_value(code, value, is_text=False) == shown


def test_a_text_is_read_as_its_format_shows_it() -> None:
    assert shown_value('"Old"@', "field", is_text=True) == "Oldfield"
    assert shown_value("@", "field", is_text=True) == ""
    assert shown_value('"room "0', "field", is_text=True) == ""


def test_cells_and_charts_are_read_with_their_formats() -> None:
    styles = (
        f"<styleSheet {SHEET}><numFmts><numFmt numFmtId='164' formatCode='000\\-000\\-0000'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>"
    )
    content = workbook('<row><c s="1"><v>5155550143</v></c><c s="7"><v>3</v></c></row>')
    listed = unpacked(content)["xl/_rels/workbook.xml.rels"].decode()
    listed = listed.replace("</Relationships>", relation("rId3", "styles", "styles.xml") + "</Relationships>")
    reading = read(with_parts(content, {"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": listed}), FileKind.XLSX)
    assert "5155550143 515-555-0143\t3" in reading.text
