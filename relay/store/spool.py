"""A spool: bytes set aside on disk for a while, encrypted under a key that only this process has."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from relay.store.bodies import CHUNK_BYTES, decrypt_body, encrypt_body
from relay.store.chunk_files import read_chunks, write_chunks
from relay.store.crypto import KEY_BYTES, DataKey, KeyKind


class Spool:
    """Takes bytes, and gives them back once, in order.

    The file has no name, the key is in memory alone: when the process dies, nothing is left that
    could be read.
    """

    def __init__(self, directory: Path, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        """Open an empty spool on the disk of ``directory``; raises OSError."""
        self._key = DataKey("spool", KeyKind.PROGRAM, random_bytes(KEY_BYTES))
        self._file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - closed by close()
        self._pending = bytearray()
        self._blocks = 0

    def write(self, data: bytes) -> None:
        """Add bytes; raises OSError where the disk is full."""
        self._pending += data
        while len(self._pending) >= CHUNK_BYTES:
            self._flush(bytes(self._pending[:CHUNK_BYTES]))
            del self._pending[:CHUNK_BYTES]

    def read(self) -> Iterator[bytes]:
        """Yield everything that was written, in pieces of at most 256 KiB; nothing can be added any more."""
        self._flush(bytes(self._pending))
        self._pending.clear()
        self._file.seek(0)
        for number in range(self._blocks):
            yield from decrypt_body(read_chunks(self._file), self._key, f"spool:{number}")

    def close(self) -> None:
        """Delete what is there."""
        self._file.close()

    def _flush(self, block: bytes) -> None:
        write_chunks(self._file, encrypt_body(block, self._key, f"spool:{self._blocks}"))
        self._blocks += 1
