"""Idempotency-Key: a request that is repeated gets the first answer, and has no second effect.

The key is reserved before the request is worked on, in a transaction of its own. A process that
dies in between leaves the reservation: how far it came nobody knows, so the request is not
repeated by itself; whoever asked looks at the record.
"""

from dataclasses import dataclass
from datetime import timedelta

from relay.model.errors import ConflictError, InProgressError, InvalidInputError
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.store import idempotency as keys

KEPT_FOR = timedelta(hours=24)
MAX_KEY = 255

_HASH_PURPOSE = "idempotent request"
_SURELY_OVER = timedelta(seconds=60)
_FORGOTTEN_BY_THE_WAY = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: HTTP status and whatever text the API wants to repeat."""

    status: int
    text: str


def begin(program: Program, actor: StaffMember, key: str, request: bytes) -> Answer | None:
    """Return the first answer to this request, or None: then work on it, and ``finish`` or ``abandon``.

    ``request`` is what must be the same: method, path and body. Raises InProgressError while the
    first one is still being worked on (ask again shortly), ConflictError where the key was used for
    another request or the first one was cut short, InvalidInputError for a key that is empty,
    longer than 255 characters or not visible ASCII.
    """
    if not (0 < len(key) <= MAX_KEY and key.isascii() and key.isprintable()):
        raise InvalidInputError(f"Idempotency-Key: 1 to {MAX_KEY} visible ASCII characters")
    digest = program.keyring.keyed_hash(_HASH_PURPOSE, request)
    with program.store.write() as unit:
        keys.delete_before(unit, unit.now - KEPT_FOR, _FORGOTTEN_BY_THE_WAY)
        if keys.reserve(unit, actor.id, key, digest):
            return None
        row = keys.find(unit.session, actor.id, key)
        if row is None:
            raise InProgressError("the first request with this key has just ended")
        if row.request_hash != digest:
            raise ConflictError("this Idempotency-Key was used for another request: take a new one")
        if row.status is not None:
            return Answer(row.status, keys.read_answer(unit, row))
        if unit.now - row.created_at > _SURELY_OVER:
            raise ConflictError("the first request with this key was cut short: look at the record what it did")
        raise InProgressError("the first request with this key is still being worked on")


def finish(program: Program, actor: StaffMember, key: str, answer: Answer) -> None:
    """Keep the answer, for a day."""
    with program.store.write() as unit:
        row = keys.find(unit.session, actor.id, key)
        if row is not None:
            keys.keep_answer(unit, row, answer.status, answer.text)


def abandon(program: Program, actor: StaffMember, key: str) -> None:
    """Forget the key: nothing was done (an invalid request, a temporary failure)."""
    with program.store.write() as unit:
        keys.delete(unit, actor.id, key)


def forget_old(program: Program, *, at_most: int = 1000) -> int:
    """Delete answers older than a day, a bounded batch; return how many."""
    with program.store.write() as unit:
        return keys.delete_before(unit, unit.now - KEPT_FOR, at_most)
