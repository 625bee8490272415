"""What was learned of whole conversations: scores of the second opinion that are weighed together."""

from dataclasses import replace
from pathlib import Path

import pytest

from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.model.identity import Role
from relay.scanning.conversation.completion import find_completed
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import ConversationFeatures
from relay.scanning.conversation.learned import SHIPPED, SOURCES, ConversationModel, load_conversation_model
from relay.scanning.opinion.model import load_opinion_model
from tests.support.talk import M, S

_WEIGHTS = {"harm": 1.0, "conduct.secrecy": 2.0}
MODEL = ConversationModel("1", "an opinion", 0.5, -4.0, dict.fromkeys(SOURCES, _WEIGHTS), (), 0.0)


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
