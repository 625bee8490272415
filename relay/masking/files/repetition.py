"""Repeating events brought into UTC, at the right hour also after the clocks change (RFC 5545 §3.3.10).

A rule in UTC is an hour wrong for half a year, and the zone that would mend it tells where somebody is. So a
series is laid out in its own zone and written as one series for each stretch between two changes; where that would
not give the same times, event by event. Nothing here knows what day it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_DAYS = 366 * 12  # that are looked at, one by one
_MOST_TIMES = 1_000
_AHEAD = timedelta(days=400)  # how far a series without end is laid out
_MOST_SINGLE = 60
_LARGEST_INTERVAL = 500
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})


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
    """Return whether a rule is one that calendars write: nothing in it is looked for in vain for years."""
    monthly = rule.frequency in {"MONTHLY", "YEARLY"}
    numbered = any(nth for nth, _ in rule.days)
    return (
        rule.frequency in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
        and 1 <= rule.interval <= _LARGEST_INTERVAL
        and (rule.count is None or 1 <= rule.count <= _MOST_TIMES)
        and not (rule.count is not None and rule.until is not None)
        and all(1 <= abs(day) <= 31 for day in rule.month_days)
        and all(1 <= month <= 12 for month in rule.months)
        and all(abs(nth) <= 5 for nth, _ in rule.days)
        and (monthly or not (numbered or rule.month_days or rule.months or rule.position))
        and (rule.frequency == "YEARLY" or not rule.months)
        and not (rule.days and rule.month_days)
        and abs(rule.position) <= 5
    )


# ---------------------------------------------------------------------------------------------
# Laying out


def laid_out(rule: Rule, start: datetime, last: datetime) -> list[datetime]:
    """Return when a series happens from ``start`` to ``last`` at most, both without zone, by the rule's own count.

    The first time is ``start`` itself (RFC 5545 §3.8.5.3).
    """
    happens = _day_test(rule, start.date())
    until = _day_limit(rule, last)
    times = [start]
    day = start.date()
    most = rule.count or _MOST_TIMES
    for _ in range(_MOST_DAYS):
        if day >= date.max - timedelta(days=1) or len(times) >= most:
            break
        day += timedelta(days=1)
        moment = datetime.combine(day, start.time())
        if moment > until:
            break
        if happens(day):
            times.append(moment)
    return times


def _day_limit(rule: Rule, last: datetime) -> datetime:
    if rule.until is None:
        return last
    if isinstance(rule.until, datetime):
        return min(last, rule.until.replace(tzinfo=None))
    return min(last, datetime.combine(rule.until, datetime.max.time()))


def _day_test(rule: Rule, start: date) -> Callable[[date], bool]:
    weekdays = {day for _, day in rule.days}
    if rule.frequency == "DAILY":
        return lambda day: (day - start).days % rule.interval == 0 and (not weekdays or day.weekday() in weekdays)
    if rule.frequency == "WEEKLY":
        first_week = _week(start, rule.week_start)
        wanted = weekdays or {start.weekday()}
        return lambda day: (
            day.weekday() in wanted and (_week(day, rule.week_start) - first_week).days // 7 % rule.interval == 0
        )
    if rule.frequency == "MONTHLY":
        return lambda day: _months(start, day) % rule.interval == 0 and _in_month(rule, start, day)
    months = rule.months or (start.month,)
    return lambda day: (
        (day.year - start.year) % rule.interval == 0 and day.month in months and _in_month(rule, start, day)
    )


def _week(day: date, week_start: int) -> date:
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _months(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month


def _length(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _in_month(rule: Rule, start: date, day: date) -> bool:
    """Return whether a rule by the month names this day of its month."""
    length = _length(day)
    if rule.days:
        named = [number for number in range(1, length + 1) if _is_named(rule, day.replace(day=number), length)]
    elif rule.month_days:
        named = sorted(number if number > 0 else length + 1 + number for number in rule.month_days)
    else:
        named = [start.day]
    if rule.position:
        named = named[rule.position - 1 :][:1] if rule.position > 0 else named[rule.position :][:1]
    return day.day in named


def _is_named(rule: Rule, day: date, length: int) -> bool:
    nth, from_end = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return any(day.weekday() == weekday and which in {0, nth, from_end} for which, weekday in rule.days)


# ---------------------------------------------------------------------------------------------
# Into UTC


def stretches_in_utc(
    rule: Rule, start: datetime, zone: tzinfo, written: datetime, left_out: Iterable[datetime]
) -> list[Stretch] | None:
    """Return a series in ``zone`` as stretches in UTC; ``start`` is local, ``written`` when the entry was made (UTC).

    A series without end stops somewhat more than a year after it was written, unless its clocks never change. None
    where it cannot be laid out within bounds.
    """
    local_rule = _local(rule, zone)
    last = max(start, written.replace(tzinfo=None)) + _AHEAD
    times = laid_out(local_rule, start, last)
    moments = [time.replace(tzinfo=zone).astimezone(UTC) for time in times]
    gone = frozenset(left_out)
    stretches: list[Stretch] = []
    runs = [list(run) for _, run in groupby(zip(times, moments, strict=True), key=lambda pair: _offset(*pair))]
    for run in runs:
        in_run = [moment for _, moment in run]
        part = _as_rule(rule, run[0][0], in_run, gone, endless=rule.is_endless and len(runs) == 1)
        stretches += [part] if part else [Stretch(moment) for moment in in_run if moment not in gone]
    stretches = [part for part in stretches if part.rule or part.start not in gone]
    if len(stretches) > _MOST_SINGLE:
        return None
    return stretches


def _offset(local: datetime, moment: datetime) -> timedelta:
    return local - moment.replace(tzinfo=None)


def _local(rule: Rule, zone: tzinfo) -> Rule:
    if isinstance(rule.until, datetime) and rule.until.tzinfo is not None:
        return replace(rule, until=rule.until.astimezone(zone).replace(tzinfo=None))
    return rule


def _as_rule(
    rule: Rule, local: datetime, moments: list[datetime], gone: frozenset[datetime], *, endless: bool
) -> Stretch | None:
    """Return a stretch with a rule in UTC that gives exactly ``moments``; None if there is none."""
    start = moments[0]
    if len(moments) == 1:
        return Stretch(start)
    shift = (start.date() - local.date()).days
    moved = replace(
        rule,
        count=None,
        until=None if endless else moments[-1],
        days=tuple((nth, (day + shift) % 7) for nth, day in rule.days),
        week_start=(rule.week_start + shift) % 7,
    )
    plain = [moment.replace(tzinfo=None) for moment in moments]
    if laid_out(replace(moved, until=None), plain[0], plain[-1]) != plain:
        return None
    return Stretch(start, moved, tuple(sorted(moment for moment in gone if start <= moment <= moments[-1])))
