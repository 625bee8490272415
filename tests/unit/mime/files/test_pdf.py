"""What a PDF shows is read from the pages that are delivered; every word in it is scanned."""

import io
import time

import pikepdf
import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.looking import read_files
from relay.mime.files.pdf import read_pdf
from relay.mime.files.reading import BROKEN, ENCRYPTED, TOO_LARGE, TOO_MUCH, UnreadableFileError
from tests.support.pdfs import (
    Making,
    adobe_form,
    by_hand,
    deflated_bomb,
    latex,
    layered,
    locked,
    many_pictures,
    one_page,
    plain,
    scan,
    stream,
    word,
)

_NAME = "Greta Oldfield"


def test_pages_are_read_in_order() -> None:
    text = read_pdf(plain(["Dear Tim,", "the answer is 5."], ["Second page"])).text
    assert [line.strip() for line in text.splitlines()] == ["Dear Tim,", "the answer is 5.", "Second page"]


def test_what_tells_of_its_author_is_property_and_not_text() -> None:
    for content in (word(_NAME), latex(_NAME)):
        reading = read_pdf(content)
        assert _NAME in reading.properties
        assert f"Homework of {_NAME}" in reading.properties
        assert f"<dc:creator>{_NAME}</dc:creator>" in reading.properties
        assert "Writer 7" in reading.properties


def test_descriptions_of_pictures_bookmarks_and_links_are_text() -> None:
    assert f"a photo by {_NAME}" in read_pdf(word(_NAME)).text
    text = read_pdf(latex(_NAME)).text
    assert f"Bridges, by {_NAME}" in text
    assert "https://example.org/bridges" in text


def test_notes_and_fields_are_text_and_who_wrote_them_is_property() -> None:
    reading = read_pdf(adobe_form(_NAME))
    for shown in ("Permission for the trip", f"Well done! {_NAME}", "good", "more", f"hidden by {_NAME}", "yes, I may"):
        assert shown in reading.text
    for told in (f"field of {_NAME}", f"app.alert('{_NAME}')", f"{_NAME}.txt", "D:20261120081502"):
        assert told in reading.properties


def test_a_layer_that_is_off_is_read() -> None:
    assert "The answer is 42" in read_pdf(layered("Question", "The answer is 42")).text


def test_text_drawn_invisibly_or_outside_the_page_is_read() -> None:
    making = Making()
    making.page(extra=b"BT 3 Tr /F1 12 Tf 72 500 Td (invisible words) Tj ET BT /F1 12 Tf 9000 500 Td (far away) Tj ET")
    text = read_pdf(making.done()).text
    assert "invisible words" in text
    assert "far away" in text


def test_text_in_patterns_and_masks_is_read() -> None:
    making = Making()
    tile = making.form("in a tile", PatternType=1, PaintType=1, TilingType=1, XStep=200, YStep=20)
    del tile["/Subtype"]
    group = making.form("in a mask", Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray))
    soft = pikepdf.Dictionary(SMask=pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=group))
    making.page(
        extra=b"/GS0 gs /Pattern cs /P0 scn 72 72 200 200 re f",
        Pattern=pikepdf.Dictionary(P0=tile),
        ExtGState=pikepdf.Dictionary(GS0=soft),
    )
    text = read_pdf(making.done()).text
    assert "in a tile" in text
    assert "in a mask" in text


def test_a_scan_has_pictures_and_no_text() -> None:
    reading = read_pdf(scan(_NAME, pages=2))
    assert reading.text == ""
    assert len(reading.pictures) == 1  # the same one twice
    assert _NAME in reading.properties
    assert "Apple" in reading.properties


def test_pictures_in_every_coding_are_found() -> None:
    reading = read_pdf(many_pictures())
    assert len(reading.pictures) == 5  # two of the six are the same JPEG
    assert reading.problem == ""


def test_letters_drawn_as_pictures_are_no_pictures() -> None:
    letter = stream(b"0 0 9 9 0 0 d1 BI /W 8 /H 8 /IM true ID 12345678 EI")
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/CharProcs<</a 6 0 R>>"
    font += b"/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]>>"
    content = one_page(stream(b"BT /F1 9 Tf (aaa) Tj ET"), b"<</Font<</F1 5 0 R>>>>", font, letter)
    assert read_pdf(content).pictures == ()


def test_a_password_that_nobody_needs_is_no_hindrance() -> None:
    assert read_pdf(locked(plain(["Dear Tim"]))).text == "Dear Tim"


def test_a_document_that_needs_a_password_is_encrypted() -> None:
    with pytest.raises(UnreadableFileError, match=ENCRYPTED):
        read_pdf(locked(plain(["Dear Tim"]), user="secret"))


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", plain(["Dear Tim"])[:200], by_hand(b"<</Type/Catalog>>"), b"\0" * 1000],
)
def test_what_is_no_document_is_broken(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=BROKEN):
        read_pdf(content)


