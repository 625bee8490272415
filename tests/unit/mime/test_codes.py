"""Texts in codes that switch sets by escapes, and raw bytes where words are encoded (CASES B29, B30)."""

import pytest

from relay.mime.charset import decode_text
from relay.mime.reading import read_message
from tests.support.letters import raw_mail

_ROW_13 = b"\x1b$B$F$9$H-!$G$9\x1b(B ok"  # a circled one, which Python's own codec does not know


@pytest.mark.parametrize("label", ["iso-2022-jp", "utf-8", "us-ascii", "", "nope"])
def test_japanese_is_read_by_its_escapes_whatever_the_label(label: str) -> None:
    assert decode_text(_ROW_13, label) == ("てすと①です ok", False)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'\x1b$@$"\x1b(J~', "あ~"),
        (b"\x1b(I1\x1b(B", "ｱ"),
        ("丂".encode("iso-2022-jp-1"), "丂"),
        ("日本語".encode("iso-2022-jp"), "日本語"),
    ],
)
def test_every_set_of_japanese_mail_is_read(data: bytes, text: str) -> None:
    assert decode_text(data, "iso-2022-jp") == (text, False)


def test_what_is_in_no_set_is_a_loss_and_hides_nothing_else() -> None:
    text, loss = decode_text(b'\x1b$B$"\x7f\x7f\x1b(B call 555-0142', "iso-2022-jp")
    assert loss
    assert text.startswith("あ")
    assert text.endswith(" call 555-0142")


@pytest.mark.parametrize(("label", "text"), [("iso-2022-kr", "안녕"), ("hz", "你好")])
def test_other_switching_codes_never_fall_back_to_something_else(label: str, text: str) -> None:
    assert decode_text(text.encode(label), label) == (text, False)
    assert decode_text(text.encode(label) + b"\xff", label)[1]


def test_raw_bytes_in_an_encoded_word_are_of_its_charset() -> None:
    raw = raw_mail("x", subject="SUBJECT").replace(b"SUBJECT", b"=?iso-8859-1?Q?Fr\xf6sche?= =?utf-8?q?=C3=BC?=")
    assert read_message(raw).subject == "Fröscheü"


def test_a_multipart_whose_type_cannot_be_read_is_a_problem() -> None:
    assert read_message(raw_mail("x", content_type='multipart/mixed boundary="b"')).problems


def test_forms_of_the_text_that_nobody_shows_are_no_attachments() -> None:
    body = "--b\nContent-Type: text/plain\n\nhi\n--b\nContent-Type: text/enriched\n\n<bold>hi</bold>\n--b--\n"
    tree = read_message(raw_mail(body, content_type="multipart/alternative; boundary=b"))
    assert (tree.text, tree.attachments, tree.dropped) == ("hi", (), ("text/enriched",))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("label", ["", "utf-8", "us-ascii", "iso-8859-1", "utf-16"])
def test_a_mark_of_utf_16_counts_more_than_the_label(codec: str, label: str) -> None:
    marked = "Grüße 数学\n" if codec == "utf-16" else "\ufeffGrüße 数学\n"
    assert decode_text(marked.encode(codec), label) == ("Grüße 数学\n", False)


def test_a_file_whose_characters_are_a_guess_is_a_problem() -> None:  # B29: an old Mac wrote it
    part = b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\nespa\x96ol"
    raw = raw_mail(b"--b\n\nx\n--b\n" + part + b"\n--b--\n", content_type="multipart/mixed; boundary=b")
    assert read_message(raw).problems == ("some characters of a file cannot be decoded for sure",)
