"""Mails made to cost time: limits come before parsing, and everything is linear (CASES B57, B58, C12).

Seconds are those of the processor, so that a busy machine fails nobody: 2 are allowed, and some more for slow ones.
"""

import time

import pytest

from relay.mime.author import read_identity
from relay.mime.comparison import parts_differ
from relay.mime.reading import read_message
from relay.mime.view import safe_view
from tests.support.letters import raw_mail

_MEGABYTE = 1_000_000
_MOST_SECONDS = 4
_TYPES = ("text/plain; format=flowed; delsp=yes", "text/html", 'multipart/mixed; boundary="b"')
_UNITS = (
    b"&", b"<", b"<div>", b"=?", b"--b", b"--b\r\n", b"--b--\r\n", b";x=", b"(", b"=", b"\r\n>", b" \r\n", b"\x00",
    b"begin 644 a\r\nM", b"=ybegin name=a\r\n", b"-----BEGIN PGP MESSAGE-----\r\n", b"http://",
    b"-----BEGIN PGP SIGNED MESSAGE-----\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nab\r\n",
)  # fmt: skip
_IN_FIELDS = (b"=?", b"=?utf-8?q?a?= ", b";x=", b"(", b'"', b"a@", b",", b"<", b"[")
_FIELDS = (b"From", b"To", b"Subject", b"References", b"Content-Type: text/plain; x", b"Content-Transfer-Encoding")


def seconds(raw: bytes) -> float:
    started = time.process_time()
    tree = read_message(raw)
    read_identity(raw)
    parts_differ(tree)
    safe_view(tree)
    return time.process_time() - started


@pytest.mark.parametrize("content_type", _TYPES)
@pytest.mark.parametrize("unit", _UNITS)
def test_a_megabyte_of_one_thing_is_read_quickly(unit: bytes, content_type: str) -> None:
    body = unit * (_MEGABYTE // len(unit))
    assert seconds(raw_mail(body, content_type=content_type)) < _MOST_SECONDS


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode"])
@pytest.mark.parametrize("unit", [b"=", b"=\r\n", b"=3D", b"begin 644 a\r\nM", b"QUJD\r\n", b"a b\r\n", b"A=A"])
def test_a_megabyte_in_a_transfer_encoding_is_read_quickly(unit: bytes, encoding: str) -> None:
    assert seconds(raw_mail(unit * (_MEGABYTE // len(unit)), encoding=encoding)) < _MOST_SECONDS


@pytest.mark.parametrize("name", _FIELDS)
@pytest.mark.parametrize("unit", _IN_FIELDS)
def test_a_giant_field_is_read_quickly(unit: bytes, name: bytes) -> None:
    value = unit * (200_000 // len(unit))
    colon = b"=" if b":" in name else b": "
    assert seconds(name + colon + value + b"\r\nFrom: a@b.example\r\n\r\nx") < _MOST_SECONDS


def _nested(levels: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%dx\r\n\r\n--b%dx\r\n" % (n, n) for n in range(levels))


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail("--b\nContent-Type: text/plain\n\nx\n" * 20_000, content_type='multipart/mixed; boundary="b"'),
        raw_mail("--b\n\nx\n" * 100_000, content_type='multipart/mixed; boundary="b"'),
        raw_mail("x", subject="=?utf-8?q?w?= " * 20_000),
        raw_mail("x", subject="=?utf-8?q?w?= =?gb2312?b?w?= " * 10_000),
        raw_mail("x", to=", ".join(f"a{n}@b.example" for n in range(5000))),
        raw_mail("x", to="=?utf-8?q?w?= " * 14_000),
        raw_mail("x", headers="X: y\n" * 100_000),
        raw_mail("x", headers="Content-Type: text/plain; " + "x=y;" * 20_000 + "\n"),
        _nested(400) + b"\r\nx" * 100_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 400 + b"\r\nx" * 300_000,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" * 400 + b"QUJD\r\n" * 150_000,
        raw_mail(
            "".join(f"--b\nContent-Type: text/plain; {'x=;' * 1000}\n\nx\n" for _ in range(300)),
            content_type='multipart/mixed; boundary="b"',
        ),
        raw_mail("--b\nContent-Type: text/html\n\n<p>x" * 20_000, content_type='multipart/alternative; boundary="b"'),
        raw_mail("x" + "\nContent-Type: text/calendar; method=reply" * 20_000),
    ],
)  # fmt: skip
def test_many_of_one_thing_are_read_quickly(raw: bytes) -> None:  # B57, B58
    assert seconds(raw) < _MOST_SECONDS
