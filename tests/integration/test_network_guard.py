"""Tests cannot reach the network, and cannot hide that they tried."""

import socket

import pytest

from tests.support import network


@pytest.mark.parametrize("address", [("192.0.2.1", 25), ("2001:db8::1", 25, 0, 0)])
def test_a_connection_to_the_world_is_refused(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(network.NetworkForbiddenError):
        client.connect(address)
    assert network.take_refused()


def test_a_datagram_to_the_world_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(network.NetworkForbiddenError):
        client.sendto(b"who is example.org?", ("192.0.2.53", 53))
    assert network.take_refused() == ["socket.sendto 192.0.2.53"]


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(network.NetworkForbiddenError):
        socket.getaddrinfo("example.org", 443)
    assert network.take_refused() == ["socket.getaddrinfo example.org"]


def test_the_own_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"hello")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(5) == b"hello"
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"unix")
        assert right.recv(4) == b"unix"
    assert socket.getaddrinfo("localhost", 25)
