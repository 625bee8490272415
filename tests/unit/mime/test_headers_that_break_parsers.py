"""Header values over which the standard library stumbles: read, cleaned, and never raised (CASES C2 to C31, B34)."""

import json
import re

import pytest

from relay.mime.author import read_identity
from relay.mime.reading import read_message
from tests.support.letters import masked, parsed, raw_mail, with_attachment

_ID = "<" + "a" * 900 + "@school.example>"


def mail(header: str | bytes) -> bytes:
    data = header.encode() if isinstance(header, str) else header
    return b"From: a@b.example\r\n" + data + b"\r\n\r\nbody"


@pytest.mark.parametrize(
    "header",
    [
        "Message-ID: <[d7c5494df4854a9b93a6c6c6c6====@example.com]>",  # C2
        "Message-ID: <[anu10].1c69fb81.SMTPIN_ADDED_[au5]@[anu13].EURPRD10.example>",  # C3
        'To: "',  # C4
        "To: (c):",  # C5
        "Cc: (x): a@b.example;",  # C5
        "Content-Type: text/plain; name*",  # C6
        "Content-Type: text/plain; name*0*",
        "Content-Type: text/plain; x=1; name*",
        "Content-Disposition: inline; filename*",
        "To: . <a@b.example>",  # C7
        "To: :Foo <foo@a.example> <bar@a.example>",  # C8
        "To: foo <f@b.example>, ",
        "To: =?utf-8?q?a=0A?= <a@b.example>",  # C9
        "Subject: =?utf-7?Q?+2AA-?=",  # C11
        "To: " + "(" * 3000,  # C12
        "Subject: " + "(" * 3000,
        "Date: ",  # C25
        "Date: Mon, 99 Foo 99999 99:99:99 +9999",
        "Date: Mon, 1 Jan 0000 00:00:00 +0000",
        "Date: " + "1" * 3000,
        "In-Reply-To: " + "<" * 3000,
        "References: <a@b.example>\r\n\t<c@d.example>",
        "Content-Transfer-Encoding: ",
        "Content-Type: ",
        "Content-Type: /",
        "Content-Type: text/",
        "Content-Type: =?utf-8?q?text/html?=",  # B43
        "Content-Type: multipart/",
        "Content-Disposition: ; filename=x",
        "MIME-Version: \xff",
        "X: " + "\u00e9" * 100,
    ],
)
def test_a_header_that_breaks_the_standard_library_is_read(header: str) -> None:
    tree = read_message(mail(header))
    identity = read_identity(mail(header))
    assert identity.address == "a@b.example"
    assert tree.fields.message_id == identity.message_id
    assert "body" in str(tree.texts()) or tree.attachments


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: Gr\xc3\xbc\xc3\x9fe =?utf-8?q?=C3=BC?= \xe9",  # C10
        b"Subject: =?utf-7?Q?+2AA-?= =?utf-8?q?=ED=A0=80?=",  # C11
        b"To: =?utf-7?Q?+2AA-?= <a@b.example>",
        b"Content-Type: text/plain; name*=utf-7''+2AA-",
        b"Date: \xff\xfe",
        b"Message-ID: <\xff@x>",
    ],
)
def test_what_is_read_of_a_header_is_clean_text(header: bytes) -> None:  # C11, C31
    tree = read_message(mail(header))
    fields = [tree.subject, tree.fields.date, tree.fields.message_id, *tree.fields.recipients]
    fields += [part.filename for part in tree.parts]
    assert json.dumps(fields).encode()
    "".join(fields).encode("utf-8")


@pytest.mark.parametrize(
    "display",
    [
        "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5leGFtcGxl?= =?utf-8?Q?=00?=",  # Mailsploit
        "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5leGFtcGxl?= =?utf-8?Q?=0A=00?=",
        "=?utf-8?q?potus=40whitehouse.example=3E=0A=00?=",
    ],
)
def test_an_encoded_word_is_never_the_author(display: str) -> None:  # D11
    raw = f"From: {display} <a@b.example>\r\nTo: {display} <c@d.example>\r\nSubject: {display}\r\n\r\nx".encode()
    assert read_identity(raw).address in {None, "a@b.example"}
    assert read_message(raw).fields.recipients == ("c@d.example",)
    assert not {"\0", "\n"} & set(read_message(raw).subject)


def test_two_addresses_behind_a_colon_are_both_found() -> None:  # C8
    found = read_message(mail("To: :Foo <foo@a.example> <bar@a.example>")).fields.recipients
    assert found == ("foo@a.example", "bar@a.example")


