"""Writing: header fields and bodies in 7 bit, lines of at most 78 columns, CRLF (RFC 5322, 2045, 2047, 2231)."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

_CRLF = "\r\n"
_MAX_LINE = 76
_WORD_BYTES = 45  # 60 characters of base64, 75 with "=?utf-8?b?" and "?=" (RFC 2047 section 2)
_SAFE_WORD = re.compile(r"[!-~]{1,60}\Z")
_NEEDS_QUOTED = re.compile(r"(?m)^From |[ \t]$|=_|[^\t\n -~]|^.{77,}|^\.")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ATTRIBUTE_SAFE = re.compile(r"[A-Za-z0-9._-]{1,40}\Z")


def encoded_words(text: str) -> list[str]:
    """Return ``text`` as UTF-8 encoded words, cut between characters."""
    words, chunk = [], b""
    for character in text:
        data = character.encode("utf-8", "replace")
        if len(chunk) + len(data) > _WORD_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += data
    return [f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in (*words, chunk) if word]


def unstructured(text: str) -> list[str]:
    """Return the words that write ``text`` in a header: as it is if plain ASCII, else encoded.

    What looks like an encoded word is encoded itself: a program that decodes twice finds nothing (CASES C19).
    """
    words = text.split(" ")
    plain = all(_SAFE_WORD.match(word) for word in words if word) and "=?" not in text and "  " not in text
    return words if plain else encoded_words(text)


def field(name: str, words: Iterable[str]) -> str:
    """Return a header field folded between ``words``, with its line end."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _MAX_LINE and lines[-1].strip() != f"{name}:":
            lines.append(f" {word}")
        else:
            lines[-1] += f" {word}"
    return _CRLF.join(lines) + _CRLF


def phrase(name: str) -> list[str]:
    """Return a display name as words of a header; ``name`` holds letters, marks, space, and ``'-.`` alone."""
    if not name.isascii():
        return encoded_words(name)
    return [f'"{name}"'] if "." in name else name.split(" ")


def parameter(name: str, value: str) -> list[str]:
    """Return a MIME parameter: quoted if simple, else RFC 2231 in sections."""
    if _ATTRIBUTE_SAFE.match(value):
        return [f'{name}="{value}"']
    escaped = [
        "".join(f"%{byte:02X}" for byte in c.encode()) if not c.isalnum() or not c.isascii() else c for c in value
    ]
    sections, current = [], ""
    for piece in escaped:
        if len(current) + len(piece) > _WORD_BYTES:
            sections.append(current)
            current = ""
        current += piece
    sections.append(current)
    if len(sections) == 1:
        return [f"{name}*=utf-8''{sections[0]}"]
    return [f"{name}*{i}*={'utf-8' + chr(39) * 2 if i == 0 else ''}{section}" for i, section in enumerate(sections)]


@dataclass(frozen=True, slots=True)
class Body:
    """An encoded body and the name of its transfer encoding."""

    encoding: str
    text: str


def text_body(text: str) -> Body:
    r"""Return ``text`` (``\n`` line ends) encoded: 7bit where nothing needs more, else the shorter encoding."""
    cleaned = _CONTROLS.sub("", text)
    cleaned = cleaned if cleaned.endswith("\n") or not cleaned else cleaned + "\n"
    if not _NEEDS_QUOTED.search(cleaned):
        return Body("7bit", cleaned.replace("\n", _CRLF))
    data = cleaned.encode("utf-8")
    unsafe = len(data) - len(data.translate(None, _ESCAPED))
    if unsafe * 6 > len(data):
        return binary_body(data.replace(b"\n", b"\r\n"))
    return Body("quoted-printable", "".join(_quoted_line(line) + _CRLF for line in cleaned.split("\n")[:-1]))


_ESCAPED = bytes(range(128, 256))


def _quoted_line(line: str) -> str:
    """Return one line quoted-printable, cut by soft breaks; no soft break inside an escape."""
    encoded = binascii.b2a_qp(line.encode("utf-8"), quotetabs=False, istext=False).decode("ascii").replace("=\n", "")
    escape_first = encoded.startswith((".", "From "))
    if encoded.endswith((" ", "\t")):
        encoded = f"{encoded[:-1]}={ord(encoded[-1]):02X}"
    if escape_first:
        encoded = f"={ord(encoded[0]):02X}{encoded[1:]}"
    lines, start = [], 0
    while len(encoded) - start >= _MAX_LINE:
        end = start + _MAX_LINE - 1
        escape = encoded.rfind("=", end - 2, end)
        end = escape if escape >= 0 else end
        lines.append(f"{encoded[start:end]}=")
        start = end
    return _CRLF.join([*lines, encoded[start:]])


def binary_body(data: bytes) -> Body:
    """Return ``data`` in base64."""
    lines = base64.encodebytes(data).decode("ascii").splitlines()
    return Body("base64", "".join(line + _CRLF for line in lines))
