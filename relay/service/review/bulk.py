"""Many decisions at once: each stands or falls by itself."""

from collections.abc import Sequence
from enum import StrEnum

from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.views import BulkItem

MAX_BULK = 200


class BulkAction(StrEnum):
    """What can be decided for many messages at once."""

    RELEASE = "release"
    REJECT = "reject"
    DISCARD = "discard"


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

    ``reason`` is required to reject. Raises InvalidInputError for none or too many ids.
    """
    raise NotImplementedError
