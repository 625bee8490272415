"""Workbooks: names changed alike everywhere, formulas that stay within the file."""

import io
import re

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from relay.mime.files.kinds import FileKind
from relay.model.identity import Identity, Role
from tests.support.letters import GRETA
from tests.support.office import (
    SHEET,
    check_is_sound,
    clean,
    homework_xlsx,
    packed,
    relation,
    unpacked,
    with_parts,
    workbook,
)

DOCX, XLSX = FileKind.DOCX, FileKind.XLSX
MAY = Identity(Role.MENTOR, "Ann", "May", ("ann.m@mentors.example",), "kx7rwyaqbcdefz@relay.example")


def _part(content: bytes, name: str) -> str:
    return unpacked(content)[name].decode()


def test_names_are_changed_alike_in_sheets_formulas_ranges_and_links() -> None:
    cells = (
        '<row r="1"><c r="A1"><f>\'Greta Oldfield\'!B1+SUM(OldfieldRange)</f><v>3</v></c><c r="B1"><v>3</v></c>'
        '<c r="C1" t="str"><f>"by "&amp;"Oldfield"</f><v>by Oldfield</v></c></row>'
    )
    inside = "<definedNames><definedName name=\"T_Oldfield\">'Greta Oldfield'!$B$1</definedName></definedNames>"
    after = '<hyperlinks><hyperlink ref="A1" location="\'Greta Oldfield\'!B1" display="Oldfield"/></hyperlinks>'
    cells = cells.replace("OldfieldRange", "T_Oldfield")
    cleaned = clean(workbook(cells, name="Greta Oldfield", inside=inside, after=after), XLSX)
    book = openpyxl.load_workbook(io.BytesIO(cleaned.content))
    (name,) = book.defined_names
    assert book.sheetnames == ["Greta"]
    assert book.defined_names[name].attr_text == "'Greta'!$B$1"
    sheet = book["Greta"]
    assert sheet["A1"].value == f"='Greta'!B1+SUM({name})"
    assert sheet["C1"].value == '="by "&"Greta"'
    assert sheet["A1"].hyperlink.location == "'Greta'!B1"
    assert all(b"ldfield" not in data for data in unpacked(cleaned.content).values())


def test_sheets_with_the_same_name_when_masked_are_told_apart() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Greta"
    book.create_sheet("Greta Oldfield")["A1"] = "='Greta'!B1"
    book.create_sheet("Oldfield")["A1"] = "='Greta Oldfield'!B1"
    out = io.BytesIO()
    book.save(out)
    cleaned = openpyxl.load_workbook(io.BytesIO(clean(out.getvalue(), XLSX).content))
    assert cleaned.sheetnames == ["Greta", "Greta2", "Greta3"]
    assert cleaned["Greta2"]["A1"].value == "='Greta'!B1"
    assert cleaned["Greta3"]["A1"].value == "='Greta2'!B1"


def test_rich_strings_inline_strings_and_coded_characters_are_masked() -> None:
    strings = "<si><r><t>Old</t></r><r><t>field</t></r></si><si><t>_x004F_ldfield _x005F_x0041_</t></si>"
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><r><t>Old</t></r><r><t>field</t></r></is></c></row>'
    cleaned = unpacked(clean(workbook(cells, strings=strings), XLSX).content)
    assert (
        "".join(re.findall(r"<t[^>]*>([^<]*)", cleaned["xl/sharedStrings.xml"].decode())) == "GretaGreta _x005F_x0041_"
    )
    assert b"ldfield" not in cleaned["xl/worksheets/sheet1.xml"]


def test_a_cell_that_asks_another_file_keeps_its_value() -> None:
    cells = '<row r="1"><c r="A1"><f>\'[1]marks\'!A1</f><v>7</v></c><c r="B1"><f>SUM(A1)</f><v>7</v></c></row>'
    names = '<definedNames><definedName name="marks">[1]marks!$A$1</definedName></definedNames>'
    inside = f'<externalReferences><externalReference r:id="rId9"/></externalReferences>{names}'
    cleaned = clean(workbook(cells, inside=inside), XLSX)
    sheet = _part(cleaned.content, "xl/worksheets/sheet1.xml")
    assert '<c r="A1"><v>7</v></c>' in sheet
    assert "<f>SUM(A1)</f>" in sheet
    assert "externalReference" not in _part(cleaned.content, "xl/workbook.xml")
    assert "definedName" not in _part(cleaned.content, "xl/workbook.xml")  # an empty list of them is a damaged file


