"""Deciding on a message: each decision has exactly one effect, whoever else decides at that moment.

All decisions stand here side by side. They take ``expected_version`` (If-Match) and raise
PreconditionError where the record has moved on, AlreadyDecidedError (who decided what and when) or
another ConflictError where the state does not allow it, ClaimedError where somebody else's claim is
live and not overridden, ForbiddenError for the role, NotFoundError for what the actor may not know
of, InvalidInputError for what was given.
"""

from relay.service.review.claiming import claim, give_back
from relay.service.review.escalating import escalate
from relay.service.review.refusing import discard, reject
from relay.service.review.releasing import release, retry, take_back
from relay.service.review.sampling import mark_reviewed

__all__ = [
    "claim",
    "discard",
    "escalate",
    "give_back",
    "mark_reviewed",
    "reject",
    "release",
    "retry",
    "take_back",
]
