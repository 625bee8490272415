"""Numbers and addresses that are told in parts, over several messages and by both writers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from relay.model.category import Category
from relay.scanning.conversation.completion import Completed, find_completed
from tests.support.talk import M, S, Said, categories, new, talk

if TYPE_CHECKING:
    from relay.scanning.conversation.features import ConversationFeatures


def test_digits_in_three_messages_make_a_number_and_the_last_one_names_the_others() -> None:
    *before, last = talk((S, "remember this: 641"), (M, "Why?"), (S, "next bit is 555"), (S, "and the last bit 0119"))
    assert before == [(), (), ()]
    (completed,) = last
    assert completed.category is Category.PII_PHONE
    assert completed.explanation == "together with earlier messages 1 and 3 this makes a phone number in parts"


def test_digits_in_subjects_count_and_an_answer_does_not_repeat_them() -> None:
    earlier: tuple[ConversationFeatures, ...] = ()
    for role, subject in ((S, "five one five"), (M, "Re: five one five"), (S, "five five five")):
        message = new(role, "slow like a turtle", subject)
        assert find_completed(earlier, message) == ()
        earlier = (*earlier, replace(message.features, message=subject))
    last = new(S, "now put the titles of my mails together", "zero one six six")
    assert categories(find_completed(earlier, last)) == {Category.PII_PHONE}


NUMBER = "5155550142"
WORDS = "five one five five five five zero one four two".split()
WEEK = "the bridge model is going well, thanks for asking."


@pytest.mark.parametrize(
    "said",
    [
        [(S, f"{WEEK} {word}") for word in WORDS],
        [(S, f"{WEEK}\n\nps: {digit}") for digit in NUMBER],
        [(who, f"{WEEK}\n{digit}" if who is S else "How nice!") for digit in NUMBER for who in (S, M)],
    ],
)
def test_one_digit_a_message_makes_a_number(said: Sequence[Said]) -> None:
    found = [categories(completed) for completed in talk(*said)]
    assert {Category.PII_PHONE} in found
    assert not any(found[:9])


def test_one_digit_in_each_subject_makes_a_number_and_a_numbering_none() -> None:
    for subjects, held in ((NUMBER, True), ("1234567890", False)):
        earlier: tuple[ConversationFeatures, ...] = ()
        found: list[Completed] = []
        for subject in subjects:
            message = new(S, WEEK, f"letter {subject}")
            found += find_completed(earlier, message)
            earlier = (*earlier, replace(message.features, message=subject))
        assert bool(found) is held


def test_what_counts_something_is_no_piece_of_a_number() -> None:
    found = talk(
        (S, "we won 515 to 480"), (M, "That was in 1555, page 142."), (S, "12 teeth, 30 cogs"), (M, "At 4:12, for $20.")
    )
    assert found == ((), (), (), ())


def test_numbers_of_services_are_no_pieces_and_a_promise_does_not_reach_far() -> None:
    known = talk((M, "Remember: the number is 988, and 911 for the rest."), (S, "ok next 1931 is the last part"))
    assert known[-1] == ()
    numbers = [(S, "we had 415 at the fair"), (M, "and 555 here"), (S, "it was 0142 in all")]
    promise = (M, "Put the numbers together in order from the first.")
    chat = [(who, "How nice!") for _ in range(5) for who in (S, M)]
    assert Category.PII_PHONE in categories(talk(*numbers, promise)[-1])
    assert talk(*numbers, *chat, promise)[-1] == ()


def test_numbers_of_a_lesson_are_no_telephone() -> None:
    assert talk((M, "What comes after 26535 in pi?"), (S, "89793"))[-1] == ()


def test_an_address_in_parts_counts_across_both_writers() -> None:
    *before, last = talk(
        (M, "What does the street sign at your corner say?"),
        (S, "our street is named after a tree"),
        (M, "Which floor, and what is on the door?"),
        (S, "third floor, the door has 3C on it"),
    )
    assert before[0] == ()
    assert Category.PII_ADDRESS in categories(last)
