"""Mails whose text is somewhere else, or in a form that nobody can look into (CASES A28, A29, C29, C30)."""

import base64
import binascii

import pytest

from relay.mime.closed import ELSEWHERE, ENCRYPTED
from relay.mime.reading import read_message
from tests.support.letters import both_forms, raw_mail, with_attachment


def problems(raw: bytes) -> tuple[str, ...]:
    return read_message(raw).problems


def attached(content_type: str, name: str, content: str = "x") -> bytes:
    head = f'Content-Type: {content_type}\nContent-Disposition: attachment; filename="{name}"'
    return with_attachment("Hi", f"{head}\n\n{content}")


_LINKS = [
    "https://mail.proton.me/eo/AbCdEf123",
    "https://mail.protonmail.com/eo/AbCdEf123#x",
    "https://outlook.office365.com/Encryption/retrieve.ashx?recipientemailaddress=x",
    "https://outlook.office.com/encryption/x",
    "https://confidential-mail.google.com/msg/AbC",
    "https://app.tuta.com/mail/#x",
    "https://mail.tutanota.com/#mail/x",
    "https://secure.virtru.com/start/?c=x",
    "https://web1.zixmessagecenter.com/s/x",
    "https://res.cisco.com/websafe/x",
]


@pytest.mark.parametrize("link", _LINKS)
def test_a_link_to_a_protected_message_is_a_problem(link: str) -> None:  # A29
    assert problems(raw_mail(f"Greta sent you a protected message. Read it: {link}")) == (ELSEWHERE,)
    page = f'<p>Greta sent you a message.</p><a href="{link.replace("/", "&#47;")}">View message</a>'
    assert problems(raw_mail(page, content_type="text/html")) == (ELSEWHERE,)
    assert problems(both_forms("Greta sent you a message.\n\nView message", page)) == (ELSEWHERE,)
    form = f'<form action="{link}"><input type=submit></form>'
    assert problems(attached("text/html", "message.html", form)) == (ELSEWHERE,)


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("application/x-microsoft-rpmsg-message", "x"),
        ("application/octet-stream", "message_v4.rpmsg"),
        ("application/octet-stream", "message.rpmsg"),
        ("text/html", "securedoc_20261123T110200.html"),
        ("text/html", "SecureMessageAtt.html"),
    ],
)
def test_the_file_of_a_protected_message_is_a_problem(content_type: str, name: str) -> None:  # A29
    assert problems(attached(content_type, name)) == (ELSEWHERE,)


@pytest.mark.parametrize(
    "text",
    [
        "I use https://proton.me/mail and https://account.proton.me/login",
        "https://mail.google.com/mail/u/0/#inbox",
        "https://support.microsoft.com/office/encryption",
        "https://outlook.office365.com/mail/inbox",
    ],
)
def test_talk_about_mail_programs_is_none(text: str) -> None:
    assert problems(raw_mail(text)) == ()


@pytest.mark.parametrize(
    ("content_type", "problem"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", ENCRYPTED),
        ("application/x-pkcs7-mime; name=smime.p7m", ENCRYPTED),
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "the text is wrapped in its signature"),
        ("application/pgp-encrypted", ENCRYPTED),
    ],
)
def test_what_smime_and_pgp_wrap_is_a_problem(content_type: str, problem: str) -> None:  # A27, A28
    assert problems(raw_mail("x", content_type=content_type)) == (problem,)


@pytest.mark.parametrize("place", ["body", "quote", "page", "attachment"])
def test_an_encrypted_block_anywhere_is_a_problem(place: str) -> None:  # A28
    block = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    raw = {
        "body": raw_mail(block),
        "quote": raw_mail("> " + block.replace("\n", "\n> ")),
        "page": raw_mail("<pre>" + block, content_type="text/html"),
        "attachment": attached("text/plain", "a.txt", block),
    }[place]
    assert problems(raw) == (ENCRYPTED,)


def _uuencoded(data: bytes) -> str:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return f"begin 644 notes.txt\n{lines.decode()}`\nend\n"


@pytest.mark.parametrize("data", [b"hi", b"hello " * 40, b""])
def test_a_file_in_the_text_as_uuencode_is_a_problem(data: bytes) -> None:  # C29
    assert problems(raw_mail(f"see below\n\n{_uuencoded(data)}")) == ("a file stands in the text as uuencode",)
    assert problems(attached("text/plain", "a.txt", _uuencoded(data))) == ("a file stands in the text as uuencode",)


@pytest.mark.parametrize("name", ["x-uuencode", "uuencode", "x-uue"])
def test_uuencode_as_transfer_encoding_is_decoded(name: str) -> None:  # C29
    tree = read_message(raw_mail(_uuencoded(b"hello " * 40), encoding=name))
    assert (tree.text, tree.problems) == ("hello " * 40, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("=ybegin line=128 size=5 name=a.bin\nabc\n=yend size=5", "a file stands in the text as yEnc"),
        ("(This file must be converted with BinHex 4.0)\n:abc:", "a file stands in the text as BinHex"),
    ],
)
def test_other_old_codes_in_the_text_are_a_problem(text: str, problem: str) -> None:  # C29
    assert problems(raw_mail(text)) == (problem,)


@pytest.mark.parametrize("encoding", ["x-yenc", "x-binhex", "mac-binhex40"])
def test_other_old_codes_as_transfer_encoding_are_a_problem(encoding: str) -> None:  # C29
    assert problems(raw_mail("x", encoding=encoding)) == ("the transfer encoding is unknown",)


@pytest.mark.parametrize("text", ["begin 2026 with a book\nMaybe two", "let us begin 644 pages\nMAYBE", "=ybegin"])
def test_words_that_only_look_like_a_code_are_none(text: str) -> None:
    assert problems(raw_mail(text)) == ()


@pytest.mark.parametrize("content_type", ["message/partial; id=a; number=1; total=2", "message/external-body"])
def test_a_fragment_is_a_problem_also_as_a_part(content_type: str) -> None:  # C30
    assert problems(with_attachment("x", f"Content-Type: {content_type}\n\nFrom: a@b.example\n\nx"))


def test_the_files_of_outlook_are_seen_and_said() -> None:  # A38
    content = base64.b64encode(b"\x78\x9f\x3e\x22" + b"\0" * 40).decode()
    part = f"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{content}"
    (attachment,) = read_message(with_attachment("Hi", part)).attachments
    assert (attachment.filename, attachment.content_type) == ("winmail.dat", "application/ms-tnef")
    alone = raw_mail(content, content_type="application/ms-tnef; name=winmail.dat", encoding="base64")
    assert [part.content_type for part in read_message(alone).attachments] == ["application/ms-tnef"]
