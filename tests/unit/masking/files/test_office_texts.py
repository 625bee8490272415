"""The texts of documents: masked wherever they stand and however they are cut; links and fields lead to no file."""

import io
import re

import docx
import pytest

from relay.mime.files.kinds import FileKind
from tests.support.letters import GRETA
from tests.support.office import (
    check_is_sound,
    clean,
    mask_for_files,
    relation,
    runs,
    unpacked,
    word,
)

DOCX = FileKind.DOCX
_OLD, _FIELD = "<w:r><w:t>Old</w:t></w:r>", "<w:r><w:t>field</w:t></w:r>"


def _part(content: bytes, name: str) -> str:
    return unpacked(content)[name].decode()


def _body(content: bytes) -> str:
    return _part(clean(content, DOCX).content, "word/document.xml")


# ---------------------------------------------------------------------------------------------
# Texts


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("by Greta Oldfield",), ["by Greta"]),
        (("by Greta ", "Old", "field", " of Riverside"), ["by Greta ", "", "", "of Riverside"]),
        (("Ms. Old", "field and"), ["Ms. Greta", " and"]),
        (("greta.old", "field@men", "tors.example!"), [GRETA.masked_address, "", "!"]),
        (("nobody", " at all"), ["nobody", " at all"]),
        (("Greta Oldfield", " and again ", "Greta Oldfield"), ["Greta ", "and again ", "Greta"]),
    ],
)
def test_identities_cut_by_runs_are_replaced_in_the_first_that_is_touched(
    texts: tuple[str, ...], expected: list[str]
) -> None:
    document = docx.Document(io.BytesIO(clean(word(runs(*texts)), DOCX).content))
    assert [run.text for run in document.paragraphs[0].runs] == expected


def test_a_long_paragraph_with_identities_far_apart_is_masked_whole() -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    pieces = f"by Greta Oldfield {words} and Tim Kowal", f"czyk {words}"
    document = docx.Document(io.BytesIO(clean(word(runs(*pieces)), DOCX).content))
    assert document.paragraphs[0].text == mask_for_files().text("".join(pieces))


def test_the_look_of_what_stays_stays() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Greta Oldfield</w:t></w:r>"
    document = docx.Document(io.BytesIO(clean(word(f"<w:p>{bold}{runs(' wrote')[5:]}"), DOCX).content))
    assert [(run.text, run.bold) for run in document.paragraphs[0].runs] == [("Greta ", True), ("wrote", None)]


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>Old</w:t><w:softHyphen/><w:t>field</w:t></w:r></w:p>",
        '<w:p><w:r><w:t>Ol</w:t><w:sym w:font="Arial" w:char="0064"/><w:t>field</w:t></w:r></w:p>',
        "<w:p><w:r><w:t>Old </w:t></w:r><w:r><w:t> field</w:t></w:r></w:p>",  # blanks at the ends are not shown
        f"<w:p>{_OLD}<w:r><w:rPr><w:vanish/></w:rPr><w:t>xx</w:t></w:r>{_FIELD}</w:p>",
        f'<w:p>{_OLD}<w:del w:id="1"><w:r><w:delText>er</w:delText></w:r></w:del>{_FIELD}</w:p>',
        f'<w:p>{_OLD}<w:ins w:id="1"><w:r><w:t>er</w:t></w:r></w:ins>{_FIELD}</w:p>',
        "<w:p><w:bdo w:val='rtl'><w:r><w:t>Oldfield</w:t></w:r></w:bdo></w:p>",
        "<w:p><w:r><w:t>Old\u202a\u202cfield</w:t></w:r></w:p>",
        runs("greta.oldfield@") + runs("mentors.example"),
        runs("greta.oldfield@") + runs("") + runs("mentors.example"),
    ],
)
def test_identities_are_found_in_every_view_of_a_paragraph(body: str) -> None:
    shown = re.sub(r"<[^<>]*>", "", _body(word(body)))
    assert "field" not in shown.lower()


def test_tracked_changes_stay_and_their_authors_and_dates_go() -> None:
    change = 'w:id="1" w:author="Greta Oldfield" w:date="2026-01-02T03:04:05Z"'
    body = (
        f"<w:p><w:del {change}><w:r><w:delText>old</w:delText></w:r></w:del><w:ins {change}><w:r><w:t>new</w:t></w:r>"
        f"</w:ins></w:p><w:p><w:pPr><w:pPrChange {change}><w:pPr/></w:pPrChange></w:pPr></w:p>"
    )
    cleaned = _body(word(body))
    assert cleaned.count('w:author="Author"') == 2
    assert "2026" not in cleaned
    assert "old" in cleaned
    assert "pPrChange" not in cleaned


