"""Generated documents with identities planted at random places: none can be read in what is delivered."""

import random
import re
from collections.abc import Callable
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.masking.files.inside import FileMask
from relay.mime.files.kinds import FileKind
from tests.support.office import (
    NAMESPACES,
    SHEET,
    check_is_sound,
    clean,
    homework_pptx,
    mask_for_files,
    opendocument,
    read,
    relation,
    unpacked,
    with_parts,
    word,
    workbook,
)

_IDENTITIES = (
    "Greta Oldfield", "Oldfield, Greta", "Ms. Oldfield", "OLDFIELD", "goldfield7", "greta.oldfield@mentors.example",
    "GRETA.OLDFIELD+x@mentors.example", "greta.oldfield (at) mentors.example", "https://x.example/u/goldfield7",
    "Tim Kowalczyk", "T. Kowalczyk", "tim.kowalczyk@school.example", "Kowalczyk",
)  # fmt: skip
_SECRETS = ("oldfield", "kowalczyk")
_INNOCENT = ("I built a bridge.", "How long is it?", "Grüße & <Küsse>", "مرحبا", "数学の宿題", "=A1+B2", "4,5 m")
_MICROSOFT = "http://schemas.microsoft.com/office"

Random = random.Random
Places = dict[str, Callable[[Random], str]]


def _plain(rng: Random) -> str:
    """Return a text in one piece, escaped, mostly with an identity in it."""
    who = rng.choice(_IDENTITIES) if rng.random() < 0.7 else ""
    return escape(f"{rng.choice(_INNOCENT)} {who} {rng.choice(_INNOCENT)}" if who else rng.choice(_INNOCENT))


def _name(rng: Random) -> str:
    return escape(rng.choice(_IDENTITIES).replace("/", "").replace(":", "")[:31])


def _cut(rng: Random) -> list[str]:
    """Return a text in pieces, cut at random places."""
    text = unescape(_plain(rng))
    cuts = sorted(rng.randrange(len(text) + 1) for _ in range(rng.randrange(4)))
    return [escape(text[a:b]) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _runs(rng: Random, before: str, after: str) -> str:
    return "".join(f"{before}{piece}{after}" for piece in _cut(rng))


def _paragraph(rng: Random) -> str:
    before = rng.choice(('<w:r><w:t xml:space="preserve">', '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">'))
    return f"<w:p>{_runs(rng, before, '</w:t></w:r>')}</w:p>"


def _some(rng: Random, *markups: str) -> str:
    return "".join(markup for markup in markups if rng.random() < 0.6)


def _word_document(rng: Random) -> bytes:
    change = f'w:id="1" w:author="{_plain(rng)}" w:date="2026-01-02T03:04:05Z"'
    paragraphs = [_paragraph(rng) for _ in range(8)]
    text, name = _plain(rng), _name(rng)
    box = f"<w:txbxContent>{paragraphs[0]}</w:txbxContent>", f"<w:txbxContent>{paragraphs[1]}</w:txbxContent>"
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    deleted = _runs(rng, '<w:r><w:delText xml:space="preserve">', "</w:delText></w:r>")
    code = _runs(rng, '<w:r><w:instrText xml:space="preserve">', "</w:instrText></w:r>")
    link = f"HYPERLINK &quot;https://x.example/{name}&quot;"
    body = _some(
        rng,
        "".join(paragraphs[:2]),
        f"<w:tbl><w:tr><w:tc>{paragraphs[2]}</w:tc><w:tc>{paragraphs[3]}</w:tc></w:tr></w:tbl>",
        f"<w:p><w:del {change}>{deleted}</w:del></w:p>",
        f"<w:p><w:ins {change}><w:r><w:t>{text}</w:t></w:r></w:ins></w:p>",
        f'<w:p><w:r><w:drawing><wp:docPr id="1" name="{name}" descr="{text}"/></w:drawing></w:r></w:p>',
        f'<w:p><w:hyperlink r:id="rId1" w:tooltip="{text}"><w:r><w:t>{name}</w:t></w:r></w:hyperlink></w:p>',
        f'<w:p><w:fldSimple w:instr="{link}"><w:r><w:t>{text}</w:t></w:r></w:fldSimple></w:p>',
        f"<w:p>{mark.format('begin')}{code}{mark.format('separate')}{paragraphs[4][5:-6]}{mark.format('end')}</w:p>",
        f'<w:sdt><w:sdtPr><w:alias w:val="{text}"/></w:sdtPr><w:sdtContent>{paragraphs[5]}</w:sdtContent></w:sdt>',
        f'<w:p my:x="{text}" xmlns:my="urn:my"><my:y>{text}</my:y></w:p>',
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box[0]}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box[rng.randrange(2)]}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    related = (
        relation("rId1", "hyperlink", f"https://x.example/?who={name}", external=True),
        relation("rId2", "comments", "comments.xml"),
        relation("rId3", "styles", "styles.xml"),
        relation("rId4", "settings", "settings.xml"),
        relation("rId5", "customXml", "../customXml/item1.xml"),
        relation("rId6", "header", "header1.xml"),
        relation("rId7", f"{_MICROSOFT}/2011/relationships/people", "people.xml"),
    )
    comment = f'<w:comment {change} w:initials="{name}">{paragraphs[6]}</w:comment>'
    style = f'<w:style w:styleId="{name}"><w:name w:val="{text}"/></w:style>'
    parts = {
        "word/comments.xml": f"<w:comments {NAMESPACES}>{comment}</w:comments>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{style}</w:styles>",
        "word/settings.xml": f'<w:settings {NAMESPACES}><w:docVars><w:docVar w:val="{text}"/></w:docVars></w:settings>',
        "word/header1.xml": f"<w:hdr {NAMESPACES}>{paragraphs[7]}</w:hdr>",
        "word/people.xml": f"<people>{text}</people>",
        "customXml/item1.xml": f'<x y="{text}">{name}</x>',
        "docProps/core.xml": f"<creator>{text}</creator>",
    }
    header = '<w:sectPr><w:headerReference r:id="rId6"/></w:sectPr>'
    package = (relation("rId9", "core-properties", "docProps/core.xml"),)
    return word(body + header, related=related, parts=parts, package=package)


