"""Calendar entries written anew: when, where and what, in UTC, without who invited whom (CASES A36)."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Component, Event, Todo

from relay.masking.files.cleaning import AUTOMATIC, CleanFile, NotCleanableError, TextMask
from relay.masking.files.moments import at_time_of, between, in_utc, moment, moments, zone_of
from relay.masking.files.repetition import Rule, Series, Stretch, read_rule, series_in_utc
from relay.mime.files.calendar import EVENTS, parsed_calendar
from relay.mime.files.kinds import FileKind
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

PROGRAM = "-//Mentor Relay//Calendar//EN"
_ANNOUNCES = frozenset({"", "PUBLISH", "REQUEST", "ADD"})
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION")
_STATUS = frozenset({"TENTATIVE", "CONFIRMED", "CANCELLED", "NEEDS-ACTION", "COMPLETED", "IN-PROCESS"})
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_EVENTS = 100
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS = (
    ("the organiser and the guests", ("ORGANIZER", "ATTENDEE", "CONTACT", "REQUEST-STATUS")),
    ("links and attached files", ("URL", "ATTACH", "CONFERENCE", "IMAGE", "X-GOOGLE-CONFERENCE", "SOURCE")),
    ("the place on the map", ("GEO", "X-APPLE-STRUCTURED-LOCATION")),
    ("comments and categories", ("COMMENT", "CATEGORIES", "RESOURCES", "X-ALT-DESC")),
)
_ZONE, _ALARM, _REPEATS = "the time zone", "alarms", "how it repeats"
_EARLIER, _LATER = "repetitions before the entry was written", "repetitions more than a year ahead"
_PROGRAM_DATA = "data of the calendar program"


def clean_calendar(content: bytes, mask: TextMask) -> CleanFile:
    """Return a new calendar with the events and tasks of ``content``. The same bytes in are the same bytes out.

    Times are in UTC, since a zone tells where somebody is. Raises NotCleanableError for answers to invitations and
    for what is broken or too large.
    """
    try:
        return _Cleaning(parsed_calendar(content), mask).run()
    except UnreadableFileError as error:
        raise NotCleanableError(str(error)) from error
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise NotCleanableError(BROKEN) from error


class _Cleaning:
    """One calendar on its way."""

    def __init__(self, calendar: Calendar, mask: TextMask) -> None:
        self._old = calendar
        self._mask = mask
        self._removed: dict[str, None] = {}
        self._new = Calendar()

    def run(self) -> CleanFile:
        if str(self._old.get("METHOD", "")).strip().upper() not in _ANNOUNCES:
            raise NotCleanableError(AUTOMATIC)
        for name, value in (("VERSION", "2.0"), ("PRODID", PROGRAM), ("METHOD", "PUBLISH")):
            self._new.add(name, value)
        entries = [one for one in self._old.subcomponents if one.name in EVENTS]
        self._note_removed(entries)
        for entry in entries:
            for one in self._written(entry, entries):
                self._new.add_component(one)
        if not self._new.subcomponents:
            raise NotCleanableError(BROKEN)
        if len(self._new.subcomponents) > _MOST_EVENTS:
            raise NotCleanableError(TOO_LARGE)
        return CleanFile(self._new.to_ical(), FileKind.CALENDAR, tuple(self._removed))

    def _note_removed(self, entries: list[Component]) -> None:
        names = {name.upper() for one in (self._old, *entries) for name in one}
        for words, those in _WORDS:
            if not names.isdisjoint(those):
                self._removed[words] = None
        if any(name.startswith("X-") for name in names):
            self._removed[_PROGRAM_DATA] = None
        if any(one.subcomponents for one in entries):
            self._removed[_ALARM] = None
        if any(one.name == "VTIMEZONE" for one in self._old.subcomponents):
            self._removed[_ZONE] = None

    def _written(self, old: Component, entries: list[Component]) -> Iterator[Component]:
        """Yield what ``old`` becomes: one entry, or several where its clocks change."""
        start = moment(old, "DTSTART")
        rules = old.get("RRULE")
        if rules is None or start is None or "RECURRENCE-ID" in old:
            yield self._entry(old, start)
            return
        rule = None if isinstance(rules, list) else read_rule(rules)
        left_out = [*moments(old, "EXDATE"), *_replaced(old, entries)]
        if rule is None or "RDATE" in old:
            self._removed[_REPEATS] = None
        if rule is None:
            yield self._entry(old, start)
        elif isinstance(start, datetime) and zone_of(start):
            yield from self._series(old, rule, start, left_out)
        else:
            yield self._entry(old, start, rule=rule, left_out=left_out)

    def _series(self, old: Component, rule: Rule, start: datetime, left_out: list[date]) -> Iterator[Component]:
        """Yield a series that has a zone."""
        zone = start.tzinfo or UTC
        gone = [at_time_of(one, start, zone) for one in left_out]
        series = series_in_utc(rule, start.replace(tzinfo=None), zone, _stamp(old), gone)
        if series is None:
            self._removed[_REPEATS] = None
            series = Series((Stretch(start.astimezone(UTC)),))
        if series.lacks_earlier:
            self._removed[_EARLIER] = None
        if series.lacks_later:
            self._removed[_LATER] = None
        for number, part in enumerate(series.stretches):
            yield self._entry(old, part.start, str(number or ""), rule=part.rule, left_out=part.left_out)

    def _entry(
        self,
        old: Component,
        start: date | None,
        which: str = "",
        *,
        rule: Rule | None = None,
        left_out: Iterable[date] = (),
    ) -> Component:
        """Return a new entry that says what ``old`` says, beginning at ``start``."""
        new: Component = Event() if old.name == "VEVENT" else Todo()
        new.add("UID", _new_id(old, which))
        new.add("DTSTAMP", _stamp(old))
        for name in _TEXTS:
            if text := _text(old, name):
                new.add(name, self._mask.text(text))
        if start is not None:
            new.add("DTSTART", in_utc(start))
        self._add_end(old, new, start)
        if rule is not None:
            new.add("RRULE", rule.parts())
            for one in left_out:
                new.add("EXDATE", in_utc(one))
        status = str(old.get("STATUS", "")).strip().upper()
        if status in _STATUS:
            new.add("STATUS", status)
        sequence = str(old.get("SEQUENCE", ""))
        if sequence.isdecimal() and int(sequence[:9]) > 0:
            new.add("SEQUENCE", int(sequence[:9]))
        return new

    @staticmethod
    def _add_end(old: Component, new: Component, start: date | None) -> None:
        """Give ``new`` an end: as long after ``start`` as that of ``old`` was after its own."""
        name = "DTEND" if old.name == "VEVENT" else "DUE"
        first, end = moment(old, "DTSTART"), moment(old, name)
        lasts = getattr(old.get("DURATION"), "dt", None)
        if end is not None:
            new.add(name, in_utc(end) if start is None or first is None else in_utc(start) + between(first, end))
        elif isinstance(lasts, timedelta):
            new.add("DURATION", lasts)


def _stamp(old: Component) -> datetime:
    """Return when the entry was made, in UTC."""
    made = moment(old, "DTSTAMP")
    return made.astimezone(UTC) if isinstance(made, datetime) and made.tzinfo is not None else _LONG_AGO


def _new_id(old: Component, which: str) -> str:
    """Return an id that is the same for the same event, and tells nothing of whose it is."""
    instance = moment(old, "RECURRENCE-ID") or ""
    return hashlib.sha256(f"{old.get('UID', '')}\n{instance}\n{which}".encode()).hexdigest()[:32]


def _replaced(series: Component, entries: list[Component]) -> Iterator[date]:
    """Yield the times of a series that are written as entries of their own."""
    for one in entries:
        when = moment(one, "RECURRENCE-ID") if one.get("UID") == series.get("UID") else None
        if when is not None:
            yield when


def _text(old: Component, name: str) -> str:
    value = old.get(name, "")
    text = " ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
