"""What a sender wrote is shown, scanned or named as a problem: nothing vanishes without a word."""

import pytest

from relay.mime.reading import read_message
from tests.support.letters import raw_mail, with_attachment


def test_a_second_signed_part_that_is_no_signature_is_an_attachment() -> None:
    tree = read_message(with_attachment("x", "Content-Type: application/zip\n\nPK", subtype="signed"))
    assert [part.content_type for part in tree.attachments] == ["application/zip"]
    assert tree.dropped == ()


@pytest.mark.parametrize("kind", ["application/pgp-signature", "application/pkcs7-signature"])
def test_a_signature_is_dropped(kind: str) -> None:
    tree = read_message(with_attachment("x", f"Content-Type: {kind}\n\nabc", subtype="signed"))
    assert (tree.attachments, tree.dropped) == ((), ("signature",))


@pytest.mark.parametrize("encoding", ["rot13", "base-64", "8 bit"])
def test_an_unknown_transfer_encoding_is_a_problem(encoding: str) -> None:
    assert read_message(raw_mail("hello", encoding=encoding)).problems == ("the transfer encoding is unknown",)


def test_a_comment_in_the_transfer_encoding_is_passed_over() -> None:
    tree = read_message(raw_mail("aGVsbG8=", encoding="base64 (as ever)"))
    assert (tree.text, tree.problems) == ("hello", ())


@pytest.mark.parametrize("page", ["<title>kill</title>", "<script>kill", "<!-- kill"])
def test_a_page_that_holds_text_and_shows_none_is_a_problem(page: str) -> None:
    tree = read_message(raw_mail(page, content_type="text/html"))
    assert tree.problems == ("the HTML holds text and shows none",)


@pytest.mark.parametrize("head", ["", "<style>p{color:red}</style>", "<!--[if mso]><xml>Normal</xml><![endif]-->"])
def test_an_empty_page_is_no_problem(head: str) -> None:
    page = f"<html><head>{head}</head><body><div><br>&nbsp;</div></body></html>"
    assert read_message(raw_mail(page, content_type="text/html")).problems == ()
