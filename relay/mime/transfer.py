"""Content-Transfer-Encoding (RFC 2045 section 6): tolerant decoding that tells what it could not read."""

import binascii
import re

_ONLY_BASE64 = re.compile(rb"[A-Za-z0-9+/=]*")
_WORDS = re.compile(rb"[^\s][ \t]+[^\s]")
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/]*={0,3}[ \t]*(?:\r?\n|\Z))*")
_PADDING_INSIDE = re.compile(rb"=\s*[A-Za-z0-9+/]")  # some programs stop there, others do not
_PADDED_LINE = re.compile(rb"=[ \t]*\r?\n")
_UU_BLOCK = re.compile(rb"^begin [0-7]{3,4} \S[^\r\n]*\r?\n(.*?)^(?:`|end)\s*$", re.MULTILINE | re.DOTALL)
_SOFT_SPACE = re.compile(rb"[ \t]+(?=\r?\n|\Z)")
_COMMENT = re.compile(r"\([^()]*\)")
# The last ones are no names of an encoding, but known slips, which every program reads as it stands (CASES B31).
_IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "utf-8", "us-ascii"})
_UU_NAMES = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})


def _name(encoding: str) -> str:
    return _COMMENT.sub("", encoding).strip().strip("\"'").lower().partition(";")[0].strip()


def is_plain(encoding: str) -> bool:
    """Return whether a body in this transfer encoding is read as it stands."""
    return _name(encoding) in _IDENTITY


def decode_base64(data: bytes) -> tuple[bytes, bytes]:
    """Return what base64 ``data`` holds, and the text that stands in clear after its end.

    List servers and school gateways append a footer in clear (CASES B32): it is kept as text, not
    decoded to garbage.
    """
    digits = data.translate(None, b" \t\r\n")
    if _ONLY_BASE64.fullmatch(digits) and not _WORDS.search(data):
        return b"".join(_decode_digits(piece) for piece in digits.split(b"=") if piece), b""
    lines = _BASE64_LINES.match(data)
    padding = _PADDED_LINE.search(data)
    end = min(lines.end() if lines else 0, padding.end() if padding else len(data))
    return _decode_digits(data[:end].translate(None, b" \t\r\n=")), data[end:]


def _decode_digits(digits: bytes) -> bytes:
    whole = digits[: len(digits) - (len(digits) % 4 == 1)]  # one left-over character holds no byte
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def decode_quoted_printable(data: bytes) -> bytes:
    """Return what quoted-printable ``data`` holds; what is no escape stands for itself."""
    return binascii.a2b_qp(_SOFT_SPACE.sub(b"", data))


def _decode_uu(data: bytes) -> bytes | None:
    block = _UU_BLOCK.search(data)
    if block is None:
        return None
    out = bytearray()
    for line in block[1].splitlines():
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            count = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0  # some encoders pad too much
            try:
                out += binascii.a2b_uu(line[:count])
            except binascii.Error:
                return None
    return bytes(out)


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str]:
    """Return the content of a part's body, and a problem ("" if none).

    An unknown or misspelt encoding is read as 8bit, as mail programs do (CASES B31), and is a problem:
    some program may read it otherwise.
    """
    name = _name(encoding)
    if name == "base64":
        content, clear = decode_base64(data)
        if clear:
            return content + b"\n" + clear, "text stands in clear after base64"
        return content, "base64 goes on after its end" if _PADDING_INSIDE.search(data) else ""
    if name == "quoted-printable":
        return decode_quoted_printable(data), ""
    if name in _UU_NAMES:
        content_or_none = _decode_uu(data)
        return (data, "broken uuencode") if content_or_none is None else (content_or_none, "")
    return data, "" if name in _IDENTITY else "the transfer encoding is unknown"
