"""Mailboxes in mboxrd form: every line of ``>`` and ``From `` gets one ``>`` more, so that it can be undone.

See https://www.loc.gov/preservation/digital/formats/fdd/fdd000385.shtml and RFC 4155. Line ends
are LF. The sender in the line before each mail is none: addresses stand in the mail itself alone.
"""

import re
from datetime import datetime

_SENDER = "MAILER-DAEMON"
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def mbox_entry(raw: bytes, at: datetime) -> bytes:
    """Return one mail of a mailbox; ``at`` (UTC) is when it came in or went out."""
    text = _FROM.sub(rb">\1", raw.replace(b"\r\n", b"\n"))
    end = b"\n" if text.endswith(b"\n") else b"\n\n"
    return f"From {_SENDER} {_asctime(at)}\n".encode() + text + end


def _asctime(at: datetime) -> str:
    # Not strftime: its names of days and months are those of the system's language.
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2} {at:%H:%M:%S} {at.year}"