def test_ids_that_are_long_folded_or_glued_are_read_whole() -> None:  # B36, C13
    header = f"In-Reply-To: {_ID}\r\nReferences: <a@b.example>{_ID}\r\n <c@d.example>"
    tree = read_message(mail(header))
    assert tree.fields.in_reply_to == (_ID,)
    assert tree.fields.references == ("<a@b.example>", _ID, "<c@d.example>")


def test_the_new_header_is_short_whatever_came_in() -> None:  # B34 to B36, C13, C15, C21
    raw = raw_mail(
        "x", subject="a\n folded\n subject", headers=f"References: {_ID}\nX a: b\nTo: a@b.example, c@d.example\n"
    )
    head = masked(raw, release=True).data.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 78
    assert all(re.match(rb"[A-Z][A-Za-z-]+: |[ \t]", line) for line in head.split(b"\r\n"))
    assert parsed(masked(raw, release=True).data)["Subject"] == "a folded subject"
    assert b"," not in re.findall(rb"(?m)^To: ([^\r\n]*)", head)[0]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=us-ascii''caf%F6.txt", "cafö.txt"),  # B42
        ("attachment; filename*=x-unknown''caf%C3%B6.txt", "cafö.txt"),
        ("attachment; filename*=''a%20b.txt", "a b.txt"),
        ("attachment; filename*=utf-8''a%zz.txt", "a%zz.txt"),
        ("attachment; filename*0*=us-ascii''a%F6; filename*1=b.txt", "aöb.txt"),
        ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        ('attachment; filename="a\\"b.txt"', 'a"b.txt'),
        ("attachment; filename=report (1).txt", "report (1).txt"),
        ("attachment; filename=a b c.txt; size=5", "a b c.txt"),
        ('attachment; filename="a.txt', "a.txt"),
        ("attachment; filename=a.txt; filename=b.txt", "a.txt"),
        ('attachment; filename="C:\\Users\\tim\\sizes.txt"', "sizes.txt"),
        ('attachment; filename="C:\\\\Users\\\\tim\\\\sizes.txt"', "sizes.txt"),
    ],
)
def test_a_file_name_is_read_whatever_its_form(disposition: str, name: str) -> None:
    raw = with_attachment("x", f"Content-Type: text/plain\nContent-Disposition: {disposition}\n\ny")
    tree = read_message(raw)
    assert [part.filename for part in tree.attachments] == [name]
    assert tree.problems == ()


def test_a_mail_of_a_from_line_alone_is_valid() -> None:  # B38
    tree = read_message(b"From: a@b.example\r\n\r\n")
    assert (tree.text, tree.problems, tree.fields.recipients, tree.subject) == ("", (), (), "")
    assert read_identity(b"To: x@y.example\r\n\r\nx").address is None


@pytest.mark.parametrize(
    "label",
    ["x-unknown", "utf-8; format=flowed", "rot13", "hex", "base64", "bz2", "zlib", "uu", "quopri", "idna", "punycode",
     "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "string_escape", "\u00fc",
     "a" * 500, "''", "utf\x008"],
)  # fmt: skip
def test_a_label_that_is_no_charset_is_passed_over(label: str) -> None:  # B29, C28
    tree = read_message(raw_mail("Grüße", content_type=f'text/plain; charset="{label}"'))
    assert tree.text == "Grüße"
    part = f"Content-Type: text/csv; charset={label}\nContent-Disposition: attachment; filename=a.csv\n\nGrüße"
    assert read_message(with_attachment("x", part)).attachments[0].text == "Grüße"


@pytest.mark.parametrize("text", ["one", "quote below", "no quote"])
@pytest.mark.parametrize(
    "form",
    [
        "{text}\n\nOn Mon, Tim wrote:\n> quoted\n>> deeper\n",  # on top
        "> quoted\n\n{text}\n\n> quoted again\n\nand {text}\n",  # in between
        "> quoted\n\n{text}\n",  # below
        "{text}\n\nLe lun. 23 nov. 2026, Tim a \u00e9crit :\n> quoted\n",
        "{text}\n\n-- Reply above this line --\n\nquoted without marks\n",  # B47
        "{text}\n\n________________________________\nFrom: Tim\nSubject: x\n\nquoted\n",
    ],
)
def test_nothing_of_a_reply_is_cut_off(form: str, text: str) -> None:  # B46, B47
    written = form.format(text=text)
    assert read_message(raw_mail(written)).text == written
