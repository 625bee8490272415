"""Automatic mail and telling hosts: what the ingress asks of a mail."""

import re
from dataclasses import replace

import pytest

from relay.mime.author import read_identity
from relay.mime.automatic import AutomaticKind, automatic_kind
from relay.mime.hosts import known_hosts
from relay.mime.reading import read_message
from relay.mime.view import safe_view
from relay.model.identity import Identity, Role
from tests.support.letters import GRETA, LUCIA, TIM, both_forms, masked, part_text, raw_mail, with_attachment

NOBODY = Identity(Role.MENTOR, "Nobody")


def kind_of(
    headers: str, envelope_sender: str = "tim@school.example", content_type: str = "text/plain"
) -> AutomaticKind | None:
    raw = raw_mail("x", headers=headers, content_type=content_type)
    return automatic_kind(read_identity(raw).automatic, envelope_sender)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied\n", AutomaticKind.AUTO_SUBMITTED),
        ("Auto-Submitted: auto-generated; owner=x\n", AutomaticKind.AUTO_SUBMITTED),
        ("Auto-Submitted: auto-notified (x)\n", AutomaticKind.AUTO_SUBMITTED),
        ("Precedence: bulk\n", AutomaticKind.BULK),
        ("Precedence: JUNK\n", AutomaticKind.BULK),
        ("List-Id: <news.example>\n", AutomaticKind.BULK),
        ("Auto-Submitted: no\n", None),
        ("X-Auto-Response-Suppress: All\n", None),  # B2
        ("Precedence: first-class\nX-Mailer: autobulk\nSubject-2: auto-replied\n", None),  # B4
        ("List-Unsubscribe: <mailto:x@y.example>\n", None),
        ("", None),
    ],
)
def test_automatic_mail_is_told_by_exact_values(headers: str, kind: AutomaticKind | None) -> None:
    assert kind_of(headers) is kind


def test_the_null_sender_and_reports_are_automatic() -> None:
    assert kind_of("", envelope_sender="") is AutomaticKind.NULL_SENDER
    assert kind_of("", envelope_sender="<>") is AutomaticKind.NULL_SENDER
    report = 'multipart/report; report-type=disposition-notification; boundary="b"'
    assert kind_of("", content_type=report) is AutomaticKind.REPORT


_REPLY = (
    "Content-Type: text/calendar; charset=utf-8; method={method}\n{more}\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"
)


@pytest.mark.parametrize("method", ["REPLY", '"reply"', "Reply; name=invite.ics"])
@pytest.mark.parametrize("subtype", ["alternative", "mixed"])
def test_the_answer_of_a_calendar_is_automatic(method: str, subtype: str) -> None:  # A36
    raw = with_attachment("Accepted: chess", _REPLY.format(method=method, more=""), subtype=subtype)
    assert automatic_kind(read_identity(raw).automatic, "tim@school.example") is AutomaticKind.CALENDAR_REPLY
    assert read_message(raw).fields.automatic == read_identity(raw).automatic


@pytest.mark.parametrize(
    "raw",
    [
        with_attachment("x", _REPLY.format(method="REQUEST", more="")),
        with_attachment("see", _REPLY.format(method="REPLY", more="Content-Disposition: attachment; filename=a.ics\n")),
        raw_mail("in iCalendar, Content-Type: text/calendar; method=REPLY is an answer"),
        with_attachment("fwd", "Content-Type: message/rfc822\n\n" + _REPLY.format(method="REPLY", more="")),
    ],
)
def test_an_invitation_and_a_forwarded_answer_are_a_persons(raw: bytes) -> None:  # A36
    assert automatic_kind(read_identity(raw).automatic, "tim@school.example") is None


def test_the_writers_machines_are_known_hosts() -> None:
    raw = raw_mail(
        "x",
        headers="Received: from janes-macbook.local (unknown [203.0.113.77]) by mx.google.com with ESMTP; Mon\n"
        "Received: from mail.mentors.example ([192.168.1.4] helo=mail) (Authenticated sender: greta@x.example)\n"
        " by relay.mail.relay.example; Mon\nX-Originating-IP: [2001:db8::7]\n",
    )
    assert known_hosts(raw, writer=NOBODY, reader=TIM, ours=("mail.relay.example",)) == (
        "203.0.113.77", "janes-macbook.local", "mail.mentors.example", "2001:db8::7", "mentors.example",
    )  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        "Received: from mail-ej1-f41.google.com (mail [10.1.2.3]) by x\n",
        "Received: from localhost (localhost.localdomain [127.0.0.1]) by x\n",
        "Received: from mail.school.example by x\n",
        "Received: from mx.mail.relay.example by x\n",
        "Received: by 2002:a05:6402:1:0:0:0:0 with SMTP id x; Mon\n",
        "X-Client-IP: 999.1.1.1\nX-Source: mail\n",
        "X-Forwarded-For: tim.kowalczyk.jr@gmail.com info.team@mail.google.com\n",  # mailboxes
    ],
)
def test_what_is_everybodys_is_no_known_host(headers: str) -> None:
    raw = raw_mail("x", headers=headers).replace(b"<abc@mentors.example>", b"<abc@mail.gmail.com>")
    assert known_hosts(raw, writer=NOBODY, reader=TIM, ours=("mail.relay.example",)) == ()


def test_a_domain_that_is_the_readers_too_is_no_known_host() -> None:
    raw = raw_mail("x").replace(b"<abc@mentors.example>", b"<abc@school.example>")
    assert known_hosts(raw, writer=NOBODY, reader=TIM, ours=()) == ()
    assert known_hosts(raw, writer=NOBODY, reader=LUCIA, ours=()) == ("school.example",)


def test_the_domains_of_the_writers_addresses_are_known_hosts() -> None:
    raw = raw_mail("x").replace(b"Message-ID: <abc@mentors.example>\r\n", b"")
    writer = replace(GRETA, addresses=("greta@law.example", "greta@gmail.com", "greta@school.example"))
    assert known_hosts(raw, writer=writer, reader=TIM, ours=()) == ("law.example",)


def test_the_safe_view_has_no_script_and_nothing_remote() -> None:
    remote = '<img src="https://t.example/x.gif"><a href="javascript:x">l</a>'
    page = f"<p onclick=x>Hi <b>Tim</b><script>x</script>{remote}</p>"
    view = safe_view(read_message(both_forms("Hi Tim l", page)))
    assert view.html == "<p>Hi <b>Tim</b><a>l</a></p>"
    assert view.text == "Hi Tim l"
    assert view.subject == "The bridge book"


def test_the_safe_view_looks_like_what_is_delivered() -> None:
    table, quote = "<table border=3><tr><td>x</table>", "<blockquote class=gmail_quote>y</blockquote>"
    raw = raw_mail(f"<p class=MsoNormal>one</p><p>two</p>{table}{quote}", content_type="text/html")
    shown = safe_view(read_message(raw)).html
    assert shown.startswith('<p style="margin:0">one</p><p>two</p><table border="1" cellspacing="0"')
    assert "compact" not in shown
    delivered = masked(raw, footer="").data
    assert shown in re.sub(r">\s+", ">", part_text(delivered, "html"))
    assert re.sub(r">\s+", ">", safe_view(read_message(delivered)).html).strip() == shown


def test_the_safe_view_names_attachments() -> None:
    part = (
        'Content-Type: image/png\nContent-Disposition: attachment; filename="a.png"\n'
        "Content-Transfer-Encoding: base64\n\nAAAA"
    )
    (attachment,) = safe_view(read_message(with_attachment("x", part))).attachments
    assert (attachment.name, attachment.type, attachment.size) == ("a.png", "image/png", 3)
