"""Opaque identifiers: sortable by creation time, unguessable, never derived from content."""

from collections.abc import Callable
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, lower case
_RANDOM_BYTES = 10

# Look-alikes (0 o, 1 l i, u v) are out: masks are read aloud and typed by hand.
MASK_ALPHABET = "abcdefghjkmnpqrstwxyz23456789"
MASK_LENGTH = 14  # 29**14 is 68 bits


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def new_id(prefix: str, now: datetime, random_bytes: Callable[[int], bytes]) -> str:
    """Return an id such as ``m_01jd…``: 48 bits of milliseconds, then 80 random bits (as ULID does).

    ``prefix`` names the kind of record. Ids of one prefix sort by their millisecond of creation.
    """
    milliseconds = int(now.timestamp() * 1000)
    random_part = int.from_bytes(random_bytes(_RANDOM_BYTES), "big")
    return f"{prefix}_{_base32(milliseconds, 10)}{_base32(random_part, 16)}"


def new_mask(choice: Callable[[str], str]) -> str:
    """Return the local part of a new masked address; ``choice`` draws one character securely."""
    return "".join(choice(MASK_ALPHABET) for _ in range(MASK_LENGTH))
