"""Bytes to characters: the label if it is an honest one, else the likeliest reading, flagged."""

import codecs
import re

# What mail programs know as character sets. Python has codecs beside these that are no charsets
# (rot13, hex, idna, unicode_escape): a label that names one is treated as unknown (CASES B29).
_KNOWN = re.compile(
    r"utf[-_ ]?\d|ascii|iso8859|cp\d|koi8|mac|gb\d|gbk|hz|big5|euc|shift_jis|iso2022|johab|tis_620|ptcp154|kz1048"
)
# Python knows these, and mail programs do not: what one decodes, another shows as it stands (UTF-7, EBCDIC).
_OF_PYTHON_ALONE = re.compile(r"utf-7\Z|utf-32|cp(?:037|273|424|500|875|1026|114\d)\Z")
_SURROGATES = re.compile("[\ud800-\udfff]")
# C0 but tab and LF, DEL, C1, and the embeddings, overrides and isolates of text direction (Unicode UAX 9).
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_POP_ISOLATE = "\u2069"
_ISOLATES = re.compile("[\u2066-\u2069]")
_CONTROLS_BUT_ISOLATES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]+")
_DEEPEST_ISOLATE = 4
_CHARSET_OF_PAGE = re.compile(rb"<meta[^<>]{0,200}charset=[\"' ]{0,3}([\w.:-]{2,40})", re.IGNORECASE)
_BEGINNING_OF_PAGE = 1024  # bytes (WHATWG HTML 13.2.3.2)
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # they count more than a label (WHATWG Encoding 6)
_LINE_ENDS = re.compile(r"\r\n?")


def _codec(label: str) -> str | None:
    """Return Python's name of the charset ``label``, None for what is none."""
    cleaned = label.strip().strip("\"'").split(";")[0].strip().lower()
    if not cleaned or not cleaned.isascii() or "\0" in cleaned:
        return None
    try:
        name = codecs.lookup(cleaned).name
    except (LookupError, ValueError):
        return None
    if name in {"iso8859-1", "latin-1"}:
        return "cp1252"  # what every mail program reads under that label (WHATWG Encoding)
    return name if _KNOWN.match(name) else None


def is_no_charset(label: str) -> bool:
    """Return whether a label names a code that Python has, and that is no character set to mail programs."""
    try:
        name = codecs.lookup(label.strip().strip("\"'").split(";")[0].strip().lower()).name
    except (LookupError, ValueError):
        return False
    return not _KNOWN.match(name) or _OF_PYTHON_ALONE.match(name) is not None


def _attempt(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


# Seven-bit codes in which escapes switch between sets of characters (RFC 1468, RFC 1557, RFC 1843): as UTF-8 they
# read without an error, and say nothing. A label may be missing or wrong: the escapes tell.
_JAPANESE = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJI])")
_SWITCHING = ("iso2022", "hz")


def _japanese(data: bytes) -> str:
    """Return ISO-2022-JP as characters, as mail programs write it: with the rows that firms added (JIS X 0213)."""
    out, kind, end = [], b"(B", 0
    for match in (*_JAPANESE.finditer(data), None):
        piece = data[end : match.start() if match else len(data)]
        if kind.startswith(b"$") and kind != b"$(D":
            out.append(bytes(byte | 0x80 for byte in piece if byte > 0x20).decode("euc_jis_2004", "replace"))
        elif kind == b"$(D":
            supplement = b"".join(
                b"\x8f" + bytes(byte | 0x80 for byte in piece[i : i + 2]) for i in range(0, len(piece), 2)
            )
            out.append(supplement.decode("euc_jp", "replace"))
        elif kind == b"(I":
            out.append(bytes(byte | 0x80 for byte in piece).decode("shift_jis", "replace"))
        else:
            out.append(piece.decode("ascii", "replace"))
        if match:
            kind, end = match[1], match.end()
    return "".join(out)


def _switched(data: bytes, label: str) -> str | None:
    """Return text in a code that switches sets, None where it is in none."""
    codec = _codec(label) or ""
    if data.isascii() and _JAPANESE.search(data) and not codec.startswith(("iso2022_kr", "hz")):
        return _japanese(data)
    return data.decode(codec, "replace") if codec.startswith(_SWITCHING) else None