def test_links_in_formulas_lead_to_the_web_or_a_mailbox_or_nowhere() -> None:
    formulas = ("mailto:greta.oldfield@mentors.example", "file:///C:/Oldfield.xlsx", "https://x.example/")
    cells = "".join(f'<c t="str"><f>HYPERLINK("{target}","here")</f><v>here</v></c>' for target in formulas)
    sheet = _part(clean(workbook(f"<row>{cells}</row>"), XLSX).content, "xl/worksheets/sheet1.xml")
    assert re.findall(r"<f>([^<]*)", sheet) == [
        f'HYPERLINK("mailto:{GRETA.masked_address}","here")',
        'HYPERLINK("","here")',
        'HYPERLINK("https://x.example/","here")',
    ]


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        (r"\O\l\d\f\i\e\l\d", "General"),
        ("&quot;Old&quot;#&quot;field&quot;", "General"),
        ("0;&quot;by Greta Oldfield&quot;", "General"),
        ("&quot;Old&quot;@", "General"),  # before a cell that says the rest
        ("&quot;Mr. &quot;@", "&quot;Mr. &quot;@"),
        ("0&quot; metres&quot;", "0&quot; metres&quot;"),
    ],
)
def test_formats_of_numbers_that_write_a_name_are_general(code: str, kept: str) -> None:
    styles = f'<styleSheet {SHEET}><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts></styleSheet>'
    listed = _part(workbook(""), "xl/_rels/workbook.xml.rels")
    listed = listed.replace("</Relationships>", relation("rId3", "styles", "styles.xml") + "</Relationships>")
    content = with_parts(workbook(""), {"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": listed})
    assert f'formatCode="{kept}"' in _part(clean(content, XLSX).content, "xl/styles.xml")


@pytest.mark.parametrize(
    "formula",
    [
        'CHAR(79)&amp;"ldfield"', 'HEX2DEC("1334A6D8F")', '_xlfn.TEXTJOIN("",1,A1:D1)', 'REPT("x",3)',
        '"O"&amp;"l"&amp;"d"&amp;"f"', 'SUBSTITUTE("Oxxldfield","xx","")', 'mid("xOldx",2,3)&amp;B1',
    ],
)  # fmt: skip
def test_a_formula_that_builds_a_text_leaves_its_last_value(formula: str) -> None:
    content = workbook(f'<row><c t="str"><f>{formula}</f><v>three</v></c></row>')
    cleaned = clean(content, XLSX)
    assert '<c t="str"><v>three</v></c>' in _part(cleaned.content, "xl/worksheets/sheet1.xml")
    assert "formulas that put texts together" in cleaned.removed


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:A3)", "<f>SUM(A1:A3)</f>"),
        ('IF(A1&gt;3,"A","B")', '<f>IF(A1&gt;3,"A","B")</f>'),
        ('"see CHAR(79)"', '<f>"see CHAR(79)"</f>'),
        ('"Mr. "&amp;B1', '<f>"Mr. "&amp;B1</f>'),
        ('"Old"&amp;"field"', ""),
        ('"Old"&amp;B1&amp;"field"', ""),
        ('IF(B1="May","Ann","")', ""),
        ('IF(B1="May","June","")', '<f>IF(B1="May","June","")</f>'),
    ],
)
def test_other_formulas_stay_unless_their_words_make_a_name(formula: str, expected: str) -> None:
    content = workbook(f"<row><c><f>{formula}</f><v>3</v></c></row>")
    cleaned = clean(content, XLSX, MAY if "May" in formula else GRETA)
    sheet = _part(cleaned.content, "xl/worksheets/sheet1.xml")
    assert f"<c>{expected}<v>3</v></c>" in sheet


def test_cells_that_share_a_formula_which_goes_share_none() -> None:
    cells = (
        '<row><c><f t="shared" ref="A1:A2" si="0">CODE(B1)</f><v>1</v></c><c><f t="shared" si="0"/><v>2</v></c>'
        '<c><f t="shared" si="1"/><v>3</v></c></row>'
    )
    sheet = _part(clean(workbook(cells), XLSX).content, "xl/worksheets/sheet1.xml")
    assert '<c><v>1</v></c><c><v>2</v></c><c><f t="shared" si="1"/><v>3</v></c>' in sheet


def test_headers_of_a_sheet_are_masked_through_their_codes() -> None:
    after = "<headerFooter><oddHeader>&amp;LOld&amp;Bfield&amp;R&amp;P of &amp;N</oddHeader></headerFooter>"
    sheet = _part(clean(workbook("", after=after), XLSX).content, "xl/worksheets/sheet1.xml")
    assert "<oddHeader>&amp;LGreta&amp;B&amp;R&amp;P of &amp;N</oddHeader>" in sheet


