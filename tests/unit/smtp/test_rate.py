"""Rates as relay.toml writes them, over a moving window."""

from relay.smtp.rate import RateLimiter


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_sender_has_so_many_in_any_hour() -> None:
    clock = _Clock()
    limiter = RateLimiter(3, 3600, clock)
    assert [limiter.allows("greta") for _ in range(4)] == [True, True, True, False]
    assert limiter.allows("omar")
    clock.seconds = 3599
    assert not limiter.allows("greta")
    clock.seconds = 3601
    assert [limiter.allows("greta") for _ in range(4)] == [True, True, True, False]


def test_what_was_refused_does_not_count() -> None:
    clock = _Clock()
    limiter = RateLimiter(1, 60, clock)
    assert limiter.allows("greta")
    for clock.seconds in range(1, 60):
        assert not limiter.allows("greta")
    clock.seconds = 61
    assert limiter.allows("greta")


def test_a_limit_that_is_off_allows_everything() -> None:
    limiter = RateLimiter(0, 0)
    assert all(limiter.allows("greta") for _ in range(1000))


def test_memory_stays_bounded_and_idle_senders_are_forgotten() -> None:
    clock = _Clock()
    limiter = RateLimiter(1, 1, clock)
    for number in range(100_500):
        limiter.allows(f"sender {number}")
    assert len(limiter) == 100_000
    clock.seconds = 10
    limiter.allows("greta")
    assert len(limiter) == 1
