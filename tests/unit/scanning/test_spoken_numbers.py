"""Numbers in words: compounds, doubles, homophones, and prose that only has such words in it."""

import pytest

from relay.scanning.reading import Reading
from relay.scanning.spoken import spoken_digits


def digits(text: str) -> str:
    reading = spoken_digits(Reading(text)) or Reading(text)
    return "".join(character for character in reading.text if character.isdigit())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five one five, five five five, zero one four two", "5155550142"),
        ("double five, then triple two, then oh nine one", "55222091"),
        ("four fives and then two zeros", "555500"),
        ("sesenta y tres, noventa y ocho, cuarenta y uno, doce", "63984112"),
        ("quinientos quince, cinco cincuenta y cinco, cero uno ochenta", "5155550180"),
        ("two thousand and fourteen", "2014"),
        ("dos mil once y ciento siete", "2011107"),
        ("fore won too, ate ate sicks, fife oh tree won", "4128865031"),
        ("svn thr wn, fv fv fv, zr wn zr tw", "7315550102"),
        ("iv-i-v, v-v-v, o-i-ii-viii", "4155550128"),
        ("seven0two fivefive5 o1nine3", "7025550193"),
        ("fiftyone and twentytwo", "5122"),
        ("a dozen minus five, three two, nine one one, six", "7329116"),
    ],
)
def test_words_are_read_as_the_digits_that_they_say(text: str, expected: str) -> None:
    assert digits(text) == expected


@pytest.mark.parametrize(
    "text",
    ["I went to the tree, too, and ate for free", "We won, so we ate once more", "Oh, to be in a pair for once"],
)
def test_words_that_only_sound_like_numbers_stay_words(text: str) -> None:
    assert spoken_digits(Reading(text)) is None


def test_a_reading_leads_back_to_the_words() -> None:
    text = "ring five one five anytime"
    reading = spoken_digits(Reading(text))
    assert reading is not None
    start = reading.text.index("5 1 5")
    first, last = reading.span(start, start + 5)
    assert text[first:last] == "five one five"