def _candidates(label: str) -> tuple[str, ...]:
    codec = _codec(label)
    if codec in {None, "ascii"}:
        return ("utf-8",)
    if codec == "utf-8":
        return ("utf-8-sig",)
    return (codec, "utf-8") if codec else ("utf-8",)


def charset_of_page(data: bytes) -> str:
    """Return the charset that an HTML page names itself, "" if it names none; for pages sent without a label."""
    match = _CHARSET_OF_PAGE.search(data, 0, _BEGINNING_OF_PAGE)
    return match[1].decode("ascii") if match else ""


def decode_text(data: bytes, label: str) -> tuple[str, bool]:
    """Return ``data`` as characters, and whether that was a guess or lost characters.

    Tried in order: a mark of UTF-16, the label, UTF-8, windows-1252 with replacement. A label of us-ascii or none,
    over bytes that are UTF-8, is no loss: that is how many phones write. A label that names another code than a
    character set (rot13, utf-7) is: what others make of it nobody can say.
    """
    text, loss = _decoded(data, label)
    return text, loss or is_no_charset(label)


def _decoded(data: bytes, label: str) -> tuple[str, bool]:
    switched = _switched(data, label)
    if switched is not None:
        return _SURROGATES.sub("\ufffd", switched), "\ufffd" in switched
    for codec in (*(("utf-16",) if data.startswith(_UTF_16_MARKS) else ()), *_candidates(label)):
        text = _attempt(data, codec)
        if text is not None:
            repaired = _SURROGATES.sub("\ufffd", text)
            return repaired, repaired != text
    return _SURROGATES.sub("\ufffd", data.decode("cp1252", "replace")), True


# Letters of western Europe above ASCII, as windows-1252 has them; not those that other codes have in the same places.
_WESTERN = "ÀÁÂÄÇÈÉËÍÏÑÓÔÖÙÚÜßàáâäåçèéëíïñóôöøùúü"
_WESTERN_ONLY = re.compile(
    rf"(?:[\x00-\x7f]|(?<![{_WESTERN}])[{_WESTERN}]{{1,2}}(?![{_WESTERN}])|(?<![A-Za-z0-9])[¡¿](?=[A-Za-z{_WESTERN}]))*+"
)
_AMID_LETTERS = re.compile(rf"(?<=[A-Za-z])[{_WESTERN}]|[{_WESTERN}](?=[A-Za-z])")


def decode_file(data: bytes, label: str) -> tuple[str, bool]:
    """Return a text file as characters, and whether that was a guess, as `decode_text`.

    Spreadsheets and editors of Windows write windows-1252 without a label. That is no guess where all that is not
    ASCII are letters of western languages amid others: Cyrillic, Greek and the codes of DOS and of old Macs do not
    read like that.
    """
    text, loss = decode_text(data, label)
    if loss and not label.strip():
        western = data.decode("cp1252", "replace")
        if _WESTERN_ONLY.fullmatch(western) and _AMID_LETTERS.search(western):
            return western, False
    return text, loss


def without_controls(text: str) -> str:
    """Return ``text`` without control characters but tab and LF, and without those that turn text around.

    Delivery cannot keep them, so they must not stand between the letters of what is scanned either.
    """
    return _CONTROLS.sub("", text)


def unix_lines(text: str) -> str:
    r"""Return ``text`` as it is scanned, shown and delivered: every line end as ``\n``, no other controls.

    Isolates (UAX 9) that are balanced within their line stay: they keep numbers and names in place amid words
    that run from right to left. Scanning and masking read over them, as over all that shows nothing.
    """
    lines = _LINE_ENDS.sub("\n", text)
    if not _ISOLATES.search(lines):
        return without_controls(lines)
    return "\n".join(
        _CONTROLS_BUT_ISOLATES.sub("", line) if _is_balanced(line) else without_controls(line)
        for line in lines.split("\n")
    )


def _is_balanced(line: str) -> bool:
    """Return whether each isolate of a line ends in it, and none but a few stand inside others."""
    depth = 0
    for mark in _ISOLATES.findall(line):
        depth += -1 if mark == _POP_ISOLATE else 1
        if not 0 <= depth <= _DEEPEST_ISOLATE:
            return False
    return depth == 0
