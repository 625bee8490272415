"""What the recent messages of a pair add to its conversation: sealed under the pair's key, read by one index."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from relay.store.crypto import Keyring
from relay.store.schema import ConversationRow, Message
from relay.store.sealing import readable, seal
from relay.store.unit import Unit

_Query = TypeVar("_Query", bound=Select[*tuple[Any, ...]])

_LOCKS = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
_LOCK_BYTES = 8
MOST_TRIMMED = 5  # rows of each kind that a new message deletes; it adds one


@dataclass(frozen=True, slots=True)
class StoredFeatures:
    """The features of one message as they were noted; ``released``: a person has read it and let it through."""

    message_id: str
    features: str
    released: bool


def recent_features(
    session: Session,
    keyring: Keyring,
    message: Message,
    *,
    since: datetime,
    at_most: int,
    before: datetime | None = None,
) -> list[StoredFeatures]:
    """Return what other messages of the pair added after ``since``, the oldest first, the newest ``at_most`` of them.

    ``before``: only of messages that came before then. Those of an erased pair are left out. Raises IntegrityError
    where one was tampered with.
    """
    query = select(ConversationRow, Message.released_by).join(Message, Message.id == ConversationRow.message_id)
    query = _recent(query, message, since).limit(at_most)
    if before is not None:
        query = query.where(ConversationRow.received_at < before)
    found = [(row, released_by is not None) for row, released_by in session.execute(query)]
    opened = [StoredFeatures(row.message_id, readable(keyring, row, "features"), released) for row, released in found]
    return [stored for stored in reversed(opened) if stored.features]


def recent_ids(session: Session, message: Message, *, since: datetime, at_most: int) -> Sequence[str]:
    """Return the ids of the messages that `recent_features` would open: all that a check costs."""
    return session.scalars(_recent(select(ConversationRow.message_id), message, since).limit(at_most)).all()


def _recent(query: _Query, message: Message, since: datetime) -> _Query:
    """Return ``query`` of what other messages of the pair added after ``since``, the newest first."""
    return query.where(
        ConversationRow.pair_id == message.pair_id,
        ConversationRow.received_at > since,
        ConversationRow.message_id != message.id,
    ).order_by(ConversationRow.received_at.desc(), ConversationRow.message_id.desc())


def note_features(unit: Unit, message: Message, features: str, *, since: datetime, at_most: int) -> None:
    """Note what a message of a pair adds, as JSON, and trim; record the change afterwards.

    What is no longer among the pair's newest ``at_most``, or not from after ``since``, can add to nothing any more. It
    is deleted, a few rows at a time, so that a message never pays for a long past.
    """
    row = {
        "message_id": message.id,
        "pair_id": message.pair_id,
        "received_at": message.received_at,
        "features": seal(unit.keyring, message.key_id, ConversationRow, "features", message.id, features),
    }
    unit.insert(ConversationRow, [row])
    of_pair = select(ConversationRow).where(ConversationRow.pair_id == message.pair_id)
    newest_first = of_pair.order_by(ConversationRow.received_at.desc(), ConversationRow.message_id.desc())
    oldest_first = of_pair.order_by(ConversationRow.received_at, ConversationRow.message_id)
    beyond = newest_first.offset(at_most).limit(MOST_TRIMMED)
    too_old = oldest_first.where(ConversationRow.received_at <= since).limit(MOST_TRIMMED)
    for query in (beyond, too_old):
        for old in unit.session.scalars(query).all():
            unit.session.delete(old)
        unit.session.flush()


def lock_conversations(unit: Unit, message_ids: Iterable[str]) -> None:
    """Keep other writers from deciding on messages of the same pairs until the commit; on SQLite there are none.

    Locks are taken in one order, so that batches do not wait for each other in a circle.
    """
    if unit.session.get_bind().dialect.name == "sqlite":
        return
    query = select(Message.pair_id).where(Message.id.in_(list(message_ids)), Message.pair_id.is_not(None)).distinct()
    keys = sorted(_lock_key(str(pair_id)) for pair_id in unit.session.scalars(query))
    if keys:
        unit.session.execute(_LOCKS, {"keys": keys})


def _lock_key(pair_id: str) -> int:
    digest = hashlib.sha256(f"conversation:{pair_id}".encode()).digest()
    return int.from_bytes(digest[:_LOCK_BYTES], "big", signed=True)
