"""Letting a message through: release, another try, and taking a release back.

Errors as in ``relay.service.review.deciding``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from relay.model.category import Category
from relay.model.errors import ConflictError, InvalidInputError
from relay.model.finding import BODY, HTML, SUBJECT
from relay.model.message import MessageEvent
from relay.model.people import HoldReason, PairStanding
from relay.model.permission import Permission, may
from relay.model.review import FINAL, ReleaseFacts, allow_release
from relay.model.review import Decided as Action
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.steps import (
    Step,
    cleaned_note,
    decided,
    is_beyond_doubt,
    respect_claim,
    state_after,
    step_on,
    write_down,
)
from relay.service.review.views import Decided
from relay.store.claims import drop_claim
from relay.store.messages import findings_of
from relay.store.outgoing import cancel, queue_relay
from relay.store.people import load_pair, standing
from relay.store.schema import Channel, Message
from relay.store.sealing import open_column
from relay.store.signatures import note_released_with
from relay.store.store import ReadSession

_REDACTABLE = frozenset({SUBJECT, BODY, HTML})
_OF_ALL = "is about the whole message and has no words to be taken out; release it without this, or reject it"
_IN_FILE = (
    "is in an attached file, of which alone nothing can be taken out; reject the message and ask for another file,"
    " or redact the same words where they stand in its subject or text, and a document that holds them is left out"
)


def release(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    redact: Sequence[str] = (),
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Release a held or kept message, with the texts of the findings ``redact`` (ids) taken out.

    It is delivered after the undo window; until then it can be taken back.
    """
    note = cleaned_note(note)
    with step_on(program, actor, message_id, expected_version) as step:
        step.message.state = state_after(step, MessageEvent.RELEASED, lost_to=FINAL)
        respect_claim(step, override=override)
        overrules = _overrules_freeze(step)
        redactions = chosen_redactions(program, step.unit.session, message_id, redact)
        write_down(step, Action.RELEASED, note=note, redactions=redactions)
        step.message.redactions = redactions
        note_released_with(step.unit, step.message)
        _approve(step, overrules=overrules, wait=program.settings.delivery.undo_window)
        step.record(Action.RELEASED, redactions=len(redactions), overrules_freeze=overrules)
        return decided(step)


def retry(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Send a failed message once more, now."""
    note = cleaned_note(note)
    with step_on(program, actor, message_id, expected_version) as step:
        step.message.state = state_after(step, MessageEvent.RETRIED, lost_to=(Action.RETRIED,))
        respect_claim(step, override=override)
        overrules = _overrules_freeze(step)
        write_down(step, Action.RETRIED, note=note, redactions=step.message.redactions)
        _approve(step, overrules=overrules, wait=timedelta(0))
        step.record(Action.RETRIED, overrules_freeze=overrules)
        return decided(step)


def take_back(
    program: Program,
    actor: StaffMember,
    message_id: str,
    *,
    note: str = "",
    expected_version: int | None = None,
    override: bool = False,
) -> Decided:
    """Hold an approved message again, before its first attempt; ConflictError afterwards."""
    note = cleaned_note(note)
    with step_on(program, actor, message_id, expected_version, with_relay=True) as step:
        step.message.state = state_after(step, MessageEvent.TAKEN_BACK, lost_to=(Action.TAKEN_BACK,))
        respect_claim(step, override=override)
        if step.relay is not None and step.relay.attempts:
            raise ConflictError("the delivery has begun: the message cannot be taken back any more")
        if step.relay is not None:
            cancel(step.unit, step.relay)
        _hold_for_a_person(step)
        write_down(step, Action.TAKEN_BACK, note=note, reasons=step.message.reasons)
        step.record(Action.TAKEN_BACK, delivery=step.relay.id if step.relay else None)
        return decided(step)


def _overrules_freeze(step: Step) -> bool:
    """Return whether the release overrules a freeze; raises as ``allow_release``."""
    stands = standing_of(step.program, step.unit.session, step.message, step.unit.now)
    return allow_release(release_facts(step.actor, step.message, stands, step.categories()))


def standing_of(program: Program, session: ReadSession, message: Message, now: datetime) -> PairStanding | None:
    """Return how the pair of a message stands now; None for mail of no pair."""
    if message.pair_id is None:
        return None
    view = load_pair(session, message.pair_id)
    return standing(session, view, program.policy_for(view.group.name).gates, now)


def release_facts(
    actor: StaffMember, message: Message, stands: PairStanding | None, categories: frozenset[Category]
) -> ReleaseFacts:
    """Return what decides whether ``actor`` may release a message in which ``categories`` were found."""
    return ReleaseFacts(
        for_a_reader=message.channel is Channel.MASK and message.author_id is not None,
        proven=is_beyond_doubt(message, categories),
        pair=stands.status if stands else None,
        consent_withdrawn=stands is not None and stands.consent_withdrawn,
        may_overrule_freeze=may(actor, Permission.OVERRULE_FREEZE),
    )


def chosen_redactions(program: Program, session: ReadSession, message_id: str, finding_ids: Sequence[str]) -> list[str]:
    """Return the ids of findings whose text is to be taken out, each once, in the order of the scan.

    Raises InvalidInputError for an id of no finding of this message, and for a finding that has no
    place in the text: what a monitor wants out must not go out all the same.
    """
    rows = {row.id: row for row in findings_of(session, message_id)}
    problems = []
    for number, finding_id in enumerate(finding_ids, 1):  # told by number: a refusal quotes nothing that was sent
        row = rows.get(finding_id)
        if row is None:
            problems.append(f"redact: number {number} is no finding of this message")
        elif row.end <= row.start:
            problems.append(f"redact: number {number} {_OF_ALL}")
        elif open_column(program.keyring, row, "part") not in _REDACTABLE:
            problems.append(f"redact: number {number} {_IN_FILE}")
    if problems:
        raise InvalidInputError(*problems)
    return [finding_id for finding_id in rows if finding_id in set(finding_ids)]


def _approve(step: Step, *, overrules: bool, wait: timedelta) -> None:
    """Put an approved message into the queue of deliveries, ``wait`` from now."""
    message, unit = step.message, step.unit
    message.reasons = []
    message.released_by = step.actor.id
    message.release_overrides_freeze = overrules
    message.not_before = unit.now + wait
    message.second_person_action = message.second_person_after = None
    drop_claim(unit, message.id)
    queue_relay(unit, message, message.not_before)


def _hold_for_a_person(step: Step) -> None:
    # The reason says that a person wants to look: a gate that is renewed must not free it by itself.
    message = step.message
    message.reasons = [HoldReason.SUPERVISION.value]
    message.released_by = message.not_before = None
    message.release_overrides_freeze = False
    message.redactions = []
    drop_claim(step.unit, message.id)
