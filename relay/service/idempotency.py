"""Idempotency-Key: a request that is repeated gets the first answer, and has no second effect."""

from dataclasses import dataclass

from relay.model.staff import StaffMember
from relay.service.program import Program


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: HTTP status and whatever text the API wants to repeat."""

    status: int
    text: str


def begin(program: Program, actor: StaffMember, key: str, request: bytes) -> Answer | None:
    """Return the first answer to this request, or None: then work on it, and ``finish`` or ``abandon``.

    ``request`` is what must be the same: method, path and body. Raises ConflictError where the key
    was used for another request, InProgressError while the first one is still being worked on (ask
    again shortly; a worker that died is given up after a minute), InvalidInputError for a key that is
    empty or longer than 255 characters.
    """
    raise NotImplementedError


def finish(program: Program, actor: StaffMember, key: str, answer: Answer) -> None:
    """Keep the answer, for a day."""
    raise NotImplementedError


def abandon(program: Program, actor: StaffMember, key: str) -> None:
    """Forget the key: nothing was done (an invalid request, a temporary failure)."""
    raise NotImplementedError


def forget_old(program: Program, *, at_most: int = 1000) -> int:
    """Delete answers older than a day, a bounded batch; return how many."""
    raise NotImplementedError
