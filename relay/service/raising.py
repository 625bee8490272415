"""Raising concerns and alerts: what tells staff that a person has to look."""

from dataclasses import dataclass

from relay.model.category import Category, Severity
from relay.model.people import PairStatus
from relay.store.pair_history import lock_open_concern
from relay.store.pair_records import locked_pair
from relay.store.schema import Alert, Concern, ConcernSource, ConcernStatus
from relay.store.sealing import seal
from relay.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a concern or alert is about; ids alone. ``key_id`` seals what is written about it."""

    key_id: str
    group_id: str | None = None
    pair_id: str | None = None
    participant_id: str | None = None
    message_id: str | None = None


def open_concern(
    unit: Unit,
    occasion: Occasion,
    *,
    source: ConcernSource,
    severity: Severity,
    holds_pair: bool = False,
    summary: str = "",
    actor: str = "relay",
) -> Concern:
    """Open a concern and record it."""
    concern_id = unit.new_id("c")
    sealed = seal(unit.keyring, occasion.key_id, Concern, "summary", concern_id, summary)
    concern = Concern(
        id=concern_id,
        key_id=occasion.key_id,
        source=source,
        status=ConcernStatus.OPEN,
        severity=severity,
        group_id=occasion.group_id,
        pair_id=occasion.pair_id,
        participant_id=occasion.participant_id,
        message_id=occasion.message_id,
        holds_pair=holds_pair,
        summary=sealed if summary else None,
        opened_at=unit.now,
        opened_by=actor if actor.startswith("s_") else None,
    )
    unit.add(concern)
    unit.record("concern.opened", concern_id, actor=actor, source=source, severity=severity)
    return concern


def open_crisis(unit: Unit, occasion: Occasion, *, holds_pair: bool) -> Concern:
    """Open the concern of a crisis message; what stands open about it already becomes that concern."""
    existing = lock_open_concern(unit.session, occasion.message_id) if occasion.message_id else None
    if existing is None:
        crisis = ConcernSource.CRISIS
        return open_concern(unit, occasion, source=crisis, severity=Severity.CRITICAL, holds_pair=holds_pair)
    existing.severity = Severity.CRITICAL
    existing.holds_pair = existing.holds_pair or holds_pair
    existing.version += 1
    unit.record("concern.raised", existing.id, severity=existing.severity, holds_pair=existing.holds_pair)
    return existing


def raise_alert(
    unit: Unit,
    occasion: Occasion,
    *,
    severity: Severity,
    category: Category | None = None,
    concern_id: str | None = None,
) -> Alert:
    """Raise an alert that is due at once, and record it; ``relay.service.alarm`` mails it."""
    alert = Alert(
        id=unit.new_id("al"),
        message_id=occasion.message_id,
        concern_id=concern_id,
        group_id=occasion.group_id,
        category=category,
        severity=severity,
        created_at=unit.now,
        step=0,
        next_attempt_at=unit.now,
    )
    unit.add(alert)
    unit.record("alert.raised", alert.id, category=category, severity=severity, message=occasion.message_id)
    return alert


def freeze(unit: Unit, pair_id: str, *, actor: str) -> bool:
    """Freeze a pair that is active or paused, and record it; return whether anything changed."""
    pair = locked_pair(unit, pair_id)
    if pair.status not in {PairStatus.ACTIVE, PairStatus.PAUSED}:
        return False
    pair.paused_when_frozen = pair.status is PairStatus.PAUSED
    pair.status = PairStatus.FROZEN
    pair.version += 1
    unit.record("pair.frozen", pair.id, actor=actor)
    return True
