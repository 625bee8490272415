"""The scope of a member of staff as SQL: groups they were given, less whom they may not judge.

Every query on behalf of staff goes through here, so that what lies outside of it does not exist
for them: in lists, by id, in threads, in counts.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from relay.model.staff import StaffMember
from relay.store.schema import Alert, Concern, Message, Pair

_Column = InstrumentedAttribute[str | None] | InstrumentedAttribute[str]


def visible_messages(actor: StaffMember) -> ColumnElement[bool]:
    """Return the condition under which a message exists for ``actor``."""
    return and_(
        _in_groups(actor, Message.group_id),
        _not_of_barred_pair(actor, Message.pair_id),
        _not_barred(actor, Message.author_id),
    )


def visible_pairs(actor: StaffMember) -> ColumnElement[bool]:
    """Return the condition under which a pair exists for ``actor``."""
    if not actor.barred:
        return _in_groups(actor, Pair.group_id)
    allowed = and_(Pair.mentor_id.not_in(actor.barred), Pair.student_id.not_in(actor.barred))
    return and_(_in_groups(actor, Pair.group_id), allowed)


def visible_concerns(actor: StaffMember) -> ColumnElement[bool]:
    """Return the condition under which a concern exists for ``actor``."""
    return and_(
        _in_groups(actor, Concern.group_id),
        _not_of_barred_pair(actor, Concern.pair_id),
        _not_barred(actor, Concern.participant_id),
        _not_of_barred_message(actor, Concern.message_id),
    )


def visible_alerts(actor: StaffMember) -> ColumnElement[bool]:
    """Return the condition under which an alert exists for ``actor``."""
    if not actor.barred:
        return _in_groups(actor, Alert.group_id)
    concern = select(Concern.id).where(visible_concerns(actor))
    return and_(
        _in_groups(actor, Alert.group_id),
        _not_of_barred_message(actor, Alert.message_id),
        or_(Alert.concern_id.is_(None), Alert.concern_id.in_(concern)),
    )


def _in_groups(actor: StaffMember, group: _Column) -> ColumnElement[bool]:
    if actor.sees_all_groups:
        return true()
    return group.in_(sorted(actor.groups)) if actor.groups else false()


def _not_barred(actor: StaffMember, participant: _Column) -> ColumnElement[bool]:
    if not actor.barred:
        return true()
    return or_(participant.is_(None), participant.not_in(actor.barred))


def _not_of_barred_pair(actor: StaffMember, pair: _Column) -> ColumnElement[bool]:
    if not actor.barred:
        return true()
    return or_(pair.is_(None), pair.not_in(_barred_pairs(actor)))


def _not_of_barred_message(actor: StaffMember, message: _Column) -> ColumnElement[bool]:
    if not actor.barred:
        return true()
    barred = select(Message.id).where(
        or_(Message.pair_id.in_(_barred_pairs(actor)), Message.author_id.in_(actor.barred))
    )
    return or_(message.is_(None), message.not_in(barred))


def _barred_pairs(actor: StaffMember) -> Select[str]:
    member = or_(Pair.mentor_id.in_(actor.barred), Pair.student_id.in_(actor.barred))
    return select(Pair.id).where(member)
