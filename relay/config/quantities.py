"""Durations, sizes, rates and counts as people write them: ``15m``, ``500MB``, ``60/h``.

Every function raises ValueError with a text that says what to write instead.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_BYTES = {
    "": 1, "B": 1,
    "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
    "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40,
}  # fmt: skip
_DURATION = re.compile(r"(?:[0-9]{1,9}[smhdw])+", re.ASCII)
_DURATION_PART = re.compile(r"([0-9]+)([smhdw])", re.ASCII)
_SIZE = re.compile(r"([0-9]{1,15})\s*([A-Za-z]*)", re.ASCII)
_RATE = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]*[smhdw])", re.ASCII)
_LONGEST = timedelta(days=36_500)

WRITE_DURATION = 'write a number and its unit (s, m, h, d, w), such as "15m", "36h" or "1h30m"'
WRITE_SIZE = 'write a number of bytes or one with its unit (KB, MB, GB, KiB, MiB, GiB), such as "500MB"'
WRITE_RATE = 'write how many in what time, such as "60/h", "10/m" or "100/15m"; "" or 0 switches it off'


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` within any ``period``."""

    count: int
    period: timedelta


def parse_duration(value: object) -> timedelta:
    """Return the length of time that ``value`` names; a bare 0 needs no unit."""
    if is_whole(value) and value == 0:
        return timedelta()
    text = value.strip() if isinstance(value, str) else ""
    if text == "0":
        return timedelta()
    if not _DURATION.fullmatch(text):
        raise ValueError(f"not a length of time: {WRITE_DURATION}")
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in _DURATION_PART.findall(text))
    if seconds > _LONGEST.total_seconds():
        raise ValueError("longer than a hundred years")
    return timedelta(seconds=seconds)


def parse_size(value: object) -> int:
    """Return a number of bytes; MB is a million, MiB is 1,048,576."""
    if isinstance(value, int) and is_whole(value):
        return value
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    factor = _BYTES.get(match[2].upper()) if match else None
    if match is None or factor is None:
        raise ValueError(f"not a size: {WRITE_SIZE}")
    return int(match[1]) * factor


def parse_rate(value: object) -> Rate | None:
    """Return a rate, or None for what switches it off: ``""``, 0, or none in any time."""
    if is_off(value):
        return None
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"not a rate: {WRITE_RATE}")
    period = match[2] if match[2][0].isdigit() else f"1{match[2]}"
    length = parse_duration(period)
    if not length:
        raise ValueError(f"a rate in no time at all: {WRITE_RATE}")
    return Rate(int(match[1]), length) if int(match[1]) else None


def parse_count(value: object) -> int:
    """Return a whole number of at least 0; ``""`` is 0."""
    if is_off(value):
        return 0
    if isinstance(value, int) and is_whole(value):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value.strip(), re.ASCII):
        return int(value)
    raise ValueError("not a whole number of 0 or more")


def is_off(value: object) -> bool:
    """Return whether ``value`` switches a limit off."""
    return (isinstance(value, str) and value.strip() in {"", "0"}) or (is_whole(value) and value == 0)


def is_whole(value: object) -> bool:
    """Return whether ``value`` is a number 0, 1, 2, …; a boolean is none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
