"""What an office document says, in every place where it can say something, and what it tells beside that."""

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.picture import pixel_digest
from relay.mime.files.reading import EMBEDDED, MACROS, MISMATCH, UNREADABLE_PICTURE, UnreadableFileError
from tests.support.office import (
    HOMEWORK,
    NAMESPACES,
    ODF,
    SHEET,
    content_types,
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
    slide_text,
    unpacked,
    with_parts,
    word,
    workbook,
)

DOCX, XLSX, PPTX, ODT = FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT
_MICROSOFT = "http://schemas.microsoft.com/office"


def _lines(content: bytes, kind: FileKind) -> list[str]:
    reading = read(content, kind)
    assert reading.problem == ""
    return reading.text.split("\n")


# ---------------------------------------------------------------------------------------------
# Documents as libraries write them


def test_a_word_document_is_read_from_top_to_bottom() -> None:
    assert _lines(homework_docx(), DOCX)[:6] == [
        "My homework",
        "I built a bridge.",
        "Material\tMetres",
        "Wood\t4",
        "Bridges",
        "well done",
    ]


def test_a_workbook_is_read_by_rows_with_what_its_formulas_and_charts_say() -> None:
    lines = _lines(homework_xlsx(), XLSX)
    assert lines[:3] == ["Metres\tI built a bridge.", "4", "5"]
    assert {"Bridges", "Lengths", "well done", "Measures", "Sums"} <= set(lines)


def test_a_presentation_is_read_slide_by_slide_with_notes_and_charts() -> None:
    lines = _lines(homework_pptx(), PPTX)
    assert lines[:2] == ["Bridges", "I built a bridge."]
    assert {"Wood", "Stone", "Metres", "speak slowly"} <= set(lines)


def test_an_opendocument_text_is_read_with_its_comments() -> None:
    lines = _lines(homework_odt(), ODT)
    assert lines[0] == "My homework"
    assert {"I built a bridge.", "well done"} <= set(lines)


@pytest.mark.parametrize("kind", HOMEWORK)
def test_who_made_a_document_is_a_property_and_no_text(kind: FileKind) -> None:
    reading = read(HOMEWORK[kind]("Greta Oldfield"), kind)  # A47
    assert "Greta Oldfield" in reading.properties
    assert "Oldfield" not in reading.text


@pytest.mark.parametrize("kind", HOMEWORK)
def test_a_picture_in_a_document_is_told_by_its_pixels(kind: FileKind) -> None:
    assert read(HOMEWORK[kind](), kind).pictures == (pixel_digest(picture()),)


# ---------------------------------------------------------------------------------------------
# Word


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (runs("Old", "fie", "ld"), ["Oldfield"]),
        ("<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>", ["one\ttwo", "three"]),
        ("<w:p><w:r><w:t>Old</w:t><w:softHyphen/><w:t>field</w:t></w:r></w:p>", ["Old\u00adfield"]),
        ('<w:p><w:r><w:t>O</w:t><w:sym w:font="Arial" w:char="006C"/><w:t>d</w:t></w:r></w:p>', ["Old"]),
        ("<w:p><w:r><w:t> blanks are trimmed </w:t></w:r></w:p>", ["blanks are trimmed"]),
        ("<w:p><w:r><m:t>x=y</m:t></w:r></w:p>", ["x=y"]),
        ("<w:p><w:smartTag><w:r><w:t>in a tag</w:t></w:r></w:smartTag></w:p>", ["in a tag"]),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>in a form</w:t></w:r></w:sdtContent></w:sdt></w:p>", ["in a form"]),
        ("<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>" + runs("after"), ["after"]),
    ],
)
def test_runs_and_signs_of_a_paragraph_are_one_line(body: str, expected: list[str]) -> None:
    assert _lines(word(body), DOCX) == expected


