"""DNS for proving senders: one resolver that is passed in, and one kind of error for trouble."""

from collections.abc import Sequence
from ipaddress import ip_address

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.rdtypes.txtbase
import dns.resolver

from relay.model.errors import ConfigurationError, TemporaryError
from relay.smtp import events

_LIFETIME_SECONDS = 6.0
_CACHE_ENTRIES = 4096
_PAYLOAD = 1232  # what passes without fragments (DNS flag day 2020)


class DnsTroubleError(TemporaryError):
    """No answer, or one that says that the server failed: the truth may be known later."""


class Resolver:
    """Asks the name servers given, and keeps answers for as long as they allow."""

    def __init__(self, nameservers: Sequence[str] = ()) -> None:
        """Ask ``nameservers`` (``"127.0.0.1:5353"``, ``"[::1]:53"``, ``"192.0.2.1"``), or the system's.

        Where the system has none, every question is DNS trouble: behind a front MTA none is asked.
        Raises ConfigurationError for what is no address.
        """
        try:
            self._dns = dns.asyncresolver.Resolver(configure=not nameservers)
        except dns.resolver.NoResolverConfiguration:
            events.no_name_server()
            self._dns = dns.asyncresolver.Resolver(configure=False)
        if nameservers:
            self._dns.nameservers = [_nameserver(text) for text in nameservers]
        self._dns.cache = dns.resolver.LRUCache(_CACHE_ENTRIES)
        self._dns.use_edns(0, 0, _PAYLOAD)
        self.set_patience(_LIFETIME_SECONDS)

    def set_patience(self, seconds: float) -> None:
        """Give up a question after ``seconds``; each server gets a third of it at a time."""
        self._dns.lifetime = seconds
        self._dns.timeout = seconds / 3

    async def texts(self, name: str) -> list[bytes]:
        """Return the TXT records of ``name``, each with its strings joined; none if there are none.

        Raises DnsTroubleError.
        """
        answer = await self.records(name, "TXT")
        return [b"".join(record.strings) for record in answer if isinstance(record, dns.rdtypes.txtbase.TXTBase)]

    async def records(self, name: str, kind: str) -> list[dns.rdata.Rdata]:
        """Return the records of ``name``; none if there are none, or if it can be no name at all.

        Raises DnsTroubleError.
        """
        try:
            answer = await self._dns.resolve(name, kind, search=False, raise_on_no_answer=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN, dns.name.LabelTooLong, dns.name.NameTooLong):
            return []
        except (dns.name.EmptyLabel, dns.name.BadEscape, dns.name.IDNAException, UnicodeError):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsTroubleError(type(error).__name__) from error
        return list(answer.rrset or ())


def _nameserver(text: str) -> dns.nameserver.Do53Nameserver:
    host, port = text, "53"
    if text.startswith("[") or text.count(":") == 1:
        host, _, port = text.rpartition(":")
    try:
        address = ip_address(host.strip("[]"))
        return dns.nameserver.Do53Nameserver(str(address), int(port))
    except ValueError:
        raise ConfigurationError(
            f'sender_authentication.nameservers: {text!r} is no IP address with an optional port, as "127.0.0.1:5353"'
        ) from None
