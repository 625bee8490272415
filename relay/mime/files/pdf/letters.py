"""Fonts whose letters nobody can tell from the document, or that shows others than it says (ISO 32000-1 §9.6.6, 9.10).

What stands on a page is read by what its fonts say of their codes. Where they say nothing, the text that is found is
another one than the text that is seen; so such a document counts like one with pictures.
"""

import re
from collections.abc import Iterator
from itertools import islice

import pikepdf

from relay.mime.files.pdf.glyphs import PLAIN, plain_glyphs

_BASES = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding"})  # ASCII in all of them
_KNOWN_ORDERS = frozenset({"Japan1", "Japan2", "GB1", "CNS1", "Korea1", "KR"})  # whose characters are listed
_NUMBERED = re.compile(r"/(?!uni[0-9A-F]{4}|u[0-9A-F]{4,6}$|afii\d|SF\d|H\d)[A-Za-z]{0,5}\d+(?:\.|$)")  # "/g23"
_FEWEST_NUMBERED = 3  # fewer are bullets
_SYMBOLIC = 4  # bit of /Flags: the font has an encoding of its own
_FIRST_PRINTED = 32
_MOST_CODES = 2_000  # of a font that has 256
_MOST_COMPOSITE = 70_000  # of one that has 65,536
_IDENTITY = frozenset({"/Identity-H", "/Identity-V"})
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]{1,9})>\s*<([0-9A-Fa-f\s]{1,40})>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]{1,9})>\s*<([0-9A-Fa-f\s]{1,9})>\s*(?:<([0-9A-Fa-f\s]{1,40})>|\[([^\[\]]*)\])")
_ITEM = re.compile(rb"<([0-9A-Fa-f\s]{1,40})>")


def is_doubtful(font: pikepdf.Object) -> bool:
    """Return whether the letters of a font cannot be told, or it calls a letter or a digit by another's name."""
    told = font.get("/ToUnicode")
    if not isinstance(told, pikepdf.Stream):
        return not _tells_letters(font)
    is_composite = font.get("/Subtype") == pikepdf.Name.Type0
    most = _MOST_COMPOSITE if is_composite else _MOST_CODES
    named = _glyphs(font) if is_composite else _codes(font)
    mapped = list(islice(_mapped(told.read_bytes()), most))
    lies = any(
        letter.lower() not in named[code].lower() for code, letter in mapped if code in named and _is_plain(letter)
    )
    return lies or len(mapped) == most


def _glyphs(font: pikepdf.Object) -> dict[int, str]:
    """Return the codes of a font that are glyphs, and for those of letters and digits which these are."""
    inner = _descendant(font)
    about = inner.get("/FontDescriptor") if inner is not None else None
    program = about.get("/FontFile2") if isinstance(about, pikepdf.Dictionary) else None
    if (
        inner is None
        or not isinstance(program, pikepdf.Stream)
        or isinstance(inner.get("/CIDToGIDMap"), pikepdf.Stream)
    ):
        return {}
    return plain_glyphs(program.read_bytes()) if _base(font) in _IDENTITY else {}


def _descendant(font: pikepdf.Object) -> pikepdf.Dictionary | None:
    below = font.get("/DescendantFonts")
    inner = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    return inner if isinstance(inner, pikepdf.Dictionary) else None


def _tells_letters(font: pikepdf.Object) -> bool:
    """Return whether codes of a font without a map to Unicode have a known meaning."""
    if font.get("/Subtype") == pikepdf.Name.Type0:
        return _has_known_order(font)
    names = [one for one in _differences(font) if isinstance(one, pikepdf.Name)]
    if sum(_NUMBERED.match(str(name)) is not None for name in names) >= _FEWEST_NUMBERED:
        return False
    begins = font.get_int("/FirstChar", _FIRST_PRINTED)
    is_numbered = font.get("/Subtype") == pikepdf.Name.TrueType and font.get("/Encoding") is None
    return not (is_numbered and begins < _FIRST_PRINTED)


def _has_known_order(font: pikepdf.Object) -> bool:
    inner = _descendant(font)
    about = inner.get("/CIDSystemInfo") if inner is not None else None
    return isinstance(about, pikepdf.Dictionary) and str(about.get("/Ordering", "")) in _KNOWN_ORDERS


def _differences(font: pikepdf.Object) -> list[pikepdf.Object]:
    encoding = font.get("/Encoding")
    listed = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
    return list(listed) if isinstance(listed, pikepdf.Array) else []


def _codes(font: pikepdf.Object) -> dict[int, str]:
    """Return the codes of a font that its encoding calls a letter or a digit, and which."""
    return {code: name for code, name in dict(_named(font)).items() if _is_plain(name)}


def _named(font: pikepdf.Object) -> Iterator[tuple[int, str]]:
    """Yield the codes of a font and what its encoding calls them; what comes later counts."""
    if _base(font) in _BASES and not _is_symbolic(font):
        yield from ((code, chr(code)) for code in map(ord, PLAIN))
    code = 0
    for one in _differences(font):
        if isinstance(one, pikepdf.Name):
            yield code, _NAMES.get(str(one)[1:], str(one)[1:])
            code += 1
        elif isinstance(one, pikepdf.Integer):
            code = int(one)


def _base(font: pikepdf.Object) -> str:
    encoding = font.get("/Encoding")
    base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    return str(base) if isinstance(base, pikepdf.Name) else ""


def _is_symbolic(font: pikepdf.Object) -> bool:
    about = font.get("/FontDescriptor")
    return isinstance(about, pikepdf.Dictionary) and bool(about.get_int("/Flags", 0) & _SYMBOLIC)


def _mapped(told: bytes) -> Iterator[tuple[int, str]]:
    """Yield codes and what a map to Unicode says that they are (§9.10.3)."""
    for block in _blocks(told, b"bfchar"):
        for code, letter in _PAIR.findall(block):
            yield _number(code), _text(letter)
    for block in _blocks(told, b"bfrange"):
        for first, last, begin, listed in _RANGE.findall(block):
            codes = range(_number(first), min(_number(last), _number(first) + 255) + 1)
            letters = [_text(one) for one in _ITEM.findall(listed)] if listed else _following(_text(begin), len(codes))
            yield from zip(codes, letters, strict=False)


def _blocks(told: bytes, name: bytes) -> Iterator[bytes]:
    for block in told.split(b"begin" + name)[1:]:
        yield block.partition(b"end" + name)[0]


def _following(begin: str, count: int) -> Iterator[str]:
    """Yield ``begin`` and what comes after it; nothing for more than one character, which no letter is."""
    if len(begin) == 1 and ord(begin) + count < 0xD800:
        yield from (chr(ord(begin) + step) for step in range(count))


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    packed = b"".join(digits.split())
    return bytes.fromhex(packed[: len(packed) // 4 * 4].decode()).decode("utf-16-be", "replace")


def _is_plain(letter: str) -> bool:
    return len(letter) == 1 and letter in PLAIN


_NAMES = dict(zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True))
