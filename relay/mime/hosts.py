"""Hosts and addresses of machines in an incoming header that would give its writer away.

The limits are those of CASES, rule 2: a host is an identity only if it is neither a public
provider's nor the reader's or the relay's own.
"""

import ipaddress
import re
from collections.abc import Collection

from relay.mime.author import top_header
from relay.mime.fields import message_ids
from relay.mime.tree import DEFAULT_LIMITS
from relay.model.address import domain_a_label
from relay.model.errors import InvalidInputError

_CLIENT_FIELDS = (
    "x-originating-ip", "x-client-ip", "x-sender-ip", "x-source-ip", "x-real-ip", "x-remote-ip", "x-yahoo-newman-property",
    "x-forwarded-for", "x-originating-host", "x-source", "x-originator",
)  # fmt: skip
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:])(?:ipv6:)?((?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w:])", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](?![\w-])", re.IGNORECASE
)
_RECEIVED_BY = re.compile(r"\bby\s|;")
# Addresses that half the world's homes share: they tell nothing, and stand in homework about networks.
_COMMON_NETWORKS = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/8",
                "255.255.255.255/32", "::/127", "fc00::/7", "fe80::/10")
)  # fmt: skip
_NO_HOSTS = frozenset({"localhost.localdomain", "localhost.local", "mail.local", "smtp.local", "mail.localdomain"})
PUBLIC_PROVIDERS = frozenset(
    {
        "gmail.com", "googlemail.com", "google.com", "1e100.net", "outlook.com", "hotmail.com", "live.com", "msn.com",
        "office365.com", "microsoft.com", "exchangelabs.com", "protection.outlook.com", "yahoo.com", "yahoodns.net",
        "ymail.com", "aol.com", "icloud.com", "me.com", "mac.com", "apple.com", "proton.me", "protonmail.com",
        "protonmail.ch", "pm.me", "gmx.net", "gmx.de", "gmx.com", "web.de", "mail.com", "mail.ru", "yandex.ru",
        "yandex.net", "zoho.com", "zohomail.com", "fastmail.com", "messagingengine.com", "comcast.net", "att.net",
        "verizon.net", "charter.net", "cox.net", "sbcglobal.net", "earthlink.net", "t-online.de", "orange.fr", "free.fr",
        "amazonses.com", "amazonaws.com", "sendgrid.net", "mailgun.org", "mailgun.net", "mandrillapp.com", "sparkpost.com",
        "mimecast.com", "pphosted.com", "ppe-hosted.com", "barracudanetworks.com", "messagelabs.com", "iphmx.com",
    }
)  # fmt: skip
_LONGEST_VALUE = 4000
_MOST_HOSTS = 40


def known_hosts(raw: bytes, trusted_hosts: Collection[str]) -> tuple[str, ...]:
    """Return IP addresses and host names in the header of ``raw`` that would give its writer away.

    Read are ``Received`` (who handed the mail on, not who took it), client-address fields and the
    domain of ``Message-ID``. ``trusted_hosts`` are names, domains and addresses that are everybody's: our
    own, and those of the reader's addresses; a name under one of them is passed over too. Private
    network addresses and names of one label are never returned.
    """
    header = top_header(raw, DEFAULT_LIMITS)
    texts = [_RECEIVED_BY.split(_text(value), maxsplit=1)[0] for value in header.all("received")]
    texts += [_text(value) for name in _CLIENT_FIELDS for value in header.all(name)]
    texts += [message_id.rpartition("@")[2].strip("<>[]") for message_id in message_ids(header.first("message-id"))]
    harmless = {host.lower().strip("[].") for host in trusted_hosts} | PUBLIC_PROVIDERS
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(address for address in _addresses(text) if address not in harmless)
        found |= dict.fromkeys(host for host in _names(text) if not _is_under(host, harmless))
    return tuple(found)[:_MOST_HOSTS]


def _text(value: bytes) -> str:
    return value[:_LONGEST_VALUE].decode("latin-1")


def _addresses(text: str) -> list[str]:
    candidates = _IPV4.findall(text) + [match[1] for match in _IPV6.finditer(text)]
    return [candidate.lower() for candidate in candidates if _gives_away(candidate)]


def _gives_away(candidate: str) -> bool:
    try:
        address = ipaddress.ip_address(candidate)
    except ValueError:
        return False
    return not any(address in network for network in _COMMON_NETWORKS if network.version == address.version)


def _names(text: str) -> list[str]:
    names = []
    for match in _HOST.finditer(text):
        try:
            names.append(domain_a_label(match[0]))
        except InvalidInputError:
            continue
    return [name for name in names if name not in _NO_HOSTS]


def _is_under(host: str, domains: Collection[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))
