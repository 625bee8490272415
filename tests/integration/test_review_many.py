"""Bulk decisions and threads: many messages at once, each by itself; the supervision of a pair."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from relay.model.category import Category, Severity
from relay.model.errors import ForbiddenError, InvalidInputError, NotFoundError
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.model.page import PageRequest
from relay.model.queue import MessageFilter, Sort
from relay.model.supervision import Supervision
from relay.service.review.bulk import BulkAction, decide_many
from relay.service.review.deciding import claim, discard
from relay.service.review.flags import flag_thread, unflag_thread
from relay.service.review.listing import list_messages
from relay.service.review.reading import get_message
from relay.service.review.threads import get_thread, list_threads, release_thread, set_supervision
from tests.support.review_story import (
    ADA,
    AUDREY,
    GRETA,
    LUCIA,
    OTTO,
    RUTH,
    SAM,
    Story,
    crisis,
    of_category,
    phone,
    tell_story,
)


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def statements(story: Story, act: Callable[[], object]) -> int:
    """Count the statements that ``act`` sends to database and key store."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    story.program.keystore.close()  # its keys are read anew, as if long unused
    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len([statement for statement in sent if not statement.startswith("PRAGMA")])


def test_each_of_many_stands_or_falls_by_itself(story: Story) -> None:
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    held, cry = story.arrive(phone()), story.arrive(crisis())
    gone, elsewhere = story.arrive(phone()), story.arrive(phone(), pair=story.omar_and_tim)
    taken = story.arrive(phone())
    discard(story.program, ruth, gone)
    claim(story.program, sam, taken)
    asked = [held, cry, gone, elsewhere, "m_nothing", taken, held]
    items = decide_many(story.program, ruth, BulkAction.REJECT, asked, reason="Please write again.")
    assert [(item.id, item.status) for item in items] == [
        (held, "rejected"),
        (cry, "awaiting"),
        (gone, "conflict"),
        (elsewhere, "not_found"),
        ("m_nothing", "not_found"),
        (taken, "conflict"),
    ]
    assert f"already discarded by {ruth.id}" in str(items[2].detail)
    assert items[3].detail == items[4].detail
    assert items[0].state is MessageState.REJECTED


def test_many_are_at_most_two_hundred_and_a_rejection_has_a_reason(story: Story) -> None:
    ruth = story.staff(RUTH)
    for message_ids in ([], ["m_1"] * 201):
        with pytest.raises(InvalidInputError, match="message_ids"):
            decide_many(story.program, ruth, BulkAction.RELEASE, message_ids)
    with pytest.raises(InvalidInputError, match="reason"):
        decide_many(story.program, ruth, BulkAction.REJECT, ["m_1"], reason=" ")
    with pytest.raises(ForbiddenError):
        decide_many(story.program, story.staff(AUDREY), BulkAction.RELEASE, ["m_1"])


def test_a_thread_shows_its_messages_in_order(story: Story) -> None:
    first = story.arrive(phone(), subject="Bridges")
    second = story.arrive(subject="Re: Bridges", by=Role.MENTOR)
    third = story.arrive(phone(), subject="RE: bridges")
    other = story.arrive(phone(), subject="Boats")
    ruth = story.staff(RUTH)
    items = list_threads(story.program, ruth, PageRequest()).items
    assert [(item.subject, item.messages, item.held) for item in items] == [("Boats", 1, 1), ("Bridges", 3, 2)]
    bridges = items[1].id
    page = get_thread(story.program, ruth, bridges, PageRequest(2))
    rest = get_thread(story.program, ruth, bridges, PageRequest(2, page.next_cursor))
    assert [item.id for item in (*page.messages, *rest.messages)] == [first, second, third]
    assert other not in {item.id for item in page.messages}


