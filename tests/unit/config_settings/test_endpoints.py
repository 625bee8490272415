"""Hosts, ports and networks as people write them."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.config.endpoints import (
    Endpoint,
    is_loopback,
    parse_endpoint,
    parse_host_name,
    parse_nameserver,
    parse_network,
)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:8025", "127.0.0.1", 8025),
        ("0.0.0.0:25", "0.0.0.0", 25),  # noqa: S104
        ("[::1]:8025", "::1", 8025),
        ("[::]:25", "::", 25),
        ("localhost:1", "localhost", 1),
        ("smtp.example.org:65535", "smtp.example.org", 65535),
        ("mail_sink:1025", "mail_sink", 1025),
    ],
)
def test_an_endpoint_is_host_and_port(text: str, host: str, port: int) -> None:
    assert parse_endpoint(text) == (host, port)
    assert str(parse_endpoint(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("localhost", "port is missing"),
        ("", "host is missing"),
        (":25", "host is missing"),
        ("[]:25", "host is missing"),
        ("[::1]", "port is missing"),
        ("::1:25", "brackets"),
        ("127.0.0.1:0", "1 to 65535"),
        ("127.0.0.1:65536", "1 to 65535"),
        ("127.0.0.1:-25", "1 to 65535"),
        ("127.0.0.1:smtp", "1 to 65535"),
        ("127.0.0.1:٢٥", "1 to 65535"),
        ("a b:25", "neither a name nor an IP address"),
        ("-x:25", "neither a name nor an IP address"),
        (25, "host:port"),
        (None, "host:port"),
    ],
)
def test_what_is_no_endpoint_says_why(text: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_endpoint(text)


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("127.0.0.1:5353", Endpoint("127.0.0.1", 5353)),
        ("9.9.9.9", Endpoint("9.9.9.9", 53)),
        ("2620:fe::fe", Endpoint("2620:fe::fe", 53)),
        ("[2620:fe::fe]:5353", Endpoint("2620:fe::fe", 5353)),
    ],
)
def test_a_name_server_is_an_address_with_or_without_port(text: str, endpoint: Endpoint) -> None:
    assert parse_nameserver(text) == endpoint


@pytest.mark.parametrize("text", ["dns.example.org", "", "9.9.9.9:99999", 53], ids=repr)
def test_a_name_server_is_not_given_by_name(text: object) -> None:
    with pytest.raises(ValueError, match=r"9\.9\.9\.9|1 to 65535"):
        parse_nameserver(text)


@pytest.mark.parametrize("text", ["10.0.0.0/8", "192.0.2.7", "fd00::/8", "0.0.0.0/0"], ids=repr)
def test_a_network_is_read(text: str) -> None:
    assert parse_network(text) == ip_network(text)


def test_an_address_inside_of_a_network_is_mended() -> None:
    with pytest.raises(ValueError, match=r'did you mean "10\.0\.0\.0/8"'):
        parse_network("10.0.0.1/8")


@pytest.mark.parametrize("text", ["", "local", "10.0.0.0/33", 10, None], ids=repr)
def test_what_is_no_network_says_what_to_write(text: object) -> None:
    with pytest.raises(ValueError, match="not a network"):
        parse_network(text)


@pytest.mark.parametrize(
    ("host", "stays"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("mail.example", False), ("10.0.0.1", False)],
)
def test_loopback_is_known(host: str, *, stays: bool) -> None:
    assert is_loopback(host) is stays


def test_a_host_name_gets_its_ascii_form() -> None:
    assert parse_host_name("MX.Münster.example") == "mx.xn--mnster-3ya.example"


@pytest.mark.parametrize("text", ["", "a b", "-a.org", "a..org", "1.2.3.4", "a" * 64, None], ids=repr)
def test_what_is_no_host_name_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="not a host name"):
        parse_host_name(text)


@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for parse in (parse_endpoint, parse_nameserver, parse_network, parse_host_name):
        try:
            parse(text)
        except ValueError as reason:
            assert type(reason) is ValueError  # noqa: PT017