def _workbook(rng: Random) -> bytes:
    sheet = re.sub(r"[\[\]']", "", _name(rng)) or "Sheet"
    text, rich = _plain(rng), [_runs(rng, '<r><t xml:space="preserve">', "</t></r>") for _ in range(3)]
    secret, prompt = rng.choice(_SECRETS), f'<dataValidation prompt="{text}" sqref="A1"><formula1>"{text}"</formula1>'
    cells = _some(
        rng,
        f'<row r="1"><c r="A1" t="inlineStr"><is>{rich[0]}</is></c></row>',
        f'<row r="2"><c r="A2" t="str"><f>"{text}"&amp;B1</f><v>{text}</v></c></row>',
        f'<row r="3"><c r="A3"><f>\'{sheet}\'!B1</f><v>7</v></c></row>',
        f'<row r="4"><c r="A4"><f>HYPERLINK("mailto:{rng.choice(_IDENTITIES)}")</f><v>7</v></c></row>',
    )
    inside = _some(
        rng,
        f"<definedNames><definedName name=\"A_{secret}\">'{sheet}'!$A$1</definedName></definedNames>",
        f'<fileSharing userName="{text}"/>',
    )
    margin = escape("&L" + "&B".join(unescape(one) for one in _cut(rng)))
    after = _some(
        rng,
        f"<dataValidations>{prompt}</dataValidation></dataValidations>",
        f'<hyperlinks><hyperlink ref="A1" location="\'{sheet}\'!A1" display="{text}"/></hyperlinks>',
        f"<headerFooter><oddHeader>{margin}</oddHeader></headerFooter>",
    )
    comment = f'<comment ref="A1" authorId="0"><text>{rich[1]}</text></comment>'
    authors = f"<authors><author>{text}</author></authors>"
    comments = f"<comments {SHEET}>{authors}<commentList>{comment}</commentList></comments>"
    return workbook(
        cells,
        name=sheet,
        inside=inside,
        after=after,
        strings=f"<si>{rich[2]}</si><si><t>{text}</t></si>",
        related=(relation("rId1", "comments", "../comments1.xml"),),
        parts={"xl/comments1.xml": comments},
    )


