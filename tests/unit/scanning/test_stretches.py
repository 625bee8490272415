"""Stretches of a text that are taken."""

from hypothesis import given
from hypothesis import strategies as st

from relay.scanning.stretches import Stretches

SPAN = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPAN), SPAN)
def test_overlap_is_told_as_by_comparing_with_each(spans: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    taken, kept = Stretches(), list[tuple[int, int]]()
    for start, end in spans:
        if not taken.overlap(start, end):
            taken.add(start, end)
            kept.append((start, end))
    slowly = any(start < asked[1] and asked[0] < end for start, end in kept)
    assert taken.overlap(*asked) is Stretches(kept).overlap(*asked) is slowly
    assert all(end <= start for (_, end), (start, _) in zip(sorted(kept), sorted(kept)[1:], strict=False))
