"""Pictures as phones, programs and attackers make them: with all that lies beside the pixels."""

import io
import struct
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

_ROOT = Path(__file__).parents[2]
WIDE = 320  # pixels
HIGH = 200
_TIFF_LONG = 4


def drawing(width: int = WIDE, height: int = HIGH, mode: str = "RGB") -> Image.Image:
    """Return a page of homework: writing on paper that is lighter above, and something red on its left."""
    light = Image.linear_gradient("L").resize((width, height)).point(lambda value: 255 - value // 4)
    page = Image.merge("RGB", (light, light, light.point(lambda value: value - 10)))
    pen = ImageDraw.Draw(page)
    pen.text((width // 3, height // 4), "3x + 4 = 19", fill=(20, 20, 60))
    pen.rectangle((4, 4, width // 5, height // 3), fill=(200, 30, 30))
    return page.convert(mode)


def note(text: str, *, ink: str = "black", paper: str = "white") -> Image.Image:
    """Return a screenshot of a few lines in large print."""
    page = Image.new("RGB", (900, 80 + 50 * text.count("\n")), paper)
    ImageDraw.Draw(page).text((20, 15), text, font=ImageFont.load_default(30), fill=ink)
    return page


def qr_code(text: str) -> Image.Image:
    """Return ``text`` as a QR code."""
    code: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    rows, columns = memoryview(code).shape or (0, 0)
    return Image.frombytes("L", (columns, rows), bytes(code))


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return ``image`` as Pillow writes it."""
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    """Return a picture as any program would open it, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures of one size, in steps of 256."""
    assert one.size == other.size
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return sum(abs(left - right) for left, right in pairs) / (one.width * one.height * 3)


# ---------------------------------------------------------------------------------------------
# What lies beside


def exif(texts: dict[int, str] | None = None, *, turn: int = 1, gps: bool = False, thumbnail: bytes = b"") -> bytes:
    """Return an EXIF block without its mark: ``texts`` by tag, and as asked for a place and a thumbnail."""
    block = Image.Exif()
    block[0x0112] = turn
    for tag, text in (texts or {}).items():
        if tag < 0x9000:
            block[tag] = text
        else:
            block.get_ifd(0x8769)[tag] = text
    if gps:
        block.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    data = block.tobytes().removeprefix(b"Exif\0\0")
    return _with_thumbnail(data, thumbnail) if thumbnail else data


def _with_thumbnail(data: bytes, thumbnail: bytes) -> bytes:
    """Append a second directory that points at a JPEG (tags 0x0201 and 0x0202)."""
    order = "<" if data[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, first)
    link = first + 2 + 12 * count
    start = len(data)
    second = struct.pack(f"{order}H", 2)
    second += struct.pack(f"{order}HHII", 0x0201, _TIFF_LONG, 1, start + 30)
    second += struct.pack(f"{order}HHII", 0x0202, _TIFF_LONG, 1, len(thumbnail)) + bytes(4)
    return data[:link] + struct.pack(f"{order}I", start) + data[link + 4 :] + second + thumbnail


def wide_gamut_profile(description: str = "Display P3") -> bytes:
    """Return an ICC profile (matrix and gamma, version 2) of a screen whose colours go beyond sRGB."""

    def fixed(*numbers: float) -> bytes:
        return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))

    text = description.encode() + b"\0"
    named = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(12 + 67)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    tags = [
        (b"desc", named + bytes(-len(named) % 4)),
        (b"cprt", b"text" + bytes(4) + b"none\0" + bytes(3)),
        (b"wtpt", b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249)),
        (b"rXYZ", b"XYZ " + bytes(4) + fixed(0.5151, 0.2412, -0.0011)),
        (b"gXYZ", b"XYZ " + bytes(4) + fixed(0.2919, 0.6922, 0.0419)),
        (b"bXYZ", b"XYZ " + bytes(4) + fixed(0.1571, 0.0666, 0.7841)),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    offset = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, value in tags:
        table += name + struct.pack(">II", offset + len(data), len(value))
        data += value
    head = bytearray(128)
    head[0:4] = struct.pack(">I", 128 + len(table) + len(data))
    head[8:12], head[12:24], head[36:40] = b"\2\x10\0\0", b"mntrRGB XYZ ", b"acsp"
    head[68:80] = fixed(0.9642, 1.0, 0.8249)
    return bytes(head) + table + data


def segment(marker: int, data: bytes) -> bytes:
    """Return one segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """Return ``jpeg`` with ``segments`` right behind its beginning."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(name: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """Return ``png`` with ``chunks`` right behind its header."""
    return png[:33] + b"".join(chunks) + png[33:]


# ---------------------------------------------------------------------------------------------
# Pictures as they are sent


def iphone_photo(name: str, *, turn: int = 6) -> bytes:
    """Return a photo with camera, owner, place, maker note, thumbnail, wide colours and a second picture (MPF)."""
    texts = {
        0x010F: "Apple",
        0x0110: f"iPhone of {name}",
        0x0132: "2026:11:20 08:15:02",
        0x9003: "2026:11:20 08:15:02",
        0xA430: name,
        0xA431: "F2LXK0AAJ1",
    }
    small = encoded(drawing(32, 20), "JPEG")
    photo = encoded(drawing(), "JPEG", quality=88, icc_profile=wide_gamut_profile())
    note = b"Apple iOS\0\0\1MM" + name.encode("utf-16-le")
    return with_segments(
        photo,
        segment(0xE1, b"Exif\0\0" + exif(texts, turn=turn, gps=True, thumbnail=small)),
        segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\0\0"),
        segment(0xEA, note),
    ) + encoded(drawing(64, 40), "JPEG", comment=name.encode())


def motion_photo(name: str) -> bytes:
    """Return an Android photo with XMP and a film behind its end."""
    xmp = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description GCamera:MotionPhoto="1"
 dc:creator="{name}"/></rdf:RDF></x:xmpmeta>"""
    film = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0isommp42" + b"\0\0\0\x40mdat" + name.encode() * 3
    photo = with_segments(
        encoded(drawing(), "JPEG", quality=95),
        segment(0xE1, b"Exif\0\0" + exif({0x010F: "Google", 0x0110: "Pixel 9"}, gps=True)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp.encode()),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x50" + name.encode()),
        segment(0xFE, f"taken by {name}".encode()),
    )
    return photo + film


def whatsapp_photo() -> bytes:
    """Return a photo as messengers pass it on: small, and already without anything beside it."""
    return encoded(drawing(), "JPEG", quality=78)


def screenshot(name: str) -> bytes:
    """Return a PNG with every kind of text chunk, a time, EXIF, a profile, a private chunk and data behind its end."""
    texts = PngInfo()
    texts.add_text("Author", name)
    texts.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{name}</x:xmpmeta>", zip=True)
    texts.add_text("Comment", f"on the desk of {name}", zip=True)
    plain = encoded(drawing(), "PNG", pnginfo=texts, icc_profile=wide_gamut_profile(f"Screen of {name}"))
    more = (
        chunk(b"tIME", struct.pack(">H5B", 2026, 11, 20, 8, 15, 2)),
        chunk(b"eXIf", exif({0x013B: name})),
        chunk(b"prVt", name.encode()),
        chunk(b"gAMA", struct.pack(">I", 45455)),
    )
    return with_chunks(plain, *more) + b"PK\x03\x04" + name.encode()


def animation(name: str, frames: int = 4) -> bytes:
    """Return a GIF that loops, with transparency, a comment, a private extension and data behind its end."""
    pages = []
    for number in range(frames):
        page = Image.new("P", (64, 40), 0)
        page.putpalette([0, 0, 0, 250, 20, 20, 20, 20, 250, 250, 250, 250])
        ImageDraw.Draw(page).rectangle((number * 6, 5, number * 6 + 9, 20), fill=1 + number % 3)
        pages.append(page)
    gif = encoded(
        pages[0],
        "GIF",
        save_all=True,
        append_images=pages[1:],
        loop=0,
        duration=[80 + 10 * number for number in range(frames)],
        transparency=0,
        disposal=2,
        comment=f"made by {name}".encode(),
    )
    private = b"\x21\xff\x0bXMP DataXMP" + bytes((len(name.encode()),)) + name.encode() + b"\0"
    return gif[:-1] + private + b";" + f"<script>{name}</script>".encode()


def webp(name: str, **options: Any) -> bytes:
    """Return a WebP with EXIF, XMP and a profile."""
    return encoded(
        drawing(),
        "WEBP",
        exif=exif({0x010F: name}, gps=True),
        xmp=f"<x:xmpmeta>{name}</x:xmpmeta>".encode(),
        icc_profile=wide_gamut_profile(),
        **options,
    )


@cache
def heic(name: str) -> bytes:
    """Return a HEIC as an iPhone makes it.

    A process of its own writes it: its library and the relay's, which reads such pictures, bring a libheif each,
    and the two do not bear being loaded together.
    """
    command = "import sys; from tests.support import pictures; sys.stdout.buffer.write(pictures.heic_here(sys.argv[1]))"
    run = subprocess.run([sys.executable, "-c", command, name], cwd=_ROOT, capture_output=True, check=True)
    return run.stdout


def heic_here(name: str) -> bytes:
    """Write what ``heic`` returns, in this process."""
    import pillow_heif  # noqa: PLC0415 - see heic

    pillow_heif.register_heif_opener()
    return encoded(
        drawing(),
        "HEIF",
        exif=exif({0x010F: "Apple", 0x013B: name}, gps=True),
        xmp=f"<x:xmpmeta>{name}</x:xmpmeta>".encode(),
        quality=80,
    )


def tiff(name: str, *, pages: int = 1, **options: Any) -> bytes:
    """Return a TIFF as a scanner makes it."""
    return encoded(
        drawing(),
        "TIFF",
        description=f"scanned by {name}",
        artist=name,
        save_all=pages > 1,
        append_images=[drawing() for _ in range(pages - 1)],
        **options,
    )


# ---------------------------------------------------------------------------------------------
# Bombs


def giant_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """Return a PNG of a few KB that wants gigabytes."""
    row = zlib.compress(bytes(1_000_000))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    """Return a small JPEG whose header claims another size."""
    jpeg = bytearray(encoded(drawing(), "JPEG"))
    place = jpeg.index(b"\xff\xc0") + 5
    jpeg[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(jpeg)


def gif_of(frames: int, width: int = 8, height: int = 8) -> bytes:
    """Return a GIF of many frames, each one pixel."""
    head = b"GIF89a" + struct.pack("<2H3B", width, height, 0x80, 0, 0) + bytes((0, 0, 0, 255, 255, 255))
    frame = b"\x21\xf9\4\0\1\0\0\0" + b"\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0"
    return head + frame * frames + b";"


def jpeg_of_scans(scans: int) -> bytes:
    """Return a progressive JPEG whose last scan is repeated: each costs a pass over the whole picture."""
    jpeg = encoded(drawing(), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[last:-2] * scans + b"\xff\xd9"


def heic_claiming(width: int, height: int) -> bytes:
    """Return a small HEIC whose header claims another size."""
    content = bytearray(heic("x"))
    place = content.find(b"ispe")
    while place >= 0:
        content[place + 8 : place + 16] = struct.pack(">II", width, height)
        place = content.find(b"ispe", place + 4)
    return bytes(content)


def tiff_claiming(width: int, height: int) -> bytes:
    """Return a small TIFF whose header claims another size."""
    content = bytearray(tiff("x"))
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag = struct.unpack_from("<H", content, entry)[0]
        if tag in {0x100, 0x101}:
            struct.pack_into("<HII", content, entry + 2, _TIFF_LONG, 1, width if tag == 0x100 else height)
    return bytes(content)


def tiff_that_loops() -> bytes:
    """Return a TIFF whose page follows itself."""
    content = bytearray(tiff("x"))
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    struct.pack_into("<I", content, start + 2 + 12 * count, start)
    return bytes(content)
