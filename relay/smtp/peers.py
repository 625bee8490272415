"""Peers that ask for many unknown addresses are slowed: guessing masks must not pay (CASES A67)."""

from collections import OrderedDict
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

_FREE_MISTAKES = 3
_STEP_SECONDS = 1.0
_MAX_SECONDS = 15.0
_FORGET_AFTER_SECONDS = 3600.0
_MAX_PEERS = 10_000

Network = IPv4Network | IPv6Network


def is_within(peer: str, networks: tuple[Network, ...]) -> bool:
    """Return whether the IP address ``peer`` is in one of ``networks``; what is no address is in none."""
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)


def _neighbourhood(peer: str) -> str:
    """Return what is counted as one peer: an IPv4 address, or the /64 that one IPv6 host owns."""
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    return peer if address.version == 4 else str(ip_network(f"{peer}/64", strict=False))


class UnknownRecipients:
    """Counts refused recipients by peer, in bounded memory."""

    def __init__(self) -> None:
        """Start with no peer known."""
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def delay_after(self, peer: str, seconds: float) -> float:
        """Count one more unknown address of ``peer`` at the monotonic time ``seconds``.

        Returns for how many seconds the refusal waits: nothing at first, then a second more each time.
        """
        key = _neighbourhood(peer)
        count, last = self._counts.pop(key, (0, seconds))
        if seconds - last > _FORGET_AFTER_SECONDS:
            count = 0
        self._counts[key] = (count + 1, seconds)
        if len(self._counts) > _MAX_PEERS:
            self._counts.popitem(last=False)
        return min(max(0, count + 1 - _FREE_MISTAKES) * _STEP_SECONDS, _MAX_SECONDS)
