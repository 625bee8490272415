"""Cursors: what was encoded comes back, everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.model.errors import InvalidInputError
from relay.model.page import decode_cursor, encode_cursor

PLACES = st.tuples(st.integers(), st.text(max_size=60))


@given(PLACES)
def test_a_cursor_gives_its_place_back(place: tuple[int, str]) -> None:
    assert decode_cursor(encode_cursor("newest", place), "newest", (int, str)) == place


@given(PLACES)
def test_a_cursor_of_another_list_is_refused(place: tuple[int, str]) -> None:
    with pytest.raises(InvalidInputError):
        decode_cursor(encode_cursor("newest", place), "oldest", (int, str))


@given(st.text(max_size=600))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        decode_cursor(text, "newest", (int, str))
