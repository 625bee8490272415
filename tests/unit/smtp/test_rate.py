"""Rates as relay.toml writes them, over a moving window."""

import pytest

from relay.model.errors import ConfigurationError
from relay.smtp.rate import RateLimiter, parse_rate


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("rule", "rate"),
    [("60/h", (60, 3600)), ("1/s", (1, 1)), (" 5/m ", (5, 60)), ("100/d", (100, 86_400)), ("", None), ("0", None)],
)
def test_rates_are_read(rule: str, rate: tuple[int, float] | None) -> None:
    assert parse_rate(rule, "limits.messages_per_sender") == rate


@pytest.mark.parametrize("rule", ["60", "60/x", "h/60", "-1/h", "0/h", "1.5/h", "60 per hour", "60/h/h", "\u0661/h"])
def test_another_form_names_the_key(rule: str) -> None:
    with pytest.raises(ConfigurationError, match=r"limits\.messages_per_sender"):
        RateLimiter(rule, "limits.messages_per_sender")


def test_a_sender_has_so_many_in_any_hour() -> None:
    clock = _Clock()
    limiter = RateLimiter("3/h", clock=clock)
    assert [limiter.allows("greta") for _ in range(4)] == [True, True, True, False]
    assert limiter.allows("omar")
    clock.seconds = 3599
    assert not limiter.allows("greta")
    clock.seconds = 3601
    assert [limiter.allows("greta") for _ in range(4)] == [True, True, True, False]


def test_what_was_refused_does_not_count() -> None:
    clock = _Clock()
    limiter = RateLimiter("1/m", clock=clock)
    assert limiter.allows("greta")
    for clock.seconds in range(1, 60):
        assert not limiter.allows("greta")
    clock.seconds = 61
    assert limiter.allows("greta")


def test_a_limit_that_is_off_allows_everything() -> None:
    limiter = RateLimiter("")
    assert all(limiter.allows("greta") for _ in range(1000))


def test_memory_stays_bounded_and_idle_senders_are_forgotten() -> None:
    clock = _Clock()
    limiter = RateLimiter("1/s", clock=clock)
    for number in range(100_500):
        limiter.allows(f"sender {number}")
    assert len(limiter) == 100_000
    clock.seconds = 10
    limiter.allows("greta")
    assert len(limiter) == 1
