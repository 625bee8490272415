"""Canonical bodies are those of dkimpy, without its quadratic time."""

import hashlib
import time

import pytest
from dkim.canonicalization import CanonicalizationPolicy
from hypothesis import given
from hypothesis import strategies as st

from relay.smtp.body_hash import body_hash

_PIECES = st.sampled_from([b" ", b"\t", b"\r\n", b"x", b"\xff", b"  \r\n", b"y" * 65_534, b"y" * 65_535])


@given(st.lists(_PIECES, max_size=12).map(b"".join), st.sampled_from(["simple", "relaxed"]))
def test_any_body_hashes_as_dkimpy_has_it(body: bytes, algorithm: str) -> None:
    canonical = CanonicalizationPolicy.from_c_value(f"simple/{algorithm}".encode()).canonicalize_body(body)
    hashed = body_hash(body, algorithm)
    assert hashed.size == len(canonical)
    assert hashed.digest == hashlib.sha256(canonical).digest()


@pytest.mark.parametrize("octets", [b" ", b"\r\n", b" \r\n", b"\t x"])
def test_ten_megabytes_of_anything_take_seconds_at_most(octets: bytes) -> None:
    body = octets * (10_000_000 // len(octets))
    began = time.process_time()
    body_hash(body, "relaxed")
    assert time.process_time() - began < 10
