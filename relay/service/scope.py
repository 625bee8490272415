"""Which records somebody of the staff may know of: to them, another group's and a barred person's do not exist."""

from relay.model.errors import NotFoundError, PreconditionError
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.store.pair_records import pairs_of
from relay.store.people import PairView, load_pair
from relay.store.records import find_group, find_participant
from relay.store.schema import Group, Participant
from relay.store.store import ReadSession


def visible_pair(session: ReadSession, actor: StaffMember, pair_id: str) -> PairView:
    """Return a pair that ``actor`` may know of; raises NotFoundError."""
    view = load_pair(session, pair_id)
    if not actor.sees_group(view.group.id) or not actor.barred.isdisjoint((view.mentor.id, view.student.id)):
        raise NotFoundError("there is no such pair")
    return view


def visible_participant(session: ReadSession, actor: StaffMember, participant_id: str) -> Participant:
    """Return a participant whom ``actor`` may know of; raises NotFoundError.

    Who is limited to groups knows those who have a pair in one of them.
    """
    participant = find_participant(session, participant_id)
    if participant.id not in actor.barred:
        if actor.sees_all_groups:
            return participant
        if any(actor.sees_group(pair.group_id) for pair in pairs_of(session, [participant.id])):
            return participant
    raise NotFoundError("there is no such participant")


def visible_group(session: ReadSession, actor: StaffMember, name_or_id: str) -> Group:
    """Return a group that ``actor`` may know of; raises NotFoundError."""
    group = find_group(session, name_or_id)
    if group is None or not actor.sees_group(group.id):
        raise NotFoundError("there is no such group")
    return group


def require_known(program: Program, actor: StaffMember, *, group: str | None, pair: str | None) -> None:
    """Raise NotFoundError for a group or pair to list by that ``actor`` may not know of: a typing error, most often."""
    with program.store.read() as session:
        if group is not None:
            visible_group(session, actor, group)
        if pair is not None:
            visible_pair(session, actor, pair)


def require_version(found: int, expected: int | None) -> None:
    """Raise PreconditionError where ``expected`` (If-Match) is given and is not what was found."""
    if expected is not None and found != expected:
        raise PreconditionError("the record was changed since it was read: read it again")
