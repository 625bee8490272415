"""What a reader sees of ordinary and of odd mail: sent to the real executable, read as the smarthost took it."""

import base64
import json
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import Any

import pytest

from tests.support.outside import Arrived, Outside
from tests.support.relay_process import RelayProcess

pytestmark = pytest.mark.e2e

GRETA, TIM = "greta.oldfield@mentors.example", "tim.kowalczyk@school.example"
GRETAS_OTHER = "greta@home.example"
PATIENCE_SECONDS = 60.0
_DECIDED = frozenset({"held", "kept", "delivered", "failed"})
_NUMBERS = count(1)


@dataclass
class Post:
    """The relay between Greta and Tim, the outside world, and Ruth, who reads what is held."""

    relay: RelayProcess
    outside: Outside
    to_tim: str
    to_greta: str
    ruth: str

    def send(
        self, body: str | bytes, *, by: str = GRETA, envelope: str | None = None, **headers: str
    ) -> tuple[str, str]:
        """Send a mail with exactly this body; return the message's id and the subject."""
        number = next(_NUMBERS)
        to = self.to_tim if by in {GRETA, GRETAS_OTHER} else self.to_greta
        fields = {
            "From": by,
            "To": to,
            "Subject": f"Number {number}",
            "Date": "Thu, 26 Nov 2026 12:00:00 +0000",
            "Message-ID": f"<{number}.{time.time_ns()}@{by.partition('@')[2]}>",
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        content = body.encode() if isinstance(body, str) else body
        raw = head.encode() + b"\r\n" + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        code, text = self.relay.send(by if envelope is None else envelope, to, raw, author=by)
        assert code == 250, text
        return text.rpartition(" ")[2], fields["Subject"]

    def settled(self, message_id: str) -> dict[str, Any]:
        """Return a message once it was decided on, and delivered if that was the decision."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            shown: dict[str, Any] = self.relay.api("GET", f"/messages/{message_id}", self.ruth).body
            if shown["state"] in _DECIDED:
                return shown
            assert time.monotonic() < deadline, shown["state"]

    def release(self, message_id: str) -> None:
        """Let a held or kept message through."""
        answer = self.relay.api("POST", f"/messages/{message_id}/release", self.ruth, {"note": "looked at"})
        assert answer.status == 200, answer.body

    def read(self, subject: str, by: str = GRETA) -> Arrived:
        """Return the mail as its reader got it."""
        reader = TIM if by in {GRETA, GRETAS_OTHER} else GRETA
        return self.outside.wait(lambda mail: mail.recipient == reader and mail.mail["Subject"] == subject)

    def relayed(self, body: str | bytes, *, by: str = GRETA, **headers: str) -> Arrived:
        """Send a mail, release it if it is held, and return what its reader got."""
        message_id, subject = self.send(body, by=by, **headers)
        if self.settled(message_id)["state"] == "held":
            self.release(message_id)
        return self.read(subject, by)


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    directory = tmp_path_factory.mktemp("relay")
    with Outside() as outside:
        relay = RelayProcess(
            directory, outside.port, environment={"MENTOR_RELAY__ALERTS__ON_CALL": json.dumps(["ada@program.example"])}
        )
        (pair,) = relay.people(("spring", GRETA, "Greta", "Oldfield", TIM, "Tim", "Kowalczyk", "2010"))
        relay.command("participant", "set", pair["mentor"]["id"], "--add-address", GRETAS_OTHER)
        ruth = relay.staff("ruth@program.example", "monitor", "spring")
        try:
            relay.start()
            yield Post(relay, outside, pair["student"]["masked_address"], pair["mentor"]["masked_address"], ruth)
        finally:
            relay.kill()


def new_text(arrived: Arrived) -> str:
    """Return the plain text without our footer."""
    text, _, footer = f"\n\n{arrived.text}".replace("\r\n", "\n").rpartition("\n\n-- \n")
    assert footer.startswith("This mail came through Bridges."), arrived.text
    return text.removeprefix("\n\n")


@dataclass
class Page(HTMLParser):
    """What a page shows: pieces of text, each with the depth of quotes around it."""

    depth: int = 0
    shown: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.depth += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.shown.append((self.depth, text))


def page(source: str) -> list[tuple[int, str]]:
    """Read what HTML shows, without our footer."""
    reader = Page()
    reader.feed(source)
    footer = next((n for n, (_, text) in enumerate(reader.shown) if text.startswith("--")), len(reader.shown))
    return reader.shown[:footer]


def html_of(arrived: Arrived) -> str:
    part = arrived.mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


URL = "https://en.wikipedia.org/wiki/Otter?" + "&".join(f"section{n}=holts_and_dams_{n}" for n in range(25))
TEXTS = {
    "answer on top": "Good idea, let us do that.\n\nOn Monday Tim wrote:\n> I read about otters.\n> Shall we build?\n",
    "answer below": "On Monday Tim wrote:\n> I read about otters.\n>> And about beavers?\n> Yes, too.\n\nThen a dam.\n",
    "answers in between": "> Which book?\nRivers.\n\n> When?\n>\n> On paper?\nYes.\n\n>>> deep\n>> less\n> least\n",
    "right to left": "שלום, קראתי על הלוטרה והנהר.\nמה שלומך?\n\nمرحبا، قرأت عن ثعالب الماء.\n",
    "emoji": "Well done 👏🏽 \U0001f469\u200d\U0001f52c, a family 👨\u200d👩\u200d👧\u200d👦 of otters 🦦! ❤\ufe0f\n",
    "CJK": "我读了关于水獭的书。\nカワウソについて読みました。\n수달에 대해 읽었어요.\n",
    "combining letters": "Caf\u00e9 and cafe\u0301, n\u0303andu\u0301, Ǻ and A\u030a\u0301.\n",
    "a long address": f"The article is here:\n{URL}\nIt has pictures.\n",
    "layout": "A table:\n\n    river     length\n    Otter         32\n\ttabs\tstay\n\n\n  * one\n   - two\n",
    "From at the start of a line": "From here it is easy.\n>From there, too.\n.dots\n..\n",
    "one very long line": "the river winds on and " * 200 + "ends.\n",
    "code": '```\nif (a < b && b > c) { print("=_x"); }\n```\n=41=42 =?utf-8?q?x?= %41 &amp; &#64;\n',
}


@pytest.mark.parametrize("name", TEXTS)
def test_plain_text_arrives_as_it_was_written(post: Post, name: str) -> None:
    arrived = post.relayed(TEXTS[name])
    assert new_text(arrived) == TEXTS[name].rstrip("\n")
    assert arrived.mail.get_content_type() == "text/plain"


PAGES = {
    "answer on top": (
        "<div>Good idea.</div><div>On Monday Tim wrote:<br></div>"
        "<blockquote type=cite>I read<blockquote>Did you?</blockquote>Yes.</blockquote>"
    ),
    "answers in between": (
        "<blockquote>Which book?</blockquote><p>Rivers.</p>"
        "<blockquote>And when?<br><br>On paper?</blockquote><p>Yes.</p>"
    ),
    "right to left": '<div dir="rtl">שלום, <b>קראתי</b> על הלוטרה</div><p>and otters</p>',
    "emoji and CJK": "<p>👨\u200d👩\u200d👧\u200d👦 水獭 カワウソ 수달</p>",
    "lists, tables, emphasis": (
        "<ul><li>one<ul><li>two</li></ul></li></ul><table><tr><td>river</td><td>32</td></tr></table>"
        "<p><i>so</i> <b>much</b> <u>fun</u></p><pre>  kept\n    as it is</pre>"
    ),
    "a long address": f'<p>See <a href="{URL.replace("&", "&amp;")}">{URL.replace("&", "&amp;")}</a></p>',
    "entities": "<p>a &lt; b &amp;&amp; c &gt; d &nbsp; &quot;x&quot; &copy; &#8364;</p>",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("alone", [False, True], ids=["beside plain text", "alone"])
def test_html_shows_what_it_showed(post: Post, name: str, alone: bool) -> None:  # noqa: FBT001
    source = f"<html><head><style>p {{ color: red }}</style></head><body>{PAGES[name]}</body></html>"
    if alone:
        arrived = post.relayed(source, Content_Type="text/html; charset=utf-8")
    else:
        plain = post.relayed(source, Content_Type="text/html; charset=utf-8")
        both = (
            f"--b\nContent-Type: text/plain; charset=utf-8\n\n{new_text(plain)}\n--b\n"
            f"Content-Type: text/html; charset=utf-8\n\n{source}\n--b--\n"
        )
        arrived = post.relayed(both, Content_Type='multipart/alternative; boundary="b"')
    assert page(html_of(arrived)) == page(PAGES[name])
    assert new_text(arrived), "there is a plain text beside it"


FLOWED = (
    "This paragraph goes on \nand on over three \nlines.\n\n"
    "> A quote that \n> goes on, too.\n>> Deeper.\n\n From here.\n-- \nGreta\n"
)


def test_flowed_text_is_one_line_a_paragraph_and_quotes_keep_their_depth(post: Post) -> None:  # A69, RFC 3676
    arrived = post.relayed(FLOWED, Content_Type="text/plain; charset=utf-8; format=flowed")
    lines = new_text(arrived).split("\n")
    assert lines == [
        "This paragraph goes on and on over three lines.",
        "",
        "> A quote that goes on, too.",
        ">> Deeper.",
        "",
        "From here.",
        "-- ",
        "Greta",
    ]
    assert "format" not in arrived.mail["Content-Type"].params


@pytest.mark.parametrize(
    ("charset", "text"), [("iso-8859-1", "Grüße, señor"), ("koi8-r", "выдра"), ("shift_jis", "川")]
)
def test_old_charsets_are_read_and_become_utf8(post: Post, charset: str, text: str) -> None:  # A7, B29
    encoded = base64.encodebytes(text.encode(charset))
    arrived = post.relayed(encoded, Content_Type=f"text/plain; charset={charset}", Content_Transfer_Encoding="base64")
    assert new_text(arrived) == text


@pytest.mark.parametrize("body", ["", "\n", " \n\n"])
def test_an_empty_mail_arrives_empty(post: Post, body: str) -> None:  # B37
    arrived = post.relayed(body)
    assert not new_text(arrived).strip()
    assert [part.get_content_type() for part in arrived.mail.walk()] == ["text/plain"]


NOTES = (
    'Content-Type: text/plain; charset=utf-8; name="notes.txt"\n'
    'Content-Disposition: attachment; filename="notes.txt"\n\nDay one: one otter.\n'
)
MIXED = 'multipart/mixed; boundary="b"'


def test_a_mail_of_an_attachment_alone_brings_it(post: Post) -> None:  # B37
    arrived = post.relayed(f"--b\n{NOTES}\n--b--\n", Content_Type=MIXED)
    (attachment,) = arrived.mail.iter_attachments()
    assert attachment.get_filename() == "notes.txt"
    assert attachment.get_content().strip() == "Day one: one otter."
    assert new_text(arrived) == ""


def test_a_text_with_an_attachment_brings_both(post: Post) -> None:
    arrived = post.relayed(f"--b\n\nHere are my notes.\n--b\n{NOTES}\n--b--\n", Content_Type=MIXED)
    assert new_text(arrived) == "Here are my notes."
    assert [part.get_filename() for part in arrived.mail.iter_attachments()] == ["notes.txt"]


GMAIL_REACTION = (
    "--b\nContent-Type: text/plain; charset=utf-8\n\n👍\n\nTim Kowalczyk reacted via Gmail\n--b\n"
    'Content-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n{"emoji":"👍","version":1}\n--b\n'
    "Content-Type: text/html; charset=utf-8\n\n<p>👍</p><p>Tim Kowalczyk reacted via "
    '<a href="https://www.google.com/gmail/about/?utm_source=gmail-in-product">Gmail</a></p>\n--b--\n'
)


def test_a_reaction_arrives_as_the_few_words_that_it_is(post: Post) -> None:  # A53
    first_id, first = post.send("Shall we read the book about rivers?\n")
    assert post.settled(first_id)["state"] == "delivered"
    given = post.read(first).mail["Message-ID"]
    arrived = post.relayed(
        GMAIL_REACTION,
        by=TIM,
        Subject=f"Re: {first}",
        Content_Type='multipart/alternative; boundary="b"',
        In_Reply_To=given,
        References=given,
    )
    assert new_text(arrived) == "👍\n\nTim reacted via Gmail"
    assert b"Kowalczyk" not in arrived.data
    assert b"email-reaction" not in arrived.data
    assert arrived.mail["In-Reply-To"] == arrived.mail["References"]


def test_a_reaction_from_outlook_is_mail_like_any_other(post: Post) -> None:  # A53
    text = "Tim Kowalczyk reacted to your message:\n________________________________\nShall we read it?\n"
    arrived = post.relayed(text, by=TIM)
    assert new_text(arrived) == text.replace(" Kowalczyk", "").rstrip("\n")


CALENDAR_REPLY = (
    "--b\nContent-Type: text/plain; charset=utf-8\n\nTim Kowalczyk has accepted this invitation.\n--b\n"
    "Content-Type: text/calendar; charset=utf-8; method=REPLY\n\nBEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\n"
    f"BEGIN:VEVENT\nUID:1@x.example\nATTENDEE;CN=Tim Kowalczyk;PARTSTAT=ACCEPTED:mailto:{TIM}\n"
    "DTSTART:20261201T100000Z\nEND:VEVENT\nEND:VCALENDAR\n--b--\n"
)
READ_RECEIPT = (
    "--b\nContent-Type: text/plain; charset=utf-8\n\nYour message was read.\n--b\n"
    "Content-Type: message/disposition-notification\n\n"
    f"Final-Recipient: rfc822;{TIM}\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
)
DELIVERY_REPORT = (
    "--b\nContent-Type: text/plain; charset=utf-8\n\nYour message could not be delivered.\n--b\n"
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; school.example\n\n"
    f"Final-Recipient: rfc822;{TIM}\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
)
REPORT = 'multipart/report; report-type={}; boundary="b"'
AUTOMATIC: dict[str, tuple[str, dict[str, str]]] = {
    "out of office": ("Away until Monday, back then.\n", {"Auto_Submitted": "auto-replied"}),
    "calendar answer": (CALENDAR_REPLY, {"Content_Type": 'multipart/alternative; boundary="b"'}),
    "read receipt": (READ_RECEIPT, {"Content_Type": REPORT.format("disposition-notification")}),
    "delivery report": (DELIVERY_REPORT, {"Content_Type": REPORT.format("delivery-status"), "envelope": ""}),
    "null sender": ("Something automatic.\n", {"envelope": ""}),
    "bulk": ("News of the week.\n", {"Precedence": "bulk"}),
}


@pytest.mark.parametrize("kind", AUTOMATIC)
def test_automatic_mail_is_kept_and_reaches_nobody(post: Post, kind: str) -> None:  # A17, A31, A35, A36
    body, more = AUTOMATIC[kind]
    message_id, subject = post.send(body, by=TIM, **more)
    assert post.settled(message_id)["state"] == "kept"
    before = len([mail for mail in post.outside.arrived if TIM in (mail.sender, mail.recipient)])
    # What is sent after it has arrived, and still nothing of it went out, nor an answer to it.
    post.relayed("A mail after it.\n", by=TIM)
    assert all(mail.mail["Subject"] != subject for mail in post.outside.arrived)
    assert len([mail for mail in post.outside.arrived if TIM in (mail.sender, mail.recipient)]) == before


def test_kept_mail_that_a_person_lets_through_says_that_it_is_automatic(post: Post) -> None:  # A17, A36
    message_id, subject = post.send(READ_RECEIPT, by=TIM, Content_Type=REPORT.format("disposition-notification"))
    assert post.settled(message_id)["state"] == "kept"
    post.release(message_id)
    arrived = post.read(subject, TIM)
    assert new_text(arrived).startswith("Your message was read.")
    assert arrived.mail["Auto-Submitted"] == "auto-replied"
    assert TIM.encode() not in arrived.data.replace(b"To: " + TIM.encode(), b"")


def _png(grey: int, note: str) -> str:
    """Return a small picture of one grey, with a note that is no pixel, in base64."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([grey]) * 32) * 32
    head = struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0)
    pieces = (chunk(b"IHDR", head), chunk(b"tEXt", b"Comment\0" + note.encode()), chunk(b"IDAT", zlib.compress(rows)))
    return base64.encodebytes(b"\x89PNG\r\n\x1a\n" + b"".join(pieces) + chunk(b"IEND", b"")).decode()


