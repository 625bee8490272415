"""Keeps the tests off the network: whatever is not this machine's loopback is refused, and remembered.

An audit hook sees every connection and look-up that Python itself makes, whichever library asks, and in
forked children too. It cannot be taken out again, so it is put in once and does nothing but this.
"""

import ipaddress
import sys

_WATCHED = frozenset(
    {
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
    }
)
_LOCAL_NAMES = frozenset({"", "localhost", "localhost.localdomain"})

_refused: list[str] = []


class NetworkForbiddenError(RuntimeError):
    """A test wanted something from outside this machine.

    Not an OSError: the code under test treats those as an ordinary bad day, and the test would pass.
    """


def is_local(host: object) -> bool:
    """Tell whether a host, given as a socket address gives it, is this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback


def take_refused() -> list[str]:
    """Return what was refused since the last call."""
    taken = _refused.copy()
    _refused.clear()
    return taken


def _watch(event: str, arguments: tuple[object, ...], watched: frozenset[str] = _WATCHED) -> None:
    # `watched` is a default since the interpreter, when it ends, takes a module's names away before its hooks.
    if event not in watched:
        return
    # connect, sendto and sendmsg give (socket, address), the look-ups begin with the host. An address
    # that is no tuple is a Unix socket's path; None is a socket already connected.
    target = arguments[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else arguments[0]
    if isinstance(target, tuple):
        target = target[0]
    elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        return
    if isinstance(target, int) or is_local(target):  # a number: netlink, which asks the own kernel
        return
    _refused.append(f"{event} {target}")
    message = f"{event} to {target!r}: tests may use this machine alone"
    raise NetworkForbiddenError(message)


def forbid() -> None:
    """Refuse the network from here to the end of the process; call it once."""
    sys.addaudithook(_watch)
