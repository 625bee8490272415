"""Raising concerns and alerts: what tells staff that a person has to look."""

from dataclasses import dataclass

from relay.model.category import Category, Severity
from relay.model.people import PairStatus
from relay.store.crypto import Sealed
from relay.store.schema import Alert, Concern, ConcernSource, ConcernStatus, Pair
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


def open_concern(  # noqa: PLR0913 - keyword-only facts of one record
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
    sealed: Sealed | None = None
    if summary:
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
        summary=sealed,
        opened_at=unit.now,
        opened_by=actor if actor.startswith("s_") else None,
    )
    unit.add(concern)
    unit.record("concern.opened", concern_id, actor=actor, source=source, severity=severity)
    return concern


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


def freeze(unit: Unit, pair: Pair, *, actor: str) -> bool:
    """Freeze a pair that is active or paused, and record it; return whether anything changed."""
    if pair.status not in {PairStatus.ACTIVE, PairStatus.PAUSED}:
        return False
    pair.status = PairStatus.FROZEN
    pair.version += 1
    unit.record("pair.frozen", pair.id, actor=actor)
    return True
