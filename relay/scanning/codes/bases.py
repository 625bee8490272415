"""Text in base 64 and base 32, also with its characters from the end."""

import base64
import binascii
from collections.abc import Iterator

from relay.scanning.codes.legible import as_text
from relay.scanning.patterns import runs
from relay.scanning.reading import Piece

_BASE64 = runs(r"[a-z0-9+/_-]{12,}")
_BASE32 = runs(r"[a-z2-7]{12,}")
_PADDING = 6  # signs at most


def base64_text(text: str) -> Iterator[Piece]:
    """Yield what runs of base 64 say."""
    for match in _BASE64.finditer(text):
        piece = match.group()
        if piece.islower() or piece.isdigit() or (piece.isalpha() and piece[1:].islower()):
            continue
        if new := _from_base64(piece) or _from_base64(piece[::-1]):
            yield new, match.start(), _behind_padding(text, match.end())


def _from_base64(piece: str) -> str:
    try:
        return as_text(base64.b64decode(piece.replace("-", "+").replace("_", "/") + "=" * (-len(piece) % 4)))
    except (binascii.Error, ValueError):
        return ""


def base32_text(text: str) -> Iterator[Piece]:
    """Yield what runs of base 32 say."""
    for match in _BASE32.finditer(text):
        piece = match.group().upper()
        try:
            new = as_text(base64.b32decode(piece + "=" * (-len(piece) % 8)))
        except (binascii.Error, ValueError):
            continue
        if new:
            yield new, match.start(), _behind_padding(text, match.end())


def _behind_padding(text: str, end: int) -> int:
    padding = text[end : end + _PADDING]
    return end + len(padding) - len(padding.lstrip("="))
