"""A PDF is written anew: pages as they look, notes and links masked, and nothing that told of somebody (CASES A47)."""

import io
import zlib
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageChops, ImageStat

from relay.identities.people import known_people
from relay.masking.files.cleaning import NAMES_SOMEBODY, NotCleanableError
from relay.masking.files.inside import FileMask
from relay.masking.files.pdf import clean_pdf
from relay.masking.text import Masker
from relay.mime.files.kinds import FileKind
from relay.mime.files.pdf import read_pdf
from relay.mime.files.pdf.shown import page_texts
from relay.mime.files.reading import BROKEN, ENCRYPTED, TOO_LARGE
from relay.model.identity import Identity, Role
from tests.support.confined_files import EXHAUSTED, cleaned_confined
from tests.support.letters import GRETA, RELAY_DOMAIN, TIM, TO_MENTOR, TO_STUDENT
from tests.support.pdfs import (
    Making,
    adobe_form,
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
_ADDRESS = GRETA.addresses[0]
_SAMPLES = {
    "plain": plain(["Dear Tim,", "the answer is 5."], ["Second page"]),
    "Word": word(_NAME),
    "LaTeX": latex(_NAME),
    "scanner": scan(_NAME),
    "form": adobe_form(_NAME),
    "pictures": many_pictures(),
    "layers": layered("Question", "The answer is 42"),
    "without password": locked(plain(["Dear Tim"])),
}
_all_samples = pytest.mark.parametrize("content", _SAMPLES.values(), ids=_SAMPLES)


def _mask() -> FileMask:
    return FileMask(Masker(known_people(GRETA, TIM), RELAY_DOMAIN, (TO_STUDENT, TO_MENTOR)), "attachment 1")


def _clean(content: bytes) -> bytes:
    cleaned = clean_pdf(content, _mask())
    assert cleaned.kind is FileKind.PDF
    return cleaned.content


def _everything(content: bytes) -> str:
    """Return all that stands in a PDF: its bytes, and those of each stream, and each value as it is written."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        said = [content.decode("latin-1"), str(pdf.trailer.unparse())]
        for one in pdf.objects:
            if isinstance(one, pikepdf.Object):
                said.append(
                    one.unparse(resolved=False).decode("latin-1") if not isinstance(one, pikepdf.Stream) else ""
                )
            if isinstance(one, pikepdf.Stream):
                said.append(str(dict(one.items())))
                said.append(one.read_raw_bytes().decode("latin-1"))
                if one.get("/Filter") == Name.FlateDecode:
                    said.append(one.read_bytes().decode("latin-1"))
    return "\n".join(said).replace("\0", "")


def _drawn(content: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    try:
        if document.get_formtype():
            document.init_forms()
        return [page.render(scale=0.5).to_pil().convert("L") for page in document]
    finally:
        document.close()


@_all_samples
def test_nothing_that_tells_of_somebody_is_left(content: bytes) -> None:
    cleaned = _clean(content)
    for mark in (_NAME, "Oldfield", "Writer 7", "JavaScript", "Launch", "EmbeddedFile", "Metadata", "D:2026", "4711"):
        assert mark not in _everything(cleaned)
    for mark in ("PieceInfo", "StructTreeRoot", "AcroForm", "OCProperties", "/Info", "/AA", "/OpenAction", "Apple"):
        assert mark not in _everything(cleaned)
    assert read_pdf(cleaned).properties == ""


@_all_samples
def test_pages_look_and_read_as_before(content: bytes) -> None:
    cleaned = _clean(content)
    assert page_texts(cleaned) == page_texts(content)
    if content is not _SAMPLES["layers"]:
        # PDFium smooths the letters of form fields in another way.
        for new, old in zip(_drawn(cleaned), _drawn(content), strict=True):
            assert ImageStat.Stat(ImageChops.difference(new, old)).mean[0] < 0.02
    assert read_pdf(cleaned).pictures == read_pdf(content).pictures
    with pikepdf.open(io.BytesIO(cleaned)) as pdf:
        assert pdf.check_pdf_syntax() == []


@_all_samples
def test_the_same_bytes_in_are_the_same_bytes_out(content: bytes) -> None:
    assert _clean(content) == _clean(content)


@_all_samples
def test_cleaning_twice_changes_nothing_more(content: bytes) -> None:
    once = clean_pdf(content, _mask())
    twice = clean_pdf(once.content, _mask())
    assert twice.removed == ()
    assert twice.content == once.content


def test_the_confined_process_does_the_same() -> None:
    outcomes = cleaned_confined([(FileKind.PDF, content) for content in _SAMPLES.values()])
    assert outcomes == [("", _clean(content)) for content in _SAMPLES.values()]


@pytest.mark.parametrize(
    "content",
    [
        plain([f"by {_NAME}"]),
        plain(["Dear Tim"], [f"write to {_ADDRESS}"]),
        one_page(stream(b"% " + _NAME.encode() + b"\n0 0 m")),
        one_page(stream(b"/Span <</ActualText (" + _NAME.encode() + b")>> BDC EMC")),
        one_page(stream(b"/Span <</ActualText <FEFF" + _NAME.encode("utf-16-be").hex().encode() + b">>> BDC EMC")),
        one_page(stream(b"/Span <</Alt (\\107reta \\117ldfield)>> BDC EMC")),
        one_page(stream(b""), b"<</XObject<</Greta.Oldfield 5 0 R>>>>", stream(b"", b"/Subtype/Form")),
        one_page(stream(b""), b"<</XObject<</X 5 0 R>>>>", stream(b"%" + _ADDRESS.encode(), b"/Subtype/Form")),
        layered("Question", f"asked by {_NAME}"),
    ],
    ids=[
        "text",
        "second page",
        "comment",
        "hidden text",
        "hidden wide text",
        "description",
        "name",
        "drawing",
        "layer",
    ],
)
def test_a_page_that_names_somebody_is_not_delivered(content: bytes) -> None:
    with pytest.raises(NotCleanableError, match=NAMES_SOMEBODY):
        clean_pdf(content, _mask())


@pytest.mark.parametrize(
    "printed",
    [
        "https://www.google.com/url?q=https://example.org/bridges",
        "https://shop.example/?a=1&mc_eid=abcdef",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=05%7C01%7C",
        TO_STUDENT,
    ],
    ids=["Google", "newsletter", "Safe Links", "footer"],
)
def test_a_page_that_prints_a_personal_link_or_an_old_footer_is_delivered(printed: str) -> None:
    assert printed in read_pdf(_clean(plain(["Dear Tim", printed]))).text


@pytest.mark.parametrize(
    "printed",
    [
        "https://www.google.com/url?q=https://example.org/greta.oldfield",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F&data=tim.kowalczyk%40school.example",
        "https://shop.example/?e=Z3JldGFAbWVudG9ycy5leGFtcGxlIG9sZGZpZWxk",
        f"https://shop.example/?to=abcdefghjkmnpq@{RELAY_DOMAIN}",
        f"abcdefghjkmnpq@{RELAY_DOMAIN}",
    ],
    ids=["path", "Safe Links", "base64", "mask in a link", "mask"],
)
def test_a_page_that_prints_a_link_to_somebody_is_not_delivered(printed: str) -> None:
    with pytest.raises(NotCleanableError, match=NAMES_SOMEBODY):
        clean_pdf(plain(["Dear Tim", printed]), _mask())


def test_a_look_that_names_somebody_is_not_delivered() -> None:
    making = Making()
    page = making.page("Well done")
    making.mark(page, "Stamp", AP=Dictionary(N=making.form(f"seen by {_NAME}")))
    with pytest.raises(NotCleanableError, match=NAMES_SOMEBODY):
        clean_pdf(making.done(), _mask())


def test_what_the_standard_itself_calls_so_is_no_name() -> None:
    making = Making()
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0]), C1=Array([1]), N=1)
    ink = Array([Name.Separation, Name.Black, Name.DeviceGray, tint])
    making.page("Dear Tim", extra=b"/Ink cs 1 scn 9 9 9 9 re f", ColorSpace=Dictionary(Ink=ink))
    black = Identity(Role.MENTOR, "Greta", "Black", ("greta@mentors.example",), GRETA.masked_address)
    mask = FileMask(Masker(known_people(black, TIM), RELAY_DOMAIN, ()), "attachment 1")
    assert clean_pdf(making.done(), mask).content
    named = Array([Name.Separation, Name("/Oldfield"), Name.DeviceGray, tint])
    making.pdf.pages[0].obj["/Resources"]["/ColorSpace"]["/Ink"] = named
    with pytest.raises(NotCleanableError, match=NAMES_SOMEBODY):
        clean_pdf(making.done(), _mask())


def _marks(content: bytes) -> list[dict[str, str]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        marks = [mark for page in pdf.pages for mark in page.obj.get("/Annots", Array())]
        return [
            {key: str(value["/URI"]) if key == "/A" else str(value) for key, value in mark.items()} for mark in marks
        ]


def test_notes_stay_without_who_wrote_them() -> None:
    marks = _marks(_clean(adobe_form(_NAME)))
    sorts = [mark["/Subtype"] for mark in marks]
    assert sorts == ["/Stamp", "/Stamp", "/Text", "/Highlight", "/FreeText", "/Ink"]
    words = [mark.get("/Contents", "") for mark in marks]
    assert words == ["", "", "Well done! Greta", "good", "more", ""]
    allowed = {"/Type", "/Subtype", "/Rect", "/F", "/Contents", "/AP", "/QuadPoints", "/C", "/InkList", "/DA", "/P"}
    assert set().union(*(mark.keys() for mark in marks)) <= allowed


def test_a_field_that_was_never_drawn_is_drawn() -> None:
    making = Making()
    page = making.page("Permission for the trip")
    field = making.mark(page, "Widget", FT=Name.Tx, T=String("a"), V=String("yes, I may"), DA=String("/F1 9 Tf 0 g"))
    resources = Dictionary(Font=Dictionary(F1=making.font))
    making.pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]), NeedAppearances=True, DR=resources)
    cleaned = _clean(making.done())
    assert [mark["/Subtype"] for mark in _marks(cleaned)] == ["/Stamp"]
    assert "yes, I may" in read_pdf(cleaned).text


@pytest.mark.parametrize("coding", [b"CCITTFaxDecode", b"JBIG2Decode"])
def test_words_behind_a_fax_are_found(coding: bytes) -> None:
    entries = b"/Subtype/Image/Width 8/Height 8/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/" + coding
    fax = stream(b"\0\x10\1\0\x10\1" + _NAME.encode(), entries)
    with pytest.raises(NotCleanableError, match=NAMES_SOMEBODY):
        clean_pdf(one_page(stream(b"/I Do"), b"<</XObject<</I 5 0 R>>>>", fax), _mask())


def test_plain_words_say_what_was_taken_out() -> None:
    assert set(clean_pdf(adobe_form(_NAME), _mask()).removed) == {
        "the author, title and program of the document",
        "scripts and actions",
        "attached files",
        "form fields (what they show stays)",
        "names and times of notes",
        "hidden notes",
        "data of programs",
    }
    assert {"where the picture was taken", "a thumbnail"} < set(clean_pdf(scan(_NAME), _mask()).removed)
    assert "marks for screen readers" in clean_pdf(word(_NAME), _mask()).removed
    assert clean_pdf(layered("a", "b"), _mask()).removed == ("layers (what they hold is shown)",)
    assert clean_pdf(plain(["Dear Tim"]), _mask()).removed == ()


def test_a_written_note_that_named_somebody_shows_its_masked_words() -> None:
    making = Making()
    page = making.page("Well done")
    making.mark(page, "FreeText", Contents=String(f"seen by {_NAME}"), AP=Dictionary(N=making.form(f"by {_NAME}")))
    (mark,) = _marks(_clean(making.done()))
    assert mark["/Contents"] == "seen by Greta"
    assert "/AP" not in mark


def _links(content: bytes) -> list[str]:
    return [mark["/A"] for mark in _marks(content) if "/A" in mark]


def test_links_lead_where_they_may() -> None:
    making = Making()
    page = making.page("Links")
    for address in (
        "https://example.org/bridges",
        f"mailto:{_ADDRESS}",
        "https://example.org/?user=greta.oldfield%40mentors.example",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=tim.kowalczyk%40school.example",
        "javascript:alert(1)",
        "file:///C:/Users/Greta",
        "//example.org/",
    ):
        making.mark(page, "Link", A=Dictionary(S=Name.URI, URI=String(address)))
    cleaned = clean_pdf(making.done(), _mask())
    assert _links(cleaned.content) == [
        "https://example.org/bridges",
        f"mailto:{GRETA.masked_address}",
        "https://example.org/",  # without what told of somebody
        "https://example.org/",  # unwrapped
    ]
    assert "links" in cleaned.removed


def test_links_and_bookmarks_lead_to_the_same_page() -> None:
    cleaned = _clean(latex(_NAME))
    with pikepdf.open(io.BytesIO(cleaned)) as pdf:
        second = pdf.pages[1].obj
        (inner,) = [mark["/Dest"] for mark in pdf.pages[0].obj["/Annots"] if "/Dest" in mark]
        assert inner[0].objgen == second.objgen
        assert [str(inner[1]), int(inner[2]), int(inner[3])] == ["/XYZ", 72, 700]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Introduction", "Bridges, by Greta"]
            assert [item.title for item in outline.root[1].children] == ["Load"]
            destination: Any = outline.root[1].destination
            assert destination[0].objgen == second.objgen


def test_bookmarks_that_bite_their_tail_end() -> None:
    making = Making()
    page = making.page("Dear Tim")
    pdf = making.pdf
    one, two = (pdf.make_indirect(Dictionary(Title=String(name), Dest=Array([page, Name.Fit]))) for name in "ab")
    one["/Next"], two["/Next"], two["/First"] = two, one, one
    pdf.Root["/Outlines"] = pdf.make_indirect(Dictionary(First=one, Last=two))
    with pikepdf.open(io.BytesIO(_clean(making.done()))) as cleaned, cleaned.open_outline() as outline:
        assert [item.title for item in outline.root] == ["a", "b"]


def test_a_photo_in_a_scan_keeps_its_pixels_and_loses_what_its_camera_wrote() -> None:
    with pikepdf.open(io.BytesIO(_clean(scan(_NAME)))) as pdf:
        photo = pdf.pages[0].obj["/Resources"]["/XObject"]["/Im0"]
        jpeg = photo.read_raw_bytes()
        kept = set(photo.keys())
    assert kept == {
        "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/Length",
    }  # fmt: skip
    for mark in (b"Exif", b"Apple", b"ICC_PROFILE", _NAME.encode(), b"MPF"):
        assert mark not in jpeg
    assert jpeg.endswith(b"\xff\xd9")


def test_data_behind_a_compressed_picture_does_not_survive() -> None:
    making = Making()
    photo = making.picture(zlib.compress(bytes(300)) + _NAME.encode(), (10, 10), Filter=Name.FlateDecode)
    making.page(extra=b"/Im0 Do", XObject=Dictionary(Im0=photo))
    assert _NAME not in _everything(_clean(making.done()))


def test_comments_in_jpeg_2000_do_not_survive() -> None:
    content = many_pictures()
    assert "Created by OpenJPEG" in _everything(content)
    assert "OpenJPEG" not in _everything(_clean(content))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", BROKEN),
        (plain(["Dear Tim"])[:200], BROKEN),
        (locked(plain(["Dear Tim"]), user="secret"), ENCRYPTED),
        (one_page(stream(deflated_bomb(100 << 20), b"/Filter/FlateDecode")), BROKEN),
        (one_page(stream(b"/I Do"), b"<</XObject<</I 5 0 R>>>>",
                  stream(b"", b"/Subtype/Image/Width 60000/Height 60000/Filter/JBIG2Decode")), TOO_LARGE),
    ],
)  # fmt: skip
def test_what_cannot_be_cleaned_is_left_out(content: bytes, why: str) -> None:
    with pytest.raises(NotCleanableError, match=why):
        clean_pdf(content, _mask())


def test_drawings_that_multiply_are_left_out() -> None:
    forms = [
        stream(b"/X Do " * 10, b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 6))
        for number in range(40)
    ]
    content = one_page(stream(b"/X Do"), b"<</XObject<</X 5 0 R>>>>", *forms, stream(b"0 0 m", b"/Subtype/Form"))
    assert cleaned_confined([(FileKind.PDF, content)]) == [(EXHAUSTED, b"")]


_PLACES = ["info", "catalog", "page", "form", "picture", "font", "state", "mark", "trailer", "loose"]


@given(
    word=st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=5, max_size=30),
    key=st.text(st.characters(codec="ascii", categories=["L"]), min_size=2, max_size=9),
    place=st.sampled_from(_PLACES),
)
@settings(max_examples=60)
def test_a_string_planted_anywhere_beside_the_page_is_gone(word: str, key: str, place: str) -> None:
    making = Making()
    form, photo = making.form("seen"), making.picture(bytes(300), (10, 10))
    state = Dictionary(CA=0.5)
    page = making.page(
        "Dear Tim", extra=b"/Fm Do /Im Do /GS gs", XObject=Dictionary(Fm=form, Im=photo), ExtGState=Dictionary(GS=state)
    )
    mark = making.mark(page, "Square")
    places = {
        "catalog": making.pdf.Root, "page": page, "form": form, "picture": photo, "font": making.font,
        "state": page["/Resources"]["/ExtGState"]["/GS"], "mark": mark, "trailer": making.pdf.trailer,
    }  # fmt: skip
    name = f"/Zz{key}"
    if place == "info":
        making.pdf.docinfo[name] = String(word)
    elif place == "loose":
        making.pdf.make_indirect(Dictionary({name: String(word)}))
    else:
        places[place][name] = Dictionary(Note=String(word), More=Array([String(word)]))
    cleaned = _clean(making.done())
    for form_of_word in (word, f"Zz{key}", word.encode().decode("latin-1"), word.encode("utf-16-be").hex()):
        assert form_of_word not in _everything(cleaned)
    assert read_pdf(cleaned).properties == ""
