"""The archive: the bytes that came in and the bytes that go out, encrypted chunk by chunk, and what differs."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.store.bodies import encrypt_body, read_body
from relay.store.crypto import Keyring
from relay.store.schema import Delivery, DeliveryBody, DeliveryChanges, Message, MessageBody
from relay.store.sealing import open_column, seal
from relay.store.unit import Unit

ORIGINAL = "original"
OUTGOING = "outgoing"


def original_chunks(keyring: Keyring, message_id: str, key_id: str, raw: bytes) -> list[dict[str, Any]]:
    """Return the rows of ``message_bodies`` that archive ``raw``; pure CPU work, safe in any thread."""
    chunks = encrypt_body(raw, keyring.key(key_id), f"{message_id}:{ORIGINAL}")
    return [{"message_id": message_id, "chunk": number, "data": data} for number, data in enumerate(chunks)]


def outgoing_chunks(keyring: Keyring, delivery_id: str, key_id: str, raw: bytes) -> list[dict[str, Any]]:
    """Return the rows of ``delivery_bodies`` that keep what is sent, without the number of their attempt."""
    chunks = encrypt_body(raw, keyring.key(key_id), f"{delivery_id}:{OUTGOING}")
    return [{"delivery_id": delivery_id, "chunk": number, "data": data} for number, data in enumerate(chunks)]


def read_original(session: Session, keyring: Keyring, message: Message) -> bytes:
    """Return the bytes of a message as they came in.

    Raises KeyDestroyedError after an erasure, IntegrityError if the stored bytes were changed.
    """
    chunks = list(_message_chunks(session, message.id))
    if not chunks:
        raise NotFoundError("the message has no archived body")
    return read_body(chunks, keyring.key(message.key_id), f"{message.id}:{ORIGINAL}")


def read_outgoing(session: Session, keyring: Keyring, delivery: Delivery, attempt: int | None = None) -> bytes | None:
    """Return the bytes of a delivery's newest attempt, or of ``attempt``; None where nothing has been built yet."""
    built = select(func.max(DeliveryBody.attempt)).where(DeliveryBody.delivery_id == delivery.id)
    if attempt is not None:
        built = built.where(DeliveryBody.attempt <= attempt)
    query = (
        select(DeliveryBody.data)
        .where(DeliveryBody.delivery_id == delivery.id, DeliveryBody.attempt == built.scalar_subquery())
        .order_by(DeliveryBody.chunk)
    )
    chunks = [bytes(data) for data in session.scalars(query)]
    if not chunks:
        return None
    return read_body(chunks, keyring.key(delivery.key_id), f"{delivery.id}:{OUTGOING}")


def keep_outgoing(unit: Unit, delivery: Delivery, data: bytes, chunks: list[dict[str, Any]]) -> None:
    """Store what the next attempt sends, beside what earlier ones sent, if it differs from that.

    An earlier attempt may have delivered its bytes, whatever it came to: they are never replaced.
    """
    if read_outgoing(unit.session, unit.keyring, delivery) != data:
        unit.insert(DeliveryBody, [{**chunk, "attempt": delivery.attempts + 1} for chunk in chunks])


def read_changes(session: Session, keyring: Keyring, delivery: Delivery) -> str | None:
    """Return what was changed in the bytes of a delivery's newest attempt; None where that was never kept.

    Raises KeyDestroyedError after an erasure, IntegrityError if it was tampered with.
    """
    query = select(DeliveryChanges).where(DeliveryChanges.delivery_id == delivery.id)
    row = session.scalars(query.order_by(DeliveryChanges.attempt.desc()).limit(1)).first()
    return None if row is None else open_column(keyring, row, "changes")


def keep_changes(unit: Unit, delivery: Delivery, changes: str) -> None:
    """Store what is changed in what the next attempt sends, beside what is known of earlier ones, if it differs."""
    if read_changes(unit.session, unit.keyring, delivery) == changes:
        return
    attempt = delivery.attempts + 1
    row = f"{delivery.id}/{attempt}"
    sealed = seal(unit.keyring, delivery.key_id, DeliveryChanges, "changes", row, changes)
    unit.insert(DeliveryChanges, [{"delivery_id": delivery.id, "attempt": attempt, "changes": sealed}])


def _message_chunks(session: Session, message_id: str) -> Iterator[bytes]:
    query = select(MessageBody.data).where(MessageBody.message_id == message_id).order_by(MessageBody.chunk)
    for data in session.scalars(query.execution_options(yield_per=1)):
        yield bytes(data)
