"""Normal forms of mail addresses: which spellings name the same mailbox.

Addresses are compared by ``mailbox_form`` and always sent to as they were registered.
"""

import re
import unicodedata

from relay.model.errors import InvalidInputError

# Providers known to ignore a "+tag"; elsewhere a plus may be part of another person's address.
_TAG_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com",
        "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "fastmail.com",
    }
)  # fmt: skip
_GMAIL_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_ATOM = re.compile(r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\"]+\Z")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\Z")
_MAX_LOCAL = 64
_MAX_DOMAIN = 253


def domain_a_label(domain: str) -> str:
    """Return the lower-case A-label form of ``domain`` (RFC 5890).

    Raises InvalidInputError for what is not a host name of at least two labels.
    """
    try:
        ascii_form = domain.encode("idna").decode("ascii").lower() if not domain.isascii() else domain.lower()
    except UnicodeError:
        raise InvalidInputError("the domain of the address is not a host name") from None
    labels = ascii_form.split(".")
    if len(labels) < 2 or len(ascii_form) > _MAX_DOMAIN or not all(_LABEL.match(label) for label in labels):
        raise InvalidInputError("the domain of the address is not a host name")
    return ascii_form


def split_address(address: str) -> tuple[str, str]:
    """Return local part and A-label domain of a plain ``local@domain``.

    Strict on purpose: one ``@``, a dot-atom on its left (RFC 5321 section 4.1.2), no quotes,
    comments, brackets or white space. Raises InvalidInputError otherwise.
    """
    local, at, domain = address.rpartition("@")
    if not at or not local or len(local.encode()) > _MAX_LOCAL:
        raise InvalidInputError("not a mail address (name@domain)")
    if not _ATOM.match(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise InvalidInputError("not a mail address (name@domain)")
    composed = unicodedata.normalize("NFC", local)
    if _ascii_count(composed) > _ascii_count(local):
        # NFC makes a "K" of the Kelvin sign: such an address is somebody else's who hopes to be taken for another.
        raise InvalidInputError("not a mail address (name@domain)")
    return composed, domain_a_label(domain)


def _ascii_count(text: str) -> int:
    return sum(character.isascii() for character in text)


def normal_form(address: str) -> str:
    """Return ``address`` with ASCII letters lowered and the domain as A-label.

    Only ASCII is case-folded: U+212A (the Kelvin sign) must not become a ``k`` (CASES D12).
    """
    local, domain = split_address(address)
    return f"{local.translate(_ASCII_LOWER)}@{domain}"


def mailbox_form(address: str) -> str:
    """Return the form that all spellings of one mailbox share: no tag, no dots at Gmail."""
    local, _, domain = normal_form(address).rpartition("@")
    if domain in _TAG_DOMAINS:
        local = local.partition("+")[0] or local
    if domain in _GMAIL_DOMAINS:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"
