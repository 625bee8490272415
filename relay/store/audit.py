"""The append-only audit log: events are written with the rows they speak of, then numbered.

On SQLite the writing transaction numbers its own events: there is one writer at a time anyway.
On PostgreSQL one sequencer numbers them afterwards, so that writers are not serialised.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from relay.store.digests import keyed_json
from relay.store.schema import AuditCounter, AuditEvent

HEAD = "head"
GENESIS = bytes(32)
_SEQUENCER_LOCK = 0x6D72_5EC5  # any constant: names the advisory lock
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event that is about to be appended."""

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    rows: list[list[str | None]]

    def content(self) -> list[object]:
        """Return what the event's own mac covers."""
        return event_content(self.id, self.at, self.actor, self.action, self.subject, self.details, self.rows)


def event_content(
    event_id: str, at: datetime, actor: str, action: str, subject: str, details: object, rows: object
) -> list[object]:
    """Return the canonical content of an event."""
    return [event_id, at.isoformat(timespec="microseconds"), actor, action, subject, details, rows]


def chain_value(key: bytes, previous: bytes, seq: int, mac: bytes) -> bytes:
    """Return what binds event ``seq`` to all before it."""
    return keyed_json(key, ["chain", previous.hex(), seq, mac.hex()])


def head_mac(key: bytes, seq: int, chain: bytes) -> bytes:
    """Return what authenticates the head of the log."""
    return keyed_json(key, ["head", seq, chain.hex()])


def append(session: Session, key: bytes, drafts: list[EventDraft], *, numbered: bool) -> None:
    """Insert events; ``numbered`` gives them their place at once (the caller holds the write lock)."""
    if not drafts:
        return
    rows = [_event_row(key, draft) for draft in drafts]
    if numbered:
        seq, chain = _read_head(session)
        for row in rows:
            seq += 1
            chain = chain_value(key, chain, seq, row["mac"])
            row |= {"seq": seq, "tick": seq, "chain": chain}
        _write_head(session, key, seq, chain)
    session.execute(insert(AuditEvent), rows)


def number_events(session: Session, key: bytes) -> int:
    """Give the next batch of unnumbered events their place in the log; return how many there were.

    One process at a time does it (PostgreSQL advisory lock, until the end of the transaction).
    """
    session.execute(select(func.pg_advisory_xact_lock(_SEQUENCER_LOCK)))
    query = select(AuditEvent.id, AuditEvent.mac).where(AuditEvent.seq.is_(None)).order_by(AuditEvent.tick)
    waiting = session.execute(query.limit(_BATCH)).all()
    if not waiting:
        return 0
    seq, chain = _read_head(session)
    numbered = []
    for event_id, mac in waiting:
        seq += 1
        chain = chain_value(key, chain, seq, mac)
        numbered.append({"id": event_id, "seq": seq, "chain": chain})
    session.execute(update(AuditEvent), numbered)
    _write_head(session, key, seq, chain)
    return len(numbered)


def _event_row(key: bytes, draft: EventDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "seq": None,
        "at": draft.at,
        "actor": draft.actor,
        "action": draft.action,
        "subject": draft.subject,
        "details": draft.details,
        "rows": draft.rows,
        "mac": keyed_json(key, draft.content()),
        "chain": None,
    }


def _read_head(session: Session) -> tuple[int, bytes]:
    head = session.execute(select(AuditCounter.seq, AuditCounter.chain).where(AuditCounter.name == HEAD)).one_or_none()
    return (head.seq, head.chain) if head else (0, GENESIS)


def _write_head(session: Session, key: bytes, seq: int, chain: bytes) -> None:
    values = {"seq": seq, "chain": chain, "mac": head_mac(key, seq, chain)}
    changed = update(AuditCounter).where(AuditCounter.name == HEAD).values(values).returning(AuditCounter.name)
    if session.execute(changed).first() is None:
        session.execute(insert(AuditCounter).values(name=HEAD, **values))
