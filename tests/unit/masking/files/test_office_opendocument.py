"""OpenDocument texts: spans, fields, objects, and an archive of the right form."""

import re

from relay.mime.files.kinds import FileKind
from tests.support.letters import GRETA
from tests.support.office import (
    ODF,
    clean,
    opendocument,
    picture,
    read,
    unpacked,
)

DOCX, ODT = FileKind.DOCX, FileKind.ODT


def _part(content: bytes, name: str) -> str:
    return unpacked(content)[name].decode()


def test_identities_cut_by_spans_are_replaced_in_the_first_that_is_touched() -> None:
    body = "<text:p>by Ms. <text:span>Old</text:span><text:span>fie</text:span>ld of Riverside</text:p>"
    content = _part(clean(opendocument(body), ODT).content, "content.xml")
    assert (
        "<text:p>by Ms. <text:span>Greta</text:span><text:span></text:span> of Riverside</text:p>"
        in content.replace("<text:span/>", "<text:span></text:span>")
    )


def test_fields_about_the_writer_become_masked_text() -> None:
    body = (
        "<text:p>Yours, <text:sender-lastname>Oldfield</text:sender-lastname> <text:author-name>Greta Oldfield"
        "</text:author-name> <text:page-number>1</text:page-number></text:p>"
    )
    content = _part(clean(opendocument(body), ODT).content, "content.xml")
    assert "Yours, Greta <text:page-number>" in content
    assert "sender" not in content
    assert "page-number" in content


def test_what_lays_the_text_out_stays_and_meta_scripts_and_thumbnails_of_opendocument_go() -> None:
    config = 'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
    item = '<config:config-item config:name="{}" config:type="{}">{}</config:config-item>'
    items = "".join(
        item.format(*one)
        for one in (
            ("AddParaTableSpacing", "boolean", "true"),
            ("PrinterName", "string", "Oldfield's printer"),
            ("Rsid", "int", "1234"),
            ("CurrentDatabaseDataSource", "string", "goldfield"),
        )
    )
    sets = '<config:config-item-set config:name="ooo:{}">{}</config:config-item-set>'
    layout = sets.format("view-settings", items) + sets.format("configuration-settings", items)
    inside = f"<office:settings>{layout}</office:settings>"
    settings = f"<office:document-settings {ODF} {config}>{inside}</office:document-settings>"
    parts: dict[str, str | bytes] = {
        "meta.xml": "<x>Greta Oldfield</x>",
        "settings.xml": settings,
        "Thumbnails/thumbnail.png": picture(),
        "Configurations2/menubar/x.xml": "<x/>",
        "Pictures/unshown.png": picture(),
    }
    before = '<office:scripts><script:event-listener xlink:href="vnd.sun.star.script:x"/></office:scripts>'
    cleaned = clean(opendocument("<text:p>text</text:p>", parts=parts, before=before), ODT)
    assert list(unpacked(cleaned.content)) == ["mimetype", "content.xml", "settings.xml", "META-INF/manifest.xml"]
    assert set(cleaned.removed) == {"macros", "a thumbnail", "document properties", "printer settings"}
    (kept,) = re.findall(r"<config:config-item .*?</config:config-item>", _part(cleaned.content, "settings.xml"))
    assert "AddParaTableSpacing" in kept
    assert cleaned.content[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.textPK")


def test_links_pictures_and_objects_of_opendocument_are_led_anew() -> None:
    body = (
        '<text:p><text:a xlink:href="mailto:greta.oldfield@mentors.example">mail</text:a>'
        '<text:a xlink:href="file:///home/goldfield/x">file</text:a>'
        '<draw:frame><draw:image xlink:href="Pictures/goldfield.png"/></draw:frame>'
        '<draw:frame><draw:image xlink:href="https://x.example/pixel.png"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Oldfield"/>'
        '<draw:image xlink:href="./ObjectReplacements/Oldfield"/></draw:frame>'
        '<text:section><text:section-source xlink:href="../Oldfield.odt"/></text:section></text:p>'
    )
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>Old</mi><mi>field</mi></math>'
    parts: dict[str, str | bytes] = {
        "Pictures/goldfield.png": picture(),
        "Oldfield/content.xml": formula,
        "ObjectReplacements/Oldfield": b"x",
    }
    cleaned = clean(opendocument(body, parts=parts), ODT)
    assert sorted(unpacked(cleaned.content)) == [
        "META-INF/manifest.xml",
        "Object 1/content.xml",
        "Pictures/image1.png",
        "content.xml",
        "mimetype",
    ]
    content = _part(cleaned.content, "content.xml")
    assert f'xlink:href="mailto:{GRETA.masked_address}"' in content
    assert 'xlink:href="Pictures/image1.png"' in content
    assert 'xlink:href="./Object 1"' in content
    assert "file" in content
    assert not [data for data in unpacked(cleaned.content).values() if b"ldfield" in data or b"pixel" in data]


def test_authors_of_comments_and_changes_of_opendocument_are_nobody() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:insertion><office:change-info><dc:creator>Greta Oldfield"
        "</dc:creator><dc:date>2026-01-02T03:04:05</dc:date></office:change-info></text:insertion></text:changed-region>"
        "</text:tracked-changes><text:p>text<office:annotation><dc:creator>Greta Oldfield</dc:creator>"
        "<meta:creator-initials>GO</meta:creator-initials><text:p>well done</text:p></office:annotation></text:p>"
    )
    content = _part(clean(opendocument(body), ODT).content, "content.xml")
    assert content.count("<dc:creator>Author</dc:creator>") == 2
    assert "2026" not in content
    assert "GO" not in content
    assert "well done" in content


def test_a_chart_of_opendocument_stays() -> None:
    body = '<text:p><draw:frame><draw:object xlink:href="./Object 7"/></draw:frame></text:p>'
    chart = (
        f'<office:document-content {ODF} xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"><office:body>'
        '<office:chart><chart:chart xlink:href="."><chart:title><text:p>Lengths by Ms. Oldfield</text:p></chart:title>'
        "</chart:chart></office:chart></office:body></office:document-content>"
    )
    cleaned = clean(opendocument(body, parts={"Object 7/content.xml": chart}), ODT)
    assert "<text:p>Lengths by Ms. Greta</text:p>" in _part(cleaned.content, "Object 1/content.xml")
    assert read(cleaned.content, ODT).text == "Lengths by Ms. Greta"
    assert "opendocument.chart" in _part(cleaned.content, "META-INF/manifest.xml")


def test_boxes_to_tick_stay_and_other_fields_of_word_leave_their_result() -> None:
    field = 'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    kind = "vnd.oasis.opendocument.field"
    body = (
        f'<text:p {field}><field:fieldmark text:name="_1" field:type="{kind}.FORMCHECKBOX">'
        '<field:param field:name="Checkbox_Checked" field:value="true"/></field:fieldmark>'
        f'<field:fieldmark-start field:type="{kind}.UNHANDLED"><field:param field:value="INCLUDETEXT H:/goldfield"/>'
        "</field:fieldmark-start>result<field:fieldmark-end/></text:p>"
    )
    cleaned = clean(opendocument(body), ODT)
    content = _part(cleaned.content, "content.xml")
    assert 'field:value="true"' in content
    assert "result" in content
    assert "INCLUDETEXT" not in content
    assert "INCLUDETEXT" in read(opendocument(body), ODT).properties
