"""What a person may decide about a message: the rules of release and refusal (DESIGN sections 2 and 4)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from relay.model.errors import ConflictError, ForbiddenError, InvalidInputError
from relay.model.people import PairStatus

_VERDICT = re.compile(r"[a-z][a-z0-9_ -]{0,38}[a-z0-9]\Z")


class Decided(StrEnum):
    """The action of a decision that a person made, as the record keeps it."""

    RELEASED = "released"
    REJECTED = "rejected"
    DISCARDED = "discarded"
    REJECTION_PROPOSED = "rejection_proposed"  # a crisis message: another person has to agree
    DISCARD_PROPOSED = "discard_proposed"
    ESCALATED = "escalated"
    RETRIED = "retried"
    TAKEN_BACK = "taken_back"
    REVIEWED = "reviewed"


FINAL = (Decided.RELEASED, Decided.REJECTED, Decided.DISCARDED)
MOVING = (*FINAL, Decided.RETRIED, Decided.TAKEN_BACK)  # those that change the state of a message


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What decides whether a message may be released.

    ``for_a_reader``: it came to a mask, from a known member of its pair. ``proven``: its author is
    authenticated. ``pair`` is the status of its pair now, not when it was held (CASES E12).
    """

    for_a_reader: bool
    proven: bool
    pair: PairStatus | None
    consent_withdrawn: bool
    may_overrule_freeze: bool


def allow_release(facts: ReleaseFacts) -> bool:
    """Return whether the release overrules a freeze of the pair.

    Raises ConflictError where nothing could be delivered, ForbiddenError where a freeze is for
    others to overrule. A pause and lapsed gates do not stand in the way: they are asked about
    again just before delivery, and hold the message until they are over.
    """
    if not facts.for_a_reader:
        raise ConflictError("this mail has no reader: it was not written by one of a pair to the other")
    if not facts.proven:
        raise ConflictError("it is not proven who wrote this (system.unauthenticated): it cannot be released")
    if facts.consent_withdrawn:
        raise ConflictError("consent is withdrawn (pair.consent): nothing is delivered to this pair")
    match facts.pair:
        case PairStatus.CLOSED:
            raise ConflictError("the pair is closed (pair.closed): nothing is delivered to it any more")
        case PairStatus.PENDING | None:
            raise ConflictError("the pair is not active: activate it first")
        case PairStatus.FROZEN if not facts.may_overrule_freeze:
            raise ForbiddenError("the pair is frozen: a release is for the safeguarding lead or an administrator")
        case _:
            return facts.pair is PairStatus.FROZEN


@dataclass(frozen=True, slots=True)
class Proposal:
    """A refusal of a crisis message that waits for a second person."""

    action: Decided
    staff_id: str


_PROPOSALS = {
    Decided.REJECTED: Decided.REJECTION_PROPOSED,
    Decided.DISCARDED: Decided.DISCARD_PROPOSED,
}


def refusal(action: Decided, staff_id: str, *, crisis: bool, proposed: Proposal | None) -> Decided:
    """Return what a rejection or discard by ``staff_id`` comes to: itself, or a proposal.

    A crisis message is refused by two people who ask for the same. Raises ConflictError for the one
    who proposed it already.
    """
    if not crisis:
        return action
    proposal = _PROPOSALS[action]
    if proposed is None or proposed.action is not proposal:
        return proposal
    if proposed.staff_id == staff_id:
        raise ConflictError("a crisis message needs two people: somebody else has to decide the same")
    return action


def review_verdict(text: str) -> str:
    """Return the verdict of a look at a sampled message as it is stored.

    A word or two, since it stands in the clear: letters, digits, spaces, ``_`` and ``-``, at most
    40 characters. Raises InvalidInputError otherwise.
    """
    verdict = text.strip().lower()
    if not _VERDICT.match(verdict):
        raise InvalidInputError(
            "verdict: a word or two is wanted, such as fine, missed or escalate (2 to 40 letters, digits, - and _)"
        )
    return verdict
