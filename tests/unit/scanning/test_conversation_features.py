"""What is kept of a message for its conversation: bounded, without its text, and read again as it was."""

import json
import pickle

import pytest

from relay.model.category import Category
from relay.scanning.context import ScanContext
from relay.scanning.conversation.features import (
    MOST_SIGNALS,
    MOST_TOKEN,
    ConversationFeatures,
    Signal,
    features_from_json,
)
from tests.support.scanners import shipped_scanner
from tests.support.talk import M, S, new


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
