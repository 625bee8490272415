"""Files that stand in a text in an old code, as programs without MIME sent them, and encrypted blocks.

Some mail programs show them as text and others as files, so they are a problem; to the tree they are files, since
nobody can read them where they stand.
"""

import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from relay.mime.closed import ENCRYPTED
from relay.mime.files.kinds import FileKind

_QUOTE = r"[> ]*+"
_UUENCODE = re.compile(r"^begin [0-7]{3,4} (\S[^\n]*+)\n((?:[ -`][ -`]*+\n)*+)end[ \t]*(?:\n|\Z)", re.MULTILINE)
_UU_UNENDED = re.compile(r"^begin [0-7]{3,4} (\S[^\n]*+)\n((?:M[ -`]{20,}+(?:\n|\Z))++)", re.MULTILINE)
_YENC = re.compile(r"^=ybegin ([^\n]*+)\n(.*?)(?:^=yend[^\n]*(?:\n|\Z)|\Z)", re.MULTILINE | re.DOTALL)
_BINHEX = re.compile(
    r"^\(This file must be converted with (BinHex)[^\n]*+\n(.*?:[ \t]*(?:\n|\Z)|.*\Z)", re.MULTILINE | re.DOTALL
)
_PGP = re.compile(
    rf"^{_QUOTE}-----BEGIN (PGP MESSAGE)-----(.*?)(?:^{_QUOTE}-----END PGP MESSAGE-----[^\n]*(?:\n|\Z)|\Z)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file that stood in a text. ``problem`` says in which form; ``kind`` is that of one that is not decoded."""

    name: str
    content: bytes
    problem: str
    kind: FileKind | None = None


def without_files(text: str) -> tuple[str, tuple[Embedded, ...]]:
    r"""Return ``text`` (``\n`` line ends) without such files, and the files."""
    found: list[Embedded] = []
    for pattern, sign, read in _CODES:
        if sign in text:
            found += [read(match) for match in pattern.finditer(text)]
            text = pattern.sub("", text)
    return text, tuple(found)


def _uuencoded(match: re.Match[str]) -> Embedded:
    content = b"".join(_uu_lines(match[2]))
    return Embedded(match[1].strip(), content, "a file stands in the text as uuencode")


def _uu_lines(block: str) -> Iterator[bytes]:
    for line in block.splitlines():
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            yield line.encode()  # broken: better its own characters than nothing


def _yenc(match: re.Match[str]) -> Embedded:
    return Embedded(
        match[1].rpartition("name=")[2].strip(),
        match[0].encode(),
        "a file stands in the text as yEnc",
        FileKind.UNKNOWN,
    )


def _binhex(match: re.Match[str]) -> Embedded:
    return Embedded("file.hqx", match[0].encode(), "a file stands in the text as BinHex", FileKind.UNKNOWN)


def _encrypted(match: re.Match[str]) -> Embedded:
    return Embedded("encrypted.asc", match[0].lstrip("> ").encode(), ENCRYPTED, FileKind.KEY)


_CODES: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], Embedded]], ...] = (
    (_UUENCODE, "begin ", _uuencoded),
    (_UU_UNENDED, "begin ", _uuencoded),
    (_YENC, "=ybegin ", _yenc),
    (_BINHEX, "(This file must be converted with BinHex", _binhex),
    (_PGP, "-----BEGIN PGP MESSAGE-----", _encrypted),
)
