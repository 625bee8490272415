"""Messages that are read together: growing closeness, guilt, agreed words, despair."""

from dataclasses import replace
from pathlib import Path

import pytest

from relay.model.category import Category
from relay.scanning.conversation.catalogue import expression, pictures, signal_rules
from relay.scanning.conversation.completion import find_completed
from relay.scanning.patterns import pattern
from relay.service.scan_input import read_line
from tests.support.talk import M, S, categories, new, talk

DATA = Path(__file__).parents[2] / "scanning" / "conversations"
# The files that phrases were written by; how they fare with those of others, docs/detection.md tells.
WRITTEN_BY = ("clean", "crisis", "escalation", "later", "more", "parts")
LEAST_HELD, LEAST_PASSED = 0.85, 0.95  # of what was looked at while the phrases were written: nothing was broken


def test_what_exceptions_let_by_hides_nothing_that_comes_after_it() -> None:
    family = "My grandma's birthday is in May. My mom's birthday is in June. My dad's birthday is in July. "
    own = "My birthday is on the ninth."
    kinds = [[signal.kind for signal in new(S, text).features.signals] for text in (family, own, family * 2 + own)]
    assert "birth.topic" not in kinds[0]
    assert "birth.topic" in kinds[1]
    assert "birth.topic" in kinds[2]


@pytest.mark.parametrize(
    ("agreement", "use"),
    [
        ("lets say candy when we mean my phone number", "want some candy?"),
        ("from now on candy = vape ok", "got any candy"),
        ("If anyone asks, 'homework' is what we call our calls.", "Homework tonight at nine?"),
        ("Our word for it is pineapple.", "pineapple tonight"),
        ("desde ahora, en secreto: digo tarea cuando queremos hablar", "hoy hay tarea?"),
    ],
)
def test_words_are_agreed_on_in_many_ways(agreement: str, use: str) -> None:
    *before, last = talk((S, agreement), (M, "ok"), (S, use))
    assert before == [(), ()]
    assert categories(last) == {Category.CONDUCT_SECRECY}


@pytest.mark.parametrize(
    ("told", "use"),
    [
        ("In Chicago we say pop when we mean soda.", "I drank a pop."),
        ("Our word for today is osmosis.", "osmosis is hard"),
        ("In baking we say proofing when the dough rises.", "My dough is proofing now."),
        ("solve for speed = distance over time", "what was the speed"),
    ],
)
def test_what_words_mean_to_everybody_is_no_agreement(told: str, use: str) -> None:
    assert talk((S, told), (M, "ok"), (S, use))[-1] == ()


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
    for path in (DATA / f"{name}.jsonl" for name in WRITTEN_BY):
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
