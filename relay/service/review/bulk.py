"""Many decisions at once: each stands or falls by itself, in a transaction of its own."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from relay.model.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RelayError,
    TemporaryError,
)
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.deciding import discard, reject, release
from relay.service.review.views import BulkItem, Decided

MAX_BULK = 200


class BulkAction(StrEnum):
    """What can be decided for many messages at once."""

    RELEASE = "release"
    REJECT = "reject"
    DISCARD = "discard"


_DONE = {
    BulkAction.RELEASE: "released",
    BulkAction.REJECT: "rejected",
    BulkAction.DISCARD: "discarded",
}
_REFUSED: dict[type[RelayError], str] = {
    NotFoundError: "not_found",
    ForbiddenError: "forbidden",
    ConflictError: "conflict",
    InvalidInputError: "invalid",
    TemporaryError: "unavailable",
}


def decide_many(
    program: Program,
    actor: StaffMember,
    action: BulkAction,
    message_ids: Sequence[str],
    *,
    reason: str = "",
    note: str = "",
    override: bool = False,
) -> tuple[BulkItem, ...]:
    """Decide on up to 200 messages; an item for each id asked for, in order, repeated ids once.

    Raises InvalidInputError for none or too many ids, and for a rejection without a reason.
    """
    require(actor, Permission.DECIDE)
    if not 1 <= len(message_ids) <= MAX_BULK:
        raise InvalidInputError(f"message_ids: 1 to {MAX_BULK} ids are wanted")
    if action is BulkAction.REJECT and not reason.strip():
        raise InvalidInputError("reason: the writer is told why, so a rejection needs one")

    def decide(message_id: str) -> Decided:
        match action:
            case BulkAction.RELEASE:
                return release(program, actor, message_id, note=note, override=override)
            case BulkAction.REJECT:
                return reject(program, actor, message_id, reason=reason, override=override)
            case BulkAction.DISCARD:
                return discard(program, actor, message_id, note=note, override=override)

    return tuple(_attempt(decide, action, message_id) for message_id in dict.fromkeys(message_ids))


def _attempt(decide: Callable[[str], Decided], action: BulkAction, message_id: str) -> BulkItem:
    try:
        done = decide(message_id)
    except RelayError as error:
        for kind, status in _REFUSED.items():
            if isinstance(error, kind):
                return BulkItem(message_id, status, detail=str(error))
        raise
    status = "awaiting" if done.awaiting else _DONE[action]
    return BulkItem(message_id, status, done.state)
