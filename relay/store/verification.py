"""Checking the audit log against itself, and the stored rows against the log.

Found against whoever lacks the master key: every change, removal, insertion and reordering of
events and of audited rows. Memory does not grow with the archive: the newest digest of each row is
kept in a temporary file while the tables are read.
"""

import hmac
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from relay.store.audit import GENESIS, HEAD, chain_value, event_content, head_mac
from relay.store.digests import is_audited, keyed_json, row_digest
from relay.store.schema import AuditCounter, AuditEvent, Base
from relay.store.suspect_rows import BATCH, suspect_rows

_LOG: Any = AuditEvent.__table__
_CONTENT = ("id", "at", "actor", "action", "subject", "details", "rows")


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
    for place, event in suspect_rows(session, _LOG, [_LOG.c.seq], _LOG.c.seq.is_not(None)):
        number = place[0]
        if number != seq + 1:
            result.problems.append(f"event {seq + 1}: missing, up to event {number - 1}")
            chain = b""
        name = f"event {number} ({event['id']})" if event else f"event {number}"
        stored = event["chain"] if event else None
        expected = chain_value(key, chain, number, event["mac"] or b"") if event and chain else None
        _check_event(key, event, name, result, newest)
        if event and expected and not hmac.compare_digest(expected, stored or b""):
            result.problems.append(f"{name}: out of its place")
        seq, chain = number, stored or b""
        if result.events % BATCH == 0:
            progress(result.events)
    _check_head(session, key, seq, chain, result)
    for place, event in suspect_rows(session, _LOG, [_LOG.c.tick], _LOG.c.seq.is_(None)):
        name = f"event {event['id']}" if event else f"event without number, at place {place[0]}"
        _check_event(key, event, name, result, newest)
    progress(result.events)


def _check_event(
    key: bytes, event: Mapping[str, Any] | None, name: str, result: Verification, newest: "_Newest"
) -> None:
    result.events += 1
    if event is None or not _is_genuine(key, event):
        result.problems.append(f"{name}: changed or inserted")
    # What a changed event says of rows is not believed: it is named itself, and so are they.
    else:
        for table_name, row, digest in event["rows"]:
            newest.put(table_name, row, digest)


def _check_head(session: Session, key: bytes, seq: int, chain: bytes, result: Verification) -> None:
    head = session.get(AuditCounter, HEAD)
    if head is None:
        if seq:
            result.problems.append("the head of the log was removed")
        return
    if not hmac.compare_digest(head.mac or b"", head_mac(key, head.seq, head.chain or b"")):
        result.problems.append("the head of the log was changed")
    elif head.seq > seq:
        result.problems.append(f"event {seq + 1}: missing, up to event {head.seq}, the newest")
    elif head.seq < seq or head.chain != chain:
        result.problems.append(f"event {seq}: the head of the log does not match it")


def _is_genuine(key: bytes, event: Mapping[str, Any]) -> bool:
    try:
        content = event_content(*(event[name] for name in _CONTENT))
    except (AttributeError, TypeError):  # something is null, or of a kind that it never is
        return False
    return hmac.compare_digest(keyed_json(key, content), event["mac"] or b"")


def _check_table(session: Session, key: bytes, table: Table, result: Verification, newest: "_Newest") -> None:
    for place, values in suspect_rows(session, table, list(table.primary_key)):
        row = "/".join(str(part) for part in place)
        recorded = newest.take(table.name, row)
        if recorded is None:
            result.problems.append(f"{table.name} {row}: the row was inserted, or its deletion was undone")
        elif values is None or not hmac.compare_digest(recorded, row_digest(key, table, values)):
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
