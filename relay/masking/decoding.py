"""What encodings leave in a text: taken off, with the way back (CASES A6, A7).

Entities, percent-encoding, quoted-printable, UTF-7, encoded words and the escapes of programs, up to three
times over; base64 and hexadecimal tokens apart, since a token is replaced as a whole or not at all.
"""

import base64
import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache, partial

import re2

from relay.identities.rejoining import rejoined
from relay.identities.traced import Traced, untouched
from relay.mime.words import decode_words

_ESCAPE = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"
    r"|(?:%[0-9A-Fa-f]{2})+"
    r"|=\?[^?\s=]{1,60}\?[bBqQ]\?[^?\s]{0,4000}\?="
    r"|(?:=[0-9A-Fa-f]{2})+|=[ \t]*\r?\n[> ]*"
    r"|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}"
    r"|\+[A-Za-z0-9+/]{2,400}-?"
)
_ESCAPE_BEGINS = re.compile(r"[&%=\\+]")
_MOST_LAYERS = 3
_LARGEST_PLAIN = 0x530  # beyond Latin, Greek and Cyrillic what looked like UTF-7 was none
_TOKEN = re.compile(
    r"[A-Za-z0-9+/_-]{40,}(?:\n[>\s]{0,6}[A-Za-z0-9+/_-]{40,})+"
    r"(?:\n[>\s]{0,6}[A-Za-z0-9+/_-]{1,76}={0,2}(?=\n|\Z))?={0,2}"
    r"|[A-Za-z0-9+/_-]{16,}={0,2}"
)
_MAY_HOLD_TOKEN = re2.compile(r"[A-Za-z0-9+/_-]{16}")
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}){8,}\Z")
_NO_DIGIT = re.compile(r"[^A-Za-z0-9+/_-]+")
_STANDARD = str.maketrans("-_", "+/")
_READABLE = re.compile(rb"[ -~]{6,}")


def undone(text: str) -> Iterator[Traced]:
    """Yield ``text`` with one layer of encodings after the other taken off, while there is one."""
    reading = untouched(text)
    for _ in range(_MOST_LAYERS):
        inner = _without_layer(reading.text)
        if inner is None:
            return
        reading = reading.then(inner)
        yield reading


def readings_of(text: str) -> Iterator[Traced]:
    """Yield every other reading of ``text``: without encodings, and with what was written apart joined again."""
    for reading in (untouched(text), *undone(text)):
        if reading.text != text:
            yield reading
        for joined in rejoined(reading.text):
            yield reading.then(joined)


def _without_layer(text: str) -> Traced | None:
    escapes = [(*match.span(), plain) for match in _escapes(text) if (plain := _decoded_escape(match[0])) is not None]
    if not escapes:
        return None
    out: list[str] = []
    end = 0
    for start, stop, plain in escapes:
        out += [text[end:start], plain]
        end = stop
    return Traced("".join([*out, text[end:]]), len(text), partial(_origins, len(text), escapes))


def _escapes(text: str) -> Iterator[re.Match[str]]:
    """Yield every match of ``_ESCAPE``: asked only where one can begin, which costs a tenth."""
    end = 0
    for mark in _ESCAPE_BEGINS.finditer(text):
        if mark.start() >= end and (match := _ESCAPE.match(text, mark.start())):
            end = match.end()
            yield match


def _origins(length: int, escapes: list[tuple[int, int, str]]) -> list[int]:
    origins: list[int] = []
    end = 0
    for start, stop, plain in escapes:
        origins += range(end, start)
        # Each "%41" of a run, or "=41", has a place of its own; what else expands stands for the whole.
        step = 3 if len(plain) * 3 == stop - start else 0
        origins += range(start, start + step * len(plain), step) if step else [start] * len(plain)
        end = stop
    origins += range(end, length)
    return origins


@lru_cache(maxsize=4096)
def _decoded_escape(escape: str) -> str | None:
    """Return what ``escape`` stands for, None if it is no escape."""
    if escape[0] == "&":
        plain = html.unescape(escape)
        return None if plain == escape else plain
    if escape[0] == "%" or (escape[0] == "=" and escape[1] not in "? \t\r\n"):
        return bytes.fromhex(escape.replace(escape[0], "")).decode("utf-8", "replace")
    if escape[0] == "=":
        return decode_words(escape) if escape[1] == "?" else ""
    if escape[0] == "\\":
        code = int.from_bytes(bytes.fromhex(escape[2:]), "big")
        return chr(code) if not 0xD800 <= code <= 0xDFFF else None
    return _utf7(escape[1:])


def _utf7(digits: str) -> str | None:
    """Decode what stood between ``+`` and ``-`` (RFC 2152); None where that is no text of our scripts."""
    digits = digits.rstrip("-")
    try:
        data = base64.b64decode(digits + "A" * (-len(digits) % 4))
    except ValueError:  # pragma: no cover - the pattern lets only digits of base64 through
        return None
    plain = data[: len(digits) * 6 // 16 * 2].decode("utf-16-be", "replace")
    return plain if plain and all(" " <= character < chr(_LARGEST_PLAIN) for character in plain) else None


def hidden_in_tokens(text: str) -> tuple[str, list[tuple[int, int, int]]]:
    """Return all that base64 and hexadecimal tokens in ``text`` hold, one after the other.

    With it, for each that holds something readable: where that begins, and start and end of the token.
    """
    out: list[str] = []
    places: list[tuple[int, int, int]] = []
    length = 0
    if _MAY_HOLD_TOKEN.search(text) is None:
        return "", []
    for match in _TOKEN.finditer(text):
        held = _held(match[0])
        if held:
            places.append((length, *match.span()))
            out.append(held)
            length += len(held) + 1
    return "\n".join(out), places


def token_at(places: list[tuple[int, int, int]], index: int) -> tuple[int, int]:
    """Return start and end of the token that holds the character ``index`` of what tokens hold."""
    _, start, end = places[max(bisect_right(places, (index, 1 << 62, 0)) - 1, 0)]
    return start, end


def _held(token: str) -> str:
    """Return what is readable in a token, wherever in it base64 begins; "" if nothing is."""
    if _HEXADECIMAL.match(token):
        return _readable(bytes.fromhex(token))
    digits = _NO_DIGIT.sub("", token).translate(_STANDARD)
    found = dict.fromkeys(_readable(_base64(digits[shift:])) for shift in range(4))
    return "\n".join(text for text in found if text)


def _base64(digits: str) -> bytes:
    whole = digits[: len(digits) - (len(digits) % 4 == 1)]
    return base64.b64decode(whole + "=" * (-len(whole) % 4))


def _readable(data: bytes) -> str:
    """Return ``data`` as text if it is UTF-8, else the runs of ASCII in it, also where NULs stand between."""
    bare = data.replace(b"\0", b"")
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(run.decode("ascii") for run in _READABLE.findall(bare))


def decodings(text: str) -> tuple[str, ...]:
    """Return ``text`` as it stands, and with each layer of encodings off, and what tokens in these hold."""
    forms = dict.fromkeys([text, *(reading.text for reading in undone(text))])
    for form in tuple(forms):
        held, places = hidden_in_tokens(form)
        if places:
            forms |= dict.fromkeys([held, *(reading.text for reading in undone(held))])
    return tuple(forms)
