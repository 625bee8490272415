"""What every decision on a message does: lock it, check who and what, write the decision down."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from relay.model.category import Category
from relay.model.entries import plain_text
from relay.model.errors import (
    AlreadyDecidedError,
    ClaimedError,
    InvalidInputError,
    InvalidTransitionError,
)
from relay.model.message import MessageEvent, MessageState, next_state
from relay.model.permission import Permission, require
from relay.model.review import MOVING, Decided
from relay.model.staff import StaffMember
from relay.service.circumstances import is_proven
from relay.service.program import CODE_VERSION, Program
from relay.service.review import views
from relay.service.scope import require_version
from relay.store.claims import live_claim
from relay.store.messages import (
    find_message,
    findings_of,
    group_names,
    last_decision,
    last_decision_by_staff,
    lock_message,
)
from relay.store.outgoing import open_relay
from relay.store.schema import DecisionRow, Delivery, Message
from relay.store.sealing import seal
from relay.store.unit import Unit

MAX_NOTE = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Step:
    """A message under decision: locked, until the unit ends, against everybody else.

    ``relay`` is its queued delivery, where that was asked for.
    """

    program: Program
    actor: StaffMember
    unit: Unit
    message: Message
    relay: Delivery | None = None

    def categories(self) -> frozenset[Category]:
        """Return the categories found in the message."""
        return frozenset(row.category for row in findings_of(self.unit.session, self.message.id))

    def record(self, decided: Decided, **details: Any) -> None:  # noqa: ANN401 - what an event holds
        """Record the decision, with everything that it changed."""
        self.message.version += 1
        self.unit.record(f"message.{decided}", self.message.id, actor=self.actor.id, **details)


@contextmanager
def step_on(
    program: Program,
    actor: StaffMember,
    message_id: str,
    expected_version: int | None,
    *,
    with_relay: bool = False,
) -> Iterator[Step]:
    """Lock a message, ``with_relay`` its queued delivery too, for a decision that is committed at the end.

    Raises ForbiddenError, NotFoundError, or PreconditionError for a stale ``expected_version``.
    """
    require(actor, Permission.DECIDE)
    with program.store.write() as unit:
        if with_relay:
            find_message(unit.session, actor, message_id)
        # The delivery first, as delivery workers do: who locked in another order could wait for each other.
        relay = open_relay(unit.session, message_id) if with_relay else None
        message = lock_message(unit, actor, message_id)
        require_version(message.version, expected_version)
        yield Step(program, actor, unit, message, relay)


def state_after(step: Step, event: MessageEvent, *, lost_to: Sequence[Decided]) -> MessageState:
    """Return the state that ``event`` leads to; whoever comes second learns who decided what and when.

    Raises AlreadyDecidedError where a person's decision of ``lost_to`` was the last one, else
    InvalidTransitionError.
    """
    try:
        return next_state(step.message.state, event)
    except InvalidTransitionError:
        last = last_decision_by_staff(step.unit.session, step.message.id, MOVING)
        if last is not None and last.staff_id is not None and last.action in lost_to:
            raise AlreadyDecidedError(last.action, last.staff_id, last.decided_at) from None
        raise


def respect_claim(step: Step, *, override: bool) -> None:
    """Raise ClaimedError where somebody else has the message under review and is not overridden."""
    claim = live_claim(step.unit.session, step.message.id, step.unit.now)
    if claim is not None and claim.staff_id != step.actor.id and not override:
        raise ClaimedError(claim.staff_id, claim.claimed_at)


def is_beyond_doubt(message: Message, categories: frozenset[Category]) -> bool:
    """Return whether the message's author was authenticated, and no finding says otherwise."""
    return is_proven(message) and Category.SYSTEM_UNAUTHENTICATED not in categories


def write_down(
    step: Step,
    decided: Decided,
    *,
    note: str = "",
    reasons: Sequence[str] = (),
    redactions: Sequence[str] = (),
) -> None:
    """Add the decision to the message's record, with the versions that it rests on."""
    unit, message = step.unit, step.message
    before = last_decision(unit.session, message.id)
    group = group_names(unit.session, {message.group_id}).get(message.group_id)
    decision_id = unit.new_id("d")
    sealed = seal(unit.keyring, message.key_id, DecisionRow, "note", decision_id, note)
    unit.add(
        DecisionRow(
            id=decision_id,
            message_id=message.id,
            action=decided.value,
            staff_id=step.actor.id,
            decided_at=_after(before, unit.now),
            reasons=list(reasons),
            redactions=list(redactions),
            note=sealed if note else None,
            policy_version=step.program.policy_for(group).version,
            scanner_version=before.scanner_version if before else "",
            code_version=CODE_VERSION,
        )
    )


def _after(before: DecisionRow | None, now: datetime) -> datetime:
    # Whoever waited for the lock began earlier than whoever had it: the record keeps the true order.
    return now if before is None else max(now, before.decided_at + timedelta(microseconds=1))


def decided(step: Step, *, awaiting: str | None = None, concern_id: str | None = None) -> views.Decided:
    """Return what a decision did."""
    message = step.message
    return views.Decided(message.id, message.state, message.version, awaiting, message.not_before, concern_id)


def cleaned_note(note: str) -> str:
    """Return a note as it is kept; raises InvalidInputError for one that is too long."""
    return cleaned_text(note, "note") if note.strip() else ""


def cleaned_text(text: str, what: str) -> str:
    """Return a required text as it is kept; raises InvalidInputError if it is empty or too long."""
    cleaned = plain_text(text, what)
    if len(cleaned) > MAX_NOTE:
        raise InvalidInputError(f"{what}: at most {MAX_NOTE} characters are wanted")
    return cleaned
