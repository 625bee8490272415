"""The learned second opinion: what no rule's words say, and what rules only hint at."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np
import pytest

from bench.measured_scanner import CountedOpinionModel
from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.model.finding import BODY, Finding
from relay.model.identity import Role
from relay.model.policy import OpinionPolicy, PhraseRule, Policy, ScanPolicy
from relay.scanning import matrix_library
from relay.scanning.context import ScanContext
from relay.scanning.opinion.judged import Judged
from relay.scanning.opinion.model import SHIPPED, Judgement, OpinionModel, load_opinion_model
from relay.scanning.opinion.second_opinion import beside
from relay.scanning.passage import Match
from relay.scanning.scanner import Scanner
from tests.support.scanners import shipped_policy

HINT = "a hint"
NEVER: Mapping[Category, float] = dict.fromkeys(Category, 1.0)


@pytest.fixture(scope="module")
def model() -> OpinionModel:
    return load_opinion_model()


def policy(opinion: OpinionPolicy | None = None, *rules: PhraseRule) -> Policy:
    """Return the shipped policy's categories with no rule but ``rules``."""
    return replace(shipped_policy(), scan=ScanPolicy(rules=rules, opinion=opinion or OpinionPolicy()))


def found(model: OpinionModel | None, text: str, wanted: Policy, author: Role = Role.STUDENT) -> tuple[Finding, ...]:
    findings = Scanner(wanted, None, model).examine_texts([(BODY, text)], ScanContext(author=author)).findings
    return tuple(f for f in findings if f.category.family in ("conduct", "crisis"))


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("sometimes i think my family would have it easier if i just wasnt around any more", Category.CRISIS_SELF_HARM),
        ("i cut my arms again last night and nobody knows, i wear long sleeves", Category.CRISIS_SELF_HARM),
        ("my stepdad gets so angry when he drinks, last night he threw me against the fridge", Category.CRISIS_ABUSE),
        ("can u venmo me 20 bucks pls ill pay u back", Category.CONDUCT_GIFT_MONEY),
    ],
)  # fmt: skip
def test_harm_is_found_without_any_rule(model: OpinionModel, text: str, category: Category) -> None:
    assert category in {finding.category for finding in found(model, text, policy())}


@pytest.mark.parametrize(
    "text",
    [
        "We learned about bridges today. The longest one in our state is two miles long and took nine years!",
        "Thank you for your letter. I will read the chapter and send my questions next week.",
        "ok cool thanks!!",
        "Gracias por tu carta, me gustó mucho lo que contaste de tu trabajo en el hospital.",
    ],
)
def test_everyday_mail_passes(model: OpinionModel, text: str) -> None:
    assert found(model, text, policy()) == ()


def test_the_finding_marks_the_sentence_as_it_was_written(model: OpinionModel) -> None:
    before = "Hi Greta! The bridge model won second place. "
    harm = "can u venmo me 20 bucks pls ill pay u back."
    after = " Anyway, how was your trip to the lake?"
    text = before + harm + after
    finding = next(f for f in found(model, text, policy()) if f.category is Category.CONDUCT_GIFT_MONEY)
    assert text[finding.start : finding.end] == finding.text
    assert harm in finding.text


def test_the_explanation_gives_an_example_and_not_the_text(model: OpinionModel) -> None:
    text = "i cut my arms again last night and nobody knows, i wear long sleeves"
    (finding, *_) = found(model, text, policy())
    assert ', as in "' in finding.explanation
    assert text not in finding.explanation


def test_a_policy_that_wants_no_opinion_gets_none(model: OpinionModel) -> None:
    assert found(model, "i cut my arms again last night and nobody knows", policy(OpinionPolicy(use=False))) == ()


def test_a_threshold_of_the_policy_counts(model: OpinionModel) -> None:
    text = "i cut my arms again last night and nobody knows"
    without = found(model, text, policy(OpinionPolicy(thresholds={Category.CRISIS_SELF_HARM: 1.0})))
    assert Category.CRISIS_SELF_HARM not in {finding.category for finding in without}
    assert found(model, text, policy(OpinionPolicy(thresholds=NEVER))) == ()


@dataclass(frozen=True)
class Saying(OpinionModel):
    """A learned part that says the same of every text."""

    scores: Mapping[Category, float] = field(default_factory=dict)
    harm: float = 0.0

    def judge(self, texts: Sequence[str], author: Role | None, *, thoroughly: bool = False) -> list[Judgement]:
        """Say it."""
        scores = np.array([self.scores.get(category, 0.0) for category in self.categories], np.float32)
        place = np.zeros(self.example_places.shape[1], np.float32)
        return [Judgement(scores, self.harm, place, place) for _ in texts]


