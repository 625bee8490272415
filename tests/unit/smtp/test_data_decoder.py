"""The end of DATA, dots and line ends, octet by octet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.smtp.data import DataDecoder


def _decode(wire: bytes, cuts: int = 0) -> DataDecoder:
    decoder = DataDecoder()
    step = cuts or len(wire) or 1
    for start in range(0, len(wire), step):
        decoder.feed(wire[start : start + step])
    return decoder


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 7, 1000])
def test_only_crlf_dot_crlf_ends_a_message(step: int) -> None:
    decoder = _decode(b"Subject: hi\r\n\r\n..dot\r\n...\r\n.x\r\nend\r\n.\r\n", step)
    assert decoder.ended
    assert not decoder.bare_line_end
    assert not decoder.trailing
    assert decoder.message() == b"Subject: hi\r\n\r\n.dot\r\n..\r\nx\r\nend\r\n"


def test_a_dot_alone_is_an_empty_message() -> None:
    decoder = _decode(b".\r\n")
    assert decoder.ended
    assert decoder.size == 0
    assert decoder.message() == b""


def test_a_dot_on_the_first_line_is_undone() -> None:
    assert _decode(b"..first\r\n.\r\n").message() == b".first\r\n"


@pytest.mark.parametrize("step", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    "sequence",
    [
        b"\n.\r\n", b"\n.\n", b"\r\n.\n", b"\r.\r\n", b"\r\n.\r", b"\r.\r", b"\n\n.\r\n", b"\r\r\n.\r\n",
        b"\r\n\x00.\r\n\n", b"x\ny\r\n", b"x\ry\r\n", b"\n\r", b"\r\n\r.\r\n",
    ],
)  # fmt: skip
def test_smuggling_sequences_do_not_end_a_message_and_are_seen(sequence: bytes, step: int) -> None:
    decoder = _decode(b"one" + sequence + b"two\r\n", step)
    assert decoder.bare_line_end
    assert not decoder.ended or sequence.endswith(b"\r\n.\r\n")


def test_what_follows_the_end_is_seen_as_trailing() -> None:
    assert _decode(b"one\r\n.\r\nMAIL FROM:<a@b.example>\r\n").trailing


def test_bare_line_ends_after_the_end_are_not_of_the_message() -> None:
    decoder = _decode(b"one\r\n.\r\nQUIT\n")
    assert not decoder.bare_line_end
    assert decoder.trailing


def test_a_discarded_message_still_finds_its_end_and_its_size() -> None:
    decoder = DataDecoder()
    decoder.feed(b"x" * 1000)
    decoder.discard()
    for octet in b"y" * 50 + b"\r\n..\r\n.\r\n":
        decoder.feed(bytes([octet]))
    assert decoder.ended
    assert not decoder.bare_line_end
    assert decoder.size == 1000 + 50 + len(b"\r\n..\r\n")


def test_a_discarded_message_still_shows_bare_line_ends() -> None:
    decoder = DataDecoder()
    decoder.discard()
    decoder.feed(b"x\r")
    decoder.feed(b"y")
    assert decoder.bare_line_end


@given(
    st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b""))),
    st.integers(1, 9),
)
def test_any_lines_come_back_as_they_were(lines: list[bytes], step: int) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    wire = b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)
    decoder = _decode(wire + b".\r\n", step)
    assert decoder.ended
    assert not decoder.bare_line_end
    assert decoder.size == len(wire)
    assert decoder.message() == message
