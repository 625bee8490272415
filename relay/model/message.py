"""States of a message, and the one table of steps between them (DESIGN section 2)."""

from enum import StrEnum

from relay.model.errors import InvalidTransitionError


class Direction(StrEnum):
    """Which member of the pair writes."""

    MENTOR_TO_STUDENT = "mentor_to_student"
    STUDENT_TO_MENTOR = "student_to_mentor"

    @property
    def opposite(self) -> "Direction":
        """The direction of an answer."""
        if self is Direction.MENTOR_TO_STUDENT:
            return Direction.STUDENT_TO_MENTOR
        return Direction.MENTOR_TO_STUDENT


class MessageState(StrEnum):
    """Where a message stands."""

    RECEIVED = "received"  # archived durably, 250 sent, not yet scanned
    HELD = "held"  # waits for a monitor; never expires, never released by time
    APPROVED = "approved"  # to be masked and delivered
    DELIVERED = "delivered"  # the next hop answered 250
    REJECTED = "rejected"  # a person decided; the sender is told why
    DISCARDED = "discarded"  # a person decided; nobody is told
    FAILED = "failed"  # refused for good, or retries ran out
    KEPT = "kept"  # automatic mail: archived, shown in the thread, not relayed


class MessageEvent(StrEnum):
    """What can happen to a message."""

    SCAN_HELD = "scan_held"
    SCAN_APPROVED = "scan_approved"
    SCAN_KEPT = "scan_kept"
    RELEASED = "released"
    REJECTED = "rejected"
    DISCARDED = "discarded"
    GATE_RENEWED = "gate_renewed"  # held for a gate alone, and the gate is met again
    TAKEN_BACK = "taken_back"
    HELD_AGAIN = "held_again"  # gate, pair state, masking or an identity left, just before DATA
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    BOUNCED = "bounced"
    RETRIED = "retried"


_S, _E = MessageState, MessageEvent

TRANSITIONS: dict[tuple[MessageState, MessageEvent], MessageState] = {
    (_S.RECEIVED, _E.SCAN_HELD): _S.HELD,
    (_S.RECEIVED, _E.SCAN_APPROVED): _S.APPROVED,
    (_S.RECEIVED, _E.SCAN_KEPT): _S.KEPT,
    (_S.HELD, _E.RELEASED): _S.APPROVED,
    (_S.HELD, _E.REJECTED): _S.REJECTED,
    (_S.HELD, _E.DISCARDED): _S.DISCARDED,
    (_S.HELD, _E.GATE_RENEWED): _S.APPROVED,
    (_S.APPROVED, _E.DELIVERED): _S.DELIVERED,
    (_S.APPROVED, _E.NOT_DELIVERED): _S.FAILED,
    (_S.APPROVED, _E.TAKEN_BACK): _S.HELD,
    (_S.APPROVED, _E.HELD_AGAIN): _S.HELD,
    (_S.DELIVERED, _E.BOUNCED): _S.FAILED,
    (_S.FAILED, _E.RETRIED): _S.APPROVED,
    (_S.KEPT, _E.RELEASED): _S.APPROVED,
    # An outcome that is recorded twice (a worker that died between two commits) is harmless.
    (_S.DELIVERED, _E.DELIVERED): _S.DELIVERED,
    (_S.FAILED, _E.NOT_DELIVERED): _S.FAILED,
    (_S.FAILED, _E.BOUNCED): _S.FAILED,
}


def next_state(state: MessageState, event: MessageEvent) -> MessageState:
    """Return the state after ``event``.

    Raises InvalidTransitionError where a message in ``state`` has no such step.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise InvalidTransitionError(f"a message that is {state} cannot be {event.replace('_', ' ')}") from None
