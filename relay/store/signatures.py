"""Remembered signatures: what monitors said is the signature of a participant, and what they took back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relay.model.errors import NotFoundError
from relay.store.crypto import Keyring
from relay.store.schema import Participant, RememberedSignature
from relay.store.sealing import readable, seal
from relay.store.unit import Unit


def current_signatures(session: Session, participant_id: str) -> Sequence[RememberedSignature]:
    """Return the signatures that are remembered of a participant now, the oldest first."""
    query = select(RememberedSignature).where(
        RememberedSignature.participant_id == participant_id, RememberedSignature.forgotten_at.is_(None)
    )
    return session.scalars(query.order_by(RememberedSignature.remembered_at, RememberedSignature.id)).all()


def signature_blocks(session: Session, keyring: Keyring, participant_id: str) -> tuple[str, ...]:
    """Return the texts of what ``current_signatures`` gives, but for those that were erased.

    Raises IntegrityError if one was tampered with.
    """
    texts = (readable(keyring, row, "text") for row in current_signatures(session, participant_id))
    return tuple(text for text in texts if text)


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
