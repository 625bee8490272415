"""Why a pair's mail is held now, whatever it says: the pair's state, its supervision, open concerns, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

from relay.model.page import MAX_LIMIT, PageRequest
from relay.model.people import PairStatus
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.model.supervision import Supervised, SupervisionFacts, why_supervised
from relay.service.circumstances import first_n_of, supervision_facts
from relay.service.program import Program
from relay.service.scope import visible_pair
from relay.store.cases import concern_page
from relay.store.messages import find_message
from relay.store.pair_history import messages_so_far
from relay.store.people import PairView, standing
from relay.store.schema import Concern, ConcernStatus
from relay.store.store import ReadSession


@dataclass(frozen=True, slots=True)
class WhyHeld:
    """One thing that holds all mail of a pair now; ``concern_id`` where it is a concern that the asker may see."""

    reason: str
    explanation: str
    concern_id: str | None = None


_OF_STATUS = {
    PairStatus.PENDING: WhyHeld("pair.pending", "The pair is not active yet: mail of both is refused."),
    PairStatus.PAUSED: WhyHeld("pair.paused", "The pair is paused: the student's mail is held, the mentor's refused."),
    PairStatus.FROZEN: WhyHeld(
        "pair.frozen",
        "The pair is frozen: mail of both is held; the safeguarding lead or an administrator may release it.",
    ),
    PairStatus.CLOSED: WhyHeld("pair.closed", "The pair is closed: what a student writes in its last days is held."),
}
_CONSENT = WhyHeld("pair.consent", "Consent is withdrawn: mail of both is refused, and what waits is not released.")
_HOLDING_CONCERN = "All mail of the pair is held while this concern is open."
_HIDDEN_CONCERN = "All mail of the pair is held while a concern is open that others handle."
_OTHER_CONCERN = "This concern about the pair is open; it does not hold mail by itself."


def why_held(program: Program, actor: StaffMember, pair_id: str) -> tuple[WhyHeld, ...]:
    """Return what holds all mail of a pair as it stands now; empty where each mail is judged by what it says.

    Open concerns are among it also where they hold nothing by themselves. Raises ForbiddenError, NotFoundError.
    """
    require(actor, Permission.SEE_PEOPLE)
    with program.store.read() as session:
        view = visible_pair(session, actor, pair_id)
        policy = program.policy_for(view.group.name)
        first_n = first_n_of(view)
        earlier = messages_so_far(session, pair_id, first_n)
        facts = supervision_facts(session, program, view, policy, earlier=earlier)
        concerns = concern_page(session, actor, PageRequest(MAX_LIMIT), status=ConcernStatus.OPEN, pair=pair_id).items
        return (
            *_by_status(program, session, view),
            *_by_supervision(program, view, facts, policy.mentor_rule_days),
            *_by_concerns(facts, concerns),
        )


def freeze_of(program: Program, actor: StaffMember, message_id: str) -> WhyHeld | None:
    """Return that a message's pair is frozen, which stands against some people's release; None if it is not."""
    require(actor, Permission.SEE_PEOPLE)
    with program.store.read() as session:
        pair_id = find_message(session, actor, message_id).pair_id
        status = visible_pair(session, actor, pair_id).pair.status if pair_id else None
    return _OF_STATUS[PairStatus.FROZEN] if status is PairStatus.FROZEN else None


def _by_status(program: Program, session: ReadSession, view: PairView) -> Iterator[WhyHeld]:
    if standing(session, view, program.policy_for(view.group.name).gates, program.now()).consent_withdrawn:
        yield _CONSENT
    if view.pair.status in _OF_STATUS:
        yield _OF_STATUS[view.pair.status]


def _by_supervision(
    program: Program, view: PairView, facts: SupervisionFacts, mentor_rule_days: int
) -> Iterator[WhyHeld]:
    whose = "The pair" if view.pair.supervision is not None else "The pair's group"
    words = {
        Supervised.SETTING: f"{whose} is set to hold_all: every mail is held.",
        Supervised.FIRST: (
            f"{whose} is set to hold_first_n: the first {facts.first_n} mails are held, {facts.earlier_messages} came."
        ),
        Supervised.AGE: "The student is under 13 or of unknown age: every mail is held.",
        Supervised.MENTOR_RULE: (
            "Something grave that the mentor wrote (a secret, a meeting, another channel, a photo, love, sex) is "
            f"undecided, or was rejected in the last {mentor_rule_days} days: every mail of the mentor's pairs is held."
        ),
    }
    for reason in why_supervised(facts, program.now()):
        if reason in words:
            yield WhyHeld(f"supervision.{reason}", words[reason])


def _by_concerns(facts: SupervisionFacts, concerns: tuple[Concern, ...]) -> Iterator[WhyHeld]:
    for concern in concerns:
        words = _HOLDING_CONCERN if concern.holds_pair else _OTHER_CONCERN
        yield WhyHeld("concern", words, concern.id)
    if facts.open_crisis_concern and not any(concern.holds_pair for concern in concerns):
        yield WhyHeld("concern", _HIDDEN_CONCERN)
