"""The key store: wrapped data keys in a database apart from everything they protect.

Destroying a key there is what erases a person; a copy of the relay's database without the key
store is of no use to whoever finds it.
"""

import hmac
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError

from relay.model.errors import (
    ConfigurationError,
    ConflictError,
    IntegrityError,
    KeyDestroyedError,
    NotFoundError,
    TemporaryError,
)
from relay.model.ids import new_id
from relay.store import keystore_migrations
from relay.store.crypto import KEY_BYTES, DataKey, KeyKind
from relay.store.database import WRITE_OPTION, is_sqlite, open_engine
from relay.store.keystore_schema import DataKeyRow, KeyStoreBase, MasterCheckRow
from relay.store.master_key import MasterKey

# There is one of each in a program, under an id known beforehand: two processes that start at once agree.
PROGRAM_KEY_IDS: Final = {
    KeyKind.PROGRAM: "k_program_1",
    KeyKind.INDEX: "k_index_1",
    KeyKind.AUDIT: "k_audit_1",
    KeyKind.TOKEN: "k_token_1",
}
CACHED_KEYS = 1024
CACHE_SECONDS = 60.0  # after an erasure no process can use the key for longer than this


class KeyStore:
    """Makes, gives and destroys data keys. Thread safe, and usable after a fork."""

    def __init__(
        self,
        url: str,
        master: MasterKey,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Prepare access to the key store at ``url``; it is connected on first use."""
        self._url = url
        self._master = master
        self._clock = clock
        self._monotonic = monotonic
        self._random_bytes = random_bytes
        self._process = _Process(url)

    def prepare(self) -> None:
        """Make a new key store, or bring one to this release, with its program keys; harmless if repeated.

        For ``init``. Whoever starts work on an existing one calls ``verify`` instead: a key store
        that is lost must not be replaced by an empty one. Raises ConfigurationError for a key
        store that belongs to another master key, TemporaryError when it cannot be reached.
        """
        with _translated():
            keystore_migrations.upgrade(self._engine)
        self.ensure_program_keys()

    def ensure_program_keys(self) -> None:
        """Make the check value and the program's keys where they are missing; safe from many processes at once."""
        with self._write() as connection:
            if _count_keys(connection) == 0:
                check = {"id": 1, "value": self._master.check_value(), "created_at": self._clock()}
                _insert_missing(connection, MasterCheckRow, [check])
            self._require_master(connection)
            rows = [self._new_row(key_id, kind) for kind, key_id in PROGRAM_KEY_IDS.items()]
            _insert_missing(connection, DataKeyRow, rows)

    def verify(self) -> None:
        """Check before any work that this is the right key store, whole, with the right master key.

        Raises ConfigurationError with the mend, IntegrityError if a program key was changed,
        TemporaryError when it cannot be reached.
        """
        with _translated():
            keystore_migrations.require_current(self._engine)
        with self._read() as connection:
            self._require_master(connection)
        for kind in PROGRAM_KEY_IDS:
            self.program_key(kind)

    def create(self, kind: KeyKind) -> str:
        """Make a key and return its id; it is durable when this returns."""
        return self.create_many([kind])[0]

    def create_many(self, kinds: Sequence[KeyKind]) -> list[str]:
        """Make a key of each kind in one transaction and return their ids in order, durably."""
        if not set(kinds).isdisjoint(PROGRAM_KEY_IDS):
            msg = "the program's own keys are made by ensure_program_keys"
            raise ValueError(msg)
        rows = [self._new_row(new_id("k", self._clock(), self._random_bytes), kind) for kind in kinds]
        if rows:
            with self._write() as connection:
                connection.execute(insert(DataKeyRow), rows)
        return [row["id"] for row in rows]

    def get(self, key_id: str) -> DataKey:
        """Return a key.

        Raises KeyDestroyedError for one that an erasure destroyed, IntegrityError for one that
        does not exist or was changed, TemporaryError when the key store cannot be reached.
        """
        cache = self._current_process().cache
        key = cache.get(key_id, self._monotonic())
        if key is None:
            asked_at = self._monotonic()
            key = self._load(key_id)
            cache.put(key, asked_at)
        return key

    def fetch(self, key_ids: Collection[str]) -> None:
        """Read keys that are about to be used together, with one query; what is wrong with one ``get`` tells."""
        cache, asked_at = self._current_process().cache, self._monotonic()
        wanted = [key_id for key_id in set(key_ids) if cache.get(key_id, asked_at) is None]
        if not wanted:
            return
        columns = select(DataKeyRow.id, DataKeyRow.kind, DataKeyRow.wrapped)
        with self._read() as connection:
            rows = connection.execute(columns.where(DataKeyRow.id.in_(wanted), DataKeyRow.wrapped.is_not(None))).all()
        for row in rows:
            with suppress(IntegrityError):
                cache.put(self._master.unwrap(row.id, row.kind, bytes(row.wrapped)), asked_at)

    def program_key(self, kind: KeyKind) -> DataKey:
        """Return the program's key of ``kind``; raises as ``get`` does."""
        keys = self._current_process().program_keys
        if kind not in keys:
            keys[kind] = self._load(PROGRAM_KEY_IDS[kind])
        return keys[kind]

    def destroy(self, key_id: str) -> None:
        """Destroy a key for good: what it sealed can never be read again. Repeated, it is harmless.

        Other processes may use it for CACHE_SECONDS more. On SQLite its bytes are overwritten, in
        the write-ahead log too. PostgreSQL may keep the wrapped form in old pages and in its own
        log until they are used again; it is of no use without the master key.

        Raises NotFoundError if there is no such key, ConflictError for a key of the program,
        TemporaryError when it could not be done, or be done to the end: then repeat it.
        """
        if key_id in PROGRAM_KEY_IDS.values():
            raise ConflictError("a key of the program itself is never destroyed")
        with self._write() as connection:
            if not _exists(connection, key_id):
                raise NotFoundError(f"there is no data key {key_id}")
            connection.execute(
                update(DataKeyRow)
                .where(DataKeyRow.id == key_id, DataKeyRow.destroyed_at.is_(None))
                .values(wrapped=None, destroyed_at=self._clock())
            )
        self._current_process().cache.drop(key_id)
        self._scrub()

    def close(self) -> None:
        """Close all connections and forget all keys."""
        self._process.engine.dispose(close=self._process.id == os.getpid())
        self._process = _Process(self._url)

    @property
    def _engine(self) -> Engine:
        return self._current_process().engine

    def _current_process(self) -> "_Process":
        # Connections and locks must not be shared with the parent of a fork (a scan worker, a role).
        if self._process.id != os.getpid():
            self._process = _Process(self._url)
        return self._process

    def _load(self, key_id: str) -> DataKey:
        with self._read() as connection:
            columns = select(DataKeyRow.kind, DataKeyRow.wrapped).where(DataKeyRow.id == key_id)
            row = connection.execute(columns).one_or_none()
        if row is None:
            raise IntegrityError(f"the key store has no data key {key_id}: is it this relay's?")
        if row.wrapped is None:
            raise KeyDestroyedError(f"data key {key_id} was destroyed by an erasure")
        return self._master.unwrap(key_id, row.kind, bytes(row.wrapped))

    def _new_row(self, key_id: str, kind: KeyKind) -> dict[str, Any]:
        key = DataKey(key_id, kind, self._random_bytes(KEY_BYTES))
        wrapped = self._master.wrap(key, self._random_bytes)
        return {"id": key_id, "kind": kind, "wrapped": wrapped, "created_at": self._clock(), "destroyed_at": None}

    def _require_master(self, connection: Connection) -> None:
        value = connection.execute(select(MasterCheckRow.value)).scalar_one_or_none()
        if value is None:
            raise ConfigurationError(
                "archive.key_store: the key store was never finished or lost its check value; "
                "restore it from where the keys were backed up"
            )
        if not hmac.compare_digest(bytes(value), self._master.check_value()):
            raise ConfigurationError(
                f"{self._master.source}: this master key is not the one that the key store was set up with; "
                "give the right one (archive.master_key_file), nothing was opened or changed"
            )

    def _scrub(self) -> None:
        with _translated(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not is_sqlite(self._engine):
                connection.execute(text("VACUUM data_keys"))
                return
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if busy:
            raise TemporaryError("the key is destroyed, but its wrapped form is still in the log: repeat this")

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with _translated(), self._engine.connect() as connection:
            connection.execution_options(**{WRITE_OPTION: True})
            with connection.begin():
                yield connection


class _Process:
    """What belongs to one process alone: connections, and keys in use."""

    def __init__(self, url: str) -> None:
        self.id = os.getpid()
        self.engine = open_engine(url)
        self.cache = _Cache()
        self.program_keys: dict[KeyKind, DataKey] = {}
        if is_sqlite(self.engine):
            event.listen(self.engine, "connect", _overwrite_deleted)


class _Cache:
    """The keys used last, each for CACHE_SECONDS from when it was read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, tuple[DataKey, float]] = OrderedDict()

    def get(self, key_id: str, now: float) -> DataKey | None:
        with self._lock:
            key, read_at = self._keys.get(key_id, (None, 0.0))
            if key is None or now - read_at > CACHE_SECONDS:
                self._keys.pop(key_id, None)
                return None
            self._keys.move_to_end(key_id)
            return key

    def put(self, key: DataKey, read_at: float) -> None:
        with self._lock:
            self._keys[key.id] = (key, read_at)
            self._keys.move_to_end(key.id)
            if len(self._keys) > CACHED_KEYS:
                self._keys.popitem(last=False)

    def drop(self, key_id: str) -> None:
        with self._lock:
            self._keys.pop(key_id, None)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise TemporaryError("the key store cannot be used right now (archive.key_store)") from error


def _overwrite_deleted(connection: Any, entry: object) -> None:  # noqa: ANN401 - a raw DB-API connection
    del entry
    connection.execute("PRAGMA secure_delete = ON")


def _insert_missing(connection: Connection, table: type[KeyStoreBase], rows: list[dict[str, Any]]) -> None:
    new = sqlite_insert(table) if connection.dialect.name == "sqlite" else postgresql_insert(table)
    connection.execute(new.on_conflict_do_nothing(), rows)


def _count_keys(connection: Connection) -> int:
    return len(connection.execute(select(DataKeyRow.id).limit(1)).all())


def _exists(connection: Connection, key_id: str) -> bool:
    return connection.execute(select(DataKeyRow.id).where(DataKeyRow.id == key_id)).first() is not None
