"""The queue: order, pages, filters, and what does not exist for whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import ForbiddenError, InvalidInputError, NotFoundError
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.model.page import PageRequest
from relay.model.people import StaffRole
from relay.model.queue import Claimed, MessageFilter, Sort
from relay.model.staff import OPERATOR, StaffMember
from relay.service.review.deciding import claim, release
from relay.service.review.listing import list_messages
from relay.service.staff import add_staff, set_conflict
from tests.support.review_story import (
    ADA,
    AUDREY,
    EVA,
    GRETA,
    LUCIA,
    OTTO,
    RUTH,
    TIM,
    Story,
    crisis,
    of_category,
    phone,
    tell_story,
)

HELD = MessageFilter(state=MessageState.HELD)


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def ids(story: Story, actor: StaffMember, wanted: MessageFilter = HELD, limit: int = 200) -> list[str]:
    """Return the ids of every page, in order."""
    found: list[str] = []
    cursor = None
    while True:
        page = list_messages(story.program, actor, wanted, PageRequest(limit, cursor))
        found += [item.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_the_gravest_comes_first_and_of_those_the_oldest(story: Story) -> None:
    low = story.arrive(of_category(Category.PII_SCHOOL, Severity.MEDIUM))
    first_cry = story.arrive(crisis())
    high = story.arrive(of_category(Category.CONDUCT_HATE, Severity.HIGH))
    second_cry = story.arrive(crisis())
    later = story.arrive(phone())
    ruth = story.staff(RUTH)
    in_order = [first_cry, second_cry, high, low, later]
    for limit in (1, 2, 3, 5, 200):
        assert ids(story, ruth, limit=limit) == in_order
    by_age = [low, first_cry, high, second_cry, later]
    oldest = MessageFilter(state=MessageState.HELD, sort=Sort.OLDEST)
    newest = MessageFilter(state=MessageState.HELD, sort=Sort.NEWEST)
    assert ids(story, ruth, oldest, limit=2) == by_age
    assert ids(story, ruth, newest, limit=2) == by_age[::-1]


def test_messages_of_one_instant_are_neither_skipped_nor_shown_twice(story: Story) -> None:
    sent = []
    for _ in range(7):
        sent.append(story.arrive(phone()))
        story.clock.advance(seconds=-1)
    for sort in Sort:
        shown = ids(story, story.staff(RUTH), MessageFilter(state=MessageState.HELD, sort=sort), limit=2)
        assert sorted(shown) == sorted(sent)


def test_a_page_goes_on_where_it_was_though_messages_come_and_go(story: Story) -> None:
    sent = [story.arrive(phone()) for _ in range(4)]
    ruth = story.staff(RUTH)
    page = list_messages(story.program, ruth, HELD, PageRequest(2))
    release(story.program, ruth, sent[1])
    late = story.arrive(phone())
    rest = list_messages(story.program, ruth, HELD, PageRequest(2, page.next_cursor))
    assert [item.id for item in (*page.items, *rest.items)] == sent
    last = list_messages(story.program, ruth, HELD, PageRequest(2, rest.next_cursor))
    assert [item.id for item in last.items] == [late]


def test_filters_narrow_the_list(story: Story) -> None:
    number = story.arrive(phone())
    to_lucia = story.arrive(
        of_category(Category.CONDUCT_HATE, Severity.HIGH), pair=story.pairs[GRETA, LUCIA], by=Role.MENTOR
    )
    passed = story.arrive()
    ruth = story.staff(RUTH)
    lucias = story.pairs[GRETA, LUCIA].id
    cases = [
        (MessageFilter(pair=lucias), [to_lucia]),
        (MessageFilter(category=Category.PII_PHONE), [number]),
        (MessageFilter(min_severity=Severity.HIGH), [to_lucia]),
        (MessageFilter(min_severity=Severity.LOW, sort=Sort.PRIORITY), [to_lucia, number]),
        (MessageFilter(state=MessageState.APPROVED), [passed]),
        (MessageFilter(review_pending=True), [passed]),
        (MessageFilter(group="spring", sort=Sort.OLDEST), [number, to_lucia, passed]),
        (MessageFilter(group="autumn"), []),
        (MessageFilter(group="no such group"), []),
    ]
    for wanted, expected in cases:
        assert ids(story, ruth, wanted) == expected, wanted


def test_since_is_inclusive_and_until_exclusive(story: Story) -> None:
    first, at = story.arrive(phone()), story.clock.now
    second = story.arrive(phone())
    ruth = story.staff(RUTH)
    assert ids(story, ruth, MessageFilter(since=at)) == [second]
    assert ids(story, ruth, MessageFilter(until=at)) == [first]


def test_live_claims_filter_the_list(story: Story) -> None:
    mine, free = story.arrive(phone()), story.arrive(phone())
    ruth, ada = story.staff(RUTH), story.staff(ADA)
    claim(story.program, ruth, mine)
    assert ids(story, ruth, MessageFilter(claimed=Claimed.ME)) == [mine]
    assert ids(story, ada, MessageFilter(claimed=Claimed.ME)) == []
    assert ids(story, ada, MessageFilter(claimed=Claimed.ANY)) == [mine]
    assert ids(story, ada, MessageFilter(claimed=Claimed.NONE)) == [free]
    story.clock.advance(minutes=16)
    assert ids(story, ada, MessageFilter(claimed=Claimed.ANY)) == []


def test_an_item_says_what_a_monitor_needs_to_choose(story: Story) -> None:
    message_id = story.arrive(phone(), of_category(Category.PII_SCHOOL, Severity.LOW), subject="My number")
    (item,) = list_messages(story.program, story.staff(RUTH), HELD, PageRequest()).items
    assert item.id == message_id
    assert (item.group, item.direction, item.subject) == ("spring", "student_to_mentor", "My number")
    assert item.categories == (Category.PII_PHONE, Category.PII_SCHOOL)
    assert item.severity is Severity.MEDIUM
    assert item.pair_id == story.greta_and_tim.id
    assert item.thread_id is not None


def test_each_monitor_sees_their_own_groups_alone(story: Story) -> None:
    spring = story.arrive(phone())
    autumn = story.arrive(phone(), pair=story.omar_and_tim)
    add_staff(story.program, OPERATOR, "nora@program.example", StaffRole.MONITOR)
    assert ids(story, story.staff(RUTH)) == [spring]
    assert ids(story, story.staff(OTTO)) == [autumn]
    assert ids(story, story.staff("nora@program.example")) == []
    assert ids(story, story.staff(ADA)) == [spring, autumn]


def test_pairs_of_somebody_on_the_conflict_list_do_not_exist(story: Story) -> None:
    story.arrive(phone())
    lucias = story.arrive(phone(), pair=story.pairs[GRETA, LUCIA])
    ruth = story.staff(RUTH)
    set_conflict(story.program, OPERATOR, RUTH, story.greta_and_tim.student.id)
    assert ids(story, ruth) != [lucias]  # as authenticated before
    assert ids(story, story.staff(RUTH)) == [lucias]


def test_a_student_who_became_staff_does_not_see_their_own_pair(story: Story) -> None:
    story.arrive(phone())
    add_staff(story.program, OPERATOR, TIM, StaffRole.ADMINISTRATOR)
    story.arrive(phone(), pair=story.omar_and_tim)
    lucias = story.arrive(phone(), pair=story.pairs[GRETA, LUCIA])
    assert ids(story, story.staff(TIM)) == [lucias]


def test_what_a_mentors_student_tells_concern_is_not_shown_to_the_mentor(story: Story) -> None:
    add_staff(story.program, OPERATOR, GRETA, StaffRole.SAFEGUARDING_LEAD)
    told = story.arrive(to="concern@mail.relaytest.example", text="About Greta.\n")
    every = MessageFilter(sort=Sort.OLDEST)
    assert ids(story, story.staff(ADA), every) == [told]
    assert ids(story, story.staff(GRETA), every) == []


def test_an_auditor_sees_states_but_no_text(story: Story) -> None:
    story.arrive(phone(), subject="My number")
    (item,) = list_messages(story.program, story.staff(AUDREY), HELD, PageRequest()).items
    assert item.subject is None
    assert item.categories == (Category.PII_PHONE,)


def test_an_evaluator_sees_no_messages(story: Story) -> None:
    with pytest.raises(ForbiddenError):
        list_messages(story.program, story.staff(EVA), HELD, PageRequest())


@pytest.mark.parametrize("limit", [0, -1, 201, 1_000_000])
def test_a_limit_out_of_range_is_refused(limit: int) -> None:
    with pytest.raises(InvalidInputError, match="limit"):
        PageRequest(limit)


@pytest.mark.parametrize("cursor", ["", "x", "e30", "W10", "ä", "WyJuZXdlc3QiLDEsMl0", "A" * 600, "[" * 400])
def test_a_cursor_that_is_none_is_refused(story: Story, cursor: str) -> None:
    with pytest.raises(InvalidInputError, match="cursor"):
        list_messages(story.program, story.staff(RUTH), HELD, PageRequest(10, cursor))


def test_a_cursor_of_another_order_is_refused(story: Story) -> None:
    for _ in range(3):
        story.arrive(phone())
    ruth = story.staff(RUTH)
    page = list_messages(story.program, ruth, HELD, PageRequest(1))
    with pytest.raises(InvalidInputError, match="cursor"):
        list_messages(story.program, ruth, MessageFilter(sort=Sort.NEWEST), PageRequest(1, page.next_cursor))


def test_nobody_is_found_by_an_address_that_is_not_theirs(story: Story) -> None:
    for address in ("nobody@program.example", "not an address", TIM):
        with pytest.raises(NotFoundError):
            story.staff(address)
