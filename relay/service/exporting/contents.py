"""The mails themselves, read from the archive in portions: memory does not grow with the export."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from relay.model.errors import IntegrityError, KeyDestroyedError, NotFoundError
from relay.service.program import Program
from relay.store.archive import read_changes, read_original, read_outgoing
from relay.store.schema import Delivery, DeliveryAttempt, DeliveryState, Message
from relay.store.store import ReadSession

_PORTION_BYTES = 4 * 1024 * 1024
_PORTION_MAILS = 100
_MAYBE_ARRIVED = frozenset({None, "uncertain", "delivered"})  # outcomes of an attempt; None: not known

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail's bytes as they came in, and as they were delivered, with what was changed (as it is stored).

    ``delivered`` is None where nothing was; ``changes`` also where an earlier release sent it and kept none.
    ``erased``: the key is destroyed, all are None.
    ``unreadable``: what is stored fails its authentication or is missing.
    """

    original: bytes | None = None
    delivered: bytes | None = None
    erased: bool = False
    unreadable: bool = False
    changes: str | None = None


def sent_delivery(deliveries: Iterable[tuple[Delivery, tuple[DeliveryAttempt, ...]]]) -> Delivery | None:
    """Return the delivery that took a message to its reader; of several the newest.

    One that may have arrived counts: delivered, later bounced, or lost in the middle of an attempt.
    """
    found = None
    for delivery, attempts in deliveries:
        if delivery.kind != "relay":
            continue
        if delivery.state is DeliveryState.DELIVERED or any(one.outcome in _MAYBE_ARRIVED for one in attempts):
            found = delivery
    return found


def read_mail(program: Program, session: ReadSession, message: Message, sent: Delivery | None) -> StoredMail:
    """Return what the archive holds of a message; never raises for what is erased or damaged."""
    try:
        original = read_original(session, program.keyring, message)
        delivered = read_outgoing(session, program.keyring, sent) if sent is not None else None
        changes = read_changes(session, program.keyring, sent) if sent is not None else None
    except KeyDestroyedError:
        return StoredMail(erased=True)
    except (IntegrityError, NotFoundError):
        return StoredMail(unreadable=True)
    return StoredMail(original, delivered, changes=changes)


def in_portions(mails: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Yield runs of mails that fit into memory together: 4 MiB of them, or one that is larger."""
    portion: list[T] = []
    total = 0
    for mail in mails:
        if portion and (total + size(mail) > _PORTION_BYTES or len(portion) == _PORTION_MAILS):
            yield portion
            portion, total = [], 0
        portion.append(mail)
        total += size(mail)
    if portion:
        yield portion
