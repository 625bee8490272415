"""Files in old codes amid the text: some programs show text, some a file; so they are a problem, and files (C29)."""

import binascii

import pytest

from relay.mime.files.kinds import FileKind
from relay.mime.files.looking import with_kinds
from relay.mime.reading import read_message
from tests.support.letters import leaks, masked, new_text, raw_mail, with_attachment

_DATA = b"the lengths by Greta Oldfield: 60 x 8 cm\n" * 5


def uuencoded(data: bytes, name: str = "notes.txt") -> str:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return f"begin 644 {name}\n{lines.decode()}`\nend\n"


def test_a_uuencoded_file_is_an_attachment_and_no_text() -> None:
    tree = read_message(raw_mail(f"before\n{uuencoded(_DATA)}after"))
    (part,) = tree.attachments
    assert (tree.text, part.filename, part.content) == ("before\nafter", "notes.txt", _DATA)
    assert "Greta Oldfield" in part.text
    assert tree.problems == ("a file stands in the text as uuencode",)


def test_a_uuencoded_file_in_a_page_is_one_too() -> None:
    page = "<p>before</p><pre>" + uuencoded(_DATA).replace("&", "&amp;").replace("<", "&lt;") + "</pre><p>after</p>"
    tree = read_message(raw_mail(page, content_type="text/html"))
    assert [part.content for part in tree.attachments] == [_DATA]
    assert tree.text.split() == ["before", "after"]


def test_a_uuencoded_file_without_end_is_one_too() -> None:
    tree = read_message(raw_mail(uuencoded(_DATA).removesuffix("`\nend\n")))
    assert [part.content[:40] for part in tree.attachments] == [_DATA[:40]]


def test_two_files_are_two() -> None:
    tree = read_message(raw_mail(uuencoded(b"one\n", "a.txt") + uuencoded(b"two\n", "b.txt")))
    assert [(part.filename, part.text) for part in tree.attachments] == [("a.txt", "one\n"), ("b.txt", "two\n")]
    assert tree.text == ""


@pytest.mark.parametrize(
    "block",
    [
        uuencoded(_DATA),
        "=ybegin line=128 size=5 name=a.txt\nQ4eta Oldfield\n=yend size=5\n",
        "(This file must be converted with BinHex 4.0)\n\n:oldfield:\n",
        "-----BEGIN PGP MESSAGE-----\n\nhQEMAoldfield\n-----END PGP MESSAGE-----\n",
    ],
)
def test_after_a_release_none_of_its_data_is_left(block: str) -> None:
    data = masked(raw_mail(f"before\n\n{block}\nafter"), release=True).data
    assert not leaks(
        data, "oldfield", "PGP MESSAGE", "=ybegin", "begin 644", "BinHex", block.splitlines()[1] or "hQEMA"
    )
    assert new_text(data).startswith("before\n\n")
    assert "after" in new_text(data)
    within = f"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n{block}"
    assert not leaks(masked(with_attachment("x", within), release=True).data, "oldfield", "begin 644")


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", "application/mac-binhex40"])
def test_a_file_with_another_one_inside_never_goes_along(content_type: str) -> None:
    part = f"Content-Type: {content_type}\nContent-Disposition: attachment; filename=a.txt\n\n{uuencoded(_DATA)}"
    (attachment,) = with_kinds(read_message(with_attachment("x", part))).attachments
    assert attachment.file is not None
    assert attachment.file.kind is FileKind.UNKNOWN


def test_an_encrypted_block_is_called_what_it_is() -> None:
    block = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    (part,) = read_message(raw_mail(f"before\n{block}after")).attachments
    assert part.file is not None
    assert (part.file.kind, part.file.problem) == (FileKind.KEY, "")


def test_very_many_files_are_cut_off_and_said() -> None:
    tree = read_message(raw_mail(uuencoded(b"x") * 2000))
    assert "there are too many parts" in tree.problems
    assert len(tree.parts) <= 251


@pytest.mark.parametrize(
    "text", ["begin 644 pages\nof a book\nend\n", "begin 644\n`\nend\n", "=yend", ">begin 644 a\n"]
)
def test_words_are_no_file(text: str) -> None:
    tree = read_message(raw_mail(text))
    assert (tree.text, tree.problems) == (text, ())
