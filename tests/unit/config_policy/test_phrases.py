"""The phrase language of policy.toml: what each sign means, and what cannot be read."""

import pytest
import re2

from relay.config.phrases import PhraseError, phrase_expression

WORDS = {"service": ("snap", "insta", "google (chat|meet)"), "all": ("{service}", "mail"), "ring": ("{ring}",)}


def matches(phrase: str, text: str) -> bool:
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(phrase_expression(phrase, WORDS), options).search(text) is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("text me", "please TEXT  me"),
        ("text me", "text, me"),
        ("don't tell", "dont tell"),
        ("any-time", "any time"),
        ("any-time", "anytime"),
        ("unaliv*", "unaliving"),
        ("*mail me", "e-mail me"),
        ("(call|phone) me", "phone me"),
        ("(please)? call", "call"),
        ("send (me)? a pic", "send a pic"),
        ("send (me)? a pic", "send me a pic"),
        ("on {service}", "on Google Meet"),
        ("by {all}", "by insta"),
        ("meet ... park", "meet you at the park"),
        ("do .. it", "do it"),
        ("in _ days", "in three days"),
        ("# dollars", "20 dollars"),
        ("mañana", "manana"),
        (r"re:\bf+u+\b", "ffuu"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert matches(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("text me", "the text. Me too"),
        ("text me", "context method"),
        ("meet ... park", "meet a b c d e park"),
        ("do .. it", "do one two three it"),
        ("in _ days", "in days"),
        ("# dollars", "some dollars"),
    ],
)
def test_other_text_is_not_found(phrase: str, text: str) -> None:
    assert not matches(phrase, text)


@pytest.mark.parametrize(
    "phrase", ["", "  ", "(call", "call)", "on {nowhere}", "{ring}", "call ?", "a||b", "()", "re: ", "{service"]
)
def test_what_cannot_be_read_is_refused(phrase: str) -> None:
    if phrase.startswith("re:"):
        assert phrase_expression(phrase, WORDS) == "(?:)"
        return
    with pytest.raises(PhraseError):
        phrase_expression(phrase, WORDS)


@pytest.mark.parametrize("phrase", ["do you vape?", "(are|r) you single?", "friends?"])
def test_a_question_mark_behind_the_last_word_is_taken_for_a_mistake(phrase: str) -> None:
    with pytest.raises(PhraseError, match="a \\? is no question mark"):
        phrase_expression(phrase, WORDS)


def test_a_bracket_at_the_end_may_be_optional() -> None:
    assert matches("call me (later)?", "call me")