def test_an_earlier_version_is_not_read_as_the_later_one() -> None:
    old = plain(["The old text"])
    with pikepdf.open(io.BytesIO(old)) as pdf:
        number = pdf.pages[0].obj["/Contents"].objgen[0]
    start = len(old) + 1
    new = stream(b"BT /F1 12 Tf 72 700 Td (The new text) Tj ET")
    update = b"\n%d 0 obj\n%s\nendobj\n" % (number, new)
    xref = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    size = old.rpartition(b"/Size ")[2].split()[0].rstrip(b">/")
    previous = old.rpartition(b"startxref\n")[2].split()[0]
    with pikepdf.open(io.BytesIO(old)) as pdf:
        root = pdf.Root.objgen[0]
    end = b"trailer\n<</Size %s/Root %d 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
    whole = old + update + xref + end % (size, root, previous, start + len(update) - 1)
    assert read_pdf(whole).text == "The new text"


_KIDS = b" ".join([b"3 0 R"] * 100_000)
_NESTED = b"[" * 100_000 + b"]" * 100_000
_GIGABYTES = deflated_bomb(100 << 20)  # more than one stream may unpack to; a real one only takes longer to make
_BOMBS = {
    "page of gigabytes": one_page(stream(_GIGABYTES, b"/Filter/FlateDecode")),
    "picture of gigabytes": one_page(
        stream(b"/I Do"),
        b"<</XObject<</I 5 0 R>>>>",
        stream(
            _GIGABYTES,
            b"/Subtype/Image/Width 900/Height 900/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode",
        ),
    ),
    "giant picture": one_page(
        stream(b"/I Do"),
        b"<</XObject<</I 5 0 R>>>>",
        stream(b"\x97JB2", b"/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 1/Filter/JBIG2Decode"),
    ),
    "filters on filters": one_page(stream(b"x", b"/Filter[" + b"/ASCIIHexDecode" * 30 + b"]")),
    "pages without end": by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>", b"<</Type/Page>>"
    ),
    "a hundred thousand pages": by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[" + _KIDS + b"]/Count 1>>", b"<</Type/Page>>"
    ),
    "claimed pages": by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 1000000>>"),
    "nested arrays": one_page(stream(b""), b"<</ColorSpace<</C " + _NESTED + b">>>>"),
    "objects in a stream": by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        stream(_GIGABYTES, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"),
    ),
}


def test_a_drawing_that_draws_itself_is_read_once() -> None:
    loop = stream(b"/X Do BT /F1 9 Tf (again) Tj ET", b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    content = one_page(stream(b"/X Do"), b"<</XObject<</X 5 0 R>>>>", loop)
    assert read_pdf(content).problem == ""


def test_a_long_chain_of_drawings_is_read() -> None:
    chain = [
        stream(b"/X Do", b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 6))
        for number in range(1000)
    ]
    content = one_page(stream(b"/X Do"), b"<</XObject<</X 5 0 R>>>>", *chain, stream(b"", b"/Subtype/Form"))
    assert read_pdf(content).problem == ""


@pytest.mark.parametrize("content", _BOMBS.values(), ids=_BOMBS)
def test_bombs_end_soon(content: bytes) -> None:
    assert len(content) < 2 << 20
    began = time.monotonic()
    with pytest.raises(UnreadableFileError):
        read_pdf(content)
    assert time.monotonic() - began < 5


def test_bombs_end_in_the_confined_process() -> None:
    readings = read_files([(FileKind.PDF, content) for content in _BOMBS.values()])
    assert {reading.problem for reading in readings} <= {BROKEN, TOO_LARGE}


def test_drawings_that_multiply_end_with_their_process() -> None:
    levels = 40
    forms = [
        stream(b"/X Do " * 10, b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 6))
        for number in range(levels)
    ]
    content = one_page(stream(b"/X Do"), b"<</XObject<</X 5 0 R>>>>", *forms, stream(b"0 0 m", b"/Subtype/Form"))
    (reading,) = read_files([(FileKind.PDF, content)])
    assert reading.problem in {TOO_MUCH, TOO_LARGE, BROKEN}


def test_too_many_pages_are_too_large() -> None:
    making = Making()
    for _ in range(301):
        making.page("x")
    with pytest.raises(UnreadableFileError, match=TOO_LARGE):
        read_pdf(making.done())


def test_three_hundred_pages_are_read() -> None:
    making = Making()
    for number in range(300):
        making.page(*[f"line {line} of page {number}, and so on" for line in range(40)])
    (reading,) = read_files([(FileKind.PDF, making.done())])
    assert reading.problem == ""
    assert "line 39 of page 299" in reading.text
