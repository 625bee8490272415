"""Durations, sizes, rates and counts as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.config.quantities import Rate, parse_count, parse_duration, parse_rate, parse_size

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("10s", timedelta(seconds=10)),
        ("15m", timedelta(minutes=15)),
        ("1h", HOUR),
        ("1h30m", timedelta(minutes=90)),
        ("5d", timedelta(days=5)),
        ("2w", timedelta(weeks=2)),
        (" 24h ", timedelta(days=1)),
        ("0s", timedelta()),
        ("0", timedelta()),
        (0, timedelta()),
    ],
    ids=repr,
)
def test_a_length_of_time_has_a_unit(text: object, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "10", 10, "5 d", "-5d", "1.5h", "5y", "d", "٣d", "5d\n5", None, True, 1.0, []], ids=repr
)
def test_what_is_no_length_of_time_says_what_to_write(text: object) -> None:
    with pytest.raises(ValueError, match="15m"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["999999999w", "999999999d" * 50], ids=repr)
def test_a_length_beyond_all_reason_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hundred years"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("500MB", 500_000_000),
        ("25MiB", 26_214_400),
        ("1 GB", 10**9),
        ("64kib", 65_536),
        ("7", 7),
        ("7B", 7),
        (26_214_400, 26_214_400),
        (0, 0),
    ],
    ids=repr,
)
def test_a_size_is_in_bytes_or_has_a_unit(text: object, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "5XB", "-1", -1, "1.5GB", True, 1.5, None, "5 M B"], ids=repr)
def test_what_is_no_size_says_what_to_write(text: object) -> None:
    with pytest.raises(ValueError, match="500MB"):
        parse_size(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("60/h", Rate(60, HOUR)),
        ("10 / m", Rate(10, timedelta(minutes=1))),
        ("100/15m", Rate(100, timedelta(minutes=15))),
        ("", None),
        ("0", None),
        (0, None),
        ("0/h", None),
    ],
    ids=repr,
)
def test_a_rate_is_a_number_in_a_time_or_off(text: object, rate: Rate | None) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["60", 60, "h", "60/", "60/0h", "60 per hour", "-1/h", "60/h/h", None, False, "/h"], ids=repr
)
def test_what_is_no_rate_says_what_to_write(text: object) -> None:
    with pytest.raises(ValueError, match="60/h"):
        parse_rate(text)


@pytest.mark.parametrize(("text", "count"), [(0, 0), ("", 0), ("0", 0), (200, 200), ("200", 200)], ids=repr)
def test_a_count_is_a_whole_number_or_off(text: object, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", [-1, "-1", "many", True, 2.0, None, [], "1e3", "²"], ids=repr)
def test_what_is_no_count_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        parse_count(text)


@given(value=st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.none()))
def test_anything_at_all_is_read_or_refused_with_a_reason(value: object) -> None:
    for parse in (parse_duration, parse_size, parse_rate, parse_count):
        try:
            parse(value)
        except ValueError as reason:
            assert type(reason) is ValueError, "a plain refusal, not a library's"  # noqa: PT017
