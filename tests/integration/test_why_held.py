"""Why a pair's mail is held now: each reason in plain words, in the service and in a terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import ForbiddenError, NotFoundError
from relay.model.identity import Role
from relay.model.page import PageRequest
from relay.model.pairing import PairEvent
from relay.model.supervision import Supervision
from relay.service.concerns import close_concern, list_concerns, open_concern_by_staff
from relay.service.holding import WhyHeld, why_held
from relay.service.pairs import set_supervision
from relay.service.review.claiming import claim
from tests.support.commands import CommandLine
from tests.support.queue_command import command_story
from tests.support.review_story import ADA, AUDREY, OTTO, RUTH, Story, crisis, of_category, phone, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def why(story: Story, by: str = RUTH) -> tuple[WhyHeld, ...]:
    return why_held(story.program, story.staff(by), story.greta_and_tim.id)


def supervise(story: Story, supervision: Supervision, n: int | None = None) -> None:
    set_supervision(
        story.program, story.staff(RUTH), story.greta_and_tim.id, supervision=supervision, n=n, rationale="a test"
    )


def test_nothing_holds_an_open_pair(story: Story) -> None:
    story.arrive(phone())
    assert why(story) == ()


def test_the_state_of_the_pair_is_told(story: Story) -> None:
    story.step(story.greta_and_tim, PairEvent.PAUSE)
    assert [one.reason for one in why(story)] == ["pair.paused"]
    story.step(story.greta_and_tim, PairEvent.FREEZE)
    (frozen,) = why(story)
    assert frozen.explanation.startswith("The pair is frozen: mail of both is held")


def test_the_setting_is_told_with_whose_it_is(story: Story) -> None:
    supervise(story, Supervision.HOLD_ALL)
    assert [one.explanation for one in why(story)] == ["The pair is set to hold_all: every mail is held."]
    supervise(story, Supervision.HOLD_FIRST_N, 2)
    story.arrive()
    assert [one.explanation for one in why(story)] == [
        "The pair is set to hold_first_n: the first 2 mails are held, 1 came."
    ]
    story.arrive()
    assert why(story) == ()


def test_the_mentor_rule_is_told(story: Story) -> None:
    story.arrive(of_category(Category.CONDUCT_SECRECY, Severity.HIGH), by=Role.MENTOR)
    (rule,) = why(story)
    assert rule.reason == "supervision.mentor_rule"
    assert "undecided, or was rejected in the last 30 days" in rule.explanation


def test_an_open_concern_is_named_until_it_is_closed(story: Story) -> None:
    story.arrive(crisis())
    ruth = story.staff(RUTH)
    (concern,) = list_concerns(story.program, ruth, PageRequest()).items
    assert why(story) == (WhyHeld("concern", "All mail of the pair is held while this concern is open.", concern.id),)
    close_concern(story.program, ruth, concern.id, reason="no danger")
    assert why(story) == ()


def test_a_concern_that_holds_nothing_is_told_as_such(story: Story) -> None:
    opened = open_concern_by_staff(
        story.program, story.staff(RUTH), summary="odd questions", pair=story.greta_and_tim.id
    )
    (concern,) = why(story)
    assert (concern.concern_id, "does not hold mail" in concern.explanation) == (opened.id, True)


def test_it_is_told_to_those_who_may_see_the_pair(story: Story) -> None:
    with pytest.raises(NotFoundError):
        why(story, by=OTTO)
    with pytest.raises(ForbiddenError):
        why(story, by=AUDREY)


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[Story, CommandLine]]:
    with command_story(tmp_path) as told:
        line = CommandLine(monkeypatch, capsys)
        line.config = told.program.settings.file
        yield told, line


def test_a_terminal_tells_why_a_mail_and_a_pair_are_held(command: tuple[Story, CommandLine]) -> None:
    story, relay = command
    cry = story.arrive(crisis())
    held = story.arrive(subject="harmless")
    listed = relay("queue", "list")
    header, *rows = [line.split("\t") for line in listed.out.splitlines()]
    column = header.index("held for")
    assert {row[0]: row[column] for row in rows} == {cry: "", held: "supervision of the pair"}

    shown = relay("queue", "show", held)
    assert "held for   supervision of the pair" in shown.out
    assert "pair now   All mail of the pair is held while this concern is open. (c_" in shown.out
    (reason,) = relay("queue", "show", held, "--json").json["why_held"]
    pair = relay("pair", "show", story.greta_and_tim.id)
    assert f"held now      {reason['explanation']} ({reason['concern_id']})" in pair.out
    assert relay("pair", "show", story.greta_and_tim.id, "--json").json["why_held"] == [reason]

    story.step(story.greta_and_tim, PairEvent.FREEZE)
    frozen = story.arrive()
    assert "held for   pair is frozen, supervision of the pair" in relay("queue", "show", frozen).out
    relay("concern", "close", reason["concern_id"], "--as", RUTH, "--reason", "no danger")
    story.step(story.greta_and_tim, PairEvent.RESUME)
    assert "Nothing holds all mail of the pair any more" in relay("queue", "show", held).out
    assert "only a mail with a finding that holds" in relay("pair", "show", story.greta_and_tim.id).out


def test_a_terminal_names_staff_to_whoever_may_see_them(command: tuple[Story, CommandLine]) -> None:
    story, relay = command
    number = story.arrive(phone())
    ruth = story.staff(RUTH).id
    claim(story.program, story.staff(RUTH), number)
    for words in ((), ("--as", ADA), ("--as", RUTH)):
        assert RUTH in relay("queue", "list", *words).out
    relay("queue", "reject", number, "--as", RUTH, "--reason", "no numbers")
    assert f"\t{RUTH}\trejected\t" in relay("queue", "show", number).out
    seen_by_sam = relay("queue", "show", number, "--as", "sam@program.example").out
    assert RUTH not in seen_by_sam
    assert f"\t{ruth}\trejected\t" in seen_by_sam
