"""The thread map: which Message-ID each member of a pair knows a message by (DESIGN section 2)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from relay.model.identity import Role
from relay.store.crypto import Keyring
from relay.store.incoming import known_id_hash, known_id_value
from relay.store.schema import KnownMessageId, Message
from relay.store.sealing import open_column
from relay.store.unit import Unit


def reader_ids(session: Session, keyring: Keyring, pair_id: str, tokens: Sequence[str], reader: Role) -> dict[str, str]:
    """Map Message-IDs as a writer's program names them to those that the reader's program knows.

    The reader's own mails are known by the reader's original ids, the writer's by the ids that the
    reader was given; an id that is not of this pair, or that the reader was never given, is left out.
    """
    by_hash = {known_id_hash(keyring, pair_id, token): token for token in tokens}
    named, known = aliased(KnownMessageId), aliased(KnownMessageId)
    query = (
        select(named.known_hash, known)
        .join(known, known.message_id == named.message_id)
        .where(named.pair_id == pair_id, named.known_hash.in_(list(by_hash)), known.known_to == reader)
    )
    return {by_hash[bytes(hashed)]: open_column(keyring, row, "value") for hashed, row in session.execute(query)}


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
