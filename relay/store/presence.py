"""Which servers are alive: a server that knows it is the only one may take over all leases at once."""

import fcntl
import os
from pathlib import Path

from sqlalchemy import Connection, func, select

from relay.store.store import Store

_PRESENCE_LOCK = 0x6D72_A11E  # any constant: names the advisory lock


class Presence:
    """Held by every server for as long as it runs; the system gives it up when the process dies.

    On SQLite a lock on a file in the data directory, on PostgreSQL an advisory lock.
    """

    def __init__(self, store: Store, directory: Path) -> None:
        """Take part; ``alone`` says whether no other server was alive at that moment."""
        self._file: int | None = None
        self._connection: Connection | None = None
        self.alone = self._lock_file(directory) if store.embedded else self._lock_database(store)

    def close(self) -> None:
        """Leave."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _lock_file(self, directory: Path) -> bool:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = os.open(directory / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            alone = False
        return alone

    def share(self) -> None:
        """Let other servers start; called once the leases of the dead are free."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_SH)
        elif self._connection is not None:
            self._connection.execute(select(func.pg_advisory_lock_shared(_PRESENCE_LOCK)))
            if self.alone:
                self._connection.execute(select(func.pg_advisory_unlock(_PRESENCE_LOCK)))
            self._connection.commit()

    def _lock_database(self, store: Store) -> bool:
        self._connection = store.engine.connect()
        alone = self._connection.execute(select(func.pg_try_advisory_lock(_PRESENCE_LOCK))).scalar_one()
        self._connection.commit()
        return bool(alone)
