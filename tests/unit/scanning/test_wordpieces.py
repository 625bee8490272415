"""Texts as numbers of pieces: the longest known ones, in order, bounded."""

from hypothesis import given
from hypothesis import strategies as st

from relay.scanning.opinion.wordpiece import WordPieces

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "bridge", "brid", "##ges", "##s", "a", "##a", "!", "##bridge", "gate"]
PIECES = WordPieces(VOCABULARY)


def names(text: str, most: int = 50) -> list[str]:
    return [VOCABULARY[number] for number in PIECES.numbers(text, most)]


def test_a_known_word_is_one_piece() -> None:
    assert names("bridge") == ["[CLS]", "bridge", "[SEP]"]


def test_the_longest_piece_is_taken_first() -> None:
    assert names("Bridges") == ["[CLS]", "bridge", "##s", "[SEP]"]


def test_marks_are_words_of_their_own() -> None:
    assert names("gate!") == ["[CLS]", "gate", "!", "[SEP]"]


def test_a_word_with_an_unknown_rest_is_unknown_as_a_whole() -> None:
    assert names("bridgez gate") == ["[CLS]", "[UNK]", "gate", "[SEP]"]


def test_a_very_long_word_is_no_word() -> None:
    assert names("a" * 41) == ["[CLS]", "[UNK]", "[SEP]"]


def test_a_long_text_is_cut_and_closed() -> None:
    assert names("gate " * 100, most=5) == ["[CLS]", "gate", "gate", "gate", "[SEP]"]


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_any_text_opens_and_closes_within_its_bound(text: str, most: int) -> None:
    found = names(text, most)
    assert found[0] == "[CLS]"
    assert found[-1] == "[SEP]"
    assert len(found) <= most
