"""PGP armour in text (RFC 9580 section 6): signatures and keys tell who wrote, and are taken out (CASES A26, A27)."""

import re
from collections.abc import Iterator

SIGNATURE = "signature"
KEY = "application/pgp-keys"

_QUOTE = r"[> ]*+"
_FIELDS = rf"(?:{_QUOTE}(?:Version|Comment|Hash|Charset|MessageID):[^\n]*\n)*+(?:{_QUOTE}\n)?+"
_BLOCK = re.compile(
    rf"^{_QUOTE}-----BEGIN PGP (SIGNATURE|PUBLIC KEY BLOCK)-----[ \t]*\n{_FIELDS}"
    rf"(?:{_QUOTE}[A-Za-z0-9+/=]{{1,100}}[ \t]*\n)++{_QUOTE}-----END PGP \1-----[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
_SIGNED = re.compile(rf"^{_QUOTE}-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n{_FIELDS}", re.MULTILINE)
_ESCAPED_DASH = re.compile(rf"^({_QUOTE})- (?=-)", re.MULTILINE)
_OLD_PACKET = 0x80  # the highest bit of every OpenPGP packet's first byte


def without_armour(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return ``text`` (``\n`` line ends) without signatures, keys and their frame, and what was taken out.

    Only what looks like armour to its last line goes. Lines that signing escaped (``- --``) are as they were before
    (RFC 9580 section 7.2).
    """
    if "-----BEGIN PGP " not in text:
        return text, ()
    taken = {SIGNATURE if match[1] == "SIGNATURE" else KEY: None for match in _BLOCK.finditer(text)}
    signed = SIGNATURE in taken
    bare = "".join(_unframed(text)) if signed else text
    return _BLOCK.sub("", bare), tuple(taken)


def _unframed(text: str) -> Iterator[str]:
    """Yield ``text`` without the lines that begin a signed message, escapes undone up to its signature."""
    done = 0
    for frame in _SIGNED.finditer(text):
        if frame.start() < done:
            continue
        signature = text.find("-----BEGIN PGP SIGNATURE-----", frame.end())
        if signature < 0:
            break
        yield text[done : frame.start()]
        yield _ESCAPED_DASH.sub(r"\1", text[frame.end() : signature])
        done = signature
    yield text[done:]


def armour_alone(content: bytes) -> str:
    """Return `SIGNATURE` or `KEY` if a file is nothing but that, else ""."""
    text = content.decode("latin-1").replace("\r\n", "\n").strip() + "\n"
    rest, taken = without_armour(text)
    return taken[0] if len(taken) == 1 and not rest.strip() else ""


def is_binary_key(content: bytes) -> bool:
    """Return whether a file that is declared as a key begins like one that is not armoured."""
    return bool(content) and bool(content[0] & _OLD_PACKET)
