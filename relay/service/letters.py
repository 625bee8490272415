"""Notices and mail to staff as the bytes that are sent."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_NOT_IN_NAMES = re.compile(r"[^\w .'-]+")
_LONGEST_NAME = 40
_LONGEST_PLAIN_LINE = 200  # longer ones are wrapped by quoted-printable, short ones stay readable as they are


def build_letter(
    *, program: str, sender: str, recipient: str, subject: str, text: str, message_id: str, date: datetime
) -> bytes:
    """Return a plain-text mail with CRLF line ends in 7 bit.

    ``Auto-Submitted`` keeps out-of-office programs from answering it (RFC 3834 section 5).
    """
    mail = EmailMessage(policy=SMTP)
    local, _, domain = sender.rpartition("@")
    mail["From"] = Address(_display_name(program), local, domain)
    mail["To"] = recipient
    mail["Subject"] = _one_line(subject)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="7bit" if _is_plain(text) else "quoted-printable")
    return mail.as_bytes()


def _is_plain(text: str) -> bool:
    return text.isascii() and all(len(line) <= _LONGEST_PLAIN_LINE for line in text.splitlines())


def _display_name(program: str) -> str:
    return " ".join(_NOT_IN_NAMES.sub(" ", program).split())[:_LONGEST_NAME].strip()


def _one_line(text: str) -> str:
    # "=?" would be read as the start of an encoded word, line ends as that of a header (CASES C16, C19).
    return " ".join(text.split()).replace("=?", "= ?")
