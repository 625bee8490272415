"""What a sender wrote is shown, scanned or named as a problem: nothing vanishes without a word."""

import pytest

from relay.mime.comparison import parts_differ
from relay.mime.reading import read_message
from tests.support.letters import both_forms, masked, parsed, raw_mail, with_attachment


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


@pytest.mark.parametrize("line", ["Hello: lost words", "To: my friend, lost words"])
def test_text_that_follows_the_header_of_a_part_at_once_is_held(line: str) -> None:
    body = f"--b\nContent-Type: text/plain\n{line}\n--b\nContent-Type: text/plain\n\nseen\n--b--\n"
    tree = read_message(raw_mail(body, content_type='multipart/mixed; boundary="b"'))
    assert "the header of a part holds other lines" in tree.problems


def test_a_text_that_shows_nothing_gives_way_to_the_page_beside_it() -> None:
    tree = read_message(both_forms("\u200b \u00a0\u2060", "<p>Hello</p>"))
    assert tree.text == "Hello"
    assert not parts_differ(tree)


def test_a_link_stands_apart_from_the_word_behind_it() -> None:
    page = '<a href="https://a.example/">my page</a>next <a href="mailto:ruth@b.example">Ruth</a>!'
    assert read_message(raw_mail(page, content_type="text/html")).text == (
        "my page <https://a.example/> next Ruth <ruth@b.example>!"
    )


def test_words_in_the_header_of_a_part_are_read_as_its_text() -> None:
    raw = raw_mail(
        "--b\nContent-Type: text/plain\nthe words\n\nand more\n--b--\n", content_type="multipart/mixed; boundary=b"
    )
    tree = read_message(raw)
    assert tree.problems == ("a header line cannot be read",)
    assert tree.text.split() == ["the", "words", "and", "more"]
    released = parsed(masked(raw, release=True).data).get_body(("plain",))
    assert released is not None
    assert "the words" in released.get_content()