def test_hidden_text_is_read_and_the_line_without_it_too() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>xyz</w:t></w:r>"
    body = f"<w:p><w:r><w:t>Old</w:t></w:r>{hidden}<w:r><w:t>field</w:t></w:r></w:p>"
    assert _lines(word(body), DOCX) == ["Oldxyzfield", "Oldfield"]


def test_a_tracked_change_is_read_as_accepted_and_as_rejected() -> None:
    body = (
        '<w:p><w:r><w:t>Meet at </w:t></w:r><w:del w:author="Tim"><w:r><w:delText>noon</w:delText></w:r></w:del>'
        '<w:ins w:author="Tim"><w:r><w:t>six</w:t></w:r></w:ins></w:p>'
    )
    reading = read(word(body.replace("Meet at ", "Meet at")), DOCX)
    assert reading.text.split("\n") == ["Meet atsix", "Meet atnoon"]
    assert reading.properties == "Tim"


def test_a_text_box_written_in_two_forms_is_read_once() -> None:
    inner = f"<w:txbxContent>{runs('in the box')}</w:txbxContent>"
    body = (
        f'<w:p><w:r><w:t>before</w:t><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{inner}</wps:txbx>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent><w:t>and after</w:t></w:r></w:p>"
    )
    assert _lines(word(body), DOCX) == ["in the box", "beforeand after"]


def test_another_form_that_says_something_else_is_not_shown_and_told_as_a_property() -> None:
    body = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:t>one thing</w:t></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{runs('another thing')}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    reading = read(word(body), DOCX)
    assert reading.text == "one thing"
    assert "another thing" in reading.properties


def test_of_a_form_that_is_not_understood_the_older_one_is_read() -> None:
    body = (
        '<w:p><w:r><mc:AlternateContent xmlns:am="urn:model"><mc:Choice Requires="am"><am:x>new</am:x></mc:Choice>'
        "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read(word(body), DOCX).text == "old"


def test_headers_footers_notes_and_comments_are_read() -> None:
    def part(root: str, text: str) -> str:
        inside = runs(text) if root in {"hdr", "ftr"} else f'<w:x w:id="1">{runs(text)}</w:x>'
        return f"<w:{root} {NAMESPACES}>{inside}</w:{root}>"

    related = tuple(
        relation(f"rId{number}", kind, f"{kind}.xml")
        for number, kind in enumerate(("header", "footer", "footnotes", "endnotes", "comments"))
    )
    roots = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}
    parts = {f"word/{kind}.xml": part(root, f"in {kind}") for kind, root in roots.items()}
    references = '<w:headerReference r:id="rId0"/><w:footerReference r:id="rId1"/>'
    body = f"{runs('body')}<w:sectPr>{references}</w:sectPr>"
    assert _lines(word(body, related=related, parts=parts), DOCX) == ["body", *(f"in {kind}" for kind in roots)]


def test_link_targets_and_alternative_texts_are_read() -> None:
    body = (
        '<w:p><w:hyperlink r:id="rId7" w:tooltip="a tip"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
        '<w:r><w:drawing><wp:docPr id="1" name="Picture 1" descr="a red bridge"/></w:drawing></w:r></w:p>'
    )
    related = (relation("rId7", "hyperlink", "https://library.example/", external=True),)
    lines = _lines(word(body, related=related), DOCX)
    assert lines == ["here", "https://library.example/", "a tip", "Picture 1", "a red bridge"]


def test_the_code_of_a_link_field_is_read_apart_from_its_paragraph() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = (
        f"<w:p><w:r><w:t>Old</w:t></w:r>{mark.format('begin')}<w:r><w:instrText>HYPERLINK https://x.example</w:instrText>"
        f"</w:r>{mark.format('separate')}<w:r><w:t>field</w:t></w:r>{mark.format('end')}</w:p>"
    )
    assert _lines(word(body), DOCX) == ["Oldfield", "HYPERLINK https://x.example"]