BIRTHDATE, SELF_HARM, ABUSE = Category.PII_BIRTHDATE, Category.CRISIS_SELF_HARM, Category.CRISIS_ABUSE


@pytest.mark.parametrize(
    ("scores", "harm", "thresholds", "expected"),
    [
        ({BIRTHDATE: 0.8, SELF_HARM: 0.75}, 0.88, {BIRTHDATE: 0.9, SELF_HARM: 0.5}, {SELF_HARM}),
        ({BIRTHDATE: 0.8, SELF_HARM: 0.75}, 0.92, {BIRTHDATE: 0.9, SELF_HARM: 0.5}, {BIRTHDATE, SELF_HARM}),
        ({BIRTHDATE: 0.8, SELF_HARM: 0.75}, 0.88, {BIRTHDATE: 1.0, SELF_HARM: 0.8}, set()),
        ({SELF_HARM: 0.9, ABUSE: 0.55}, 0.95, {SELF_HARM: 0.5, ABUSE: 0.6}, {SELF_HARM}),
        ({SELF_HARM: 0.9, ABUSE: 0.65}, 0.95, {SELF_HARM: 0.5, ABUSE: 0.6}, {SELF_HARM, ABUSE}),
        ({SELF_HARM: 0.9, ABUSE: 0.45}, 0.95, {SELF_HARM: 0.5, ABUSE: 0.4}, {SELF_HARM}),
        ({SELF_HARM: 0.4, ABUSE: 0.3}, 0.6, {SELF_HARM: 0.5, ABUSE: 0.4}, {SELF_HARM}),
    ],
)
def test_each_category_is_asked_by_its_own_threshold(
    model: OpinionModel,
    scores: Mapping[Category, float],
    harm: float,
    thresholds: Mapping[Category, float],
    expected: set[Category],
) -> None:
    saying = Saying(**{part.name: getattr(model, part.name) for part in fields(model)}, scores=scores, harm=harm)
    text = "i cut my arms again last night and nobody knows"
    wanted = policy(OpinionPolicy(thresholds={**NEVER, **thresholds}))
    findings = Scanner(wanted, None, saying).examine_texts([(BODY, text)], ScanContext(author=Role.STUDENT)).findings
    assert {finding.category for finding in findings} == expected


def hinting(*hints: str) -> PhraseRule:
    return PhraseRule("test.hint", Category.CONDUCT_HARASSMENT, HINT, (), hints=hints)


def test_a_hint_counts_where_its_sentence_does_not_read_as_harmless(model: OpinionModel) -> None:
    wanted = policy(OpinionPolicy(thresholds=NEVER), hinting("pathetic"))
    findings = found(model, "You are a pathetic loser and everybody at school hates you.", wanted)
    assert [finding.explanation for finding in findings] == [HINT]


def test_a_hint_does_not_count_where_its_sentence_is_harmless(model: OpinionModel) -> None:
    wanted = policy(OpinionPolicy(), hinting("bridge"))
    assert found(model, "We built a bridge of spaghetti in class and it held four books.", wanted) == ()


def test_a_hint_counts_always_where_nobody_is_asked() -> None:
    wanted = policy(OpinionPolicy(), hinting("bridge"))
    assert [f.explanation for f in found(None, "We built a bridge in class.", wanted)] == [HINT]


def likely(*phrases: str) -> PhraseRule:
    return PhraseRule("test.likely", Category.CONDUCT_HARASSMENT, HINT, (), likely=phrases)


def test_what_is_likely_counts_unless_its_sentence_is_plainly_harmless(model: OpinionModel) -> None:
    wanted = policy(OpinionPolicy(thresholds=NEVER), likely("pathetic", "bridge"))
    findings = found(model, "You are a pathetic loser and everybody at school hates you.", wanted)
    assert [finding.explanation for finding in findings] == [HINT]
    assert found(model, "We built a bridge of spaghetti in class and it held four books.", wanted) == ()


def test_what_is_likely_counts_always_where_nobody_is_asked() -> None:
    wanted = policy(OpinionPolicy(), likely("bridge"))
    assert [f.explanation for f in found(None, "We built a bridge in class.", wanted)] == [HINT]


