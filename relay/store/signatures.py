"""Remembered signatures: what monitors said is the signature of a participant, and what they took back.

What a decision about a message counted on being cut is noted with it (`MessageSignature`): a signature that is
forgotten before the message is delivered is cut from it all the same.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.store.crypto import Keyring
from relay.store.schema import Message, MessageSignature, Participant, RememberedSignature
from relay.store.sealing import readable, seal
from relay.store.unit import Unit


def current_signatures(session: Session, participant_id: str) -> Sequence[RememberedSignature]:
    """Return the signatures that are remembered of a participant now, the oldest first."""
    query = select(RememberedSignature).where(
        RememberedSignature.participant_id == participant_id, RememberedSignature.forgotten_at.is_(None)
    )
    return session.scalars(query.order_by(RememberedSignature.remembered_at, RememberedSignature.id)).all()


def signatures_to_cut(session: Session, message: Message) -> Sequence[RememberedSignature]:
    """Return what is cut from a message: its author's signatures of now, and those that its decisions counted on.

    What a person's release counted on does not outlast that release.
    """
    counted_on = select(MessageSignature.signature_id).where(MessageSignature.message_id == message.id)
    if message.released_by is None:
        counted_on = counted_on.where(MessageSignature.of_release.is_(False))
    query = select(RememberedSignature).where(
        RememberedSignature.participant_id == message.author_id,
        or_(RememberedSignature.forgotten_at.is_(None), RememberedSignature.id.in_(counted_on)),
    )
    return session.scalars(query.order_by(RememberedSignature.remembered_at, RememberedSignature.id)).all()


def signature_blocks(keyring: Keyring, rows: Iterable[RememberedSignature]) -> tuple[str, ...]:
    """Return the texts of signatures but of erased ones; raises IntegrityError if one was tampered with."""
    texts = (readable(keyring, row, "text") for row in rows)
    return tuple(text for text in texts if text)


def note_scanned_with(unit: Unit, message_id: str, signature_ids: Collection[str]) -> None:
    """Note which signatures the scan of a message counted on; record it afterwards."""
    _note(unit, message_id, signature_ids, of_release=False)


def note_released_with(unit: Unit, message: Message) -> None:
    """Note that whoever releases a message counts on the signatures of now, instead of an earlier release's.

    Record it afterwards.
    """
    current = {row.id for row in current_signatures(unit.session, message.author_id or "")}
    noted = unit.session.scalars(select(MessageSignature).where(MessageSignature.message_id == message.id)).all()
    for row in noted:
        if row.of_release and row.signature_id not in current:
            unit.session.delete(row)
    _note(unit, message.id, sorted(current - {row.signature_id for row in noted}), of_release=True)


def _note(unit: Unit, message_id: str, signature_ids: Iterable[str], *, of_release: bool) -> None:
    rows = [{"message_id": message_id, "signature_id": one, "of_release": of_release} for one in signature_ids]
    unit.insert(MessageSignature, rows)


def lock_signatures(unit: Unit, participant_id: str) -> Participant:
    """Return a participant whose signatures nobody else changes until this unit ends.

    Locked without their key (``FOR NO KEY UPDATE``): mail that comes in does not wait.
    """
    return unit.session.get_one(Participant, participant_id, with_for_update={"key_share": True})


def add_signature(unit: Unit, person: Participant, *, message_id: str, text: str, staff_id: str) -> RememberedSignature:
    """Remember a block of lines; record it afterwards."""
    signature_id = unit.new_id("sg")
    row = RememberedSignature(
        id=signature_id,
        participant_id=person.id,
        message_id=message_id,
        text=seal(unit.keyring, person.key_id, RememberedSignature, "text", signature_id, text),
        remembered_by=staff_id,
        remembered_at=unit.now,
        forgotten_by=None,
        forgotten_at=None,
    )
    unit.add(row)
    return row


def forget(unit: Unit, participant_id: str, signature_id: str, *, staff_id: str) -> None:
    """Forget a signature; record it afterwards. Raises NotFoundError where there is none such (any more)."""
    query = select(RememberedSignature).where(
        RememberedSignature.id == signature_id,
        RememberedSignature.participant_id == participant_id,
        RememberedSignature.forgotten_at.is_(None),
    )
    row = unit.session.scalars(query.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise NotFoundError("there is no such signature")
    row.forgotten_by, row.forgotten_at = staff_id, unit.now
