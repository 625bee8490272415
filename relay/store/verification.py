"""Checking the audit log against itself, and the stored rows against the log.

Found against whoever lacks the master key: every change, removal, insertion and reordering of
events and of audited rows. Memory does not grow with the archive: the newest digest of each row is
kept in a temporary file while the tables are read.
"""

import hmac
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from relay.store.audit import GENESIS, HEAD, chain_value, event_content, head_mac
from relay.store.digests import is_audited, keyed_json, row_digest, row_id
from relay.store.schema import AuditCounter, AuditEvent, Base

_BATCH = 1000


@dataclass(slots=True)
class Verification:
    """What was checked, and what is wrong: one sentence a defect, naming the event or row."""

    events: int = 0
    rows: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def count_to_check(session: Session) -> int:
    """Return how many events there are, for a progress bar."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def verify(session: Session, key: bytes, progress: Callable[[int], None] = lambda _: None) -> Verification:
    """Check the whole log and all audited rows in one snapshot.

    ``key`` is the key of row digests; ``progress`` is told the number of events checked so far.
    """
    result = Verification()
    with _newest_digests() as newest:
        _check_events(session, key, result, newest, progress)
        for table in Base.metadata.sorted_tables:
            if is_audited(table):
                _check_table(session, key, table, result, newest)
        for table_name, row in newest.unseen():
            result.problems.append(f"{table_name} {row}: the row was removed")
    return result


def _check_events(
    session: Session, key: bytes, result: Verification, newest: "_Newest", progress: Callable[[int], None]
) -> None:
    seq, chain = 0, GENESIS
    for event in _numbered(session):
        assert event.seq is not None  # noqa: S101 - the query says so
        if event.seq != seq + 1:
            result.problems.append(f"event {seq + 1}: missing, up to event {event.seq - 1}")
            chain = b""
        if not _is_genuine(key, event):
            result.problems.append(f"event {event.seq} ({event.id}): changed or inserted")
        expected = chain_value(key, chain, event.seq, event.mac)
        if chain and not hmac.compare_digest(expected, event.chain or b""):
            result.problems.append(f"event {event.seq} ({event.id}): out of its place")
        seq, chain = event.seq, event.chain or b""
        _take(event, newest)
        result.events += 1
        if result.events % _BATCH == 0:
            progress(result.events)
    _check_head(session, key, seq, chain, result)
    for event in session.scalars(select(AuditEvent).where(AuditEvent.seq.is_(None)).order_by(AuditEvent.tick)):
        if not _is_genuine(key, event):
            result.problems.append(f"event {event.id}: changed or inserted")
        _take(event, newest)
        result.events += 1
    progress(result.events)


def _check_head(session: Session, key: bytes, seq: int, chain: bytes, result: Verification) -> None:
    head = session.get(AuditCounter, HEAD)
    if head is None:
        if seq:
            result.problems.append("the head of the log was removed")
        return
    if not hmac.compare_digest(head.mac, head_mac(key, head.seq, head.chain)):
        result.problems.append("the head of the log was changed")
    elif head.seq > seq:
        result.problems.append(f"event {seq + 1}: missing, up to event {head.seq}, the newest")
    elif head.seq < seq or head.chain != chain:
        result.problems.append(f"event {seq}: the head of the log does not match it")


def _numbered(session: Session) -> Iterator[AuditEvent]:
    last = -1
    while True:
        query = select(AuditEvent).where(AuditEvent.seq > last).order_by(AuditEvent.seq).limit(_BATCH)
        batch = session.scalars(query).all()
        if not batch:
            return
        yield from batch
        last = batch[-1].seq or last
        session.expunge_all()


def _is_genuine(key: bytes, event: AuditEvent) -> bool:
    content = event_content(
        event.id, event.at, event.actor, event.action, event.subject, event.details, event.rows
    )
    return hmac.compare_digest(keyed_json(key, content), event.mac)


def _take(event: AuditEvent, newest: "_Newest") -> None:
    for table_name, row, digest in event.rows:
        newest.put(table_name, row, digest)


def _check_table(session: Session, key: bytes, table: Table, result: Verification, newest: "_Newest") -> None:
    for values in session.execute(select(table).execution_options(yield_per=_BATCH)).mappings():
        row = row_id(table, values)
        recorded = newest.take(table.name, row)
        if recorded is None:
            result.problems.append(f"{table.name} {row}: the row was inserted, or its deletion was undone")
        elif not hmac.compare_digest(recorded, row_digest(key, table, values)):
            result.problems.append(f"{table.name} {row}: the row was changed")
        result.rows += 1


class _Newest:
    """The newest digest of each row, in a file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("CREATE TABLE newest (place TEXT, row TEXT, digest TEXT, PRIMARY KEY (place, row))")
        self._connection.execute("BEGIN")

    def put(self, table_name: str, row: str, digest: str | None) -> None:
        statement = "INSERT OR REPLACE INTO newest VALUES (?, ?, ?)"
        self._connection.execute(statement, (table_name, row, digest))

    def take(self, table_name: str, row: str) -> str | None:
        """Return a row's digest and mark the row as seen."""
        found = self._connection.execute(
            "DELETE FROM newest WHERE place = ? AND row = ? RETURNING digest", (table_name, row)
        ).fetchone()
        return found[0] if found else None

    def unseen(self) -> Iterator[tuple[str, str]]:
        query: Any = self._connection.execute(
            "SELECT place, row FROM newest WHERE digest IS NOT NULL ORDER BY place, row"
        )
        yield from query

    def close(self) -> None:
        self._connection.close()


@contextmanager
def _newest_digests() -> Iterator[_Newest]:
    with tempfile.TemporaryDirectory(prefix="mentor-relay-") as directory:
        newest = _Newest(Path(directory) / "digests.db")
        try:
            yield newest
        finally:
            newest.close()
