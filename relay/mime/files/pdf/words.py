"""Every string that stands in a PDF, whatever refers to it: what may be shown, and what tells of somebody."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pikepdf

# Entries whose strings a reader may get to see: notes, links, form values, bookmarks, descriptions of pictures.
_SHOWN = frozenset({"/Contents", "/URI", "/V", "/DV", "/Opt", "/Title", "/Alt", "/ActualText", "/E", "/TU", "/RC"})
_TELLS_NOTHING = frozenset({"/Registry", "/Ordering", "/ID", "/DA", "/Lang", "/CharSet", "/Panose", "/O", "/U"})
_TELLS_NOTHING |= frozenset({"/OE", "/UE", "/Perms", "/IDTree", "/ByteRange", "/Lookup", "/OCG"})
_MOST = 500_000  # characters of either sort
_MOST_VALUES = 1_000_000
_MOST_DEPTH = 60
_MOST_METADATA = 1 << 20
_LETTERS = re.compile(r"[^\W\d_]{2}|@|^D:\d")  # the last: a date
_SCRIPTS = frozenset({"/JS", "/XFA", "/RC"})  # entries that may be a stream


@dataclass(slots=True)
class Words:
    """What the strings of a document say; lines, each once."""

    shown: dict[str, None] = field(default_factory=dict)
    told: dict[str, None] = field(default_factory=dict)
    size: int = 0
    complete: bool = True


def words_in(pdf: pikepdf.Pdf) -> Words:
    """Return all strings of ``pdf`` and its metadata, scripts and names of attachments, within bounds."""
    words = Words()
    info = pdf.trailer.get("/Info")
    about = info.objgen if isinstance(info, pikepdf.Dictionary) else (0, 0)
    budget = _MOST_VALUES
    for one in (pdf.trailer, *pdf.objects):
        is_about = about != (0, 0) and one.objgen == about
        for key, text in _strings(one):
            if key is None:
                budget = 0
                break
            _add(words, "/Info" if is_about else key, text)
            budget -= 1
        if budget <= 0 or words.size > _MOST:
            words.complete = False
            break
    return words


def _add(words: Words, key: str, text: str) -> None:
    line = text.strip()
    if not _LETTERS.search(line) or key in _TELLS_NOTHING:
        return
    where = words.shown if key in _SHOWN else words.told
    if line not in where:
        where[line] = None
        words.size += len(line)


def _strings(top: pikepdf.Object) -> Iterator[tuple[str | None, str]]:
    """Yield the strings in one object, with the entry that they stand in; what it refers to is another object.

    The entry is None where values stand too deep in each other.
    """
    stack: list[tuple[str, pikepdf.Object, int]] = [("", top, 0)]
    while stack:
        key, value, depth = stack.pop()
        if depth > _MOST_DEPTH:
            yield None, ""
            return
        if isinstance(value, pikepdf.String):
            yield key, str(value)
        elif isinstance(value, pikepdf.Array):
            is_palette = len(value) and value[0] == pikepdf.Name.Indexed
            stack += [(key, one, depth + 1) for one in value if not is_palette and _is_here(one)]
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            if isinstance(value, pikepdf.Stream):
                yield from _data(value)
            for name, one in value.items():
                if isinstance(one, pikepdf.Stream) and name in _SCRIPTS:
                    yield name, _text(one)
                elif _is_here(one):
                    stack.append((name, one, depth + 1))


def _is_here(value: pikepdf.Object | None) -> bool:
    """Return whether ``value`` is no object of its own, or a string, whose entry says what it is."""
    return value is not None and (not value.is_indirect or isinstance(value, pikepdf.String))


def _data(stream: pikepdf.Stream) -> Iterator[tuple[str, str]]:
    if stream.get("/Type") == pikepdf.Name.Metadata:
        yield "/Metadata", _text(stream)
    elif stream.get("/Type") == pikepdf.Name.EmbeddedFile:
        yield "/EmbeddedFile", "(an attached file)"


def _text(stream: pikepdf.Stream) -> str:
    try:
        return stream.read_bytes()[:_MOST_METADATA].decode("utf-8", "replace")
    except pikepdf.PdfError:
        return ""


_ESCAPED = re.compile(rb"\\([0-7]{3})")
_WIDE = re.compile(rb"<\s*[Ff][Ee][Ff][Ff]((?:[0-9A-Fa-f]|\s)*)>")
_NUMBERS = re.compile(rb"(?:\s[-+]?[\d.]+)+(?=\s)")  # most of a drawing
_WRITTEN = re.compile(rb"[A-Za-z\x80-\xff]{3}")


def loose_texts(streams: Iterable[bytes]) -> Iterator[str]:
    """Yield what is written in drawings as it stands there: strings, names and comments, also those never drawn."""
    for data in streams:
        plain = _ESCAPED.sub(lambda match: bytes((int(match[1], 8) & 0xFF,)), data).replace(b"\0", b"")
        lines = _NUMBERS.sub(b" ", plain).replace(b"\r", b"\n").split(b"\n")
        yield b"\n".join(line for line in lines if _WRITTEN.search(line)).decode("latin-1")
        for match in _WIDE.finditer(data):
            digits = b"".join(match[1].split())
            yield bytes.fromhex(digits[: len(digits) // 4 * 4].decode()).decode("utf-16-be", "replace")
