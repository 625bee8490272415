"""Mails inside mails: in any transfer encoding, under any name, their texts are read (CASES A39 to A41, B58)."""

import base64
import quopri
import sys

import pytest

from relay.mime.reading import read_message
from relay.mime.tree import PartKind
from tests.support.letters import both_forms, raw_mail, with_attachment

_INNER = raw_mail("the hidden words", subject="an inner subject", headers="X-Mailer: m\n")


def attached(head: str, content: bytes, encoding: str = "8bit") -> bytes:
    body = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
    return with_attachment("x", f"{head}\nContent-Transfer-Encoding: {encoding}\n\n{body.decode()}")


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary", "base64", "quoted-printable"])
@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: message/rfc822",  # A39
        "Content-Type: message/rfc822; name=forwarded.eml\nContent-Disposition: attachment",
        "Content-Type: message/global",
        "Content-Type: application/octet-stream; name=mail.eml",  # A41
        "Content-Type: application/octet-stream; name=notes.bin",
        "Content-Type: application/octet-stream",
        "Content-Type: application/pdf; name=mail.pdf",
        "Content-Type: text/plain; name=notes.txt\nContent-Disposition: attachment",
        "Content-Type: text/plain; name=notes.eml\nContent-Disposition: attachment",
    ],
)
def test_the_texts_of_an_attached_mail_are_read(head: str, encoding: str) -> None:  # A40
    (part,) = read_message(attached(head, _INNER, encoding)).attachments
    assert part.kind is PartKind.ATTACHMENT
    assert part.text == "an inner subject\nthe hidden words"
    assert part.content.replace(b"\r\n", b"\n").strip() == _INNER.replace(b"\r\n", b"\n").strip()


def test_an_attached_mail_in_two_encodings_is_read() -> None:
    twice = raw_mail(base64.encodebytes(_INNER), content_type="message/rfc822", encoding="base64")
    assert "the hidden words" in str(read_message(attached("Content-Type: message/rfc822", twice, "base64")).texts())


def test_everything_in_an_attached_mail_is_read() -> None:
    page = '<p>the words</p><a href="https://a.example/x">link</a>'
    inner = both_forms("the words link", page).replace(b"--b", b"--i").replace(b'"b"', b'"i"')
    inner += b"\r\n--i"  # behind its end
    (part,) = read_message(attached("Content-Type: message/rfc822", inner)).attachments
    assert "https://a.example/x" in part.text
    file = with_attachment(
        "x", "Content-Type: text/plain\nContent-Disposition: attachment; filename=secret.txt\n\nthe file"
    )
    file = file.replace(b"--b", b"--i").replace(b'"b"', b'"i"')
    (part,) = read_message(attached("Content-Type: message/rfc822", file)).attachments
    assert "secret.txt" in part.text
    assert "the file" in part.text


def test_what_is_wrong_in_an_attached_mail_is_a_problem_of_the_mail() -> None:
    inner = raw_mail("x", headers="no colon\n")
    assert read_message(attached("Content-Type: message/rfc822", inner)).problems == ("a header line cannot be read",)


def test_the_parts_of_a_digest_are_mails() -> None:
    tree = read_message(
        raw_mail("--b\n\nSubject: one\n\nfirst\n--b--\n", content_type='multipart/digest; boundary="b"')
    )
    assert [(part.content_type, part.text) for part in tree.attachments] == [("message/rfc822", "one\nfirst")]


@pytest.mark.parametrize(
    "text", ["Name: Tim\nAge: 15\n\nis what he wrote", "From: the beginning\n\nhello", "To: be\nOr: not\n\nto be"]
)
def test_a_text_file_with_colons_is_no_mail(text: str) -> None:
    part = f"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n{text}"
    (attachment,) = read_message(with_attachment("x", part)).attachments
    assert attachment.text == text


def test_mails_nested_as_deep_as_may_be_do_not_overflow() -> None:  # B58
    raw = b"From: a@b.example\r\n"
    for message in range(25):
        for level in range(22):
            name = b"x%dy%dz" % (message, level)
            raw += b'Content-Type: multipart/mixed; boundary="' + name + b'"\r\n\r\n--' + name + b"\r\n"
        raw += b"Content-Type: message/rfc822\r\n\r\nSubject: s\r\n"
    before = sys.getrecursionlimit()
    tree = read_message(raw + b"\r\nhello")
    assert "parts are nested too deeply" in tree.problems
    assert sys.getrecursionlimit() == before


def test_four_hundred_mails_inside_each_other_are_cut_off_and_said() -> None:  # B58
    tree = read_message(b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 400 + b"x")
    assert tree.problems
    encoded = raw_mail("x")
    for _ in range(24):
        encoded = raw_mail(base64.encodebytes(encoded), content_type="message/rfc822", encoding="base64")
    assert "there are too many parts" in read_message(encoded).problems
