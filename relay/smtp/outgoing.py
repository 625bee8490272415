"""What may leave: addresses without commands in them, and lines that end with CRLF."""

import re

from relay.model.address import domain_a_label
from relay.model.errors import InvalidInputError

# Nothing that ends a command, quotes, or means something to a path (CASES C41; RFC 5321 section 4.1.2).
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f-\x9f()<>\[\]:;@\\,\"\ud800-\udfff]{1,64}\Z")
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")


def checked_address(address: str, *, empty: bool = False) -> str:
    """Return ``address`` with its domain as A-label, to be sent to exactly as registered.

    ``""`` is the null sender, allowed where ``empty``. Raises InvalidInputError.
    """
    if not address and empty:
        return ""
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.match(local):
        raise InvalidInputError("an address of the envelope is not one")
    return f"{local}@{domain_a_label(domain)}"


def checked_data(data: bytes) -> bytes:
    """Return ``data`` if each of its lines, also the last, ends with CRLF (CASES B26).

    Raises InvalidInputError.
    """
    if _BARE.search(data) or not data.endswith(b"\r\n"):
        raise InvalidInputError("a line of the message does not end with CRLF")
    return data
