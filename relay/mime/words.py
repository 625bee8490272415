"""Header text: encoded words (RFC 2047), and cleaning until it is safe to show and to write anew.

Only for text that people read. Addresses are parsed before anything is decoded (CASES C23, D11).
"""

import binascii
import re

from relay.mime.charset import decode_text, is_no_charset, without_controls
from relay.mime.transfer import decode_base64, decode_quoted_printable

_WORD = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s=]{1,60}\?[bBqQ]\?)")
# What can end a header line for somebody (CASES B35, C17, C19); other controls vanish as they do in bodies.
_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return ``text`` on one line: breaks become a space, other controls go, unpaired surrogates U+FFFD."""
    return _SURROGATES.sub("\ufffd", without_controls(_BREAKS.sub(" ", text))).strip()


def _word_bytes(encoding: str, payload: str, around: str) -> bytes:
    raw = payload.encode(around, "replace")
    if encoding in "bB":
        return decode_base64(raw)[0]
    try:
        return decode_quoted_printable(raw.replace(b"_", b"=20"))  # a blank at the end would be taken for padding
    except binascii.Error:  # pragma: no cover - a2b_qp takes everything today
        return raw


def decode_words(text: str, around: str = "utf-8") -> str:
    """Return ``text`` with its encoded words decoded, in one pass linear in its length.

    ``around`` is the charset that ``text`` itself was decoded from: raw bytes in a word are of the word's own.

    Neighbouring words of one charset are joined before decoding, since many programs cut
    multi-byte characters in two.
    """
    joined = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _WORD.finditer(joined):
        label = match[1].partition("*")[0].lower()  # RFC 2231 section 5: charset*language
        if pending and (match.start() != end or label != charset):
            out.append(decode_text(pending, charset)[0])
            pending = b""
        out.append(joined[end : match.start()])
        pending += _word_bytes(match[2], match[3], around)
        charset, end = label, match.end()
    if pending:
        out.append(decode_text(pending, charset)[0])
    out.append(joined[end:])
    return "".join(out)


def header_text(value: bytes) -> str:
    """Return a raw header value as clean text for people."""
    text, guessed = decode_text(value, "utf-8")
    return clean(decode_words(text, "cp1252" if guessed else "utf-8"))


def names_no_charset(value: bytes) -> bool:
    """Return whether an encoded word of a raw header value is in a code that is no character set (rot13, utf-7)."""
    text = decode_text(value, "utf-8")[0]
    return any(is_no_charset(match[1].partition("*")[0]) for match in _WORD.finditer(text))
