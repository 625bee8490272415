"""Mail to concern@, abuse@, postmaster@, help+TOKEN@ and bounce addresses: archived, and a case for staff."""

from relay.model.category import Severity
from relay.service.admission import Facts
from relay.service.raising import Occasion, freeze, open_concern, raise_alert
from relay.smtp.verdict import AuthResult, AuthVerdict
from relay.store.alerts_due import has_open_case_alert
from relay.store.incoming import Draft, Stored, store_drafts
from relay.store.pair_history import lock_open_concern
from relay.store.schema import Channel, ConcernSource
from relay.store.unit import Unit

_SOURCES = {
    Channel.CONCERN: ConcernSource.CONCERN,
    Channel.ABUSE: ConcernSource.ABUSE,
    Channel.POSTMASTER: ConcernSource.POSTMASTER,
    Channel.HELP: ConcernSource.QUESTION,
    Channel.BOUNCE: ConcernSource.RELAY,
}
_SEVERITIES = {
    Channel.CONCERN: Severity.HIGH,
    Channel.ABUSE: Severity.MEDIUM,
    Channel.POSTMASTER: Severity.LOW,
    Channel.HELP: Severity.LOW,
    Channel.BOUNCE: Severity.LOW,
}


def store_role_mail(unit: Unit, draft: Draft, facts: Facts, auth: AuthResult) -> Stored:
    """Store the mail, open its concern, freeze the writer's pairs if it came to concern@, alert staff.

    Only a proven member's own mail to concern@ freezes; nobody's forged one does. An automatic
    answer to a notice is kept and opens nothing.
    """
    (stored,) = store_drafts(unit, [draft])
    if stored.repeated or (draft.automatic and draft.channel is Channel.HELP):
        return stored
    if draft.channel is Channel.CONCERN and auth.verdict is AuthVerdict.PASS and not draft.automatic:
        _freeze_own_pairs(unit, facts)
    occasion = _occasion(draft, facts)
    if occasion.message_id != draft.id and lock_open_concern(unit.session, str(occasion.message_id)) is not None:
        return stored
    severity = _SEVERITIES[draft.channel]
    concern = open_concern(unit, occasion, source=_SOURCES[draft.channel], severity=severity)
    proven = auth.verdict is AuthVerdict.PASS and draft.author_id is not None
    if draft.channel in {Channel.CONCERN, Channel.ABUSE} and (
        proven or not has_open_case_alert(unit.session, draft.group_id)
    ):
        # Strangers' mail adds to the one alert that is open, so that it cannot drown a crisis.
        raise_alert(unit, occasion, severity=severity, concern_id=concern.id)
    return stored


def _freeze_own_pairs(unit: Unit, facts: Facts) -> None:
    """Freeze every pair of whoever may have written: where a family shares the address, of all of them."""
    actor = facts.party.author.id if facts.party.author else "relay"
    for view in facts.own_pairs:
        freeze(unit, view.pair.id, actor=actor)


def _occasion(draft: Draft, facts: Facts) -> Occasion:
    """Return what the case is about: a bounce is about the message that came back."""
    delivery = facts.party.delivery
    about = delivery.message_id if draft.channel is Channel.BOUNCE and delivery and delivery.message_id else draft.id
    return Occasion(
        key_id=draft.key_id,
        group_id=draft.group_id,
        pair_id=draft.pair_id,
        participant_id=draft.author_id,
        message_id=about,
    )