@pytest.mark.parametrize("code", ["AUTHOR", "FILENAME \\p", 'INCLUDEPICTURE "https://x.example/p.png"', "DDEAUTO cmd"])
def test_a_field_that_asks_outside_is_a_property_and_its_result_is_text(code: str) -> None:
    reading = read(word(f"<w:p><w:fldSimple w:instr='{code}'><w:r><w:t>result</w:t></w:r></w:fldSimple></w:p>"), DOCX)
    assert reading.text == "result"
    assert code.partition(" ")[0] in reading.properties


def test_links_to_files_are_properties() -> None:
    body = '<w:p><w:hyperlink r:id="rId7"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>'
    reading = read(
        word(body, related=(relation("rId7", "hyperlink", "file:///C:/Users/goldfield/x", external=True),)), DOCX
    )
    assert reading.text == "here"
    assert "goldfield" in reading.properties


def test_custom_data_templates_people_and_editing_ids_are_properties() -> None:
    related = (
        relation("rId1", "customXml", "../customXml/item1.xml"),
        relation("rId2", f"{_MICROSOFT}/2011/relationships/people", "people.xml"),
        relation("rId3", "settings", "settings.xml"),
        relation("rId4", "attachedTemplate", "file:///H:/Oldfield/letter.dotx", external=True),
    )
    parts = {
        "customXml/item1.xml": "<data owner='Ms. Oldfield'>secret</data>",
        "word/people.xml": f'<w15:people {NAMESPACES}><w15:person w15:author="Omar Young"/></w15:people>',
        "word/settings.xml": (
            f'<w:settings {NAMESPACES}><w:rsids><w:rsidRoot w:val="00A1"/></w:rsids>'
            '<w:docVars><w:docVar w:name="school" w:val="Riverside"/></w:docVars></w:settings>'
        ),
    }
    properties = read(word('<w:p w:rsidR="00A1B2C3"/>', related=related, parts=parts), DOCX).properties
    for told in ("Ms. Oldfield", "secret", "Omar Young", "letter.dotx", "Riverside", "ids of editing sessions"):
        assert told in properties


# ---------------------------------------------------------------------------------------------
# Excel


def test_cells_of_every_kind_are_read() -> None:
    cells = (
        '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t>in</t><r><t>line</t></r></is></c>'
        '<c r="C1" t="str"><f>"by "&amp;"Omar"</f><v>by Omar</v></c><c r="D1"><v>5550123</v></c></row>'
    )
    strings = (
        "<si><t>never shown</t></si><si><r><t>Old</t></r><r><rPr><b/></rPr><t>field</t></r><rPh><t>fon</t></rPh></si>"
    )
    lines = _lines(workbook(cells, strings=strings), XLSX)
    assert lines == ["Oldfield fon\tinline\tby Omar\t5550123", "by ", "Omar", "by Omar", "never shown", "Sheet1"]


def test_characters_that_excel_writes_in_a_code_are_read() -> None:
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    assert _lines(workbook(cells, strings="<si><t>_x004F_ldfi_x0065_ld</t></si>"), XLSX)[0] == "Oldfield"


def test_a_string_shown_a_million_times_is_not_read_a_million_times() -> None:
    cells = '<row r="1">' + '<c t="s"><v>0</v></c>' * 20_000 + "</row>"
    reading = read(workbook(cells, strings=f"<si><t>{'long ' * 1000}</t></si>"), XLSX)
    assert reading.problem
    assert len(reading.text) < 101_000_000


def test_prompts_names_and_margins_of_a_sheet_are_read() -> None:
    after = (
        '<dataValidations><dataValidation prompt="write a word" promptTitle="Word" error="no" sqref="A1">'
        '<formula1>"yes,no"</formula1></dataValidation></dataValidations>'
        '<headerFooter><oddHeader>&amp;LBridges&amp;R&amp;"Arial,Bold"Old&amp;Ifield</oddHeader></headerFooter>'
    )
    inside = '<definedNames><definedName name="Lengths">Sheet1!$A$1</definedName></definedNames>'
    lines = _lines(workbook("", after=after, inside=inside), XLSX)
    assert {"write a word", "Word", "no", "yes,no", "Bridges\tOldfield", "Lengths"} <= set(lines)


