"""What an export has to remember while it is written: ids and sums, in a file instead of in memory.

SQLite keeps an unnamed database in a temporary file that is gone when it is closed, or its process
dies. Nothing but ids, names made of ids, and digests stands in it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from relay.model.errors import TemporaryError

_SCHEMA = """
    CREATE TABLE messages (place INTEGER PRIMARY KEY, thread_id TEXT, message_id TEXT, delivery_id TEXT, size INTEGER);
    CREATE INDEX messages_of_threads ON messages (thread_id, place);
    CREATE TABLE subjects (id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE events (seq INTEGER PRIMARY KEY);
    CREATE TABLE files (place INTEGER PRIMARY KEY, name TEXT UNIQUE, sha256 TEXT, bytes INTEGER);
    CREATE TABLE directory (place INTEGER PRIMARY KEY, entry BLOB);
"""
_BATCH = 500


class ExportedMail(NamedTuple):
    """A message that is in the export; ``delivery_id`` is what was delivered of it, if anything was."""

    thread_id: str | None
    message_id: str
    delivery_id: str | None
    size: int


class WrittenFile(NamedTuple):
    """A file of the zip: its name, the SHA-256 of its bytes in hex, and how many there are."""

    name: str
    sha256: str
    size: int


class ExportScratch:
    """The memory of one export; used by one thread."""

    def __init__(self) -> None:
        """Open an empty one."""
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} BEGIN;")

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()

    def _run(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        with _translated():
            return self._connection.execute(statement, values)

    def _run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        with _translated():
            self._connection.executemany(statement, rows)

    def note_mail(self, mail: ExportedMail) -> None:
        """Remember that a message is in the export, behind all before it."""
        self._run("INSERT INTO messages VALUES (NULL, ?, ?, ?, ?)", mail)

    def threads(self) -> Iterator[str | None]:
        """Yield the threads that are in the export, in its order; None stands for mail of no thread."""
        place = 0
        while found := self._run(
            "SELECT thread_id FROM messages WHERE place > ? ORDER BY place LIMIT 1", (place,)
        ).fetchone():
            yield found[0]
            # The messages of a thread stand together.
            last = self._run("SELECT max(place) FROM messages WHERE thread_id IS ?", found)
            place = last.fetchone()[0]

    def mails_of(self, thread_id: str | None) -> Iterator[ExportedMail]:
        """Yield the messages of a thread that are in the export, in its order."""
        query = "SELECT thread_id, message_id, delivery_id, size FROM messages WHERE thread_id IS ? ORDER BY place"
        yield from (ExportedMail(*row) for row in self._run(query, (thread_id,)))

    def note_subjects(self, ids: Iterable[str | None]) -> None:
        """Remember ids of records that are in the export, whose events belong to it."""
        rows = ((row_id,) for row_id in ids if row_id is not None)
        self._run_many("INSERT OR IGNORE INTO subjects VALUES (?)", rows)

    def subjects(self) -> Iterator[list[str]]:
        """Yield the ids in batches."""
        cursor = self._run("SELECT id FROM subjects ORDER BY id")
        while batch := cursor.fetchmany(_BATCH):
            yield [row[0] for row in batch]

    def note_events(self, numbers: Iterable[int]) -> None:
        """Remember that events belong to the export."""
        self._run_many("INSERT OR IGNORE INTO events VALUES (?)", ((number,) for number in numbers))

    def events(self) -> Iterator[list[int]]:
        """Yield the numbers of the events, in the order of the log, in batches."""
        cursor = self._run("SELECT seq FROM events ORDER BY seq")
        while batch := cursor.fetchmany(_BATCH):
            yield [row[0] for row in batch]

    def note_file(self, file: WrittenFile) -> None:
        """Remember a file of the zip."""
        self._run("INSERT INTO files VALUES (NULL, ?, ?, ?)", file)

    def files(self) -> Iterator[WrittenFile]:
        """Yield the files of the zip, in its order."""
        cursor = self._run("SELECT name, sha256, bytes FROM files ORDER BY place")
        yield from (WrittenFile(*row) for row in cursor)

    def note_entry(self, entry: bytes) -> None:
        """Remember an entry of the zip's directory."""
        self._run("INSERT INTO directory VALUES (NULL, ?)", (entry,))

    def entries(self) -> Iterator[bytes]:
        """Yield the entries of the zip's directory, in its order."""
        for row in self._run("SELECT entry FROM directory ORDER BY place"):
            yield bytes(row[0])

    def count_entries(self) -> int:
        """Return how many entries the zip's directory has."""
        return int(self._run("SELECT count(*) FROM directory").fetchone()[0])


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError:
        raise TemporaryError("no room for temporary files: free some, or set TMPDIR to a directory with more") from None
