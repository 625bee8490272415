"""Stored bodies come back byte for byte; whatever was done to their chunks is found."""

import os
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.model.errors import IntegrityError
from relay.store.bodies import (
    CHUNK_BYTES,
    decrypt_body,
    encrypt_body,
    read_body,
)
from relay.store.crypto import DataKey, KeyKind

PAIR = DataKey("k_pair", KeyKind.PAIR, bytes(range(32)))
OTHER = DataKey("k_other", KeyKind.PAIR, bytes(range(1, 33)))
NAME = "m_01:original"
LONG = os.urandom(2 * CHUNK_BYTES + 5)  # does not compress: three chunks


def stored(data: bytes = LONG) -> list[bytes]:
    return list(encrypt_body(data, PAIR, NAME))


@given(data=st.binary(max_size=4000))
def test_a_body_comes_back_byte_for_byte(data: bytes) -> None:
    assert read_body(stored(data), PAIR, NAME) == data


@given(pieces=st.lists(st.binary(max_size=500), max_size=8))
def test_a_body_may_come_in_pieces(pieces: list[bytes]) -> None:
    assert read_body(encrypt_body(iter(pieces), PAIR, NAME), PAIR, NAME) == b"".join(pieces)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_sizes_around_a_chunk_come_back(size: int) -> None:
    data = os.urandom(size)
    chunks = stored(data)
    assert read_body(chunks, PAIR, NAME) == data
    assert max(map(len, chunks)) < CHUNK_BYTES + 200


def test_a_long_body_has_several_chunks_and_hides_its_text() -> None:
    text = b"meet me at the bridge " * 10 + LONG
    chunks = stored(text)
    assert len(chunks) == 3
    assert not any(b"bridge" in chunk for chunk in chunks)


def test_the_same_body_is_stored_differently_each_time() -> None:
    assert set(stored(b"Hello Tim")).isdisjoint(stored(b"Hello Tim"))


@given(data=st.binary(max_size=300), position=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_single_changed_bit_of_a_body_is_found(data: bytes, position: int, bit: int) -> None:
    chunk = bytearray(stored(data)[0])
    chunk[position % len(chunk)] ^= 1 << bit
    with pytest.raises(IntegrityError):
        read_body([bytes(chunk)], PAIR, NAME)


TAMPERED: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "no chunks": lambda c: [],
    "last chunk missing": lambda c: c[:-1],
    "first chunk missing": lambda c: c[1:],
    "middle chunk missing": lambda c: [c[0], c[2]],
    "chunks swapped": lambda c: [c[0], c[2], c[1]],
    "chunk twice": lambda c: [c[0], c[1], c[1], c[2]],
    "last chunk twice": lambda c: [*c, c[-1]],
    "something appended": lambda c: [*c, b""],
    "cut within a chunk": lambda c: [c[0], c[1], c[2][:-1]],
    "chunks run together": lambda c: [c[0] + c[1], c[2]],
    "a chunk of another body": lambda c: [c[0], stored()[1], c[2]],
    "the first chunk of another body": lambda c: [stored()[0], c[1], c[2]],
}


@pytest.mark.parametrize("deed", TAMPERED)
def test_tampering_with_chunks_is_found(deed: str) -> None:
    with pytest.raises(IntegrityError):
        read_body(TAMPERED[deed](stored()), PAIR, NAME)


@pytest.mark.parametrize("name", ["m_02:original", "m_01:delivered", ""])
def test_a_body_moved_to_another_message_or_form_does_not_open(name: str) -> None:
    with pytest.raises(IntegrityError):
        read_body(stored(b"Hello"), PAIR, name)


@pytest.mark.parametrize("key", [OTHER, DataKey(PAIR.id, PAIR.kind, OTHER.material)])
def test_another_key_does_not_open_a_body(key: DataKey) -> None:
    with pytest.raises(IntegrityError):
        read_body(stored(b"Hello"), key, NAME)


@given(junk=st.lists(st.binary(max_size=100), max_size=4))
def test_junk_is_no_body(junk: list[bytes]) -> None:
    with pytest.raises(IntegrityError):
        read_body(junk, PAIR, NAME)


def test_a_body_that_unpacks_to_more_than_allowed_is_refused_early() -> None:
    def zeros() -> Iterator[bytes]:
        for _ in range(200):
            yield bytes(1_000_000)

    chunks = list(encrypt_body(zeros(), PAIR, NAME))
    assert sum(map(len, chunks)) < 100_000
    read: list[int] = []
    tracemalloc.start()
    with pytest.raises(IntegrityError):
        read.extend(len(piece) for piece in decrypt_body(chunks, PAIR, NAME, max_bytes=5_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0 < sum(read) <= 5_000_000
    assert peak < 20_000_000