def test_texts_in_attributes_are_masked() -> None:
    body = (
        '<w:p><w:r><w:drawing><wp:docPr id="1" name="Greta Oldfield 1" descr="Oldfield by the bridge" title="x"/>'
        '</w:drawing></w:r><w:bookmarkStart w:id="1" w:name="goldfield7"/>'
        '<w:sdt><w:sdtPr><w:alias w:val="Ms. Oldfield"/></w:sdtPr></w:sdt></w:p>'
    )
    cleaned = _body(word(body))
    assert "ldfield" not in cleaned
    assert 'descr="Greta by the bridge"' in cleaned
    assert 'w:name="Greta"' in cleaned


def test_names_of_picture_files_go() -> None:
    properties = '<pic:cNvPr id="0" name="Greta_at_Riverside.jpg" descr="C:\\x\\y.png"/>'
    cleaned = clean(word(f"<w:p><w:r><w:drawing>{properties}</w:drawing></w:r></w:p>"), DOCX)
    assert 'name="Picture" descr=""' in _part(cleaned.content, "word/document.xml")
    assert "names of picture files" in cleaned.removed


# ---------------------------------------------------------------------------------------------
# Links and fields


def _link(target: str) -> tuple[str, tuple[str, ...]]:
    body = '<w:p><w:hyperlink r:id="rId7"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>'
    return body, (relation("rId7", "hyperlink", target, external=True),)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://library.example/?id=7&amp;x=1", "https://library.example/?id=7&amp;x=1"),
        ("mailto:greta.oldfield@mentors.example", f"mailto:{GRETA.masked_address}"),
        ("https://x.example/greta.oldfield@mentors.example", ""),
        ("file:///C:/Users/goldfield/essay.docx", ""),
        ("javascript:alert(1)", ""),
        ("\\\\school\\share", ""),
        ("essay.docx", ""),
    ],
)
def test_links_lead_to_the_web_or_a_mailbox_or_nowhere(target: str, expected: str) -> None:
    body, related = _link(target)
    cleaned = clean(word(body, related=related), DOCX).content
    assert ("hyperlink" in _part(cleaned, "word/document.xml")) is bool(expected)
    assert ">here<" in _part(cleaned, "word/document.xml")
    if expected:
        assert f'Target="{expected}" TargetMode="External"' in _part(cleaned, "word/_rels/document.xml.rels")
    check_is_sound(cleaned)


def _field(code: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    inside = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    return (
        f"<w:p>{mark.format('begin')}{inside}{mark.format('separate')}{runs('result')[5:-6]}{mark.format('end')}</w:p>"
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (" PAGE ", " PAGE "),
        (' TOC \\o "1-3" \\h ', ' TOC \\o "1-3" \\h '),
        (' HYPERLINK "https://x.example/" \\o "tip" ', ' HYPERLINK "https://x.example/" \\o "tip" '),
        (' HYPERLINK \\l "_Toc1" ', ' HYPERLINK \\l "_Toc1" '),
        (
            ' HYPERLINK "mailto:greta.oldfield@mentors.example" \\o "Greta Oldfield" ',
            f' HYPERLINK "mailto:{GRETA.masked_address}" \\o "Greta" ',
        ),
        (' HYPERLINK "file:///x.docx" ', None),
        (" AUTHOR ", None),
        (' INCLUDEPICTURE "https://x.example/p.png" ', None),
        (" DDEAUTO c:\\\\cmd ", None),
        (" ", None),
    ],
)
def test_fields_that_count_or_link_stay_and_others_leave_their_result(code: str, expected: str | None) -> None:
    cleaned = _body(word(_field(code)))
    assert ">result<" in cleaned
    assert ("fldChar" in cleaned) is (expected is not None)
    code_left = re.findall(r"<w:instrText[^>]*>([^<]*)<", cleaned)
    assert code_left == ([] if expected is None else [expected])


def test_a_field_without_end_is_no_field() -> None:
    assert "instrText" not in _body(
        word('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r></w:p>')
    )
