"""Ports for servers that tests start."""

import random
import socket


def free_port() -> int:
    """Return a TCP port of the loopback address that nobody listens on.

    It lies below the range that the kernel gives to clients. A port from that range may be handed to some
    client between here and the server's start; a client that dials it can even reach itself.
    """
    for _ in range(100):
        port = random.SystemRandom().randrange(15_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    message = "no free port found between 15000 and 32000"
    raise OSError(message)
