"""Repeating events brought into UTC, at the right hour also after the clocks change (RFC 5545 §3.3.10).

A rule in UTC is an hour wrong for half a year, and the zone that would mend it tells where somebody is. So a
series is laid out in its own zone and written as one series for each stretch between two changes; where that would
not give the same times, event by event. Nothing here knows what day it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby, islice, takewhile, zip_longest

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_LARGEST_INTERVAL = 500
_MOST_TIMES = 1_000  # of one series
_MOST_ENTRIES = 60  # that one series becomes
_AHEAD = timedelta(days=400)  # how far a series goes on that cannot be written to its end
_BEHIND = timedelta(days=31)  # how far before it was written a series begins that cannot be written whole
_FORESEEN = timedelta(days=30 * 366)  # what repeats in the same way for so long does so for ever
_FEWEST_FORESEEN = 8
_MOST_PAST = 20_000  # times that are looked at for the sake of those that follow
_MOST_YEARS = 100  # that these may take
_CYCLE = 400  # years, after which the calendar is the same again, weekdays and all


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a form that calendars really write; all parts are checked. ``days``: (which of the month, weekday)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    position: int = 0
    week_start: int = 0

    @property
    def is_endless(self) -> bool:
        """Whether it goes on for ever."""
        return self.count is None and self.until is None

    @property
    def end(self) -> datetime:
        """The last moment at which it may happen, without zone."""
        if self.until is None:
            return datetime.max  # noqa: DTZ901 - without zone, as all here
        if isinstance(self.until, datetime):
            return self.until.replace(tzinfo=None)
        return datetime.combine(self.until, time(23, 59, 59))

    def parts(self) -> dict[str, object]:
        """Return the rule as the calendar library takes it."""
        written: dict[str, object] = {"FREQ": self.frequency}
        if self.interval > 1:
            written["INTERVAL"] = self.interval
        if self.count is not None:
            written["COUNT"] = self.count
        if self.until is not None:
            written["UNTIL"] = self.until
        if self.days:
            written["BYDAY"] = [f"{nth or ''}{WEEKDAYS[day]}" for nth, day in self.days]
        for name, numbers in (("BYMONTHDAY", self.month_days), ("BYMONTH", self.months)):
            if numbers:
                written[name] = list(numbers)
        if self.position:
            written["BYSETPOS"] = self.position
        if self.week_start:
            written["WKST"] = WEEKDAYS[self.week_start]
        return written


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a series: when it begins, how it goes on (None: it happens once), and what is left out of it."""

    start: datetime
    rule: Rule | None = None
    left_out: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A series in UTC, and whether it lacks what was before the entry was written, or what comes later."""

    stretches: tuple[Stretch, ...]
    lacks_earlier: bool = False
    lacks_later: bool = False


def read_rule(parts: Mapping[str, Sequence[object]]) -> Rule | None:
    """Return the rule that ``parts`` of a calendar say, None for one of another form."""
    try:
        return _rule({name.upper(): list(values) for name, values in parts.items()})
    except (ValueError, TypeError, IndexError):
        return None


def _rule(parts: dict[str, list[object]]) -> Rule | None:
    def numbers(name: str) -> tuple[int, ...]:
        return tuple(int(str(value)) for value in parts.get(name, ()))

    frequency = str(parts["FREQ"][0]).upper() if "FREQ" in parts else ""
    positions = numbers("BYSETPOS")
    until = parts.get("UNTIL", [None])[0]
    rule = Rule(
        frequency,
        interval=next(iter(numbers("INTERVAL")), 1),
        count=next(iter(numbers("COUNT")), None),
        until=until if isinstance(until, date) else None,
        days=tuple(_day(str(value).upper()) for value in parts.get("BYDAY", ())),
        month_days=numbers("BYMONTHDAY"),
        months=numbers("BYMONTH"),
        position=positions[0] if positions else 0,
        week_start=WEEKDAYS.index(str(parts["WKST"][0]).upper()) if "WKST" in parts else 0,
    )
    return rule if parts.keys() <= _PARTS and len(positions) <= 1 and _is_usual(rule) else None


def _day(written: str) -> tuple[int, int]:
    return int(written[:-2] or 0), WEEKDAYS.index(written[-2:])


def _is_usual(rule: Rule) -> bool:
    """Return whether a rule is one that calendars write, and that the library lays out as the standard says."""
    monthly = rule.frequency in {"MONTHLY", "YEARLY"}
    numbered = any(nth for nth, _ in rule.days)
    return (
        rule.frequency in _FREQUENCIES
        and 1 <= rule.interval <= _LARGEST_INTERVAL
        and (rule.count is None or 1 <= rule.count <= _MOST_TIMES)
        and not (rule.count is not None and rule.until is not None)
        and all(1 <= abs(day) <= 31 for day in rule.month_days)
        and all(1 <= month <= 12 for month in rule.months)
        and all(abs(nth) <= 5 for nth, _ in rule.days)
        and (not numbered or all(nth for nth, _ in rule.days))
        and (monthly or not (numbered or rule.month_days or rule.months or rule.position))
        and (rule.frequency == "YEARLY" or not rule.months)
        and not (rule.days and rule.month_days)
        and abs(rule.position) <= 5
    )


# ---------------------------------------------------------------------------------------------
# Laying out


def laid_out(rule: Rule, start: datetime, last: datetime) -> Iterator[datetime]:
    """Yield when a series happens from ``start`` to ``last`` at most, both without zone, by the rule's own count.

    The first time is ``start`` itself (RFC 5545 §3.8.5.3). ``last`` is at most two hundred years later.
    """
    yield start
    end = min(last, rule.end)
    following = islice(_following(rule, start), None if rule.count is None else rule.count - 1)
    yield from takewhile(lambda moment: moment <= end, following)


def _following(rule: Rule, start: datetime) -> Iterator[datetime]:
    """Yield the times after ``start``.

    The library looks for the next one up to the year 9999, for seconds where there is none (30 February). So it is
    asked for the last centuries that it knows, in which the calendar is that of ours.
    """
    later = (MAXYEAR - 2 * _MOST_YEARS - start.year) // _CYCLE * _CYCLE
    then = start.replace(year=start.year + later)
    return (moment.replace(year=moment.year - later) for moment in _library_rule(rule, then) if moment > then)


def _library_rule(rule: Rule, start: datetime) -> Iterable[datetime]:
    found: Iterable[datetime] = rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=start,
        interval=rule.interval,
        wkst=rule.week_start,
        byweekday=[weekday(day, nth or None) for nth, day in rule.days] or None,
        bymonthday=rule.month_days or None,
        bymonth=rule.months or None,
        bysetpos=rule.position or None,
    )
    return found


# ---------------------------------------------------------------------------------------------
# Into UTC


def series_in_utc(
    rule: Rule, start: datetime, zone: tzinfo, written: datetime, left_out: Iterable[datetime]
) -> Series | None:
    """Return a series in ``zone`` as one in UTC; ``start`` is local, ``written`` when the entry was made (UTC).

    It is whole where it has an end or its clocks never change. Where that would be too much, it begins shortly
    before it was written, and stops somewhat more than a year later. None where that too is out of bounds.
    """
    near = max(start, written.replace(tzinfo=None))
    if near.year - start.year > _MOST_YEARS:
        return None
    soon = near + _AHEAD
    local = _Local(_with_local_end(rule, zone), zone, frozenset(left_out))
    times, goes_on = _foreseen(local.rule, start, soon)
    if len(times) > _MOST_PAST:
        return None
    if whole := local.as_one(times, goes_on=goes_on):
        return Series(local.without_gone([whole]))
    for first, last in _windows(times, near - _BEHIND, soon, goes_on=goes_on):
        stretches = local.without_gone(local.stretches(times[first:last]))
        if len(stretches) <= _MOST_ENTRIES:
            return Series(stretches, lacks_earlier=first > 0, lacks_later=goes_on or last < len(times))
    return None


def _with_local_end(rule: Rule, zone: tzinfo) -> Rule:
    if rule.end.year == MAXYEAR:  # as some programs write "for ever"; in another zone it may be a year too late
        return replace(rule, until=None)
    if isinstance(rule.until, datetime) and rule.until.tzinfo is not None:
        return replace(rule, until=rule.until.astimezone(zone).replace(tzinfo=None))
    return rule


def _foreseen(rule: Rule, start: datetime, soon: datetime) -> tuple[list[datetime], bool]:
    """Return the times until ``soon`` and a number of those that follow, and whether there may be still more."""
    horizon = soon + _FORESEEN
    times: list[datetime] = []
    coming = laid_out(rule, start, horizon)
    for moment in islice(coming, _MOST_PAST + 1):
        times.append(moment)
        if moment > soon:
            break
    times += islice(coming, _MOST_TIMES)
    if rule.count is not None:
        return times, len(times) < rule.count
    return times, rule.end > horizon or next(coming, None) is not None


def _windows(times: list[datetime], recently: datetime, soon: datetime, *, goes_on: bool) -> Iterator[tuple[int, int]]:
    """Return which of ``times`` to write, the most first: all, without the past, and not further than ``soon``."""
    recent = min(bisect_left(times, recently), len(times) - 1)
    near = max(bisect_right(times, soon), recent + 1)
    lasts = (near,) if goes_on else (len(times), near)
    windows = ((first, last) for last in lasts for first in (0, recent))
    return ((first, last) for first, last in windows if last - first <= _MOST_TIMES)


@dataclass(frozen=True, slots=True)
class _Local:
    """A series in its zone; ``gone``: what is left out of it, in UTC."""

    rule: Rule
    zone: tzinfo
    gone: frozenset[datetime]

    def as_one(self, times: list[datetime], *, goes_on: bool) -> Stretch | None:
        """Return the whole series as one, also beyond ``times`` if it goes on; None where that would be wrong."""
        if goes_on and (self.rule.count is not None or len(times) < _FEWEST_FORESEEN):
            return None
        run = next(self._runs(times))
        if len(run) < len(times):
            return None
        if not goes_on:
            return self._as_rule(run, run[-1][1])
        return self._as_rule(run, None if self.rule.is_endless else self._in_utc(self.rule.end))

    def stretches(self, times: list[datetime]) -> list[Stretch]:
        """Return ``times`` in UTC, in as few stretches as can be."""
        found: list[Stretch] = []
        for run in self._runs(times):
            part = self._as_rule(run, run[-1][1])
            found += [part] if part else [Stretch(moment) for _, moment in run]
        return found

    def without_gone(self, stretches: list[Stretch]) -> tuple[Stretch, ...]:
        """Return ``stretches`` without single times that are left out; a rule says itself what is."""
        return tuple(part for part in stretches if part.rule or part.start not in self.gone)

    def _runs(self, times: list[datetime]) -> Iterator[list[tuple[datetime, datetime]]]:
        """Yield the times, local and in UTC, from one change of the clocks to the next."""
        pairs = ((local, self._in_utc(local)) for local in times)
        for _, run in groupby(pairs, key=lambda pair: pair[0] - pair[1].replace(tzinfo=None)):
            yield list(run)

    def _in_utc(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def _as_rule(self, run: list[tuple[datetime, datetime]], until: datetime | None) -> Stretch | None:
        """Return a stretch with a rule in UTC that gives exactly the times of ``run``; None if there is none."""
        local, start = run[0]
        if len(run) == 1:
            return Stretch(start)
        shift = (start.date() - local.date()).days
        moved = replace(
            self.rule,
            count=None,
            until=until,
            days=tuple((nth, (day + shift) % 7) for nth, day in self.rule.days),
            week_start=(self.rule.week_start + shift) % 7,
        )
        wanted = [moment.replace(tzinfo=None) for _, moment in run]
        if any(one != other for one, other in zip_longest(laid_out(moved, wanted[0], wanted[-1]), wanted)):
            return None
        gone = (moment for moment in self.gone if start <= moment and (until is None or moment <= until))
        return Stretch(start, moved, tuple(sorted(gone)))
