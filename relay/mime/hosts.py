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
from relay.model.identity import Identity

_CLIENT_FIELDS = (
    "x-originating-ip", "x-client-ip", "x-sender-ip", "x-source-ip", "x-real-ip", "x-remote-ip", "x-forwarded-for",
    "x-originating-host", "x-source", "x-originator",
)  # fmt: skip
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:])(?:ipv6:)?((?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w:])", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](?![\w-]|[\w.+-]*@)",
    re.IGNORECASE,
)  # what stands before "@" is a mailbox
_RECEIVED_BY = re.compile(r"\bby\s|;")
# Addresses that half the world's homes share: they tell nothing, and stand in homework about networks.
_COMMON_NETWORKS = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/8",
                "255.255.255.255/32", "::/127", "fc00::/7", "fe80::/10")
)  # fmt: skip
_NO_HOSTS = frozenset({"localhost.localdomain", "localhost.local", "mail.local", "smtp.local", "mail.localdomain"})
PUBLIC_PROVIDERS = frozenset(
    """
    1e100.net amazonaws.com amazonses.com aol.com apple.com att.net barracudanetworks.com charter.net comcast.net
    cox.net earthlink.net exchangelabs.com fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net google.com
    googlemail.com hotmail.com icloud.com iphmx.com live.com mac.com mail.com mail.ru mailgun.net mailgun.org
    mandrillapp.com me.com messagelabs.com messagingengine.com microsoft.com mimecast.com msn.com office365.com
    orange.fr outlook.com pm.me ppe-hosted.com pphosted.com protection.outlook.com proton.me protonmail.ch
    protonmail.com sbcglobal.net sendgrid.net sparkpost.com t-online.de verizon.net web.de yahoo.com yahoodns.net
    yandex.net yandex.ru ymail.com zoho.com zohomail.com
    """.split()
)
_LONGEST_VALUE = 4000
_MOST_HOSTS = 40


def known_hosts(raw: bytes, *, writer: Identity, reader: Identity, ours: Collection[str]) -> tuple[str, ...]:
    """Return IP addresses and host names that would give the writer of ``raw`` away.

    They are the domains of the writer's addresses, and what stands in the header: ``Received`` (who
    handed the mail on, not who took it), client-address fields and the domain of ``Message-ID``.
    Passed over are public providers, ``ours`` (the relay's domain, names and addresses), the domains
    of the reader's addresses, and every name under one of these; also private network addresses, and
    names of one label.
    """
    header = top_header(raw, DEFAULT_LIMITS)
    texts = [address.rpartition("@")[2] for address in writer.known_addresses]
    texts += [_RECEIVED_BY.split(_text(value), maxsplit=1)[0] for value in header.all("received")]
    texts += [_text(value) for name in _CLIENT_FIELDS for value in header.all(name)]
    texts += [message_id.rpartition("@")[2].strip("<>[]") for message_id in message_ids(header.first("message-id"))]
    shared = {address.rpartition("@")[2] for address in reader.addresses} | set(ours)
    harmless = {host.lower().strip("[].") for host in shared} | PUBLIC_PROVIDERS
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