def test_formulas_that_ask_outside_are_properties_and_their_values_text() -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><f>WEBSERVICE("https://x.example/"&amp;B1)</f><v>sunny</v></c>'
        "<c r=\"B1\"><f>'[1]Oldfield marks'!A1</f><v>7</v></c></row>"
    )
    reading = read(workbook(cells), XLSX)
    assert reading.text.split("\n")[0] == "sunny\t7"
    assert "WEBSERVICE" in reading.properties
    assert "Oldfield marks" in reading.properties


def test_paths_and_users_in_a_workbook_are_properties() -> None:
    path = f'<x15ac:absPath xmlns:x15ac="{_MICROSOFT}/spreadsheetml/2010/11/ac" url="C:\\Users\\goldfield\\"/>'
    inside = (
        '<fileSharing userName="Greta Oldfield"/>'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        f'Requires="x15">{path}</mc:Choice></mc:AlternateContent>'
    )
    properties = read(workbook("", inside=inside), XLSX).properties
    assert "Greta Oldfield" in properties
    assert "goldfield" in properties


# ---------------------------------------------------------------------------------------------
# PowerPoint


def test_slides_are_read_in_their_order_and_hidden_ones_too() -> None:
    slide = (
        f"<p:sld {NAMESPACES}{{}}><p:cSld><p:spTree><p:sp><p:txBody>{{}}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    talk = packed(
        {
            "[Content_Types].xml": content_types(
                "ppt/presentation.xml",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            ),
            "_rels/.rels": relations(relation("rId1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": (
                f'<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId r:id="rId2"/><p:sldId r:id="rId1"/></p:sldIdLst>'
                "</p:presentation>"
            ),
            "ppt/_rels/presentation.xml.rels": relations(
                relation("rId1", "slide", "slides/slide1.xml"),
                relation("rId2", "slide", "slides/slide2.xml"),
                relation("rId3", "slide", "slides/slide3.xml"),
            ),
            "ppt/slides/slide1.xml": slide.format("", slide_text("sec", "ond")),
            "ppt/slides/slide2.xml": slide.format(' show="0"', slide_text("first")),
            "ppt/slides/slide3.xml": slide.format("", slide_text("in no list")),
        }
    )
    reading = read(talk, PPTX)
    assert reading.text.split("\n") == ["first", "second"]
    assert "in no list" in reading.properties


def test_what_layouts_repeat_is_read_once() -> None:
    lines = _lines(homework_pptx(), PPTX)
    assert lines.count("Second level") == 1


# ---------------------------------------------------------------------------------------------
# OpenDocument


def test_spans_blanks_notes_and_tables_of_opendocument_are_read() -> None:
    body = (
        "<text:p>Old<text:span>fie</text:span>ld<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        '<text:p>a note</text:p></text:note-body></text:note> and<text:s text:c="2"/>more<text:tab/>tab</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell/>"
        "<table:table-cell><text:p>C</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert _lines(opendocument(body), ODT) == ["a note", "1", "Oldfield and  more\ttab", "A\t\tC"]


def test_deleted_text_hidden_fields_and_links_of_opendocument_are_read() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Omar Young"
        "</dc:creator></office:change-info><text:p>deleted</text:p></text:deletion></text:changed-region>"
        '</text:tracked-changes><text:p><text:hidden-text text:string-value="unseen"/><text:a xlink:href='
        '"https://x.example/">link</text:a></text:p>'
    )
    reading = read(opendocument(body), ODT)
    assert reading.text.split("\n") == ["deleted", "link", "https://x.example/", "unseen"]
    assert reading.properties == "Omar Young"


def test_a_formula_in_opendocument_is_read_and_another_document_in_it_is_a_problem() -> None:
    body = '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>E</mi><mo>=</mo><mi>mc</mi></math>'
    assert read(opendocument(body, parts={"Object 1/content.xml": formula}), ODT).text == "E=mc"
    inner = f"<office:document-content {ODF}><office:body><office:text/></office:body></office:document-content>"
    assert read(opendocument(body, parts={"Object 1/content.xml": inner}), ODT).problem == EMBEDDED


# ---------------------------------------------------------------------------------------------
# What keeps a document from being understood


@pytest.mark.parametrize(
    ("kind", "markup"),
    [
        ("oleObject", '<w:p><w:object><o:OLEObject r:id="rId9"/></w:object></w:p>'),
        ("package", ""),
        ("aFChunk", '<w:altChunk r:id="rId9"/>'),
        ("subDocument", '<w:subDoc r:id="rId9"/>'),
        ("control", '<w:p><w:object><w:control r:id="rId9"/></w:object></w:p>'),
    ],
)
def test_an_embedded_file_is_a_problem_and_the_text_is_read_all_the_same(kind: str, markup: str) -> None:
    related = (relation("rId9", kind, "embeddings/inner.bin"),)
    parts = {"word/embeddings/inner.bin": b"\xd0\xcf"}
    reading = read(word(runs("text") + markup, related=related, parts=parts), DOCX)
    assert reading.problem == EMBEDDED
    assert reading.text == "text"


def test_a_file_that_nothing_leads_to_is_a_problem_and_other_data_is_none() -> None:
    assert read(word(runs("x"), parts={"word/essay.pdf": b"%PDF-1.7"}), DOCX).problem == EMBEDDED
    assert read(word(runs("x"), parts={"[trash]/0000.dat": b"\0\1\2"}), DOCX).problem == ""
    assert read(opendocument("", parts={"essay.zip": packed({"a": "b"})}), ODT).problem == EMBEDDED


def test_the_numbers_behind_a_chart_are_no_embedded_file() -> None:
    reading = read(homework_pptx(), PPTX)
    assert reading.problem == ""
    assert "the numbers behind a chart" in reading.properties


def test_a_picture_that_cannot_be_read_is_a_problem() -> None:
    entries = unpacked(homework_docx())
    name = next(name for name in entries if name.startswith("word/media/"))
    reading = read(with_parts(homework_docx(), {name: b"no picture"}), DOCX)
    assert reading.problem == UNREADABLE_PICTURE
    assert reading.text.startswith("My homework")


@pytest.mark.parametrize(
    "more",
    [
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
        '<Override PartName="/x.xml" ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/>',
    ],
)
def test_macros_under_any_name_are_refused(more: str) -> None:
    types = content_types(
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        more=more,
    )
    with pytest.raises(UnreadableFileError, match=MACROS):
        read(word(runs("x"), parts={"[Content_Types].xml": types}), DOCX)


def test_macros_that_a_relationship_leads_to_are_refused() -> None:
    related = (relation("rId9", f"{_MICROSOFT}/2006/relationships/vbaProject", "x.bin"),)
    with pytest.raises(UnreadableFileError, match=MACROS):
        read(word(runs("x"), related=related), DOCX)
    with pytest.raises(UnreadableFileError, match=MACROS):
        read(opendocument("", parts={"Basic/Standard/Module1.xml": "<x/>"}), ODT)


def test_a_template_or_another_kind_of_document_is_refused() -> None:
    types = content_types("word/document.xml", "application/vnd.ms-word.template.main+xml")
    with pytest.raises(UnreadableFileError, match=MISMATCH):
        read(word("", parts={"[Content_Types].xml": types}), DOCX)
    with pytest.raises(UnreadableFileError, match=MISMATCH):
        read(homework_docx(), XLSX)
    with pytest.raises(UnreadableFileError, match=MISMATCH):
        read(packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), ODT)


def test_a_sheet_of_nothing_has_no_text() -> None:
    assert read(workbook("", name="1", after=f"<x {SHEET}/>"), XLSX).text == ""
