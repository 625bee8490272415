"""Messages that are read together: pieces of a whole, growing closeness, guilt, agreed words, despair."""

import json
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.conversation.catalogue import expression, pictures, signal_rules
from relay.scanning.conversation.completion import Completed, find_completed
from relay.scanning.conversation.extraction import NewMessage, read_message
from relay.scanning.conversation.features import (
    MOST_SIGNALS,
    MOST_TOKEN,
    ConversationFeatures,
    Signal,
    features_from_json,
)
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.service.scan_input import read_line

DATA = Path(__file__).parents[2] / "scanning" / "conversations"
LEAST_HELD, LEAST_PASSED = 0.85, 0.95  # of what was looked at while the phrases were written: nothing was broken
S, M = Role.STUDENT, Role.MENTOR
Said = tuple[Role, str]


def new(role: Role, body: str, subject: str = "") -> NewMessage:
    texts = [Passage(part, text) for part, text in (("subject", subject), ("body", body)) if text]
    return read_message(texts, role)


def talk(*said: Said) -> tuple[tuple[Completed, ...], ...]:
    """Return what each message completes."""
    earlier: tuple[ConversationFeatures, ...] = ()
    found = []
    for number, (role, body) in enumerate(said, start=1):
        message = new(role, body)
        found.append(find_completed(earlier, message))
        earlier = (*earlier, replace(message.features, message=str(number)))
    return tuple(found)


def categories(found: Sequence[Completed]) -> set[Category]:
    return {completed.category for completed in found}


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


def test_what_counts_something_is_no_piece_of_a_number() -> None:
    found = talk(
        (S, "we won 515 to 480"), (M, "That was in 1555, page 142."), (S, "12 teeth, 30 cogs"), (M, "At 4:12, for $20.")
    )
    assert found == ((), (), (), ())


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


def test_growing_closeness_that_asks_for_discretion_is_held_and_a_third_party_secret_is_not() -> None:
    grooming = talk(
        (M, "You are not like the others, it must be lonely."),
        (S, "sometimes"),
        (M, "With you I say things I tell nobody. They belong on this page and nowhere else."),
    )
    assert Category.CONDUCT_SECRECY in categories(grooming[-1])
    cake = talk((S, "a surprise party for my mom, she turns 40"), (M, "I won't tell."), (S, "keep it for sunday"))
    assert cake == ((), (), ())


def test_repeated_guilt_is_held_and_one_worried_question_is_not() -> None:
    guilt = talk(
        (M, "I sat down after dinner to read your answer and there was none."),
        (S, "sorry i had practice"),
        (M, "I'm beginning to think I am the only one here who cares."),
    )
    assert categories(guilt[-1]) == {Category.CONDUCT_HARASSMENT}
    assert talk((S, "did you get my mail?"), (M, "Yes, sorry, I was ill."))[-1] == ()


def test_a_word_that_was_agreed_on_is_seen_when_it_is_used() -> None:
    agreement = (M, "If one of us writes about marmalade, the other knows that somebody reads along.")
    used = talk(agreement, (S, "ok lol"), (S, "we had toast with marmalade today"))
    assert used[1] == ()
    assert categories(used[-1]) == {Category.CONDUCT_SECRECY}
    assert talk((S, "our key word in math club was pineapple"), (M, "Pineapple has nine letters."))[-1] == ()


def test_slow_despair_is_seen_in_its_steps_and_a_hard_week_is_none() -> None:
    despair = talk(
        (S, "couldnt sleep again"),
        (S, "i quit jazz band, gave my sax to my cousin"),
        (S, "thank you for everything, you were always nice"),
    )
    assert categories(despair[-1]) == {Category.CRISIS_SELF_HARM}
    week = talk((S, "two tests, so tired"), (S, "i couldnt sleep because grandpa is ill"), (S, "he came home!!"))
    assert week == ((), (), ())


def test_what_a_person_released_counts_for_less() -> None:
    first = replace(new(M, "With you I can talk, you are not like the others.").features, message="1")
    second = new(M, "Nobody else has to hear of it.")
    assert find_completed((first,), second) != ()
    assert find_completed((replace(first, settled=True),), second) == ()


def test_opinions_of_whatever_else_judged_the_message_add_to_a_picture() -> None:
    category = Category.CONDUCT_OFF_PLATFORM.value
    earlier = ConversationFeatures(M, (Signal("elsewhere", "body", 0, 3),), message="1")
    for sure, held in ((0.1, False), (0.95, True)):
        signals = (Signal("elsewhere", "body", 0, 3), Signal("secrecy.hint", "body", 0, 3))
        message = NewMessage(ConversationFeatures(M, signals[: 1 + held], {category: sure}))
        assert (Category.CONDUCT_OFF_PLATFORM in categories(find_completed((earlier,), message))) is held


def test_features_are_bounded_hold_no_text_and_come_back_from_json() -> None:
    long = " ".join(f"remember {number} and then number {number}" for number in range(1000))
    features = new(S, f"{long}\nmy very secret story about the lake").features
    assert len(features.signals) <= MOST_SIGNALS
    assert all(len(signal.token) <= MOST_TOKEN for signal in features.signals)
    stored = json.dumps(features.to_json())
    assert "secret story" not in stored
    assert features_from_json(json.loads(stored)) == features


@pytest.mark.parametrize("value", [None, [], {}, {"v": 99}, {"v": 1, "signals": [[1]], "opinions": {}, "author": None}])
def test_features_that_are_none_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"conversation features|unpack"):
        features_from_json(value)


def test_what_a_message_adds_travels_from_the_worker_process() -> None:
    message = new(S, "remember this: 641")
    assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301 -- our own


def test_what_is_quoted_adds_nothing() -> None:
    quoted = "Fine.\n\nOn Mon, Nov 2, 2026 at 9:00 AM Tim wrote:\n> remember this: 641\n> next bit is 555\n"
    assert new(M, quoted).features.signals == ()


def test_every_kind_that_a_picture_names_exists() -> None:
    found_elsewhere = ("digits.", "letters.")
    kinds = {rule.kind for rule in signal_rules()}
    for picture in pictures():
        for kind in (*picture.kinds, *picture.core, *picture.last):
            assert kind in kinds or kind.startswith(found_elsewhere), kind


def test_an_expression_may_stand_inside_a_phrase() -> None:
    compiled = pattern(expression("(at|by) re:\\d{1,2}(?:am|pm) (sharp)?", {}))
    assert compiled.search("be there at 5pm sharp")
    assert not compiled.search("be there at five")


def test_the_labelled_conversations_are_held_at_their_last_message_and_clean_ones_pass() -> None:
    held = harmful = passed = clean = 0
    for path in sorted(DATA.glob("*.jsonl")):
        if path.stem in ("voices", "threads"):  # other writers', which no phrase was written by: docs/detection.md
            continue
        for line in map(read_line, path.read_bytes().splitlines()):
            assert line.label is not None
            found = talk(
                *((m.author or S, m.body if not m.subject else f"{m.subject}\n{m.body}") for m in line.messages)
            )
            if line.label.categories:
                harmful, held = harmful + 1, held + bool(found[-1])
            else:
                clean, passed = clean + 1, passed + (not any(found))
    assert harmful >= 100
    assert clean >= 80
    assert held / harmful >= LEAST_HELD, f"{held} of {harmful}"
    assert passed / clean >= LEAST_PASSED, f"{passed} of {clean}"
