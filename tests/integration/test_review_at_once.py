"""Several people deciding on one message at the same moment: exactly one effect, the others learn who was faster."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from relay.model.errors import AlreadyDecidedError, ClaimedError, ConflictError
from relay.model.message import MessageState
from relay.model.staff import StaffMember
from relay.service.review.deciding import claim, discard, reject, release, take_back
from relay.service.review.reading import get_message
from tests.support.review_story import ADA, RUTH, SAM, Story, crisis, phone, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def all_at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do everything at the same moment and return the results, errors among them."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def relays(story: Story, message_id: str, actor: StaffMember) -> list[str]:
    detail = get_message(story.program, actor, message_id)
    return [one.state for one in detail.deliveries if one.kind == "relay"]


def test_forty_releases_at_once_have_one_effect(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    people = [ruth, sam] * 20
    done = all_at_once([lambda p=p: release(story.program, p, message_id) for p in people])  # type: ignore[misc]
    lost = [one for one in done if isinstance(one, AlreadyDecidedError)]
    assert len(lost) == 39
    (winner,) = {one.staff_id for one in lost}
    assert {one.action for one in lost} == {"released"}
    assert relays(story, message_id, ruth) == ["queued"]
    decisions = [one for one in get_message(story.program, ruth, message_id).decisions if one.staff_id]
    assert [one.staff_id for one in decisions] == [winner]


def test_release_and_reject_at_once_have_one_effect(story: Story) -> None:
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    message_ids = [story.arrive(phone()) for _ in range(6)]
    for message_id in message_ids:
        done = all_at_once(
            [
                lambda m=message_id: release(story.program, ruth, m),  # type: ignore[misc]
                lambda m=message_id: reject(story.program, sam, m, reason="no numbers"),  # type: ignore[misc]
                lambda m=message_id: discard(story.program, sam, m),  # type: ignore[misc]
            ]
        )
        detail = get_message(story.program, ruth, message_id)
        assert sum(isinstance(one, AlreadyDecidedError) for one in done) == 2
        assert detail.item.state in {MessageState.APPROVED, MessageState.REJECTED, MessageState.DISCARDED}
        assert len(relays(story, message_id, ruth)) == (detail.item.state is MessageState.APPROVED)
        told = [one.template for one in detail.deliveries if one.template == "rejected"]
        assert len(told) == (detail.item.state is MessageState.REJECTED)


def test_two_who_take_back_at_once_cancel_once(story: Story) -> None:
    message_id = story.arrive(phone())
    ruth, sam = story.staff(RUTH), story.staff(SAM)
    release(story.program, ruth, message_id)
    done = all_at_once([lambda p=p: take_back(story.program, p, message_id) for p in (ruth, sam)])  # type: ignore[misc]
    assert sum(isinstance(one, AlreadyDecidedError) for one in done) == 1
    assert relays(story, message_id, ruth) == ["cancelled"]


def test_of_two_claims_at_once_one_is_live(story: Story) -> None:
    message_id = story.arrive(phone())
    people = [story.staff(RUTH), story.staff(SAM), story.staff(ADA)]
    done = all_at_once([lambda p=p: claim(story.program, p, message_id) for p in people])  # type: ignore[misc]
    assert sum(isinstance(one, ClaimedError) for one in done) == 2


def test_two_who_reject_a_crisis_message_at_once_are_the_two_people(story: Story) -> None:
    message_id = story.arrive(crisis())
    people = [story.staff(RUTH), story.staff(SAM)]
    all_at_once([lambda p=p: reject(story.program, p, message_id, reason="spoken to") for p in people])  # type: ignore[misc]
    detail = get_message(story.program, people[0], message_id)
    assert detail.item.state is MessageState.REJECTED
    assert [one.action for one in detail.decisions if one.staff_id] == ["rejection_proposed", "rejected"]