def _signed(grey: int, note: str) -> str:
    """Return a mail with a logo under it."""
    return (
        "--b\nContent-Type: text/html; charset=utf-8\n\n<p>Otters again.</p><img src=cid:logo@x.example alt=logo>\n"
        '--b\nContent-Type: image/png; name="logo.png"\nContent-ID: <logo@x.example>\n'
        'Content-Disposition: inline; filename="logo.png"\nContent-Transfer-Encoding: base64\n\n'
        f"{_png(grey, note)}--b--\n"
    )


def test_a_logo_under_every_mail_is_looked_at_once(post: Post) -> None:  # LABELS attachment.image, A46
    related = 'multipart/related; boundary="b"'
    first_id, first = post.send(_signed(120, "made on my phone"), Content_Type=related)
    assert post.settled(first_id)["state"] == "held"
    post.release(first_id)
    arrived = post.read(first)
    (picture,) = [part for part in arrived.mail.walk() if part.get_content_type() == "image/png"]
    assert b"made on my phone" not in picture.get_content()
    assert post.settled(first_id)["state"] == "delivered"
    second_id, second = post.send(_signed(120, "made elsewhere"), Content_Type=related)
    assert post.settled(second_id)["state"] == "delivered", "the same pixels, whatever stands beside them"
    assert any(part.get_content_type() == "image/png" for part in post.read(second).mail.walk())
    other_id, _ = post.send(_signed(121, "made on my phone"), Content_Type=related)
    assert post.settled(other_id)["state"] == "held"


