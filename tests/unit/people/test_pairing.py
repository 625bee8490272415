"""Steps of a pair's status."""

import pytest

from relay.model.errors import ConflictError
from relay.model.pairing import STEPS, PairEvent, next_status
from relay.model.people import PairStatus


@pytest.mark.parametrize(
    ("status", "event", "after"),
    [
        ("pending", "activate", "active"),
        ("active", "pause", "paused"),
        ("active", "freeze", "frozen"),
        ("paused", "freeze", "frozen"),
        ("frozen", "pause", "paused"),
        ("paused", "resume", "active"),
        ("frozen", "resume", "active"),
        ("active", "close", "closed"),
        ("pending", "close", "closed"),
    ],
)
def test_a_step_leads_to_its_status(status: str, event: str, after: str) -> None:
    assert next_status(PairStatus(status), PairEvent(event)) == after


@pytest.mark.parametrize(("status", "event"), [("paused", "pause"), ("frozen", "freeze"), ("closed", "close")])
def test_a_step_that_was_taken_changes_nothing(status: str, event: str) -> None:
    assert next_status(PairStatus(status), PairEvent(event)) == status


@pytest.mark.parametrize("event", [event for event in PairEvent if event is not PairEvent.CLOSE])
def test_a_closed_pair_stays_closed(event: PairEvent) -> None:
    with pytest.raises(ConflictError, match="closing is for good"):
        next_status(PairStatus.CLOSED, event)


def test_every_wrong_step_says_what_to_do_instead() -> None:
    for status in PairStatus:
        for event in PairEvent:
            if (status, event) not in STEPS:
                with pytest.raises(ConflictError, match=r": .+"):
                    next_status(status, event)
