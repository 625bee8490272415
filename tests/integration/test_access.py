"""Who is asking: tokens, and what makes them stop working at the next request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.errors import NotFoundError, UnauthenticatedError
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service.access import authenticate, staff_by_email, who_am_i
from relay.service.staff import change_staff, disable_staff, issue_token
from relay.store.schema import StaffToken
from tests.support.review_story import ADA, RUTH, Story, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def last_used(story: Story) -> list[object]:
    with story.program.store.read() as session:
        return [row.last_used for row in session.query(StaffToken)]


def test_a_token_tells_who_is_asking_and_what_they_may_see(story: Story) -> None:
    token = issue_token(story.program, OPERATOR, RUTH).token
    ruth = authenticate(story.program, token)
    assert ruth == story.staff(RUTH)
    me = who_am_i(story.program, ruth)
    assert (me.email, me.role, me.groups, me.all_groups) == (RUTH, StaffRole.MONITOR, ("spring",), False)
    assert "decide" in me.permissions
    assert "manage_staff" not in me.permissions


@pytest.mark.parametrize("token", ["", "nothing", "ä", "\x00", "a" * 10_000])
def test_what_is_no_token_is_refused(story: Story, token: str) -> None:
    with pytest.raises(UnauthenticatedError):
        authenticate(story.program, token)


def test_a_token_stops_when_its_owner_is_disabled(story: Story) -> None:
    token = issue_token(story.program, OPERATOR, RUTH).token
    disable_staff(story.program, OPERATOR, RUTH)
    with pytest.raises(UnauthenticatedError):
        authenticate(story.program, token)
    with pytest.raises(NotFoundError):
        staff_by_email(story.program, RUTH)


def test_a_role_or_group_that_is_taken_away_is_gone_at_the_next_request(story: Story) -> None:
    token = issue_token(story.program, OPERATOR, ADA).token
    change_staff(story.program, OPERATOR, ADA, role=StaffRole.EVALUATOR, groups=["autumn"])
    ada = authenticate(story.program, token)
    assert ada.role is StaffRole.EVALUATOR
    assert not ada.sees_all_groups


def test_the_last_use_is_noted_without_writing_at_every_request(story: Story) -> None:
    token = issue_token(story.program, OPERATOR, RUTH).token
    authenticate(story.program, token)
    first = story.clock.now
    assert last_used(story) == [first]
    story.clock.advance(minutes=5)
    authenticate(story.program, token)
    assert last_used(story) == [first]
    story.clock.advance(minutes=6)
    authenticate(story.program, token)
    assert last_used(story) == [story.clock.now]
