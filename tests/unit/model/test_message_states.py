"""States of a message: every step of DESIGN section 2, and no other."""

from itertools import product

import pytest

from relay.model.errors import ConflictError, InvalidTransitionError
from relay.model.message import TRANSITIONS, MessageEvent, MessageState, next_state

S, E = MessageState, MessageEvent

STEPS = [
    (S.RECEIVED, E.SCAN_HELD, S.HELD),
    (S.RECEIVED, E.SCAN_APPROVED, S.APPROVED),
    (S.RECEIVED, E.SCAN_KEPT, S.KEPT),
    (S.HELD, E.RELEASED, S.APPROVED),
    (S.HELD, E.REJECTED, S.REJECTED),
    (S.HELD, E.DISCARDED, S.DISCARDED),
    (S.HELD, E.GATE_RENEWED, S.APPROVED),
    (S.APPROVED, E.DELIVERED, S.DELIVERED),
    (S.APPROVED, E.NOT_DELIVERED, S.FAILED),
    (S.APPROVED, E.TAKEN_BACK, S.HELD),
    (S.APPROVED, E.HELD_AGAIN, S.HELD),
    (S.DELIVERED, E.BOUNCED, S.FAILED),
    (S.FAILED, E.RETRIED, S.APPROVED),
    (S.KEPT, E.RELEASED, S.APPROVED),
]
REPEATS = [(S.DELIVERED, E.DELIVERED), (S.FAILED, E.NOT_DELIVERED), (S.FAILED, E.BOUNCED)]
WRONG = [pair for pair in product(S, E) if pair not in {(state, event) for state, event, _ in STEPS} | set(REPEATS)]


@pytest.mark.parametrize(("state", "event", "after"), STEPS)
def test_a_step_leads_on(state: MessageState, event: MessageEvent, after: MessageState) -> None:
    assert next_state(state, event) is after


@pytest.mark.parametrize(("state", "event"), REPEATS)
def test_an_outcome_that_is_recorded_twice_is_harmless(state: MessageState, event: MessageEvent) -> None:
    assert next_state(state, event) is state


@pytest.mark.parametrize(("state", "event"), WRONG)
def test_any_other_step_raises(state: MessageState, event: MessageEvent) -> None:
    with pytest.raises(InvalidTransitionError, match=state.value):
        next_state(state, event)


def test_a_wrong_step_is_a_conflict_to_whoever_asks() -> None:
    assert issubclass(InvalidTransitionError, ConflictError)


def test_nothing_leaves_what_a_person_refused_and_nothing_is_freed_by_time() -> None:  # E9
    ends = {S.REJECTED, S.DISCARDED}
    assert not [state for state, _ in TRANSITIONS if state in ends]
    assert {event for state, event in TRANSITIONS if state is S.HELD} == {
        E.RELEASED,
        E.REJECTED,
        E.DISCARDED,
        E.GATE_RENEWED,
    }


def test_every_state_can_be_reached_from_received() -> None:
    reached: set[MessageState] = {S.RECEIVED}
    before: set[MessageState] = set()
    while reached != before:
        before = set(reached)
        reached |= {after for (state, _), after in TRANSITIONS.items() if state in before}
    assert reached == set(S)
