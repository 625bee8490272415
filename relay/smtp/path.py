"""The arguments of MAIL and RCPT, parsed by the letter of RFC 5321 section 4.1.2 and nothing beyond."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from relay.model.address import domain_a_label
from relay.model.errors import InvalidInputError

# No white space, controls, specials or C1 controls; dots anywhere, as some large mobile providers use them.
_ATOMS = r"[^\s\x00-\x20\x7f-\x9f()<>\[\]:;@\\,\"\ud800-\udfff]+"
_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f-\x9f\ud800-\udfff]|\\[\x20-\x7e])*"'
_DOMAIN = r"(?:[^\s\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x9f\ud800-\udfff]+|\[[0-9A-Za-z:.]+\])"
_ADDRESS = rf"(?:{_ATOMS}|{_QUOTED})@{_DOMAIN}|postmaster|"
_PATH = re.compile(rf"<(?P<address>{_ADDRESS})>(?P<parameters>(?: .*)?)\Z", re.IGNORECASE)
_PARAMETER = re.compile(r"(?P<name>[A-Z0-9][A-Z0-9-]*)(?:=(?P<value>[^\s=]+))?\Z", re.ASCII)
_MAX_ADDRESS = 1000
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class MalformedPathError(Exception):
    """The argument is not ``KEYWORD:<path> [parameters]``."""


@dataclass(frozen=True, slots=True)
class Path:
    """Address as written (``""`` for ``<>``), and upper-case parameters; a bare keyword has the value ``""``."""

    address: str
    parameters: Mapping[str, str]


def parse_path(argument: str | None, keyword: str) -> Path:
    """Parse what follows MAIL or RCPT; ``keyword`` is ``FROM`` or ``TO``.

    Octets that are not UTF-8 (surrogates after decoding), source routes, comments and a repeated
    parameter raise MalformedPathError. Long local parts pass: senders' VERP (CASES B13).
    """
    head, colon, rest = (argument or "").partition(":")
    match = _PATH.match(rest.lstrip(" ")) if colon and head.upper() == keyword else None
    if match is None or len(match["address"]) > _MAX_ADDRESS:
        raise MalformedPathError
    return Path(match["address"], _parse_parameters(match["parameters"]))


def _parse_parameters(text: str) -> Mapping[str, str]:
    parameters: dict[str, str] = {}
    for word in text.upper().split():
        match = _PARAMETER.match(word)
        if match is None or match["name"] in parameters:
            raise MalformedPathError
        parameters[match["name"]] = match["value"] or ""
    return parameters


def is_source_route(argument: str | None) -> bool:
    """Return whether it is the obsolete ``<@host:user@domain>`` (RFC 5321 appendix C)."""
    return (argument or "").partition(":")[2].lstrip(" ").startswith("<@")


def normalise_envelope(address: str) -> str:
    """Return an envelope address in normal form: ASCII letters lowered, the domain as A-label.

    An odd address that was legal to send stays recognisable and never raises. Gmail's tag of
    automatic forwarding stays (CASES B12): without it, a mail that somebody forged and Gmail
    forwarded would seem to come from the forwarder.
    """
    local, at, domain = address.rpartition("@")
    try:
        host = domain_a_label(domain)
    except InvalidInputError:
        host = domain.translate(_ASCII_LOWER)
    return f"{local.translate(_ASCII_LOWER)}{at}{host}"
