"""Pictures of a pair: which ones a person has let through, told by keyed hashes of their pixels."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relay.model.message import MessageState
from relay.store.crypto import Keyring
from relay.store.schema import Delivery, DeliveryKind, Message, MessagePicture
from relay.store.unit import Unit

_MOST_LOOKED_AT = 100  # deliveries; a picture is noted only until it was let through once
_LET_THROUGH = (MessageState.APPROVED, MessageState.DELIVERED)


def picture_hash(keyring: Keyring, message: Message, digest: str) -> bytes:
    """Return what a picture is looked up by; ``digest`` is SHA-256 in hex of its pixels."""
    return keyring.hash_under(message.key_id, "picture", bytes.fromhex(digest))


def deliveries_with(
    session: Session, message: Message, hashes: Sequence[bytes]
) -> Iterator[tuple[Delivery, set[bytes]]]:
    """Yield deliveries of other messages of the pair that a person released, with which of the pictures each holds."""
    query = (
        select(Delivery, MessagePicture.pixel_hash)
        .join(Message, Message.id == Delivery.message_id)
        .join(MessagePicture, MessagePicture.message_id == Message.id)
        .where(
            MessagePicture.pair_id == message.pair_id,
            MessagePicture.pixel_hash.in_(hashes),
            MessagePicture.message_id != message.id,
            Message.released_by.is_not(None),
            Message.state.in_(_LET_THROUGH),
            Delivery.kind == DeliveryKind.RELAY,
        )
        .order_by(Message.received_at.desc(), Delivery.id.desc())
        .limit(_MOST_LOOKED_AT)
    )
    found: dict[str, tuple[Delivery, set[bytes]]] = {}
    for delivery, pixel_hash in session.execute(query):
        found.setdefault(delivery.id, (delivery, set()))[1].add(bytes(pixel_hash))
    yield from found.values()


def note_pictures(unit: Unit, message: Message, hashes: Iterable[bytes]) -> None:
    """Note the pictures of a message of a pair; record the change afterwards."""
    rows = [
        {"message_id": message.id, "number": number, "pair_id": message.pair_id, "pixel_hash": pixel_hash}
        for number, pixel_hash in enumerate(dict.fromkeys(hashes), start=1)
    ]
    unit.insert(MessagePicture, rows)