def test_a_table_whose_columns_would_have_one_name_is_only_cells() -> None:
    def with_columns(*names: str) -> bytes:
        columns = "".join(f'<tableColumn id="{number}" name="{name}"/>' for number, name in enumerate(names, start=1))
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        table = (
            f'<table {space} id="1" name="T" displayName="T" ref="A1:B2"><tableColumns>{columns}</tableColumns></table>'
        )
        return workbook(
            "",
            after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
            related=(relation("rId1", "table", "../tables/table1.xml"),),
            parts={"xl/tables/table1.xml": table},
        )

    kept = clean(with_columns("Greta Oldfield", "marks"), XLSX).content
    assert 'name="Greta"' in _part(kept, "xl/tables/table1.xml")
    gone = clean(with_columns("Greta Oldfield", "Greta"), XLSX).content
    assert "xl/tables/table1.xml" not in unpacked(gone)
    assert "tablePart" not in _part(gone, "xl/worksheets/sheet1.xml")
    check_is_sound(gone)


def _with_table(columns: tuple[str, ...], *, formula: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(columns)
    sheet.append(range(len(columns)))
    sheet.add_table(Table(displayName="Hours", ref=f"A1:{'ABCDE'[len(columns) - 1]}2"))
    sheet["G1"] = formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("Name", "April", "May", "June"), ["Name", "April", "May", "June"]),
        (("Name", "April", "May"), ["Name", "April", "May"]),
        (("May",), ["May"]),
        (("Ann May", "Of", "May"), ["Ann", "Of", "May"]),
        (("Kowalczyk", "May"), ["Tim", "May"]),
    ],
)
def test_the_columns_of_a_table_are_called_what_their_cells_say(columns: tuple[str, ...], expected: list[str]) -> None:
    formula = f"=SUM(Hours[{columns[-1]}])"
    cleaned = clean(_with_table(columns, formula=formula), XLSX, writer=MAY)
    sheet = openpyxl.load_workbook(io.BytesIO(cleaned.content)).worksheets[0]
    (table,) = sheet.tables.values()
    assert [column.name for column in table.tableColumns] == expected
    assert [cell.value for cell in sheet[1]][: len(columns)] == expected
    assert sheet["G1"].value == f"=SUM(Hours[{expected[-1]}])"


def test_a_column_is_renamed_with_its_cell_in_every_form_of_asking_for_it() -> None:
    columns = ("Oldfield_x000a_hours", "Kowalczyk")
    content = _with_table(columns, formula="=SUM(Hours[[#All],[Kowalczyk]])+Hours[@Kowalczyk]")
    entries = unpacked(content)
    entries["xl/worksheets/sheet1.xml"] = entries["xl/worksheets/sheet1.xml"].replace(b"_x000a_", b"\n")
    sheet = openpyxl.load_workbook(io.BytesIO(clean(packed(entries), XLSX).content)).worksheets[0]
    (table,) = sheet.tables.values()
    assert [column.name for column in table.tableColumns] == ["Greta\nhours", "Tim"]
    assert [cell.value for cell in sheet[1]][:2] == ["Greta\nhours", "Tim"]
    assert sheet["G1"].value == "=SUM(Hours[[#All],[Tim]])+Hours[@Tim]"


def test_formulas_of_a_table_that_is_only_cells_leave_their_values() -> None:
    content = _with_table(("Name", "Ann", "May"), formula="=SUM(Hours[Ann])")  # the last cell becomes empty
    sheet = openpyxl.load_workbook(io.BytesIO(clean(content, XLSX, writer=MAY).content)).worksheets[0]
    assert not sheet.tables
    assert sheet["G1"].value is None


def test_sheets_and_ranges_that_are_called_like_an_everyday_surname_keep_their_names() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "April"
    book.create_sheet("May")["A1"] = "Hours of Ann May"
    book.worksheets[0]["A1"] = '=May!A1&IF(May.="May",1,"Kowalczyk")'
    book.defined_names["May."] = DefinedName("May.", attr_text="May!$A$1")
    out = io.BytesIO()
    book.save(out)
    cleaned = openpyxl.load_workbook(io.BytesIO(clean(out.getvalue(), XLSX, writer=MAY).content))
    assert cleaned.sheetnames == ["April", "May"]
    assert list(cleaned.defined_names) == ["May."]
    assert cleaned["April"]["A1"].value == '=May!A1&IF(May.="May",1,"Tim")'
    assert cleaned["May"]["A1"].value == "Hours of Ann"


def test_comments_of_a_sheet_keep_frames_to_be_shown_in() -> None:
    cleaned = unpacked(clean(homework_xlsx(), XLSX).content)
    (name,) = [name for name in cleaned if name.endswith(".vml")]
    assert b"<x:Row>0</x:Row><x:Column>0</x:Column>" in cleaned[name]
