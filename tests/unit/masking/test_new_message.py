"""The message that is built: its headers, its structure, its bytes (CASES A10 to A20, B24 to B26, C13 to C19)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from relay.masking.frame import MaskingError
from relay.model.change import ChangeKind
from relay.model.identity import Identity, Role
from tests.support.letters import (
    FRAME,
    GRETA,
    RELAY_DOMAIN,
    TIM,
    TO_STUDENT,
    both_forms,
    leaks,
    masked,
    new_text,
    parsed,
    part_text,
    raw_mail,
    with_attachment,
)

_TELLING = """\
Received: from greta-laptop.mentors.example ([203.0.113.77]) by mx.mentors.example; Mon, 23 Nov 2026
Return-Path: <greta.oldfield@mentors.example>
Delivered-To: tim.kowalczyk@school.example
Reply-To: Greta Oldfield <greta.oldfield@mentors.example>, other@mentors.example
Sender: greta.oldfield@mentors.example
Cc: tim.kowalczyk@school.example
Bcc: boss@mentors.example
Resent-From: greta.oldfield@mentors.example
X-Originating-IP: [203.0.113.77]
X-Sender: greta.oldfield@mentors.example
Disposition-Notification-To: greta.oldfield@mentors.example
Return-Receipt-To: greta.oldfield@mentors.example
Thread-Topic: Oldfield
Thread-Index: AdgAbc
DKIM-Signature: v=1; d=mentors.example; s=a; b=abc
Authentication-Results: mx; spf=pass smtp.mailfrom=greta.oldfield@mentors.example
Autocrypt: addr=greta.oldfield@mentors.example; keydata=abc
List-Unsubscribe: <https://mentors.example/u/1>
Organization: Oldfield and Sons
In-Reply-To: <unknown@school.example>
References: <unknown@school.example><other@mentors.example>
Comments: hello from Oldfield
"""
_ALLOWED = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
]  # fmt: skip


def test_no_incoming_header_is_passed_on() -> None:  # A10, A12 to A26, A66
    result = masked(raw_mail("hello", headers=_TELLING))
    assert set(parsed(result.data).keys()) <= set(_ALLOWED)
    assert not leaks(result.data, "oldfield", "mentors.example", "203.0.113.77", "kowalczyk", "unknown@")


def test_the_new_headers_are_ours() -> None:
    frame = replace(
        FRAME,
        in_reply_to="<tims-own@school.example>",
        references=("<first@school.example>", "<dl_2@mail.relay.example>"),
        date=datetime(2026, 11, 23, 5, 2, tzinfo=timezone(timedelta(hours=-5))),
    )
    message = parsed(masked(raw_mail("hello"), frame=frame).data)
    assert message["From"] == f"Greta <{GRETA.masked_address}>"
    assert message["To"] == TIM.addresses[0]  # A10
    assert message["Message-ID"] == FRAME.message_id  # A20
    assert message["In-Reply-To"] == "<tims-own@school.example>"
    assert message["References"] == "<first@school.example> <dl_2@mail.relay.example>"
    assert message["Date"] == "Mon, 23 Nov 2026 10:02:00 +0000"
    assert message["Cc"] is message["Reply-To"] is message["Sender"] is None  # A13, A14


def test_to_is_the_primary_address_as_it_was_registered() -> None:
    tim = replace(TIM, addresses=("Tim.K@School.Example", "second@school.example"))
    assert parsed(masked(raw_mail("x"), reader=tim).data)["To"] == "Tim.K@School.Example"


def test_the_readers_own_address_and_ids_may_hold_a_surname_that_both_share() -> None:
    tim = replace(TIM, family_name="Oldfield", addresses=("tim.oldfield@home.example",))
    data = masked(raw_mail("Hi Tim"), reader=tim, frame=replace(FRAME, in_reply_to="<1@oldfield.example>")).data
    assert parsed(data)["To"] == "tim.oldfield@home.example"
    assert parsed(data)["In-Reply-To"] == "<1@oldfield.example>"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Greta", "Greta"),
        ("Mary-Ann O'Neil", "Mary-Ann O'Neil"),
        ("J. R.", "J. R"),
        ("D. Lucía", "D. Lucía"),
        ("Лев", "Лев"),
        ("小明", "小明"),
        ("नमन", "नमन"),
        ('A" <evil@x.example>, "B', "A evilx.example B"),
        ("=?utf-8?q?x?=", "utf-qx"),
        ("Greta\r\nBcc: x@evil.example", "Greta Bcc xevil.example"),
        ("A" * 80, "A" * 40),
        ("12345", ""),
    ],
)
def test_from_shows_a_harmless_name_and_one_address(given: str, shown: str) -> None:  # B41, C14
    writer = Identity(Role.MENTOR, given, "", GRETA.addresses, GRETA.masked_address)
    message = parsed(masked(raw_mail("x"), writer=writer).data)
    (mailbox,) = message["From"].addresses
    assert (mailbox.display_name, mailbox.addr_spec) == (shown, GRETA.masked_address)


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?Q?hi=0D=0AReply-To:_x=40y.example?=",  # C16
        "=?UTF-8?Q?=0A?=Bcc: x@y.example",  # C19
        "one\x0bTo: a@b.example\x1cBcc: c@d.example",  # C17
        "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=0A=3F=3D?=",
        "\u2028Bcc: x\u0085Cc: y",
    ],
)
def test_a_subject_cannot_bring_in_headers(subject: str) -> None:
    data = masked(raw_mail("x", subject=subject)).data
    assert set(parsed(data).keys()) <= set(_ALLOWED)
    assert not re.search(rb"(?im)^(?:bcc|cc|reply-to):", data)
    assert len(re.findall(rb"(?m)^(?:From|To|Subject):", data)) == 3


@pytest.mark.parametrize(
    "subject",
    [
        "Re: The bridge book",
        "Grüße aus Lucías Stadt " * 4,
        "x" * 300,
        "a word " * 40,
        "日本語の件名" * 20,
        "🚀",
        "two  spaces",
        "100% =3D =? ?=",
    ],
)
def test_subjects_arrive_as_they_were(subject: str) -> None:
    data = masked(raw_mail("x", subject=subject)).data
    assert " ".join(str(parsed(data)["Subject"]).split(" ")) == subject.strip()


def test_a_mail_without_subject_gets_none() -> None:
    raw = b"From: a@b.example\r\nTo: c@d.example\r\n\r\nhello"
    assert parsed(masked(raw).data)["Subject"] is None


def test_identities_in_the_subject_are_masked() -> None:
    data = masked(raw_mail("x", subject="=?utf-8?q?from_Greta_Oldfield_greta=2Eoldfield=40mentors=2Eexample?=")).data
    assert parsed(data)["Subject"] == f"from Greta {GRETA.masked_address}"


def test_long_ids_are_written_whole_on_one_line() -> None:  # C13, B36
    token = f"<{'a' * 120}@school.example>"
    data = masked(raw_mail("x"), frame=replace(FRAME, in_reply_to=token, references=(token, token[:-1] + "b>"))).data
    assert token.encode() in data
    assert b"=?" not in data.partition(b"\r\n\r\n")[0]


def test_ids_that_are_none_are_left_out() -> None:
    frame = replace(FRAME, in_reply_to="<a b@x>", references=("<x\r\nBcc: y>", "plain", "<ok@school.example>"))
    message = parsed(masked(raw_mail("x"), frame=frame).data)
    assert message["In-Reply-To"] is None
    assert message["References"] == "<ok@school.example>"


def test_a_very_long_thread_keeps_its_beginning_and_its_end() -> None:
    ids = tuple(f"<{i}@school.example>" for i in range(500))
    message = parsed(masked(raw_mail("x"), frame=replace(FRAME, references=ids)).data)
    kept = str(message["References"]).split()
    assert (kept[0], kept[-1], len(kept)) == (ids[0], ids[-1], 20)


@pytest.mark.parametrize(
    "body",
    [
        "x" * 5000,
        "größe " * 2000,
        "日本語" * 4000,
        "line\rwith bare\nends\r\n",
        "From here\n.\n..\nend",
        "tab\t\nspace \n",
        "a\x00b\x0cc\x1bd",
        "",
    ],
)
def test_the_bytes_are_seven_bit_crlf_and_short_lines(body: str) -> None:  # B24, B26, B28
    data = masked(raw_mail(body)).data
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert b"\0" not in data
    assert max(len(line) for line in data.split(b"\r\n")) <= 78
    assert not re.search(rb"(?m)^\.", data.partition(b"\r\n\r\n")[2])


def test_plain_text_of_ascii_goes_as_it_is() -> None:
    message = parsed(masked(raw_mail("Hi Tim"), footer="").data)
    assert message["Content-Transfer-Encoding"] == "7bit"
    assert message.get_content() == "Hi Tim\r\n"


def test_the_same_mail_is_the_same_bytes() -> None:
    raw = both_forms("Hi", "<p>Hi</p>")
    assert masked(raw).data == masked(raw).data


def test_both_forms_are_rebuilt_side_by_side() -> None:
    result = masked(both_forms("Hi *Tim*", '<p style="x">Hi <b onclick=x>Tim</b><!-- Oldfield --></p>'))
    message = parsed(result.data)
    assert message.get_content_type() == "multipart/alternative"
    assert new_text(result.data) == "Hi *Tim*"
    assert "<p>Hi <b>Tim</b></p>" in part_text(result.data, "html")


def test_html_alone_arrives_as_text_and_html() -> None:  # E4
    result = masked(raw_mail("<div>Hi <b>Tim</b></div>", content_type="text/html"))
    assert new_text(result.data) == "Hi Tim"
    assert "<div>Hi <b>Tim</b></div>" in part_text(result.data, "html")


@pytest.mark.parametrize("body", ["", "   ", "\n\n"])
def test_an_empty_mail_arrives_with_the_footer_alone(body: str) -> None:  # B37
    assert part_text(masked(raw_mail(body)).data).endswith(f"-- \n{TO_STUDENT}\n")


@pytest.mark.parametrize(
    "page",
    [
        "<p>Greta <b>Old</b>field</p>",
        "<p>greta.oldfield<span>@</span>mentors<wbr>.example</p>",
        "<p>greta.oldfield&#64;mentors&period;example</p>",
        '<p><a href="mailto:greta.oldfield@mentors.example">mail</a></p>',
        '<p><a href="https://x.example/?u=greta%2Eoldfield%40mentors.example">x</a></p>',
        '<p title="Greta Oldfield" data-x="oldfield">x</p>',
        '<meta name=Author content="Greta Oldfield"><o:Author>Oldfield</o:Author><p>x</p>',
        "<!--[if mso]><p>Oldfield</p><![endif]--><p>x</p>",
        '<img src="https://t.example/p.gif?u=oldfield" alt="Greta Oldfield"><p>x</p>',
        '<p style="background:url(https://t.example/oldfield)">x</p>',
        '<div style="display:none">greta.oldfield@mentors.example</div>',
        "<table><tr><td>Oldfield,</td><td>Greta</td></tr></table>",
        '<a href="file:///C:/Users/greta.oldfield/x">x</a>',
        "<blockquote>On Mon, Tim Kowalczyk &lt;tim.kowalczyk@school.example&gt; wrote:</blockquote>",
    ],
)
def test_html_holds_no_identity_in_any_place(page: str) -> None:  # A1, A6, A48 to A51
    result = masked(raw_mail(page, content_type="text/html"))
    assert not leaks(result.data, "oldfield", "kowalczyk", "mentors.example", "t.example")
    assert part_text(result.data, "html")
    assert ChangeKind.HTML_DROPPED not in {change.kind for change in result.changes}


def test_links_keep_their_targets_and_mail_links_lead_to_the_mask() -> None:
    page = (
        '<a href="https://library.example/x?a=1&amp;b=2">x</a> '
        '<a href="mailto:Greta.Oldfield@mentors.example?subject=y">m</a>'
    )
    html = part_text(masked(raw_mail(page, content_type="text/html")).data, "html")
    assert '<a href="https://library.example/x?a=1&amp;b=2">x</a>' in html
    assert f'<a href="mailto:{GRETA.masked_address}">m</a>' in html


def test_quotes_of_both_sides_hold_no_real_address() -> None:  # A1, A2
    text = (
        "Sure!\n\nFrom: Tim Kowalczyk [mailto:tim.kowalczyk@school.example]\nTo: Greta Oldfield\n\n"
        f"> On Monday, Greta Oldfield <greta.oldfield@mentors.example> wrote:\n>> To: Tim <{TIM.masked_address}>\n"
    )
    result = masked(raw_mail(text))
    assert not leaks(result.data, "oldfield", "kowalczyk", "school.example", "mentors.example", TIM.masked_address)
    assert f"> On Monday, Greta <{GRETA.masked_address}> wrote:\n>> To: Tim" in new_text(result.data)


def test_the_footer_stands_once_and_not_in_quotes() -> None:  # A57
    first = masked(raw_mail("hello"))
    seen = part_text(first.data)
    quoted = "thanks\n\nOn Mon, Greta wrote:\n" + "".join(f"> {line}\n" for line in seen.split("\n"))
    frame = replace(FRAME, earlier_footers=(TO_STUDENT,))
    reply = raw_mail(quoted, sender=TIM, to=GRETA.masked_address)
    second = masked(reply, writer=TIM, reader=GRETA, frame=frame, footer="To the mentor, once only please.")
    text = part_text(second.data)
    assert text.count("Program staff can read") == 0
    assert text.count("To the mentor, once only please.") == 1
    assert "> hello" in text
    assert ChangeKind.FOOTER in {change.kind for change in second.changes}


def test_a_footer_is_found_where_outlook_writes_each_address_twice() -> None:
    address = "concern@mail.relay.example"
    words = TO_STUDENT.replace(f"{address}.", f"{address}<mailto:{address}>.")
    assert words != TO_STUDENT
    quoted = f"thanks\n\nFrom: Greta\nSent: Monday\n\nhello\n\n--\n{words}\n"
    frame = replace(FRAME, earlier_footers=(TO_STUDENT,))
    data = masked(raw_mail(quoted, sender=TIM), writer=TIM, reader=GRETA, frame=frame, footer="Another one here.").data
    assert "Program staff" not in part_text(data)
    assert "hello" in part_text(data)


def test_a_footer_that_was_wrapped_linked_and_quoted_in_html_is_found() -> None:
    link = '<a href="mailto:concern@mail.relay.example">concern@mail.relay.example</a>.'
    words = TO_STUDENT.replace("concern@mail.relay.example.", link)
    page = f"<p>thanks</p><blockquote>hello<br>-- <br>{words.replace('Program', '<br>Program')}</blockquote>"
    frame = replace(FRAME, earlier_footers=(TO_STUDENT,))
    data = masked(raw_mail(page, content_type="text/html"), frame=frame, footer="Another footer for this one.").data
    assert "Program staff" not in part_text(data)
    assert "Program staff" not in part_text(data, "html")


@pytest.mark.parametrize(
    "footer",
    [
        "<p>-- </p><p>{words}</p>",  # Outlook
        "<p>&nbsp;</p><div><p>-- <o:p></o:p></p><p>&nbsp;</p><p><span>{words}</span></p></div>",
        "<div>-- <br>{words}</div>",
        "<br>-- <br>{words}",
        "<blockquote><p>{words}</p></blockquote>",
    ],
)
def test_nothing_of_a_footer_is_left_in_html(footer: str) -> None:
    link = '<a href="mailto:concern@mail.relay.example">concern@mail.relay.example</a>.'
    words = TO_STUDENT.replace("concern@mail.relay.example.", link)
    page = f'<div><a href="https://dogs.example">dogs.example</a>{footer.format(words=words)}</div><p>below</p>'
    frame = replace(FRAME, earlier_footers=(TO_STUDENT,))
    html = part_text(masked(raw_mail(page, content_type="text/html"), frame=frame, footer="").data, "html")
    body = html.partition("<body>\n")[2].partition("</body>")[0].replace("\n", "")
    assert body == '<div><a href="https://dogs.example">dogs.example</a></div><p>below</p>'


def test_the_footer_stands_in_the_html_too() -> None:
    html = part_text(masked(both_forms("Hi", "<p>Hi</p>")).data, "html")
    assert html.count("Program staff can read") == 1


def test_no_link_or_token_is_in_what_we_add() -> None:  # A57, A58
    data = masked(raw_mail("hello")).data
    assert b"http" not in data
    assert b"List-" not in data


def test_a_text_attachment_goes_along_masked() -> None:
    part = (
        'Content-Type: text/csv; charset=utf-8\nContent-Disposition: attachment; filename="list.csv"\n\n'
        "name,mail\nGreta Oldfield,greta.oldfield@mentors.example\n"
    )
    result = masked(with_attachment("see list", part))
    (attachment,) = parsed(result.data).iter_attachments()
    assert attachment.get_filename() == "list.csv"
    assert attachment.get_content_type() == "text/csv"
    assert attachment.get_content() == f"name,mail\r\nGreta,{GRETA.masked_address}\r\n"


@pytest.mark.parametrize(
    ("content_type", "content", "called"),
    [
        ("text/html", "<html><p>secret oldfield</p></html>", "a web page"),
        ("text/vcard", "BEGIN:VCARD\nFN:secret oldfield\nEND:VCARD", "a contact card"),
        ("application/pgp-keys", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nsecret oldfield", "a key, a certificate or"),
        ("application/rtf", "{\\rtf1 secret oldfield}", "an RTF document"),
        ("application/zip", "PK\x03\x04 secret oldfield", "an archive"),
        ("application/x-own", "\0\x01\x02 secret oldfield", "a file of another kind"),
        ("application/pdf", "secret oldfield", "a file (its name, its type and its content do not agree)"),
        ("image/png", "secret oldfield", "a file (its name, its type and its content do not agree)"),
    ],
)
def test_other_attachments_are_left_out_with_a_note(content_type: str, content: str, called: str) -> None:
    part = f'Content-Type: {content_type}\nContent-Disposition: attachment; filename="Greta Oldfield.x"\n\n{content}'
    result = masked(with_attachment("see file", part), release=True)
    assert not list(parsed(result.data).iter_attachments())
    assert new_text(result.data).startswith(f"see file\n\n[An attachment was left out: {called}")
    assert not leaks(result.data, "oldfield", "secret")


def test_the_note_names_a_harmless_file() -> None:  # E18
    part = 'Content-Type: application/zip\nContent-Disposition: attachment; filename="bridge.zip"\n\nPK\x03\x04'
    assert "[An attachment was left out: bridge.zip, an archive]" in part_text(masked(with_attachment("x", part)).data)


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail("x", headers="no colon here\n"),
        raw_mail(b"caf\xe9 \x81", content_type="text/plain; charset=utf-8"),
        both_forms("Hi Tim", "<p>Hi Tim, our secret</p>"),
        raw_mail("x", content_type="multipart/mixed"),
    ],
)
def test_what_is_not_understood_is_held_unless_a_person_releases_it(raw: bytes) -> None:
    with pytest.raises(MaskingError):
        masked(raw)
    assert masked(raw, release=True).data


def test_forms_that_differ_are_both_sent_as_text_after_release() -> None:
    result = masked(both_forms("Hi Tim", "<p>Hi Tim, another text</p>"), release=True)
    assert parsed(result.data).get_content_type() == "text/plain"
    assert new_text(result.data) == "Hi Tim\n\nHi Tim, another text"
    assert ChangeKind.BOTH_TEXTS in {change.kind for change in result.changes}


def test_automatic_mail_that_is_released_says_that_it_is() -> None:
    raw = raw_mail("I am away", headers="Auto-Submitted: auto-replied\n")
    assert parsed(masked(raw, release=True).data)["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (replace(GRETA, masked_address=""), TIM),
        (replace(GRETA, masked_address="no address"), TIM),
        (GRETA, replace(TIM, addresses=())),
        (GRETA, replace(TIM, addresses=("a@b.example, c@d.example",))),
    ],
)
def test_people_without_a_usable_address_are_a_masking_error(writer: Identity, reader: Identity) -> None:
    with pytest.raises(MaskingError):
        masked(raw_mail("x"), writer=writer, reader=reader)


def test_whatever_breaks_is_a_masking_error_without_text() -> None:
    broken = replace(FRAME, date=None)  # type: ignore[arg-type]
    with pytest.raises(MaskingError) as caught:
        masked(raw_mail("secret words"), frame=broken)
    assert "secret" not in str(caught.value)


def test_the_changes_name_places_and_never_the_identity() -> None:
    result = masked(raw_mail("Greta Oldfield greta.oldfield@mentors.example", subject="Oldfield"))
    assert {(change.kind, change.part) for change in result.changes} == {
        (ChangeKind.NAME, "body"), (ChangeKind.ADDRESS, "body"), (ChangeKind.NAME, "subject"),
    }  # fmt: skip
    assert "oldfield" not in repr(result.changes).lower()


def test_only_the_relays_domain_stands_in_what_we_write() -> None:
    head = masked(raw_mail("x")).data.partition(b"\r\n\r\n")[0].decode()
    domains = set(re.findall(r"@([\w.-]+)", head))
    assert domains == {RELAY_DOMAIN, "school.example"}
