"""What the rivals of the scanner say of mail, and how answers are counted."""

import pytest

from bench.figures import Difference, everything
from bench.labelled_mail import Mail, plain_mail, sample
from bench.letters import long_letter, natural_letters
from bench.rivals import WORDS, Answer, WordList
from relay.model.category import Category


def _mails(count: int) -> list[Mail]:
    return [
        plain_mail(str(number), f"Bridge number {number} has a long deck. " * 4, wanted=False)
        for number in range(count)
    ]


def test_a_word_list_finds_whole_words_and_strings_of_words_in_any_case() -> None:
    words = WordList()
    found = words.answers(plain_mail("1", "What BULLSHIT.\nJust text\nme!", wanted=True))[WORDS]
    assert found == Answer(held=True, categories=frozenset({Category.CONDUCT_PROFANITY, Category.CONDUCT_OFF_PLATFORM}))


@pytest.mark.parametrize("text", ["We went to Scunthorpe.", "Pass me the context, Mel.", ""])
def test_a_word_list_finds_nothing_inside_other_words(text: str) -> None:
    assert not WordList().answers(plain_mail("1", text, wanted=False))[WORDS].held


def test_holds_and_passes_are_counted_by_the_row_that_said_them() -> None:
    mails = [plain_mail("1", "a", wanted=True), plain_mail("2", "b", wanted=True), plain_mail("3", "c", wanted=False)]
    holds, passes = Answer(held=True, categories=frozenset()), Answer(held=False, categories=frozenset())
    tallies = everything().tallies(
        mails, [{"x": holds, "y": passes}, {"x": passes, "y": passes}, {"x": passes, "y": holds}]
    )
    assert (tallies["x"].held.recall.value, tallies["x"].held.precision.value, tallies["x"].clean.value) == (
        0.5,
        1.0,
        1.0,
    )
    assert (tallies["y"].held.recall.value, tallies["y"].held.precision.value, tallies["y"].clean.value) == (
        0.0,
        0.0,
        0.0,
    )


def test_a_difference_counts_pairs_and_knows_how_sure_it_is() -> None:
    lost_ten = Difference.of([True] * 100, [True] * 90 + [False] * 10)
    assert lost_ten is not None
    assert lost_ten.points == pytest.approx(-10)
    assert lost_ten.low < -10 < lost_ten.high < 0
    assert str(Difference.of([True], [True])) == " +0.0 [+0.0, +0.0]"
    assert Difference.of([], []) is None


def test_a_sample_is_the_same_every_time_and_whatever_the_order() -> None:
    mails = _mails(30)
    chosen = {mail.line.id for mail in sample(mails, 7)}
    assert len(chosen) == 7
    assert {mail.line.id for mail in sample(mails[::-1], 7)} == chosen
    assert sample(mails, 0) == mails


def test_letters_have_the_length_of_a_programs_mail_and_are_the_same_every_time() -> None:
    letters = natural_letters(_mails(30), 50)
    assert [letter.text for letter in letters] == [letter.text for letter in natural_letters(_mails(30), 50)]
    assert all(20 <= len(letter.text.split()) < 200 + 40 for letter in letters)
    assert len(long_letter(_mails(3), 10_000).text) == pytest.approx(10_000, abs=5)
