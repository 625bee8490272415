"""How a participant's recent messages were sent: sealed under their own key, read by one index."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from relay.model.message import MessageState
from relay.store.crypto import Keyring
from relay.store.schema import Message, Participant, SendingRow
from relay.store.sealing import readable, seal
from relay.store.unit import Unit

# What a person refused, or still has to look at, makes nothing familiar.
_TEACH = (MessageState.APPROVED, MessageState.DELIVERED, MessageState.FAILED)
MOST_TRIMMED = 5  # rows that a new message deletes; it adds one


def recent_sendings(
    session: Session, keyring: Keyring, message: Message, *, at_most: int, before: datetime | None = None
) -> Sequence[str]:
    """Return how other messages of the same writer were sent, as JSON, the newest ``at_most``, the oldest first.

    ``before``: only of messages that came before then. Those of an erased writer are left out. Raises IntegrityError
    where one was tampered with.
    """
    query = (
        select(SendingRow)
        .join(Message, Message.id == SendingRow.message_id)
        .where(
            SendingRow.participant_id == message.author_id,
            SendingRow.message_id != message.id,
            Message.state.in_(_TEACH),
        )
        .order_by(SendingRow.received_at.desc(), SendingRow.message_id.desc())
        .limit(at_most)
    )
    if before is not None:
        query = query.where(SendingRow.received_at < before)
    opened = [readable(keyring, row, "sending") for row in session.scalars(query)]
    return [sending for sending in reversed(opened) if sending]


def note_sending(unit: Unit, message: Message, sending: str, *, at_most: int) -> None:
    """Note how a participant's message was sent, as JSON, and trim; record the change afterwards.

    What came before the newest ``at_most`` that teach is compared with nothing any more. It is deleted, a few rows at a
    time. Raises KeyDestroyedError.
    """
    author = unit.session.get_one(Participant, message.author_id)
    row = {
        "message_id": message.id,
        "participant_id": author.id,
        "received_at": message.received_at,
        "sending": seal(unit.keyring, author.key_id, SendingRow, "sending", message.id, sending),
    }
    unit.insert(SendingRow, [row])
    for old in unit.session.scalars(_beyond(author.id, at_most)).all():
        unit.session.delete(old)
    unit.session.flush()


def _beyond(participant_id: str, at_most: int) -> Select[SendingRow]:
    """Return a query of the oldest rows from before the newest ``at_most`` that teach, a few of them."""
    of_writer = SendingRow.participant_id == participant_id
    last_that_counts = (
        select(SendingRow.received_at)
        .join(Message, Message.id == SendingRow.message_id)
        .where(of_writer, Message.state.in_(_TEACH))
        .order_by(SendingRow.received_at.desc(), SendingRow.message_id.desc())
        .offset(at_most - 1)
        .limit(1)
        .scalar_subquery()
    )
    older = select(SendingRow).where(of_writer, SendingRow.received_at < last_that_counts)
    return older.order_by(SendingRow.received_at, SendingRow.message_id).limit(MOST_TRIMMED)
