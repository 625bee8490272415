"""Files of encrypted chunks: each with its length before it, and an empty one at the end."""

import struct
from collections.abc import Iterable, Iterator
from typing import IO

from relay.model.errors import IntegrityError

_LENGTH = struct.Struct(">I")
_LONGEST = 4 * 1024 * 1024  # a chunk has little over 1 MiB; a broken length must not fill the memory


def write_chunks(file: IO[bytes], chunks: Iterable[bytes]) -> None:
    """Write the chunks of one body; raises OSError."""
    for chunk in chunks:
        file.write(_LENGTH.pack(len(chunk)))
        file.write(chunk)
    file.write(_LENGTH.pack(0))


def read_chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the chunks of the next body; raises IntegrityError where it is cut short, OSError."""
    while length := _read_length(file):
        chunk = file.read(length)
        if len(chunk) != length:
            raise IntegrityError("a file of encrypted chunks is cut short")
        yield chunk


def _read_length(file: IO[bytes]) -> int:
    head = file.read(_LENGTH.size)
    if len(head) != _LENGTH.size:
        raise IntegrityError("a file of encrypted chunks is cut short")
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        raise IntegrityError("a file of encrypted chunks is damaged")
    return int(length)