OUTSIDER = "friend@elsewhere.example"


@pytest.mark.parametrize(
    "fields",
    [
        {"Cc": OUTSIDER},
        {"Cc": f"Friends: {OUTSIDER};"},
        {"Cc": f"=?utf-8?q?A_friend?= <{OUTSIDER}>"},
        {"Cc": TIM},
        {"To": f"{OUTSIDER}, {{mask}}"},
    ],
    ids=["Cc", "group", "encoded name", "the reader's own address", "To"],
)
def test_an_outsider_in_to_or_cc_is_told_to_staff_and_writer_and_never_served(
    post: Post, fields: dict[str, str]
) -> None:  # A9, A10
    headers = {name: value.format(mask=post.to_tim) for name, value in fields.items()}
    before = len(post.outside.arrived)
    message_id, subject = post.send("The otters are back.\n", **headers)
    shown = post.settled(message_id)
    assert shown["state"] == "held"
    assert "system.recipients" in shown["categories"]
    assert any("in To or Cc" in finding["explanation"] for finding in shown["findings"])
    earlier = {id(mail) for mail in post.outside.arrived[:before]}
    notice = post.outside.wait(lambda mail: id(mail) not in earlier and "do not name Tim alone" in _words(mail))
    assert notice.recipient == GRETA
    assert "being read" in str(notice.mail["Subject"])
    words = _words(notice)
    assert "write to Tim alone" in words
    assert OUTSIDER not in words
    assert TIM not in words
    post.release(message_id)
    arrived = post.read(subject)
    assert new_text(arrived) == "The otters are back."
    assert arrived.mail["To"] == TIM
    assert arrived.mail["Cc"] is None
    assert OUTSIDER.encode() not in arrived.data
    assert {mail.recipient for mail in post.outside.arrived[before:]} <= {TIM, GRETA}


def _words(mail: Arrived) -> str:
    return " ".join(mail.text.split())


@pytest.mark.parametrize("cc", [GRETA, GRETAS_OTHER, f"Greta <{GRETA.upper()}>", "concern@mail.relaytest.example"])
def test_the_writers_own_addresses_and_the_programs_are_no_outsiders(post: Post, cc: str) -> None:  # A9
    message_id, subject = post.send("The otters have gone.\n", Cc=cc)
    assert post.settled(message_id)["state"] == "delivered"
    arrived = post.read(subject)
    assert GRETAS_OTHER.encode() not in arrived.data


def test_mail_from_an_other_address_of_the_writer_comes_from_the_same_mask(post: Post) -> None:  # A8
    arrived = post.relayed("Written at home.\n", by=GRETAS_OTHER)
    assert post.to_greta in arrived.mail["From"]
    assert GRETAS_OTHER.encode() not in arrived.data
