"""PDFs as programs, scanners and attackers make them, with what they tell beside their pages."""

import io
import random
import zlib
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.support.pictures import drawing, encoded, iphone_photo

_PAGE = (0, 0, 595, 842)


class Making:
    """A PDF being made, page by page."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.font = self.pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))

    def page(self, *lines: str, extra: bytes = b"", **resources: Any) -> pikepdf.Object:
        """Append a page that shows ``lines``, and draws ``extra``."""
        text = b"BT /F1 12 Tf 72 760 Td 16 TL\n"
        for line in lines:
            text += b"(" + line.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)") + b") '\n"
        content = self.pdf.make_stream(text + b"ET\n" + extra)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array(_PAGE),
            Resources=Dictionary(Font=Dictionary(F1=self.font), **resources),
            Contents=content,
        )
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))
        return self.pdf.pages[-1].obj

    def form(self, text: str, **entries: Any) -> pikepdf.Object:
        """Return a drawing that shows ``text``."""
        data = b"BT /F1 10 Tf 4 6 Td (" + text.encode("latin-1") + b") Tj ET"
        resources = Dictionary(Font=Dictionary(F1=self.font))
        fixed = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 200, 20]), "Resources": resources}
        return self.pdf.make_stream(data, Dictionary({f"/{key}": value for key, value in (fixed | entries).items()}))

    def mark(self, page: pikepdf.Object, sort: str, **entries: Any) -> pikepdf.Object:
        """Put an annotation on a page."""
        fixed = {"Type": Name.Annot, "Subtype": Name(f"/{sort}"), "Rect": self._place(page), "F": 4}
        mark = self.pdf.make_indirect(Dictionary({f"/{key}": value for key, value in (fixed | entries).items()}))
        if "/Annots" not in page:
            page["/Annots"] = Array()
        page["/Annots"].append(mark)
        return mark

    @staticmethod
    def _place(page: pikepdf.Object) -> Array:
        """Return a place for the next annotation, below those that are there."""
        top = 620 - 30 * len(page.get("/Annots", ()))
        return Array([72, top - 20, 272, top])

    def picture(self, data: bytes, size: tuple[int, int], **entries: Any) -> pikepdf.Object:
        """Return a picture of RGB pixels coded as ``entries`` say."""
        fixed = {
            "Type": Name.XObject,
            "Subtype": Name.Image,
            "Width": size[0],
            "Height": size[1],
            "ColorSpace": Name.DeviceRGB,
            "BitsPerComponent": 8,
        }
        return self.pdf.make_stream(data, Dictionary({f"/{key}": value for key, value in (fixed | entries).items()}))

    def about(self, name: str) -> None:
        """Write ``name`` into everything that tells who made a document."""
        self.pdf.docinfo["/Author"] = String(name)
        self.pdf.docinfo["/Title"] = String(f"Homework of {name}")
        self.pdf.docinfo["/Producer"] = String("Writer 7")
        xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{name}</dc:creator></x:xmpmeta>"
        self.pdf.Root["/Metadata"] = self.xmp(xmp)
        self.pdf.Root["/PieceInfo"] = Dictionary(Word=Dictionary(Private=String(name)))
        self.pdf.Root["/Lang"] = String("en-GB")

    def xmp(self, text: str) -> pikepdf.Object:
        return self.pdf.make_stream(text.encode(), Dictionary(Type=Name.Metadata, Subtype=Name.XML))

    def done(self, **options: Any) -> bytes:
        out = io.BytesIO()
        self.pdf.save(out, static_id=True, fix_metadata_version=False, **options)
        return out.getvalue()


def plain(*pages: Sequence[str]) -> bytes:
    """Return a PDF that holds nothing but text."""
    making = Making()
    for lines in pages:
        making.page(*lines)
    return making.done()


def word(name: str) -> bytes:
    """Return a tagged document as Word makes it: structure, alternative text, metadata everywhere."""
    making = Making()
    page = making.page("Bridges", "Dear Tim, the answer is 5.", extra=b"/P <</MCID 0>> BDC EMC\n/OC /MC0 BDC EMC\n")
    page["/Resources"]["/Properties"] = Dictionary(MC0=Dictionary(Type=Name.OCG, Name=String(name)))
    page["/StructParents"] = 0
    page["/PieceInfo"] = Dictionary(Word=Dictionary(Private=String(name)))
    page["/LastModified"] = String("D:20261120081502+01'00'")
    element = Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String(f"a photo by {name}"), K=0)
    making.pdf.Root["/StructTreeRoot"] = making.pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=making.pdf.make_indirect(element))
    )
    making.pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
    making.about(name)
    return making.done(object_stream_mode=pikepdf.ObjectStreamMode.generate)


def latex(name: str) -> bytes:
    """Return a paper as LaTeX makes it: named destinations, links, bookmarks, compressed streams."""
    making = Making()
    first = making.page("1 Introduction", "See section 2 and the web.")
    second = making.page("2 Bridges", "A bridge carries a load.")
    pdf = making.pdf
    pdf.Root["/Names"] = Dictionary(
        Dests=Dictionary(Names=Array([String("section.2"), Dictionary(D=Array([second, Name.XYZ, 72, 700, 0]))]))
    )
    making.mark(first, "Link", Border=Array([0, 0, 1]), A=Dictionary(S=Name.GoTo, D=String("section.2")))
    making.mark(first, "Link", A=Dictionary(S=Name.URI, URI=String("https://example.org/bridges")))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Introduction", 0))
        two = pikepdf.OutlineItem(f"Bridges, by {name}", 1)
        two.children.append(pikepdf.OutlineItem("Load", 1))
        outline.root.append(two)
    making.about(name)
    return making.done(compress_streams=True)


def scan(name: str, pages: int = 2) -> bytes:
    """Return what a scanner app makes: a photo on each page, with all that its camera wrote."""
    making = Making()
    for _ in range(pages):
        photo = making.picture(iphone_photo(name), (320, 200), Filter=Name.DCTDecode)
        photo["/Metadata"] = making.xmp(f"<x:xmpmeta>{name}</x:xmpmeta>")
        making.page(extra=b"q 500 0 0 300 40 400 cm /Im0 Do Q", XObject=Dictionary(Im0=photo))
    making.about(name)
    return making.done()


def adobe_form(name: str) -> bytes:
    """Return a form with notes, hidden notes, scripts, files and actions."""
    making = Making()
    pdf = making.pdf
    page = making.page("Permission for the trip")
    field = making.mark(
        page, "Widget", FT=Name.Tx, T=String(f"field of {name}"), V=String("yes"), TU=String(name),
        AP=Dictionary(N=making.form("yes, I may")), AA=Dictionary(K=_script(name)),
    )  # fmt: skip
    box = making.mark(
        page, "Widget", FT=Name.Btn, T=String("box"), AS=Name.On,
        AP=Dictionary(N=Dictionary(On=making.form("X"), Off=making.form("-"))),
    )  # fmt: skip
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field, box]), XFA=String(name), CO=Array([field]))
    pdf.Root["/OpenAction"] = _script(name)
    author = {"T": String(name), "M": String("D:20261120081502+01'00'"), "NM": String("4711"), "Subj": String(name)}
    making.mark(page, "Text", Contents=String(f"Well done! {name}"), RC=String(f"<p>{name}</p>"), **author)
    making.mark(
        page, "Highlight", Contents=String("good"), QuadPoints=Array([72, 620, 272, 620, 72, 600, 272, 600]),
        C=Array([1, 1, 0]), Popup=making.mark(page, "Popup", **author), **author,
    )  # fmt: skip
    making.mark(
        page, "FreeText", Contents=String("more"), DA=String("/Helv 9 Tf"), AP=Dictionary(N=making.form("more"))
    )
    making.mark(page, "Ink", InkList=Array([Array([72, 500, 100, 520])]), AP=Dictionary(N=making.form("")), **author)
    making.mark(page, "Stamp", Contents=String(f"hidden by {name}"), **{**author, "F": 2})
    making.mark(page, "FileAttachment", FS=_file(making, name), **author)
    making.mark(page, "Link", A=Dictionary(S=Name.Launch, F=String(f"C:\\Users\\{name}\\a.exe")))
    making.mark(page, "Screen", A=_script(name))
    pdf.Root["/Names"] = Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String(name), _file(making, name)])),
        JavaScript=Dictionary(Names=Array([String(name), _script(name)])),
    )
    page["/AA"] = Dictionary(O=_script(name))
    making.about(name)
    return making.done()


def _script(name: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{name}')"))


def _file(making: Making, name: str) -> pikepdf.Object:
    stream = making.pdf.make_stream(name.encode(), Dictionary(Type=Name.EmbeddedFile))
    return making.pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=String(f"{name}.txt"), UF=String(f"{name}.txt"), EF=Dictionary(F=stream))
    )


def layered(shown: str, hidden: str) -> bytes:
    """Return a page with a layer that is off."""
    making = Making()
    layer = making.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("answers")))
    page = making.page(shown, extra=b"/OC /MC0 BDC BT /F1 12 Tf 72 500 Td (" + hidden.encode() + b") Tj ET EMC")
    page["/Resources"]["/Properties"] = Dictionary(MC0=layer)
    making.pdf.Root["/OCProperties"] = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return making.done()


def handwriting(seed: int = 26, *, letters: int = 9, left: float = 120) -> bytes:
    """Return pen strokes as a tablet writes them, curve after curve, a few for each letter."""
    pen = random.Random(seed)  # noqa: S311 - the same strokes each time
    strokes = [b"q 1.5 w 1 J"]
    for number in range(letters):
        points = [(left + 14 * (number * 0.7 + pen.random() * 0.6), 500 + 14 * pen.random()) for _ in range(10)]
        numbers = [b"%.2f %.2f" % point for point in points]
        strokes += [numbers[0] + b" m", *(b" ".join(numbers[at : at + 3]) + b" c" for at in (1, 4, 7)), b"S"]
    return b"\n".join([*strokes, b"Q\n"])


def outlines(left: float = 120) -> bytes:
    """Return "KIM" as a program writes it that turns letters into shapes."""
    letters = (
        ((0, 0), (0, 9), (2, 9), (2, 5), (6, 9), (8, 9), (4, 5), (8, 0), (6, 0), (2, 4), (2, 0)),
        ((10, 0), (10, 9), (12, 9), (12, 0)),
        ((14, 0), (14, 9), (17, 9), (19, 4), (21, 9), (24, 9), (24, 0), (22, 0), (22, 7), (20, 2), (18, 2), (16, 7)),
    )
    drawn = []
    for (x, y), *points in letters:
        drawn.append(b"%d %d m" % (left + x, 500 + y))
        drawn += [b"%d %d l" % (left + to_x, 500 + to_y) for to_x, to_y in points]
        drawn.append(b"h f")
    return b"\n".join(drawn)


def locked(content: bytes, *, user: str = "", owner: str = "secret") -> bytes:
    """Return a document encrypted with passwords."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
    return out.getvalue()