def test_texts_judged_together_get_the_scores_that_each_gets_alone(model: OpinionModel) -> None:
    texts = ["short", "A longer sentence about the robotics club and its new arm.", "i hate my life and want it to end"]
    together = model.judge(texts, Role.STUDENT)
    for text, judgement in zip(texts, together, strict=True):
        (alone,) = model.judge([text], Role.STUDENT)
        assert np.allclose(alone.scores, judgement.scores, atol=1e-4)


def test_a_very_long_text_is_judged_within_bounds(model: OpinionModel) -> None:
    text = "can u venmo me 20 bucks pls ill pay u back. " + "We went to the lake and it was cold. " * 3000
    findings = Scanner(policy(), None, model).examine_texts([(BODY, text)], ScanContext(author=Role.STUDENT)).findings
    assert {finding.category for finding in findings} == {Category.CONDUCT_GIFT_MONEY}


def test_a_text_with_more_to_look_at_than_is_looked_at_is_held_for_that(model: OpinionModel) -> None:
    text = "".join(f"Can you venmo me {number} bucks please, I will pay you back. " for number in range(1000))
    findings = Scanner(policy(), None, model).examine_texts([(BODY, text)], ScanContext(author=Role.STUDENT)).findings
    assert any(finding.category is Category.SYSTEM_UNPARSEABLE for finding in findings)


def test_a_text_that_several_readings_show_is_judged_once(model: OpinionModel) -> None:
    counted = CountedOpinionModel(**{part.name: getattr(model, part.name) for part in fields(model)})
    judged = Judged(counted, Role.STUDENT)
    first = judged.judge(["ok cool", "i hate my life", "ok cool"])
    assert judged.judge(["i hate my life", "ok cool"]) == [first[1], first[0]]
    assert first[2] is first[0]
    assert counted.runs == [2]


def test_a_missing_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is missing; install mentor-relay again"):
        load_opinion_model(tmp_path / "opinion.npz")


@pytest.mark.parametrize("content", [b"", b"no archive", SHIPPED.read_bytes()[:5000]])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "opinion.npz"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_opinion_model(path)


def test_a_text_has_the_same_score_in_any_company(model: OpinionModel) -> None:
    texts = ["i cut my arms again last night", "We learned about bridges today. " * 5, "ok"]
    together = model.judge(texts, Role.STUDENT, thoroughly=True)
    alone = [model.judge([text], Role.STUDENT, thoroughly=True)[0] for text in texts]
    assert [one.harm for one in together] == [one.harm for one in alone]


def test_the_end_of_a_window_in_odd_spelling_is_read(model: OpinionModel) -> None:
    odd = " ".join(f"zqxjkwvb{number}qxz" for number in range(20))
    harm = "i cut my arms again last night and nobody knows"
    with_harm, alone = model.judge([f"{odd} {harm}", odd], Role.STUDENT, thoroughly=True)
    assert with_harm.harm > 2 * alone.harm


_LOADS = """
import os, sys
sys.addaudithook(lambda event, _: event.startswith("socket.") and os._exit(3))
from relay.scanning.opinion.model import load_opinion_model
load_opinion_model().judge(["i cut my arms again last night"], None)
sys.exit(len(os.listdir("/proc/self/task")))
"""


def test_the_encoder_has_no_thread_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], **matrix_library.ONE_THREAD}
    ran = subprocess.run([sys.executable, "-c", _LOADS], check=False, env=environment)
    assert ran.returncode == 1, "threads, or 3 for a socket"
    assert list(tmp_path.iterdir()) == []


NAME = Match(Category.PII_FULL_NAME, 40, 50, "a given name with a surname")
SEEMING = (
    Match(Category.PII_PHONE, 0, 60, "reads like a telephone number in disguise", 0.9),
    Match(Category.PII_FULL_NAME, 0, 60, "reads like a private person's full name", 0.9),
)


def test_an_exact_find_of_personal_data_speaks_for_its_sentence() -> None:
    assert list(beside([NAME], SEEMING, lambda _: True)) == []


def test_an_exact_find_that_passes_silences_only_what_seems_to_be_the_same() -> None:
    assert [match.category for match in beside([NAME], SEEMING, lambda _: False)] == [Category.PII_PHONE]


def test_many_exact_and_seeming_finds_are_compared_in_little_time() -> None:
    exact = [Match(Category.PII_FULL_NAME, start, start + 5, "") for start in range(0, 400_000, 20)]
    seeming = [Match(Category.PII_PHONE, start, start + 3, "") for start in range(7, 400_007, 20)]
    began = time.monotonic()
    assert len(list(beside(exact, seeming, lambda _: True))) == len(seeming)
    assert time.monotonic() - began < 5
