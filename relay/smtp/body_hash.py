"""Body hashes of DKIM (RFC 6376 section 3.4), in linear time and in short steps.

dkimpy's own take quadratic time on a long run of white space, and hold the interpreter for all of
a large body at once.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_STEP = 65_536
_RUN = re.compile(rb"[\t ]+")


@dataclass(frozen=True, slots=True)
class BodyHash:
    """SHA-256 of a canonical body, and how many octets that body has."""

    digest: bytes
    size: int


def _steps(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _STEP):
        yield body[start : start + _STEP]


def _relaxed(body: bytes) -> bytearray:
    """Return ``body`` with runs of white space as one space, and none before a line end."""
    out = bytearray()
    for step in _steps(body):
        piece = _RUN.sub(b" ", step)
        if out.endswith(b" ") and piece.startswith(b" "):
            piece = piece[1:]
        seam = max(0, len(out) - 2)
        tail = bytes(out[seam:]) + piece
        out[seam:] = tail.replace(b" \r\n", b"\r\n")
    return out


def _without_empty_end(body: bytes | bytearray) -> int:
    """Return the size of ``body`` without the empty lines at its end, but with its last line end."""
    end = len(body)
    while end and body.endswith(b"\r\n\r\n", 0, end):
        end -= 2
    return end


def body_hash(body: bytes, algorithm: str) -> BodyHash:
    """Hash ``body`` (lines end with CRLF) in the canonical form ``simple`` or ``relaxed``."""
    canonical: bytes | bytearray = _relaxed(body) if algorithm == "relaxed" else body
    size = _without_empty_end(canonical)
    hasher = hashlib.sha256()
    with memoryview(canonical) as view:
        hasher.update(view[:size])
    if size and not canonical.endswith(b"\r\n", 0, size):
        hasher.update(b"\r\n")
        size += 2
    elif algorithm == "simple" and size == 0:
        hasher.update(b"\r\n")  # section 3.4.3: an empty body is one CRLF
        size = 2
    elif algorithm == "relaxed" and canonical[:size] == b"\r\n":
        hasher, size = hashlib.sha256(), 0  # section 3.4.4: an empty body is empty
    return BodyHash(hasher.digest(), size)
