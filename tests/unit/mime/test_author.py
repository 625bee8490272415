"""Who claims to write: one readable address, or nobody (CASES B38 to B40, C22 to C24, D3 to D7, D12, D13)."""

import pytest

from relay.mime.author import read_identity
from tests.support.letters import GRETA, TIM, raw_mail


def author(value: str | bytes, more: str = "") -> str | None:
    data = value.encode() if isinstance(value, str) else value
    return read_identity(b"From: " + data + b"\r\n" + more.encode() + b"To: x@relay.example\r\n\r\nhello").address


@pytest.mark.parametrize(
    "value",
    [
        "greta@mentors.example",
        "<greta@mentors.example>",
        "Greta Oldfield <greta@mentors.example>",
        '"Oldfield, Greta" <greta@mentors.example>',
        "Greta Q. Oldfield <greta@mentors.example>",
        "greta@mentors.example (Greta Oldfield)",
        "=?utf-8?q?Gr=C3=A9ta?= <greta@mentors.example>",
        '"=?utf-8?q?Gr=C3=A9ta?=" <greta@mentors.example>',
        "Gréta <greta@mentors.example>",
        "Greta\r\n <greta@mentors.example>",
        "GRETA <Greta@Mentors.Example>",
        '"greta@mentors.example" <greta@mentors.example>',
        "O'Neil-Smith Greta <greta@mentors.example>",
    ],
)
def test_one_plain_address_is_the_author(value: str) -> None:
    assert author(value) == "greta@mentors.example"


def test_a_display_name_in_an_old_charset_does_not_hide_the_address() -> None:
    assert author(b"Gr\xe9ta <greta@mentors.example>") == "greta@mentors.example"


@pytest.mark.parametrize(
    "value",
    [
        "greta@mentors.example, bob@evil.example",  # D4
        "Greta <greta@mentors.example> <bob@evil.example>",  # D5
        "Foo (greta@mentors.example) <bob@evil.example>",  # D6
        '"greta@mentors.example" <bob@evil.example>',
        "greta@mentors.example <bob@evil.example>",  # C22
        "greta@mentors.example)bob@evil.example",
        "greta@ment ors.example",
        "Team: greta@mentors.example;",  # D7
        "@relay:greta@mentors.example",  # C23
        "<@relay.example:greta@mentors.example>",
        "=?utf-8?Q?greta=40mentors.example=3C?=bob@evil.example",
        '"greta"@mentors.example',  # C24
        "greta@mentors.example.",
        "Norton I., Emperor of these United States <norton@x.example>",  # B39
        "The Service <The Service <hello@x.example>>",  # B40
        ". <>",
        "",
        "Greta",
        "greta@localhost",
        "((((" * 400,
        "<" * 900,
        '"' + "a" * 1500,
    ],
)
def test_anything_else_has_no_readable_author(value: str) -> None:
    identity = read_identity(f"From: {value}\r\n\r\nhello".encode())
    assert identity.address is None
    assert identity.why_unreadable
    assert "@" not in identity.why_unreadable


def test_an_odd_display_name_that_crashes_the_library_is_refused_or_read_never_raised() -> None:
    assert author(". <greta@mentors.example>") in {None, "greta@mentors.example"}  # C7


def test_two_from_headers_have_no_author() -> None:
    assert author("greta@mentors.example", "From: bob@evil.example\r\n") is None  # D3


def test_the_same_from_header_twice_has_no_author() -> None:
    assert author("greta@mentors.example", "From: greta@mentors.example\r\n") is None


def test_two_sender_headers_have_no_author() -> None:
    assert author("greta@mentors.example", "Sender: a@b.example\r\nSender: c@d.example\r\n") is None


def test_no_from_header_and_a_leading_blank_line_have_no_author() -> None:
    assert read_identity(b"To: x@y.example\r\n\r\nFrom: greta@mentors.example").address is None
    assert read_identity(b"\r\nFrom: greta@mentors.example\r\n\r\nhello").address is None


def test_the_kelvin_sign_is_no_k() -> None:
    assert author("quac\u212a@mentors.example") is None  # D12: NFC would make it quack@


def test_domains_are_compared_as_a_labels() -> None:
    assert author("greta@b\u00fccher.example") == "greta@xn--bcher-kva.example"  # D13
    assert author("greta@xn--bcher-kva.example") == "greta@xn--bcher-kva.example"
    assert author("greta@b\u0443cher.example") != "greta@bucher.example"


def test_a_from_of_thousands_of_brackets_is_refused_quickly() -> None:
    assert author("(" * 100_000) is None  # C12


def test_the_rest_of_the_header_is_read_too() -> None:
    raw = raw_mail(
        "hello",
        to=f'"Tim" <{TIM.masked_address}>, bob@else.example',
        headers="Cc: Carol <CAROL@Else.example>\nIn-Reply-To: <one@a.example>\n"
        "References: <zero@a.example><one@a.example>\nAuto-Submitted: auto-replied (vacation)\n",
    )
    identity = read_identity(raw)
    assert identity.address == GRETA.addresses[0]
    assert identity.message_id == "<abc@mentors.example>"
    assert identity.date.startswith("Mon, 23 Nov 2026")
    assert identity.recipients == (TIM.masked_address, "bob@else.example", "carol@else.example")
    assert identity.references == ("<zero@a.example>", "<one@a.example>")
    assert identity.automatic.auto_submitted == "auto-replied"


@pytest.mark.parametrize(
    "message_id",
    [
        "<[d7c5494df4854a9b93a6...====@example.com]>",
        "<[anu10].1c69fb81@[au5]@[anu13].EURPRD10>",
        "no brackets",
        "<>",
        "\x00",
        "<" + "a" * 2000 + ">",
    ],
)
def test_a_strange_message_id_is_read_or_passed_over(message_id: str) -> None:
    identity = read_identity(f"From: a@b.example\r\nMessage-ID: {message_id}\r\n\r\n".encode())  # C2, C3
    assert identity.message_id == "" or identity.message_id.startswith("<")