def many_pictures() -> bytes:
    """Return pictures in every coding that programs use: Flate, palette, JPEG, mask, JPEG 2000, both, inline."""
    making = Making()
    page = drawing(64, 40)
    flat = making.picture(page.tobytes(), page.size)
    palette = page.quantize(4)
    colours = bytes((palette.getpalette() or [])[:12])
    indexed = making.picture(
        palette.tobytes(), page.size, ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 3, String(colours)])
    )
    mask = making.picture(Image.linear_gradient("L").resize(page.size).tobytes(), page.size, ColorSpace=Name.DeviceGray)
    masked = making.picture(encoded(page, "JPEG"), page.size, Filter=Name.DCTDecode, SMask=mask)
    jpx = making.picture(encoded(page, "JPEG2000"), page.size, Filter=Name.JPXDecode)
    twice = making.picture(
        zlib.compress(encoded(page, "JPEG")), page.size, Filter=Array([Name.FlateDecode, Name.DCTDecode])
    )
    inline = b"q 40 0 0 40 72 300 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\x80\xc0\xff EI Q\n"
    show = b"".join(b"q 64 0 0 40 72 %d cm /Im%d Do Q\n" % (700 - 50 * number, number) for number in range(5))
    making.page(extra=show + inline, XObject=Dictionary(Im0=flat, Im1=indexed, Im2=masked, Im3=jpx, Im4=twice))
    return making.done(compress_streams=True)


# ---------------------------------------------------------------------------------------------
# Bombs


def by_hand(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF made of ``objects``, numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream as it is written."""
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), entries, data)


_CATALOG, _PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def one_page(contents: bytes, resources: bytes = b"<<>>", *more: bytes, page: bytes = b"") -> bytes:
    """Return a document of one page; ``contents`` is object 4, ``more`` are those from 5 on."""
    entry = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources %s %s>>" % (resources, page)
    return by_hand(_CATALOG, _PAGES, entry, contents, *more)


def deflated_bomb(size: int, *, pattern: bytes = b" ") -> bytes:
    """Return ``size`` bytes deflated, made without holding them."""
    packing = zlib.compressobj(9)
    piece = pattern * (1 << 20)
    packed = b"".join(packing.compress(piece) for _ in range(size >> 20))
    return packed + packing.flush()
