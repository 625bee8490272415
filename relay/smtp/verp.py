"""Addresses under the relay's own domain: masks, roles, help, VERP; made and told apart here alone."""

import re
from dataclasses import dataclass
from enum import StrEnum

from relay.model.ids import MASK_ALPHABET, MASK_LENGTH

_TOKEN = re.compile(r"[a-z0-9_]{8,48}\Z")
_MASK = re.compile(rf"[{MASK_ALPHABET}]{{{MASK_LENGTH}}}\Z")
_VERP_PREFIX = "b-"
_HELP_PREFIX = "help+"


class RecipientKind(StrEnum):
    """What an envelope recipient is, by its spelling alone."""

    MASK = "mask"  # has the form of a masked address; whether it exists, the store knows
    POSTMASTER = "postmaster"
    ABUSE = "abuse"
    CONCERN = "concern"
    HELP = "help"
    VERP = "verp"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"  # of another domain


_ROLES = {
    "postmaster": RecipientKind.POSTMASTER,
    "abuse": RecipientKind.ABUSE,
    "concern": RecipientKind.CONCERN,
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """An envelope recipient told apart; ``token`` is a mask's local part, or that of help or VERP, else ``""``."""

    kind: RecipientKind
    token: str = ""


def verp_address(token: str, domain: str) -> str:
    """Return the envelope sender that bounces of one delivery come back to; always under 64 characters local."""
    return f"{_VERP_PREFIX}{_valid_token(token)}@{domain}"


def help_address(token: str, domain: str) -> str:
    """Return the address that notices come from and that questions about them go to."""
    return f"{_HELP_PREFIX}{_valid_token(token)}@{domain}"


def _valid_token(token: str) -> str:
    if not _TOKEN.match(token):
        raise ValueError("a token is 8 to 48 of a-z, 0-9 and _")
    return token


def classify_recipient(address: str, domain: str) -> Recipient:
    """Tell what ``address`` is; case does not matter, everything else does (CASES C36).

    ``domain`` is the relay's own, in lower case. Source routes, quoted local parts and ``%`` are
    no form of ours, so they end as FOREIGN or UNKNOWN.
    """
    local, _, host = address.rpartition("@")
    if not local or not host.isascii() or host.lower() != domain:
        return Recipient(RecipientKind.FOREIGN)
    # Only ASCII: U+212A lowers to "k", and must not become one (CASES D12).
    name = local.lower() if local.isascii() else ""
    if name in _ROLES:
        return Recipient(_ROLES[name])
    for prefix, kind in ((_HELP_PREFIX, RecipientKind.HELP), (_VERP_PREFIX, RecipientKind.VERP)):
        token = name.removeprefix(prefix)
        if token != name and _TOKEN.match(token):
            return Recipient(kind, token)
    if _MASK.match(name):
        return Recipient(RecipientKind.MASK, name)
    return Recipient(RecipientKind.UNKNOWN)