_TALK = homework_pptx()


def _talk(rng: Random) -> bytes:
    entries = unpacked(_TALK)
    slide = entries["ppt/slides/slide1.xml"].decode()
    runs = _runs(rng, "<a:t>", "</a:t></a:r><a:r>") + "<a:t/></a:r>"
    slide = slide.replace("<a:t>I built a bridge.</a:t></a:r>", runs)
    properties = f'name="{_plain(rng)}" descr="{_plain(rng)}"'
    slide = re.sub(r'name="Picture 3" descr="[^"]*"', lambda _: properties, slide)
    chart = next(name for name in entries if name.startswith("ppt/charts/chart"))
    return with_parts(
        _TALK,
        {
            "ppt/slides/slide1.xml": slide,
            chart: entries[chart].decode().replace("<c:v>Wood</c:v>", f"<c:v>{_plain(rng)}</c:v>"),
            "docProps/app.xml": f"<x>{_plain(rng)}</x>",
        },
    )


def _opendocument(rng: Random) -> bytes:
    text, name, spans = _plain(rng), _name(rng), _runs(rng, "<text:span>", "</text:span>")
    cell = f'<table:table-cell office:string-value="{text}"/>'
    body = _some(
        rng,
        f"<text:p>{spans}</text:p><text:p>{text}</text:p>",
        f'<text:p><text:a xlink:href="https://x.example/{name}">{text}</text:a></text:p>',
        f"<text:p>x<office:annotation><dc:creator>{text}</dc:creator><text:p>{spans}</text:p></office:annotation></text:p>",
        f"<text:p><text:sender-email>{text}</text:sender-email><my:x xmlns:my='urn:my'>{text}</my:x></text:p>",
        f'<table:table table:name="{text}"><table:table-row>{cell}</table:table-row></table:table>',
    )
    return opendocument(body, parts={"meta.xml": f"<x>{_plain(rng)}</x>", "styles.xml": f"<x>{_plain(rng)}</x>"})


_MAKERS: dict[FileKind, Callable[[Random], bytes]] = {
    FileKind.DOCX: _word_document,
    FileKind.XLSX: _workbook,
    FileKind.PPTX: _talk,
    FileKind.ODT: _opendocument,
}


def _leaks(content: bytes) -> list[str]:
    """Return the entries in which a name can be read: as they stand, without tags, with entities resolved."""
    found = []
    for name, data in unpacked(content).items():
        text = data.decode("utf-8", "replace")
        forms = (name, text, re.sub(r"<[^<>]*>", "", text), unescape(re.sub(r"<[^<>]*>", "", text)))
        if any(secret in form.lower() for form in forms for secret in _SECRETS):
            found.append(name)
    return found


@pytest.mark.parametrize("kind", _MAKERS)
@given(seed=st.integers(0, 2**32))
def test_no_planted_identity_is_left(kind: FileKind, seed: int) -> None:
    _check(kind, seed)


@pytest.mark.deep
@pytest.mark.parametrize("kind", _MAKERS)
@given(seed=st.integers(0, 2**32))
def test_no_planted_identity_is_left_in_many_documents(kind: FileKind, seed: int) -> None:
    _check(kind, seed)


def _check(kind: FileKind, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a test that can be repeated
    content = _MAKERS[kind](rng)
    cleaned = clean(content, kind)
    assert _leaks(cleaned.content) == []
    reading = read(cleaned.content, kind)
    assert reading.properties == ""
    assert _words(reading.text) == _words(_masked(read(content, kind).text, mask_for_files()))
    if kind is not FileKind.ODT:
        check_is_sound(cleaned.content)


def _masked(text: str, mask: FileMask) -> str:
    return "\n".join(mask.text(line) for line in text.split("\n"))


def _words(text: str) -> set[str]:
    """Return the innocent lines that stayed."""
    return {one for one in _INNOCENT if one in text}
