"""Deciding on a message: each decision has exactly one effect, whoever else decides at that moment.

All take ``expected_version`` (If-Match) and raise PreconditionError where the record has moved on,
AlreadyDecidedError (who decided what and when) or ConflictError where the state does not allow it,
ClaimedError where another's claim is live and not overridden, ForbiddenError for the role,
NotFoundError for what the actor may not know of, InvalidInputError for what was given.
"""

from collections.abc import Sequence

from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.views import ClaimView, Decided


def claim(program: Program, actor: StaffMember, message_id: str, *, override: bool = False) -> ClaimView:
    """Take a message for review; live for 15 minutes, renewed by claiming again."""
    raise NotImplementedError


def give_back(program: Program, actor: StaffMember, message_id: str, *, override: bool = False) -> None:
    """Give a claim back; harmless without one."""
    raise NotImplementedError


def release(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    redact: Sequence[str] = (),
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Release a held or kept message, with the texts of the findings ``redact`` (ids) taken out."""
    raise NotImplementedError


def reject(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    reason: str,
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Refuse a held message and tell its writer ``reason``; a crisis message needs two people."""
    raise NotImplementedError


def discard(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Refuse a held message and tell nobody; a crisis message needs two people."""
    raise NotImplementedError


def escalate(
    program: Program, actor: StaffMember, message_id: str, *, note: str = "", expected_version: int | None = None
) -> Decided:
    """Open a concern about a message and alert; its state does not change. ``concern_id`` names it."""
    raise NotImplementedError


def retry(
    program: Program, actor: StaffMember, message_id: str, *, note: str = "", expected_version: int | None = None
) -> Decided:
    """Send a failed message once more."""
    raise NotImplementedError


def take_back(
    program: Program, actor: StaffMember, message_id: str, *, note: str = "", expected_version: int | None = None
) -> Decided:
    """Hold an approved message again, before its first attempt; ConflictError afterwards."""
    raise NotImplementedError


def mark_reviewed(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    verdict: str,
    note: str = "",
    expected_version: int | None = None,
) -> Decided:
    """Record the look at a sampled message; ``verdict`` is a word or two, such as ``fine`` or ``missed``."""
    raise NotImplementedError
