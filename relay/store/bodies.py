"""Bodies at rest: compressed with zstd, then encrypted in chunks of 1 MiB (DESIGN section 5).

The chunks follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015): the nonce is a counter and
a flag for the last chunk, so that a chunk lost, added, swapped or cut off at the end is found.
The counter may start at zero for every body because each has a key of its own, derived from the
pair's key and a random salt that stands in the first chunk.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import IO, cast

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relay.model.errors import IntegrityError
from relay.store.crypto import TAG_BYTES, DataKey, key_header, read_key_header

CHUNK_BYTES = 1024 * 1024
SALT_BYTES = 16
MAX_BODY_BYTES = 256 * 1024 * 1024  # larger than any setting lets in, masked and re-encoded

_BODY_VERSION = 1
_ZSTD_LEVEL = 3
_READ_BYTES = 256 * 1024
_DAMAGED = "a stored body was changed, cut short, moved, or belongs to another key"


def encrypt_body(
    data: bytes | Iterable[bytes],
    key: DataKey,
    associated: str,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Iterator[bytes]:
    """Yield the stored chunks of a body, at least one, in order; each is at most a little over 1 MiB.

    ``associated`` says which body this is: message id and form, such as ``m_01…:original``.
    """
    salt = random_bytes(SALT_BYTES)
    header = key_header(_BODY_VERSION, key.id) + salt
    cipher = AESGCM(key.subkey("body", salt))
    label = header + associated.encode()
    prefix = header
    for number, (piece, last) in enumerate(_marked(_blocks(_compressed(data)))):
        yield prefix + cipher.encrypt(_nonce(number, last=last), piece, label)
        prefix = b""


def decrypt_body(
    chunks: Iterable[bytes], key: DataKey, associated: str, max_bytes: int = MAX_BODY_BYTES
) -> Iterator[bytes]:
    """Yield the body's bytes again, in pieces of at most 256 KiB.

    Each piece is authentic when it is yielded, but only when the iterator ends without an error
    has the body been whole: act on it afterwards (or use ``read_body``). Raises IntegrityError for
    anything changed, cut, swapped or moved, and for a body that unpacks to more than ``max_bytes``.
    """
    plain = _PlainChunks(_decrypted(chunks, key, associated))
    reader = zstandard.ZstdDecompressor().stream_reader(cast("IO[bytes]", plain))
    total = 0
    try:
        while piece := reader.read(_READ_BYTES):
            total += len(piece)
            if total > max_bytes:
                raise IntegrityError("a stored body unpacks to more than is allowed")
            yield piece
    except zstandard.ZstdError:
        raise IntegrityError(_DAMAGED) from None
    if not plain.at_end():
        raise IntegrityError(_DAMAGED)


def read_body(chunks: Iterable[bytes], key: DataKey, associated: str, max_bytes: int = MAX_BODY_BYTES) -> bytes:
    """Return a whole body, or raise IntegrityError as ``decrypt_body`` does: never a part of one."""
    return b"".join(decrypt_body(chunks, key, associated, max_bytes))


def _compressed(data: bytes | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(data)
        return
    compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
    for piece in data:
        yield compressor.compress(piece)
    yield compressor.flush()


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream into blocks of exactly CHUNK_BYTES, and a last one that may be shorter."""
    pending = bytearray()
    for piece in pieces:
        pending += piece
        while len(pending) >= CHUNK_BYTES:
            yield bytes(pending[:CHUNK_BYTES])
            del pending[:CHUNK_BYTES]
    if pending:
        yield bytes(pending)


def _marked(items: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each item and whether it is the last."""
    iterator = iter(items)
    try:
        current = next(iterator)
    except StopIteration:
        return
    for following in iterator:
        yield current, False
        current = following
    yield current, True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))


def _decrypted(chunks: Iterable[bytes], key: DataKey, associated: str) -> Iterator[bytes]:
    cipher, label = None, b""
    for number, (stored, last) in enumerate(_marked(chunks)):
        chunk = stored
        if cipher is None:
            header, chunk = _split_header(stored, key)
            cipher, label = AESGCM(key.subkey("body", header[-SALT_BYTES:])), header + associated.encode()
        if len(chunk) < TAG_BYTES:
            raise IntegrityError(_DAMAGED)
        try:
            yield cipher.decrypt(_nonce(number, last=last), chunk, label)
        except InvalidTag:
            raise IntegrityError(_DAMAGED) from None
    if cipher is None:
        raise IntegrityError("a stored body has no chunks")


def _split_header(stored: bytes, key: DataKey) -> tuple[bytes, bytes]:
    key_id, name_end = read_key_header(stored, _BODY_VERSION)
    end = name_end + SALT_BYTES
    if key_id != key.id or len(stored) < end:
        raise IntegrityError(_DAMAGED)
    return stored[:end], stored[end:]


class _PlainChunks:
    """An iterator of chunks as the file object that zstandard reads from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._pending = b""

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; empty at the end."""
        if not self._pending:
            self._pending = next(self._chunks, b"")
        piece, self._pending = self._pending[:size], self._pending[size:]
        return piece

    def at_end(self) -> bool:
        """Return whether nothing is left; asks for the next chunk, so that the last one's flag is checked."""
        return not self._pending and not self.read(1)
