"""Hosts, ports and networks as people write them: ``127.0.0.1:8025``, ``[::1]:25``, ``10.0.0.0/8``.

Every function raises ValueError with a text that says what to write instead.
"""

import ipaddress
import re
from typing import NamedTuple

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DNS_PORT = 53

_BRACKETED = re.compile(r"\[([^\]]*)\](?::(.*))?", re.DOTALL)
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?", re.ASCII)
_WRITE = 'write host:port, such as "127.0.0.1:8025" or "[::1]:8025"'


class Endpoint(NamedTuple):
    """A host, by name or IP address (IPv6 without brackets), and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_endpoint(value: object) -> Endpoint:
    """Return host and port of ``host:port``."""
    if not isinstance(value, str):
        raise ValueError(f"not a host and port: {_WRITE}")
    host, port = _split(value.strip())
    if not host:
        raise ValueError(f'the host is missing: {_WRITE}; "0.0.0.0:8025" means every IPv4 address of the machine')
    if port is None:
        raise ValueError(f"the port is missing: {_WRITE}")
    return Endpoint(_host(host), _port(port))


def parse_nameserver(value: object) -> Endpoint:
    """Return address and port of a name server; the port is 53 unless it is said."""
    if not isinstance(value, str):
        raise ValueError('not a name server: write "9.9.9.9" or "127.0.0.1:5353"')
    text = value.strip()
    if _is_ip(text):
        return Endpoint(text, DNS_PORT)
    host, port = _split(text)
    if not _is_ip(host):
        raise ValueError('a name server is given by its IP address: write "9.9.9.9" or "127.0.0.1:5353"')
    return Endpoint(host, DNS_PORT if port is None else _port(port))


def parse_network(value: object) -> Network:
    """Return a network; an address alone is a network of one."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        pass
    try:
        meant = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError('not a network: write one such as "10.1.0.0/16", "192.0.2.7" or "fd00::/8"') from None
    raise ValueError(f'an address inside of a network is no network: did you mean "{meant}"?')


def is_loopback(host: str) -> bool:
    """Return whether what is sent to ``host`` stays on this machine."""
    return host.lower() == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def parse_host_name(value: object) -> str:
    """Return a host name in lower case, in its ASCII form."""
    try:
        name = value.strip().encode("idna").decode("ascii").lower() if isinstance(value, str) else ""
    except UnicodeError:
        name = ""
    if not _is_name(name) or name.replace(".", "").isdigit():
        raise ValueError('not a host name: write one such as "mx.mail.example.org"')
    return name


def _split(text: str) -> tuple[str, str | None]:
    if match := _BRACKETED.fullmatch(text):
        return match[1], match[2]
    if text.count(":") > 1:
        raise ValueError('an IPv6 address stands in brackets: "[::1]:8025"')
    host, colon, port = text.partition(":")
    return host, port if colon else None


def _host(host: str) -> str:
    if not _is_ip(host) and not _is_name(host):
        raise ValueError(f"the host is neither a name nor an IP address: {_WRITE}")
    return host


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or not 1 <= int(text) <= 65_535:
        raise ValueError("a port is a number from 1 to 65535")
    return int(text)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_name(text: str) -> bool:
    return 0 < len(text) <= 253 and all(_LABEL.fullmatch(label) for label in text.split("."))
