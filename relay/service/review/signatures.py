"""Remembered signatures: a monitor says which lines of a mail are its sender's signature, or takes that back.

From then on the block is cut from what that sender writes, new or quoted, and what is found in it does not
hold any more (`relay.model.signature`).
"""

from dataclasses import dataclass

from relay.mime.reading import read_message
from relay.model.errors import ConflictError, InvalidInputError, NotFoundError
from relay.model.permission import Permission, require
from relay.model.signature import MOST_REMEMBERED, find_signatures, same_block, signature_block
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.showing import record_shown
from relay.service.review.steps import is_beyond_doubt
from relay.service.review.views import SignatureView
from relay.service.scope import visible_participant
from relay.store.archive import read_original
from relay.store.messages import categories_of, find_message
from relay.store.pair_records import pair_ids
from relay.store.schema import Message, RememberedSignature
from relay.store.sealing import readable
from relay.store.signatures import add_signature, current_signatures, forget, lock_signatures
from relay.store.store import ReadSession


@dataclass(frozen=True, slots=True)
class Remembered:
    """A signature that is remembered; ``new``: it was not before."""

    signature: SignatureView
    new: bool


def remember_signature(program: Program, actor: StaffMember, message_id: str, text: str) -> Remembered:
    """Remember whole lines of a message's body as its author's signature; the same block again is the same one.

    Raises InvalidInputError where ``text`` is no signature or does not stand in the message; ConflictError for a
    message of which nobody knows for sure who wrote it, and where too many are remembered already; else as
    ``get_content``.
    """
    _require_judge(actor)
    block = signature_block(text)
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        author_id = _proven_author(session, message)
        raw = read_original(session, program.keyring, message)
    _require_in_body(raw, block)
    with program.store.write() as unit:
        find_message(unit.session, actor, message_id)
        person = lock_signatures(unit, author_id)
        known = current_signatures(unit.session, author_id)
        for row in known:
            if same_block(readable(program.keyring, row, "text"), block):
                return Remembered(_view(program, row), new=False)
        if len(known) >= MOST_REMEMBERED:
            raise ConflictError(f"{MOST_REMEMBERED} signatures of this person are remembered: forget one first")
        row = add_signature(unit, person, message_id=message_id, text=block, staff_id=actor.id)
        unit.record("signature.remembered", row.id, actor=actor.id, participant=person.id, message=message_id)
        return Remembered(_view(program, row), new=True)


def list_signatures(program: Program, actor: StaffMember, participant_id: str) -> tuple[SignatureView, ...]:
    """Return what is remembered of a participant, the oldest first; that it was shown is recorded.

    Empty for whoever may see no mail of theirs. Raises ForbiddenError, NotFoundError.
    """
    require(actor, Permission.READ_TEXT)
    with program.store.read() as session:
        visible_participant(session, actor, participant_id)
        rows = current_signatures(session, participant_id) if _sees_mail(session, actor, participant_id) else ()
        views = tuple(_view(program, row) for row in rows)
    if views:
        record_shown(program, actor, "signatures.listed", [view.id for view in views], about=participant_id)
    return views


def forget_signature(program: Program, actor: StaffMember, participant_id: str, signature_id: str) -> None:
    """Forget a signature. Raises ForbiddenError, NotFoundError (also where it is forgotten already)."""
    _require_judge(actor)
    with program.store.write() as unit:
        visible_participant(unit.session, actor, participant_id)
        if not _sees_mail(unit.session, actor, participant_id):
            raise NotFoundError("there is no such signature")
        lock_signatures(unit, participant_id)
        forget(unit, participant_id, signature_id, staff_id=actor.id)
        unit.record("signature.forgotten", signature_id, actor=actor.id, participant=participant_id)


def _require_judge(actor: StaffMember) -> None:
    require(actor, Permission.READ_TEXT)
    require(actor, Permission.DECIDE)


def _sees_mail(session: ReadSession, actor: StaffMember, participant_id: str) -> bool:
    """Return whether ``actor`` may see mail of a participant: those barred from their pairs know the person alone."""
    return bool(pair_ids(session, actor, participant_id=participant_id, limit=1))


def _proven_author(session: ReadSession, message: Message) -> str:
    categories = frozenset(categories_of(session, [message.id]).get(message.id, ()))
    if message.author_id is None or not is_beyond_doubt(message, categories):
        raise ConflictError("it is not proven that a participant wrote this: it shows nobody's signature")
    return message.author_id


def _require_in_body(raw: bytes, block: str) -> None:
    tree = read_message(raw)
    if not any(find_signatures(text, (block,)) for text in (tree.text, tree.html_text)):
        raise InvalidInputError("text: whole lines of this message's text are wanted, as they stand there")


def _view(program: Program, row: RememberedSignature) -> SignatureView:
    return SignatureView(
        id=row.id,
        participant_id=row.participant_id,
        message_id=row.message_id,
        text=readable(program.keyring, row, "text"),
        remembered_by=row.remembered_by,
        remembered_at=row.remembered_at,
    )
