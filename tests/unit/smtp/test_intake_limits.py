"""The shared byte budget, and the slowing of peers that guess."""

from ipaddress import ip_network

import pytest

from relay.smtp.budget import IntakeBudget
from relay.smtp.peers import UnknownRecipients, is_within


def test_a_budget_is_shared_and_given_back() -> None:
    budget = IntakeBudget(100)
    first, second = budget.reservation(), budget.reservation()
    assert first.grow_to(60)
    assert not second.grow_to(50)
    assert second.octets == 0
    first.release()
    first.release()
    assert budget.used == 0
    assert second.grow_to(50)


def test_a_reservation_never_shrinks_while_it_grows() -> None:
    budget = IntakeBudget(100)
    reservation = budget.reservation()
    assert reservation.grow_to(60)
    assert reservation.grow_to(10)
    assert budget.used == 60


def test_a_limit_of_nothing_is_no_limit() -> None:
    assert IntakeBudget(0).reservation().grow_to(10**12)


def test_a_peer_that_keeps_asking_waits_longer_and_longer() -> None:
    unknown = UnknownRecipients()
    delays = [unknown.delay_after("192.0.2.1", 0.0) for _ in range(40)]
    assert delays[:3] == [0, 0, 0]
    assert delays[3:6] == [1, 2, 3]
    assert max(delays) == 15
    assert unknown.delay_after("192.0.2.2", 0.0) == 0


def test_one_ipv6_host_is_one_peer_and_time_heals() -> None:
    unknown = UnknownRecipients()
    for host in range(10):
        unknown.delay_after(f"2001:db8::{host:x}", 0.0)
    assert unknown.delay_after("2001:db8::ffff", 1.0) > 0
    assert unknown.delay_after("2001:db8::ffff", 4000.0) == 0


@pytest.mark.parametrize(
    ("peer", "within"),
    [("127.0.0.1", True), ("::ffff:127.0.0.1", True), ("192.0.2.1", False), ("::1", False), ("", False), ("x", False)],
)
def test_networks_hold_addresses_alone(peer: str, within: bool) -> None:  # noqa: FBT001
    assert is_within(peer, (ip_network("127.0.0.0/8"), ip_network("2001:db8::/32"))) is within
