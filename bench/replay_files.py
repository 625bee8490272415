"""Attached files of a replayed mail: an identity planted in what they tell beside their content; all of it unpacked.

Unpacking is done by other libraries than the relay's own code, and keeps every stream of bytes: what a
search of them does not find is not in the file.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

import pikepdf
from PIL import Image, UnidentifiedImageError

_JPEG, _PNG, _PDF, _ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04"
_BROKEN_PDF = (pikepdf.PdfError, pikepdf.PasswordError)
_LARGEST_MEMBER = 50 * 1024 * 1024
_DEEPEST = 3
_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_MOST_STREAMS = 200


def planted_file(content: bytes, name: str, address: str) -> bytes:
    """Return a JPEG, PNG, PDF or office file with its author given as ``name`` and ``address``; others as they are."""
    told = f"{name} <{address}>"
    if content.startswith(_JPEG):
        comment = told.encode()
        return content[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + content[2:]
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return content[:33] + _png_chunk(b"zTXt", b"Author\0\0" + zlib.compress(told.encode())) + content[33:]
    with suppress(*_BROKEN_PDF, zipfile.BadZipFile, ValueError, OSError, KeyError, NotImplementedError):
        if content.startswith(_PDF):
            return _pdf(content, told)
        if content.startswith(_ZIP):
            return _zip(content, told)
    return content


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _pdf(content: bytes, told: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Author"] = told
        pdf.save(out)
    return out.getvalue()


def _zip(content: bytes, told: str) -> bytes:
    """Add to an archive's core properties, where it has them, who made it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "docProps/core.xml":
                escaped = told.replace("<", "&lt;").replace(">", "&gt;").encode()
                data = re.sub(rb"(<dc:creator>)[^<]*", rb"\1" + escaped, data)
            new.writestr(member, data)
    return out.getvalue()


def unpacked(content: bytes, depth: int = _DEEPEST) -> Iterator[bytes]:
    """Yield every stream of bytes in a file: itself, members of archives, streams of PDFs, compressed chunks."""
    yield content
    if depth == 0:
        return
    if content.startswith(_ZIP):
        with suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, OSError):
            yield from _members(content, depth)
    elif content.startswith(_PDF):
        with suppress(*_BROKEN_PDF), pikepdf.open(io.BytesIO(content)) as pdf:
            for found in pdf.objects:
                yield repr(found).encode("utf-8", "replace")
                if isinstance(found, pikepdf.Stream):
                    with suppress(*_BROKEN_PDF):
                        yield found.read_bytes()
    else:
        for at in list(_DEFLATED.finditer(content))[:_MOST_STREAMS]:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[at.start() :], _LARGEST_MEMBER)


def _members(content: bytes, depth: int) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            yield member.filename.encode() + b"\n" + member.comment
            if member.file_size <= _LARGEST_MEMBER:
                yield from unpacked(archive.read(member), depth - 1)


def opens(content: bytes, content_type: str) -> bool:
    """Return whether the programs that know a file's type can open it; True for types that nothing here knows."""
    try:
        if content_type.startswith("image/"):
            with Image.open(io.BytesIO(content)) as picture:
                picture.load()
        elif content_type == "application/pdf":
            with pikepdf.open(io.BytesIO(content)) as pdf:
                return len(pdf.pages) > 0
        elif "officedocument" in content_type or "opendocument" in content_type:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return archive.testzip() is None
    except (*_BROKEN_PDF, zipfile.BadZipFile, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
    return True
