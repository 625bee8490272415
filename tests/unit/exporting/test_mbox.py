"""Mails as entries of a mailbox, and back."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from relay.service.exporting.mbox import mbox_entry

AT = datetime(2026, 3, 1, 9, 5, 7, tzinfo=UTC)


def test_the_line_before_a_mail_names_nobody_and_tells_the_time_as_asctime_does() -> None:
    assert mbox_entry(b"Subject: x\r\n\r\nHi\r\n", AT) == (
        b"From MAILER-DAEMON Sun Mar  1 09:05:07 2026\nSubject: x\n\nHi\n\n"
    )


def test_a_mail_without_a_last_line_end_gets_one() -> None:
    assert mbox_entry(b"Subject: x\r\n\r\nHi", AT).endswith(b"Hi\n\n")


def test_lines_that_look_like_the_beginning_of_a_mail_are_quoted_once_more() -> None:
    entry = mbox_entry(b"\r\nFrom me\r\n>From you\r\n>>From us\r\nFromage\r\n", AT)
    assert entry.splitlines()[2:] == [b">From me", b">>From you", b">>>From us", b"Fromage", b""]


@given(st.lists(st.sampled_from([b"From ", b">From ", b">", b"a", b"\r\n", b" "])).map(b"".join))
def test_the_quoting_can_be_undone(body: bytes) -> None:
    raw = b"Subject: x\r\n\r\n" + body + b"\r\n"
    entry = mbox_entry(raw, AT)
    assert len(re.findall(rb"^From ", entry, re.MULTILINE)) == 1
    text = entry.partition(b"\n")[2]
    assert re.sub(rb"^>(>*From )", rb"\1", text, flags=re.MULTILINE)[:-1] == raw.replace(b"\r\n", b"\n")
