"""The thread map: which Message-ID each member of a pair knows a message by (DESIGN section 2).

A message goes out under a Message-ID that follows from its own id. So what is written after a held message can
name it before it is delivered, and the thread is whole whatever the order in which its mails arrive.
"""

from base64 import b32encode
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from relay.model.identity import Role, direction_from
from relay.model.lineage import MOST_NAMED, Ancestor
from relay.model.message import Direction, MessageState
from relay.store.crypto import Keyring
from relay.store.incoming import known_id_hash, known_id_value
from relay.store.schema import KnownMessageId, Message
from relay.store.sealing import open_column
from relay.store.unit import Unit

_TOKEN_LETTERS = 24  # 120 bits
# What its reader is not to get: naming it would only tell that there was something.
_NOT_TOLD = (MessageState.REJECTED, MessageState.DISCARDED, MessageState.KEPT)


def header_token(keyring: Keyring, message_id: str) -> str:
    """Return the left part of the Message-ID under which a message goes out, the same on every try (CASES B21)."""
    digest = keyring.keyed_hash("message header", message_id.encode())
    return b32encode(digest).decode().lower()[:_TOKEN_LETTERS]


class ThreadMap:
    """Earlier messages of a pair as one of its members, the reader, knows them; made for one message to them."""

    def __init__(self, session: Session, keyring: Keyring, message: Message, domain: str) -> None:
        """``message`` is one of the other member's, with its pair and direction; ``domain`` is the relay's."""
        self._session, self._keyring, self._domain = session, keyring, domain
        self._message = message
        self._reader = Role.STUDENT if message.direction is Direction.MENTOR_TO_STUDENT else Role.MENTOR

    def named(self, tokens: Sequence[str]) -> dict[str, Ancestor]:
        """Map Message-IDs as the writer's program names them to what the reader knows.

        The reader's own mails are known by the reader's original ids, the writer's by those under which
        the reader gets them; an id that is not of this pair, or that the reader never gets, is left out.
        """
        pair_id = self._message.pair_id or ""
        by_hash = {known_id_hash(self._keyring, pair_id, token): token for token in tokens}
        name = aliased(KnownMessageId)
        query = (
            self._told()
            .add_columns(name.known_hash)
            .join(name, name.message_id == Message.id)
            .where(name.pair_id == pair_id, name.known_hash.in_(list(by_hash)))
            .order_by(Message.received_at, Message.id)
        )
        rows = self._session.execute(query) if by_hash else ()
        return {by_hash[bytes(hashed)]: self._ancestor(message, known) for message, known, hashed in rows}

    def thread(self) -> list[Ancestor]:
        """Return what the reader knows of the thread before the message: its first and its latest, oldest first."""
        if self._message.thread_id is None:
            return []
        before = self._told().where(
            Message.thread_id == self._message.thread_id, Message.automatic.is_(False), self._is_earlier()
        )
        first = before.order_by(Message.received_at, Message.id).limit(1)
        latest = before.order_by(Message.received_at.desc(), Message.id.desc()).limit(MOST_NAMED)
        rows = (row for query in (first, latest) for row in self._session.execute(query))
        found = {message.id: self._ancestor(message, known) for message, known in rows}
        return sorted(found.values(), key=lambda one: (one.received_at, one.message_id))

    def _told(self) -> Select[Message, KnownMessageId]:
        """Select messages with the reader's id of them; those that the reader will be given have none yet."""
        known = and_(KnownMessageId.message_id == Message.id, KnownMessageId.known_to == self._reader)
        will_be_given = and_(Message.direction == self._message.direction, Message.state.not_in(_NOT_TOLD))
        return (
            select(Message, KnownMessageId)
            .outerjoin(KnownMessageId, known)
            .where(Message.id != self._message.id, or_(KnownMessageId.message_id.is_not(None), will_be_given))
        )

    def _is_earlier(self) -> ColumnElement[bool]:
        same_time = and_(Message.received_at == self._message.received_at, Message.id < self._message.id)
        return or_(Message.received_at < self._message.received_at, same_time)

    def _ancestor(self, message: Message, known: KnownMessageId | None) -> Ancestor:
        written_by_reader = message.direction is direction_from(self._reader)
        return Ancestor(
            message_id=message.id,
            received_at=message.received_at,
            token=open_column(self._keyring, known, "value") if known else self._future_id(message),
            reached_writer=written_by_reader and message.state is MessageState.DELIVERED,
        )

    def _future_id(self, message: Message) -> str:
        return f"<{header_token(self._keyring, message.id)}@{self._domain}>"


def note_given_id(unit: Unit, message: Message, reader: Role, token: str) -> None:
    """Note under which Message-ID the reader gets a message; record the change afterwards."""
    if message.pair_id is None or unit.session.get(KnownMessageId, (message.id, reader)) is not None:
        return
    unit.add(
        KnownMessageId(
            message_id=message.id,
            known_to=reader,
            pair_id=message.pair_id,
            known_hash=known_id_hash(unit.keyring, message.pair_id, token),
            value=known_id_value(unit.keyring, message.key_id, message.id, reader, token),
        )
    )
