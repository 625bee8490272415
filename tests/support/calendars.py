"""Invitations as calendar programs send them, from Greta to Tim."""


def calendar(*lines: str) -> bytes:
    """Return a calendar file of these lines."""
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str, kind: str = "VEVENT", stamp: str = "20261120T101010Z") -> tuple[str, ...]:
    """Return the lines of an event."""
    fixed = ("UID:040000008200E00074C5B7101A82E008@mentors.example", f"DTSTAMP:{stamp}", "SUMMARY:Call with Tim")
    return (f"BEGIN:{kind}", *fixed, *lines, f"END:{kind}")


def zone(name: str) -> tuple[str, ...]:
    """Return the rules of central Europe under another name, as Outlook writes them."""
    return (
        "BEGIN:VTIMEZONE",
        f"TZID:{name}",
        "BEGIN:STANDARD",
        "DTSTART:16010101T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010101T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    )


def google() -> bytes:
    """Return an invitation from Google Calendar."""
    return calendar(
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "X-WR-CALNAME:greta.oldfield@mentors.example",
        "BEGIN:VEVENT",
        "DTSTART:20261201T150000Z",
        "DTEND:20261201T153000Z",
        "DTSTAMP:20261120T101010Z",
        "ORGANIZER;CN=Greta Oldfield:mailto:greta.oldfield@mentors.example",
        "UID:7kukuqrfedlm2f9t0eh8@google.com",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=",
        " TRUE;CN=tim.kowalczyk@school.example;EMAIL=tim.kowalczyk@school.example;X-NUM-GUESTS=0:mailto:tim.kowalczyk@",
        " school.example",
        "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij",
        "X-MICROSOFT-CDO-OWNERAPPTID:-1318435613",
        "CREATED:20261120T101010Z",
        "DESCRIPTION:Dear Tim\\, we talk about bridges.\\nYours\\, Greta Oldfield",
        "LAST-MODIFIED:20261120T101010Z",
        "LOCATION:Library\\, room 4",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "SUMMARY:Bridges with Greta Oldfield",
        "TRANSP:OPAQUE",
        "BEGIN:VALARM",
        "ACTION:EMAIL",
        "DESCRIPTION:Reminder for greta.oldfield@mentors.example",
        "TRIGGER:-P0DT0H30M0S",
        "END:VALARM",
        "END:VEVENT",
    )


def outlook() -> bytes:
    """Return a weekly invitation from Outlook, in a zone of its own making."""
    return calendar(
        "METHOD:REQUEST",
        "PRODID:Microsoft Exchange Server 2010",
        *zone("Customized Time Zone"),
        "BEGIN:VEVENT",
        'ORGANIZER;CN="Oldfield, Greta";SENT-BY="mailto:office@mentors.example":mailto:',
        " greta.oldfield@mentors.example",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Tim Kowalczyk:MAILTO:",
        " tim.kowalczyk@school.example",
        "DESCRIPTION;LANGUAGE=en-GB:From: Oldfield\\, Greta <greta.oldfield@mentors.example>\\nSee you",
        "RRULE:FREQ=WEEKLY;UNTIL=20261210T090000Z;INTERVAL=1;BYDAY=TH;WKST=MO",
        "UID:040000008200E00074C5B7101A82E00800000000",
        "SUMMARY;LANGUAGE=en-GB:Weekly call",
        "DTSTART;TZID=Customized Time Zone:20261008T100000",
        "DTEND;TZID=Customized Time Zone:20261008T104500",
        "EXDATE;TZID=Customized Time Zone:20261022T100000",
        "CLASS:PUBLIC",
        "PRIORITY:5",
        "DTSTAMP:20260930T120000Z",
        "TRANSP:OPAQUE",
        "STATUS:CONFIRMED",
        "SEQUENCE:0",
        "LOCATION;LANGUAGE=en-GB:Teams",
        "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "X-MICROSOFT-ONLINEMEETINGCONFLINK:conf:sip:greta.oldfield@mentors.example;gruu",
        "X-ALT-DESC;FMTTYPE=text/html:<html><body>Greta Oldfield</body></html>",
        "END:VEVENT",
    )


def apple() -> bytes:
    """Return a day's event from Apple Calendar, with a picture, a map and a travel time."""
    return calendar(
        "CALSCALE:GREGORIAN",
        "PRODID:-//Apple Inc.//macOS 15.1//EN",
        "BEGIN:VEVENT",
        "UID:F2B5-11@mentors.example",
        "DTSTAMP:20261120T101010Z",
        "DTSTART;VALUE=DATE:20261224",
        "DTEND;VALUE=DATE:20261227",
        "SUMMARY:Holidays",
        "LOCATION:Museum of Bridges",
        "URL;VALUE=URI:https://mentors.example/~goldfield7",
        "ATTACH;FMTTYPE=image/jpeg;FILENAME=greta.jpg;ENCODING=BASE64;VALUE=BINARY:/9j/4AAQ",
        "GEO:52.52;13.40",
        'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="1 Main Street";X-TITLE="Greta Oldfield":geo:52.52,13.40',
        "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
        "END:VEVENT",
    )
