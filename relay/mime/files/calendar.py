"""Reading calendar files (RFC 5545): what they announce, as readable lines, and whom they tell of beside that."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Component

from relay.mime.files.kinds import FileKind
from relay.mime.files.reading import BROKEN, TOO_LARGE, FileReading, UnreadableFileError

_MOST_BYTES = 1 << 20
_MOST_LINES = 20_000
_MOST_COMPONENTS = 500
_MOST_EVENTS = 100
_MOST_DEPTH = 4
_MOST_TEXT = 64 * 1024  # characters of one value
_MOST_ZONES = 20

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_OFTEN = re.compile(r"(?:FREQ=(?:SECONDLY|MINUTELY|HOURLY))", re.IGNORECASE)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\b.*?^END:VTIMEZONE", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_ZONE_RULE = re.compile(r"^RRULE\b(?![^\n]*FREQ=YEARLY)", re.IGNORECASE | re.MULTILINE)

EVENTS = ("VEVENT", "VTODO")
_SHOWN = {
    "SUMMARY": "",
    "DESCRIPTION": "",
    "LOCATION": "Where: ",
    "COMMENT": "",
    "CATEGORIES": "",
    "DTSTART": "From: ",
    "DTEND": "To: ",
    "DUE": "Due: ",
    "DURATION": "Lasts: ",
    "RRULE": "Repeats: ",
}
# What a program needs and what says nothing of anybody.
_TELLS_NOTHING = frozenset({"VERSION", "CALSCALE", "METHOD", "DTSTAMP", "SEQUENCE", "STATUS", "EXDATE", "RDATE"})
_TELLS_NOTHING |= frozenset({"TRANSP", "PRIORITY", "PERCENT-COMPLETE", "BEGIN", "END"})
_MOMENTS = frozenset({"DTSTAMP", "EXDATE", "RDATE", "BEGIN", "END"})
_PLAIN = re.compile(r"[A-Za-z-]{0,20}|\d{1,4}(?:\.\d)?")  # what the others are, if nobody writes into them
_USUAL_PARAMETERS = frozenset({"TZID", "VALUE", "LANGUAGE", "FMTTYPE", "ENCODING"})


def read_calendar(content: bytes) -> FileReading:
    """Return what a calendar file announces and what it tells beside. Raises UnreadableFileError."""
    calendar = parsed_calendar(content)
    try:
        shown: dict[str, None] = {}
        told: dict[str, None] = {}
        for component in _all(calendar, 0):
            is_event = component.name in EVENTS
            for name, value in _properties(component):
                if is_event and name in _SHOWN:
                    shown[_SHOWN[name] + readable(value)] = None
                    if beside := _parameters(value, _USUAL_PARAMETERS):
                        told[f"{name}{beside}"] = None
                elif not _tells_nothing(name, value):
                    told[f"{name}{_parameters(value)}: {readable(value)}"] = None
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise UnreadableFileError(BROKEN) from error
    return FileReading(FileKind.CALENDAR, text="\n".join(shown), properties="\n".join(told))


def parsed_calendar(content: bytes) -> Calendar:
    """Return the one calendar in a file, within bounds. Raises UnreadableFileError."""
    if len(content) > _MOST_BYTES:
        raise UnreadableFileError(TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(BROKEN) from error
    unfolded = _FOLD.sub("", text)
    _check_bounds(unfolded)
    try:
        calendar = Calendar.from_ical(text.strip() + "\r\n")
        is_whole = calendar.name == "VCALENDAR"
    except Exception as error:  # the parser raises whatever it likes
        raise UnreadableFileError(BROKEN) from error
    if not is_whole:
        raise UnreadableFileError(BROKEN)
    return calendar


def _check_bounds(unfolded: str) -> None:
    lines = _LINE_END.split(unfolded)
    begins = [line.partition(":")[2].strip().upper() for line in lines if line[:6].upper() == "BEGIN:"]
    events = sum(name in EVENTS for name in begins)
    if len(lines) > _MOST_LINES or len(begins) > _MOST_COMPONENTS or events > _MOST_EVENTS:
        raise UnreadableFileError(TOO_LARGE)
    if any(len(line) > _MOST_TEXT and line[:6].upper() != "ATTACH" for line in lines):
        raise UnreadableFileError(TOO_LARGE)
    # A zone that changes every second would be laid out second by second.
    zones = _ZONE.findall("\n".join(lines))
    if _OFTEN.search(unfolded) or len(zones) > _MOST_ZONES or any(_ZONE_RULE.search(zone) for zone in zones):
        raise UnreadableFileError(TOO_LARGE)


def _all(component: Component, depth: int) -> Iterator[Component]:
    """Yield all that is in a calendar, of time zones nothing but their name: their rules tell no more than that."""
    if depth > _MOST_DEPTH:
        raise UnreadableFileError(BROKEN)
    yield component
    if component.name != "VTIMEZONE":
        for inner in component.subcomponents:
            yield from _all(inner, depth + 1)


def _properties(component: Component) -> Iterator[tuple[str, Any]]:
    for name, value in component.property_items(recursive=False):
        yield name.upper(), value


def readable(value: Any) -> str:  # noqa: ANN401 - the library has a type for each sort of value
    """Return a value of a calendar as a person would read it."""
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()
    if isinstance(moment, date):
        return moment.isoformat()
    if isinstance(value, str):
        return str(value)
    written = value.to_ical() if hasattr(value, "to_ical") else value
    return written.decode("utf-8", "replace") if isinstance(written, bytes) else str(written)


def _tells_nothing(name: str, value: Any) -> bool:  # noqa: ANN401 - the same
    if name in _MOMENTS:
        return not _parameters(value, _USUAL_PARAMETERS)
    return name in _TELLS_NOTHING and bool(_PLAIN.fullmatch(readable(value).strip()))


def _parameters(value: Any, usual: frozenset[str] = frozenset()) -> str:  # noqa: ANN401 - the same
    """Return the parameters of a property, without ``usual`` ones."""
    parameters = getattr(value, "params", None) or {}
    return "".join(f";{name}={parameters[name]}" for name in parameters if name.upper() not in usual)
