"""A unit of work: one transaction in which rows change together with the events that say so.

``record`` is called after the rows were changed: it takes their digests into the event. Rows that
changed without any event make the unit fail, so that no change can escape the log by oversight.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, event, insert, inspect
from sqlalchemy.orm import Session, UOWTransaction

from relay.model.ids import new_id
from relay.store import audit
from relay.store.crypto import Keyring
from relay.store.database import database_clock
from relay.store.digests import audited_columns, is_audited, row_digest, row_id
from relay.store.schema import Base

SYSTEM = "relay"
_CHANGES = "changed_rows"
_NONE = "none"  # no digest is this
_EVENT_RANDOM_BYTES = 10


@dataclass
class _Changes:
    key: bytes
    rows: dict[tuple[str, str], str | None] = field(default_factory=dict)


class UnrecordedChangeError(RuntimeError):
    """Audited rows were changed and no event was recorded: a fault of the calling code."""


class Unit:
    """One open transaction, with the keys, the time and the ids that belong to it."""

    def __init__(self, session: Session, keyring: Keyring, now: datetime, random_bytes: Callable[[int], bytes]) -> None:
        """Wrap a session whose transaction has begun; the store does this."""
        self.session = session
        self.keyring = keyring
        self.now = now
        self.random_bytes = random_bytes
        self._embedded = session.get_bind().dialect.name == "sqlite"
        self._drafts: list[audit.EventDraft] = []
        # Events of one unit keep their order: their ids count up from a random start.
        self._next_event = int.from_bytes(random_bytes(_EVENT_RANDOM_BYTES), "big") >> 1
        self._changes = _Changes(keyring.row_digest_key())
        session.info[_CHANGES] = self._changes

    def new_id(self, prefix: str) -> str:
        """Return a fresh id for a record of the kind that ``prefix`` names."""
        return new_id(prefix, self.now, self.random_bytes)

    def _event_id(self) -> str:
        self._next_event += 1
        return new_id("e", self.now, lambda length: self._next_event.to_bytes(length, "big"))

    def lease_clock(self) -> datetime:
        """Return the time by which leases expire: the database's, since the clocks of machines differ."""
        return self.now if self._embedded else database_clock(self.session)

    def add(self, *rows: Base) -> None:
        """Add new rows."""
        self.session.add_all(rows)

    def insert(self, table: type[Base], rows: list[dict[str, Any]]) -> None:
        """Insert many rows with one ``executemany``; every column must be given."""
        if not rows:
            return
        self.session.execute(insert(table), rows)
        target = inspect(table).local_table
        if isinstance(target, Table) and is_audited(target):
            for values in rows:
                digest = row_digest(self._changes.key, target, values)
                self._changes.rows[target.name, row_id(target, values)] = digest

    def record(
        self,
        action: str,
        subject: str,
        *,
        actor: str = SYSTEM,
        covering: Iterable[tuple[str, str]] | None = None,
        **details: object,
    ) -> None:
        """Append an event about ``subject`` (an id) that covers the rows changed since the last one.

        ``actor`` is a staff or participant id, or the relay itself. ``details`` hold ids, states,
        categories and counts: never an address, a name or content. ``covering`` limits the event
        to some of the changed rows, by table and row id; by default it covers all of them.
        """
        self.session.flush()
        wanted = list(self._changes.rows) if covering is None else list(covering)
        rows = [[table, row, self._changes.rows.pop((table, row))] for table, row in wanted]
        self._drafts.append(audit.EventDraft(self._event_id(), self.now, actor, action, subject, dict(details), rows))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Run a part that may fail on its own: on an exception its rows and events are undone.

        What it changes it must record before it ends.
        """
        drafts, rows = len(self._drafts), dict(self._changes.rows)
        try:
            with self.session.begin_nested():
                yield
                self.session.flush()
                self._require_recorded(rows)
        except BaseException:
            del self._drafts[drafts:]
            self._changes.rows = rows
            raise

    def finish(self, *, numbered: bool) -> None:
        """Write the events; called by the store just before it commits."""
        self.session.flush()
        self._require_recorded({})
        audit.append(self.session, self._changes.key, self._drafts, numbered=numbered)
        self._drafts.clear()

    @property
    def is_open(self) -> bool:
        """Whether the transaction still stands: SQLite ends it by itself when the disk is full."""
        connection = self.session.bind
        if not isinstance(connection, Connection) or connection.invalidated:
            return False
        return bool(getattr(connection.connection.dbapi_connection, "in_transaction", True))

    def _require_recorded(self, before: dict[tuple[str, str], str | None]) -> None:
        changed = {place[0] for place, digest in self._changes.rows.items() if before.get(place, _NONE) != digest}
        if changed:
            raise UnrecordedChangeError(f"changed without an audit event: {', '.join(sorted(changed))}")


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, context: UOWTransaction) -> None:
    del context
    changes: _Changes | None = session.info.get(_CHANGES)
    if changes is None:
        return
    changed = [row for row in session.dirty if _is_changed(row)]
    for row in [*session.new, *changed]:
        _note(changes, row, deleted=False)
    for row in session.deleted:
        _note(changes, row, deleted=True)


def _is_changed(row: object) -> bool:
    """Return whether a column changed that a digest covers; working state alone needs no event."""
    state = inspect(row)
    table = state.mapper.local_table
    return isinstance(table, Table) and any(state.attrs[name].history.has_changes() for name in audited_columns(table))


def _note(changes: _Changes, row: object, *, deleted: bool) -> None:
    mapper = inspect(row).mapper
    table = mapper.local_table
    if not isinstance(table, Table) or not is_audited(table):
        return
    values = {name: getattr(row, name) for name in {*audited_columns(table), *table.primary_key.columns.keys()}}
    digest = None if deleted else row_digest(changes.key, table, values)
    changes.rows[table.name, row_id(table, values)] = digest