def test_threads_of_other_groups_do_not_exist(story: Story) -> None:
    story.arrive(phone())
    (thread,) = list_threads(story.program, story.staff(RUTH), PageRequest()).items
    otto = story.staff(OTTO)
    assert list_threads(story.program, otto, PageRequest()).items == ()
    flag = flag_thread(story.program, story.staff(RUTH), thread.id, label="watch")
    for act in (
        lambda: get_thread(story.program, otto, thread.id, PageRequest()),
        lambda: release_thread(story.program, otto, thread.id),
        lambda: flag_thread(story.program, otto, thread.id, label="x"),
        lambda: unflag_thread(story.program, otto, thread.id, flag.id),
        lambda: set_supervision(story.program, otto, thread.id, supervision=Supervision.HOLD_ALL, rationale="x"),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_releasing_a_thread_releases_what_is_held_in_it(story: Story) -> None:
    held = [story.arrive(phone(), subject="Bridges"), story.arrive(phone(), subject="Re: Bridges")]
    elsewhere = story.arrive(phone(), subject="Boats")
    ruth = story.staff(RUTH)
    thread_id = str(get_message(story.program, ruth, held[0]).item.thread_id)
    items = release_thread(story.program, ruth, thread_id, note="read")
    assert [(item.id, item.status) for item in items] == [(one, "released") for one in held]
    assert get_message(story.program, ruth, elsewhere).item.state is MessageState.HELD
    assert release_thread(story.program, ruth, thread_id) == ()


def test_a_thread_carries_flags_of_its_own(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    thread_id = str(get_message(story.program, ruth, message_id).item.thread_id)
    flag = flag_thread(story.program, ruth, thread_id, label="watch", severity=Severity.MEDIUM)
    assert get_thread(story.program, ruth, thread_id, PageRequest()).flags == (flag,)
    assert get_message(story.program, ruth, message_id).flags == ()
    unflag_thread(story.program, ruth, thread_id, flag.id)
    assert get_thread(story.program, ruth, thread_id, PageRequest()).flags == ()


def test_supervision_is_set_with_a_rationale_and_says_what_is_in_force(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth = story.staff(RUTH)
    thread_id = str(get_message(story.program, ruth, message_id).item.thread_id)
    with pytest.raises(InvalidInputError, match="rationale"):
        set_supervision(story.program, ruth, thread_id, supervision=Supervision.HOLD_ALL, rationale=" ")
    done = set_supervision(
        story.program, ruth, thread_id, supervision=Supervision.HOLD_ALL, rationale="third number this week"
    )
    assert (done.own, done.rationale, done.group_default) == ("hold_all", "third number this week", "rules")
    passed = story.arrive()
    assert get_message(story.program, ruth, passed).reasons == ("supervision",)


def test_an_open_crisis_and_the_mentor_rule_show_beside_the_setting(story: Story) -> None:
    message_id = story.arrive(crisis())
    story.arrive(of_category(Category.CONDUCT_SECRECY, Severity.HIGH), by=Role.MENTOR)
    ruth = story.staff(RUTH)
    thread_id = str(get_message(story.program, ruth, message_id).item.thread_id)
    in_force = get_thread(story.program, ruth, thread_id, PageRequest()).supervision
    assert in_force.hold_all_because == ("crisis", "mentor")


@pytest.mark.parametrize("sort", list(Sort))
def test_a_page_costs_the_same_number_of_queries_whatever_is_on_it(story: Story, sort: Sort) -> None:
    ada = story.staff(ADA)
    wanted = MessageFilter(state=MessageState.HELD, sort=sort)
    for count in (1, 5):
        for _ in range(count):
            story.arrive(phone())
            story.arrive(phone(), pair=story.pairs[GRETA, LUCIA])
    costs = {
        statements(story, partial(list_messages, story.program, ada, wanted, PageRequest(limit))) for limit in (1, 5)
    }
    assert len(costs) == 1
    assert max(costs) <= 14  # four of them put the look into the audit log


def test_a_thread_and_the_list_of_threads_cost_a_fixed_number_of_queries(story: Story) -> None:
    ruth = story.staff(RUTH)
    for subject in ("Bridges", "Boats", "Books"):
        story.arrive(phone(), subject=subject)
        story.arrive(phone(), subject=subject)
    short, long = (
        statements(story, partial(list_threads, story.program, ruth, PageRequest(limit))) for limit in (1, 3)
    )
    assert short == long
