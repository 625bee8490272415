"""Times in calendar entries: read strictly, and brought into UTC (RFC 5545 §3.3.5)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from icalendar import Component

from relay.masking.files.cleaning import NotCleanableError
from relay.mime.files.reading import BROKEN


def moment(entry: Component, name: str) -> date | None:
    """Return a day or a time of ``entry``, None for none.

    Raises NotCleanableError for one that is written twice or broken, or whose zone nobody knows.
    """
    value = entry.get(name)
    if value is None:
        return None
    found = getattr(value, "dt", None)
    if not isinstance(found, date):
        raise NotCleanableError(BROKEN)
    return _known(found, value)


def moments(entry: Component, name: str) -> Iterator[date]:
    """Yield all days and times of a list, such as those that are left out of a series."""
    values = entry.get(name, [])
    for value in values if isinstance(values, list) else [values]:
        for one in getattr(value, "dts", ()):
            if isinstance(one.dt, date):
                yield _known(one.dt, value)


def _known(found: date, value: object) -> date:
    is_local = isinstance(found, datetime) and found.tzinfo is None
    if is_local and "TZID" in getattr(value, "params", {}):
        raise NotCleanableError(BROKEN)
    return found


def in_utc(when: date) -> date:
    """Return a time with a zone in UTC; a day, and a time wherever its reader is, as they are."""
    return when.astimezone(UTC) if isinstance(when, datetime) and when.tzinfo is not None else when


def zone_of(when: date) -> tzinfo | None:
    """Return the zone of a time, None for a day, a time without zone, and for UTC, which tells nothing."""
    if not isinstance(when, datetime) or when.tzinfo is None or when.tzname() == "UTC":
        return None
    return when.tzinfo


def between(start: date, end: date) -> timedelta:
    """Return how long something lasts. Raises NotCleanableError where that cannot be said."""
    first, last = in_utc(start), in_utc(end)
    if isinstance(first, datetime) and isinstance(last, datetime) and (first.tzinfo is None) == (last.tzinfo is None):
        return last - first
    if isinstance(first, datetime) or isinstance(last, datetime):
        raise NotCleanableError(BROKEN)
    return last - first


def at_time_of(day: date, start: datetime, zone: tzinfo) -> datetime:
    """Return in UTC which time of a series in ``zone`` is meant by ``day``, which may be written without time."""
    if not isinstance(day, datetime):
        day = datetime.combine(day, start.time())
    return (day if day.tzinfo is not None else day.replace(tzinfo=zone)).astimezone(UTC)
