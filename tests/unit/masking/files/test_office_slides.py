"""Presentations: texts of slides and charts, jumps, sounds, objects, comments."""

import io
import re

import pptx

from relay.mime.files.kinds import FileKind
from tests.support.office import (
    NAMESPACES,
    check_is_sound,
    clean,
    homework_pptx,
    read,
    relation,
    unpacked,
    with_parts,
)

DOCX, PPTX = FileKind.DOCX, FileKind.PPTX
_MICROSOFT = "http://schemas.microsoft.com/office"


def _part(content: bytes, name: str) -> str:
    return unpacked(content)[name].decode()


def _with_slide(change: tuple[str, str], *related: str, parts: dict[str, str | bytes] | None = None) -> bytes:
    """Return the talk with something replaced on its slide."""
    entries = unpacked(homework_pptx())
    slide = entries["ppt/slides/slide1.xml"].decode().replace(*change)
    rels = (
        entries["ppt/slides/_rels/slide1.xml.rels"]
        .decode()
        .replace("</Relationships>", "".join(related) + "</Relationships>")
    )
    return with_parts(
        homework_pptx(),
        {"ppt/slides/slide1.xml": slide, "ppt/slides/_rels/slide1.xml.rels": rels, **(parts or {})},
    )


def test_identities_cut_by_runs_on_slides_and_in_charts_are_masked() -> None:
    talk = _with_slide(("<a:t>I built a bridge.</a:t></a:r>", "<a:t>Old</a:t></a:r><a:r><a:t>field</a:t></a:r>"))
    slide = pptx.Presentation(io.BytesIO(clean(talk, PPTX).content)).slides[0]
    assert [run.text for run in slide.placeholders[1].text_frame.paragraphs[0].runs] == ["Greta", ""]


def test_what_runs_at_a_click_goes_and_a_jump_to_a_slide_stays() -> None:
    end = "<a:t>Bridges</a:t>"
    for action, stays in (
        ("ppaction://hlinkshowjump?jump=nextslide", True),
        ("ppaction://program", False),
        ("ppaction://macro?name=x", False),
    ):
        click = f'<a:rPr lang="en-GB"><a:hlinkClick r:id="" action="{action}"/></a:rPr>'
        cleaned = clean(_with_slide((end, click + end)), PPTX)
        assert (action in _part(cleaned.content, "ppt/slides/slide1.xml")) is stays
        check_is_sound(cleaned.content)


def test_a_jump_to_another_slide_leads_there() -> None:
    talk = pptx.Presentation(io.BytesIO(homework_pptx()))
    second = talk.slides.add_slide(talk.slide_layouts[5])
    second.shapes.title.text = "Sums"
    talk.slides[0].shapes[0].click_action.target_slide = second
    out = io.BytesIO()
    talk.save(out)
    cleaned = pptx.Presentation(io.BytesIO(clean(out.getvalue(), PPTX).content))
    assert cleaned.slides[0].shapes[0].click_action.target_slide.shapes.title.text == "Sums"


def test_sounds_and_films_go_and_their_picture_stays() -> None:
    video = '<p:nvPr><a:videoFile r:link="rId77"/></p:nvPr>'
    related = (
        relation("rId77", "video", "../media/film.mp4"),
        relation("rId78", f"{_MICROSOFT}/2007/relationships/media", "../media/film.mp4"),
    )
    talk = _with_slide(
        ("<p:nvPr/></p:nvPicPr>", f"{video}</p:nvPicPr>"), *related, parts={"ppt/media/film.mp4": b"\0" * 99}
    )
    cleaned = clean(talk, PPTX)
    assert "a sound or film" in cleaned.removed
    assert "ppt/media/film.mp4" not in unpacked(cleaned.content)
    assert len(read(cleaned.content, PPTX).pictures) == 1


def test_an_object_on_a_slide_leaves_the_picture_of_it() -> None:
    entries = unpacked(homework_pptx())
    slide = entries["ppt/slides/slide1.xml"].decode()
    shown = re.search(r"<p:pic>.*</p:pic>", slide)
    assert shown
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="Object"/><p:cNvGraphicFramePr/><p:nvPr/>'
        '</p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri="ole"><p:oleObj r:id="rId77"><p:embed/>'
        f"{shown[0]}</p:oleObj></a:graphicData></a:graphic></p:graphicFrame>"
    )
    talk = _with_slide(
        (shown[0], frame),
        relation("rId77", "oleObject", "../embeddings/x.bin"),
        parts={"ppt/embeddings/x.bin": b"\xd0\xcf\x11\xe0"},
    )
    cleaned = clean(talk, PPTX).content
    assert "oleObj" not in _part(cleaned, "ppt/slides/slide1.xml")
    assert len(read(cleaned, PPTX).pictures) == 1
    check_is_sound(cleaned)


def test_comments_on_slides_keep_their_words_and_lose_their_authors() -> None:
    author = '<p:cmAuthor id="0" name="Greta Oldfield" initials="GO" lastIdx="1" clrIdx="0"/>'
    authors = f"<p:cmAuthorLst {NAMESPACES}>{author}</p:cmAuthorLst>"
    said = '<p:cm authorId="0" dt="2026-01-02T03:04:05" idx="1"><p:text>well done, Oldfield</p:text></p:cm>'
    comment = f"<p:cmLst {NAMESPACES}>{said}</p:cmLst>"
    talk = _with_slide(
        ("", ""),
        relation("rId77", "comments", "../comments/comment1.xml"),
        relation("rId78", "commentAuthors", "../commentAuthors.xml"),
        parts={"ppt/comments/comment1.xml": comment, "ppt/commentAuthors.xml": authors},
    )
    cleaned = unpacked(clean(talk, PPTX).content)
    assert b"<p:text>well done, Greta</p:text>" in cleaned["ppt/comments/comment1.xml"]
    assert b"2026" not in cleaned["ppt/comments/comment1.xml"]
    assert b'name="Author" initials="A"' in cleaned["ppt/commentAuthors.xml"]
