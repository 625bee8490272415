"""Messages that are read together: pieces of a whole, growing closeness, guilt, agreed words, despair."""

import json
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.model.identity import Role
from relay.scanning.context import ScanContext
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
from relay.scanning.conversation.learned import SHIPPED, SOURCES, ConversationModel, load_conversation_model
from relay.scanning.opinion.model import load_opinion_model
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.service.scan_input import read_line
from tests.support.scanners import shipped_scanner

DATA = Path(__file__).parents[2] / "scanning" / "conversations"
# The files that phrases were written by; how they fare with those of others, docs/detection.md tells.
WRITTEN_BY = ("clean", "crisis", "escalation", "later", "more", "parts")
LEAST_HELD, LEAST_PASSED = 0.85, 0.95  # of what was looked at while the phrases were written: nothing was broken
S, M = Role.STUDENT, Role.MENTOR
_WEIGHTS = {"harm": 1.0, "conduct.secrecy": 2.0}
MODEL = ConversationModel("1", "an opinion", 0.5, -4.0, dict.fromkeys(SOURCES, _WEIGHTS), (), 0.0)
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


def test_what_exceptions_let_by_hides_nothing_that_comes_after_it() -> None:
    family = "My grandma's birthday is in May. My mom's birthday is in June. My dad's birthday is in July. "
    own = "My birthday is on the ninth."
    kinds = [[signal.kind for signal in new(S, text).features.signals] for text in (family, own, family * 2 + own)]
    assert "birth.topic" not in kinds[0]
    assert "birth.topic" in kinds[1]
    assert "birth.topic" in kinds[2]


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


def judged(author: Role, message: str = "", **scores: float) -> NewMessage:
    """Return a message of which only what the second opinion made of it is known."""
    opinions = {name.replace("__", "."): score for name, score in scores.items()}
    return NewMessage(ConversationFeatures(author, (), opinions, message), judged_by=MODEL.opinion)


def test_scores_that_hold_no_message_alone_hold_together_and_the_strongest_are_named() -> None:
    earlier = [
        judged(M, "1", harm=0.2, conduct__secrecy=0.3).features,
        judged(S, "2", harm=0.01).features,
        judged(M, "3", harm=0.003).features,
    ]
    last = judged(M, harm=0.3, conduct__secrecy=0.2)
    (completed,) = find_completed(earlier, last, MODEL)
    assert completed.category is Category.CONDUCT_SECRECY
    assert completed.explanation.startswith("together with earlier messages 1 and 2 it reads like asking to hide")
    assert find_completed(earlier[1:], last, MODEL) == ()


def test_what_a_person_released_begins_anew_for_what_was_learned() -> None:
    harsh = judged(M, "1", harm=0.2, conduct__secrecy=0.3).features
    last = judged(M, harm=0.3, conduct__secrecy=0.2)
    released = replace(judged(S, "2", harm=0.01).features, settled=True)
    assert find_completed([harsh, released], last, MODEL) == ()


def test_what_was_learned_with_another_second_opinion_is_not_asked() -> None:
    earlier = [judged(M, "1", harm=0.2, conduct__secrecy=0.3).features]
    for version in ("", "another"):
        last = replace(judged(M, harm=0.3, conduct__secrecy=0.2), judged_by=version)
        assert find_completed(earlier, last, MODEL) == ()


def test_what_was_learned_belongs_to_the_second_opinion_that_ships() -> None:
    """Where this fails the second opinion was trained anew: run `python -m bench.conversation`."""
    assert load_conversation_model(SHIPPED).opinion == load_opinion_model().version


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 1}', '{"format": 2, "weights": []}'])
def test_a_model_that_cannot_be_read_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ConfigurationError, match="model of conversations"):
        load_conversation_model(tmp_path / "model.json")


def test_what_the_second_opinion_thinks_of_a_message_is_kept_without_its_text() -> None:
    text = "i dont know why i even get up. whatever. my brother took my bike and i didnt even say anything"
    message = shipped_scanner().examine_texts([("body", text)], ScanContext(author=S)).message
    kept = message.features.to_json()
    assert 0.0 < kept["opinions"]["harm"] < 1.0
    assert len(kept["opinions"]) <= len(Category)
    assert "brother" not in json.dumps(kept)
    quoted = "Ok.\n\nOn Mon, Nov 2, 2026 at 9:00 AM Tim wrote:\n> " + text
    answer = shipped_scanner().examine_texts([("body", quoted)], ScanContext(author=M)).message
    assert answer.features.opinions.get("harm", 0.0) < kept["opinions"]["harm"]


def test_features_of_the_version_before_are_read() -> None:
    signals = [["agreed.word", "body", 3, 9, "garden"]]
    before = {"v": 1, "author": "student", "signals": signals, "opinions": {}, "place": ""}
    assert features_from_json(before) == ConversationFeatures(S, (Signal("agreed.word", "body", 3, 9, "garden"),))


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
