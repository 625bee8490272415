"""What a calendar file announces is text; whom it tells of is property (CASES A36)."""

import time

import pytest

from relay.mime.files.calendar import read_calendar
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError
from tests.support.calendars import apple, calendar, event, google, outlook, zone


def test_an_event_is_read_as_lines() -> None:
    lines = read_calendar(google()).text.splitlines()
    assert set(lines) == {
        "Bridges with Greta Oldfield",
        "Dear Tim, we talk about bridges.",
        "Yours, Greta Oldfield",
        "Where: Library, room 4",
        "From: 2026-12-01 15:00 UTC",
        "To: 2026-12-01 15:30 UTC",
    }


def test_times_in_a_zone_of_ones_own_and_days_are_read() -> None:
    assert "From: 2026-10-08 10:00" in read_calendar(outlook()).text
    assert "Repeats: FREQ=WEEKLY;UNTIL=20261210T090000Z;INTERVAL=1;BYDAY=TH;WKST=MO" in read_calendar(outlook()).text
    assert "From: 2026-12-24" in read_calendar(apple()).text.splitlines()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (google(), ["greta.oldfield@mentors.example", "tim.kowalczyk@school.example", "CN=Greta Oldfield"]),
        (google(), ["meet.google.com", "7kukuqrfedlm2f9t0eh8@google.com", "Google Calendar 70", "Reminder for greta"]),
        (
            outlook(),
            ["SENT-BY=mailto:office@mentors.example", "CN=Oldfield, Greta", "Customized Time Zone", "sip:greta"],
        ),
        (outlook(), ["<html><body>Greta Oldfield", "teams.microsoft.com"]),
        (apple(), ["X-TITLE=Greta Oldfield", "52.52;13.4", "goldfield7", "FILENAME=greta.jpg"]),
    ],
)
def test_whom_it_tells_of_is_property(content: bytes, told: list[str]) -> None:
    reading = read_calendar(content)
    for words in told:
        assert words in reading.properties
        assert words not in reading.text


def test_tasks_comments_and_categories_are_read() -> None:
    lines = event("DUE:20261201T150000Z", "COMMENT:bring a ruler", "CATEGORIES:School,Maths", kind="VTODO")
    text = read_calendar(calendar(*lines)).text
    for words in ("Call with Tim", "Due: 2026-12-01 15:00 UTC", "bring a ruler", "School,Maths"):
        assert words in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BEGIN:VCALENDAR",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"\xff\xfe\0",
        calendar("BEGIN:VEVENT"),
        calendar(*event("DTSTART:tomorrow"))[:-20],
        google() + outlook(),
        b"Dear Tim",
        calendar(*["BEGIN:VEVENT"] * 90, *["END:VEVENT"] * 90),
    ],
)
def test_what_is_no_calendar_is_broken(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=BROKEN):
        read_calendar(content)


@pytest.mark.parametrize(
    "content",
    [
        calendar(*event() * 101),
        calendar(*event("DESCRIPTION:" + "x" * 70_000)),
        calendar(*event(*["COMMENT:x"] * 25_000)),
        calendar(*event("DTSTART:20261201T150000Z", "RRULE:FREQ=SECONDLY")),
        calendar(*event("RRULE:fr\r\n eq=minutely")),
        calendar(*[line.replace("YEARLY", "DAILY") for line in zone("Mine")], *event()),
        calendar(*zone("Mine") * 30, *event()),
        calendar(*event("ATTACH:" + "x" * (1 << 20))),
    ],
)
def test_what_takes_too_long_is_too_large(content: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableFileError, match=TOO_LARGE):
        read_calendar(content)
    assert time.monotonic() - began < 2
