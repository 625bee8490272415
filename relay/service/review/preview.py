"""The release preview: what would be delivered if a message were released now, and what stands against it."""

from collections.abc import Sequence
from dataclasses import replace

from relay.model.errors import ConflictError, ForbiddenError, InvalidInputError
from relay.model.identity import Role
from relay.model.message import Direction, MessageState
from relay.model.people import HoldReason
from relay.model.permission import Permission, require
from relay.model.review import allow_release
from relay.model.staff import StaffMember
from relay.service.building import RelayPlan, build_relay, why_unsafe
from relay.service.circumstances import objections_now
from relay.service.program import Program
from relay.service.relaying import redactions_of, relay_plan
from relay.service.review import events
from relay.service.review.releasing import chosen_redactions, release_facts, standing_of
from relay.service.review.shaping import delivered_view
from relay.service.review.viewing import record_view
from relay.service.review.views import DeliveredView, Preview
from relay.store.messages import categories_of, find_message
from relay.store.schema import Message
from relay.store.store import ReadSession

_WAITS = frozenset({MessageState.HELD, MessageState.KEPT, MessageState.FAILED})
_PAIR_REASONS = {HoldReason.PAUSED: "The pair is paused."}


def preview_release(program: Program, actor: StaffMember, message_id: str, redact: Sequence[str] = ()) -> Preview:
    """Return what a release of a held, kept or failed message would deliver, without the findings ``redact`` (ids).

    Masking runs here and now: call it from a thread. The view is recorded before it is shown. Raises
    ConflictError in another state, InvalidInputError for ``redact``, else as ``get_content``.
    """
    require(actor, Permission.READ_TEXT)
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        chosen = _redactions(program, session, message, redact)
        problem = _hindrance(program, session, actor, message)
        planned = _planned(program, session, message, chosen)
    delivered, failure = _built(message_id, planned) if planned is not None else (None, None)
    record_view(program, actor, message_id, "preview")
    return Preview(delivered, problem or failure)


def _redactions(program: Program, session: ReadSession, message: Message, redact: Sequence[str]) -> list[str]:
    if message.state not in _WAITS:
        raise ConflictError(f"the message is {message.state}: there is nothing to be released")
    if message.state is not MessageState.FAILED:
        return chosen_redactions(program, session, message.id, redact)
    if redact:
        raise InvalidInputError("redact: a message that failed is sent again as it was, with what was removed then")
    return message.redactions


def _hindrance(program: Program, session: ReadSession, actor: StaffMember, message: Message) -> str | None:
    """Return why the message would not go out, whatever masking makes of it."""
    now = program.now()
    stands = standing_of(program, session, message, now)
    categories = frozenset(categories_of(session, [message.id]).get(message.id, ()))
    try:
        overrules = allow_release(release_facts(actor, message, stands, categories))
    except (ConflictError, ForbiddenError) as refusal:
        return f"It cannot be released: {refusal}."
    if stands is None:
        return None
    author = Role.MENTOR if message.direction is Direction.MENTOR_TO_STUDENT else Role.STUDENT
    found = objections_now(stands, author, now, overrules_freeze=overrules)
    said = [finding.explanation for finding in found.findings]
    said += [_PAIR_REASONS[HoldReason(reason)] for reason in found.reasons if reason in _PAIR_REASONS]
    return _back_to_held(" ".join(said)) if found.reasons else None


def _planned(program: Program, session: ReadSession, message: Message, redact: Sequence[str]) -> RelayPlan | None:
    if message.pair_id is None or message.author_id is None:
        return None
    planned = relay_plan(program, session, message, message_id=f"<preview@{program.domain}>")
    return replace(planned, redactions=redactions_of(program, session, redact), released=True)


def _built(message_id: str, planned: RelayPlan) -> tuple[DeliveredView | None, str | None]:
    """Return what masking makes of a message, or why it makes nothing of it."""
    try:
        built = build_relay(planned)
    except Exception as error:  # noqa: BLE001 - as when it is delivered: what throws is an answer
        events.preview_failed(message_id, error)
        return None, _back_to_held(why_unsafe(error)[1])
    return delivered_view(built.data, built.changes), None


def _back_to_held(why: str) -> str:
    return f"It would go back to held: {why}"
