"""The archive that an office document is: its entries, each unpacked within bounds and only when asked for.

Sizes, places and names are taken from the central directory (PKWARE APPNOTE 4.3.12) and must hold: an entry that
unpacks to another size, overlaps its neighbour or is named otherwise in its own header makes the file broken, so that
no two programs can read it differently. The entries together, as claimed and therefore as they are, are bounded.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from relay.mime.files.reading import BROKEN, ENCRYPTED, TOO_LARGE, UnreadableFileError

_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 100 * 1024 * 1024  # bytes of all entries
_MOST_RATIO = 300  # deflate comes to 1,032 over nothing but zeros
_SMALL = 1024 * 1024  # bytes: below that a high ratio costs nothing
_CENTRAL = b"PK\x01\x02"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")  # APPNOTE 4.3.7
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
_UNSAFE_NAME = re.compile(r"(?:^|/)\.{1,2}(?:/|$)|^/|//|[\\:\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: where its bytes lie, and what they must come to."""

    name: str
    start: int
    packed: int
    size: int
    checksum: int
    deflated: bool


class Package:
    """The entries of one archive by name. Names are found whatever their case, as ECMA-376-2 6.2.2.3 has it."""

    def __init__(self, content: bytes, entries: Iterable[_Entry]) -> None:
        """Use `open_package`."""
        self._content = content
        self._entries = {entry.name.lower(): entry for entry in entries}

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the directory."""
        return tuple(entry.name for entry in self._entries.values())

    def name_of(self, name: str) -> str:
        """Return how an entry's name is written in the archive, "" if there is none."""
        entry = self._entries.get(name.lower())
        return entry.name if entry else ""

    def read(self, name: str, most: int = _MOST_UNPACKED) -> bytes:
        """Return what an entry holds. Raises UnreadableFileError, also for more than ``most`` bytes and for none."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise UnreadableFileError(BROKEN)
        if entry.size > most:
            raise UnreadableFileError(TOO_LARGE)
        packed = self._content[entry.start : entry.start + entry.packed]
        data = _inflated(packed, entry.size) if entry.deflated else packed
        if len(data) != entry.size or zlib.crc32(data) != entry.checksum:
            raise UnreadableFileError(BROKEN)
        return data


def _inflated(packed: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, size + 1)
    except zlib.error as error:
        raise UnreadableFileError(BROKEN) from error
    if not inflater.eof or inflater.unused_data:
        raise UnreadableFileError(BROKEN)
    return data


def open_package(content: bytes) -> Package:
    """Return the entries of an archive. Raises UnreadableFileError for one that is broken, hostile or encrypted."""
    if content.count(_CENTRAL) > _MOST_ENTRIES:  # before anything is made of them
        raise UnreadableFileError(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
        entries = [_entry(content, info) for info in listed]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise UnreadableFileError(BROKEN) from error
    _check_sizes(entries)
    _check_places(entries)
    files = [entry for entry in entries if not entry.name.endswith("/")]
    if len({entry.name.lower() for entry in files}) != len(files):
        raise UnreadableFileError(BROKEN)
    return Package(content, files)


def _entry(content: bytes, info: zipfile.ZipInfo) -> _Entry:
    if info.header_offset < 0:
        raise UnreadableFileError(BROKEN)
    signature, _, flags, *_, name_length, extra_length = _LOCAL.unpack_from(content, info.header_offset)
    if (info.flag_bits | flags) & _ENCRYPTED_FLAG:
        raise UnreadableFileError(ENCRYPTED)
    name_start = info.header_offset + _LOCAL.size
    local = content[name_start : name_start + name_length]
    name = local.decode("utf-8" if flags & _UTF8_FLAG else "cp437")
    known = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if signature != b"PK\x03\x04" or name != info.orig_filename or not known or _UNSAFE_NAME.search(name):
        raise UnreadableFileError(BROKEN)
    deflated = info.compress_type == zipfile.ZIP_DEFLATED
    start = name_start + name_length + extra_length
    return _Entry(name, start, info.compress_size, info.file_size, info.CRC, deflated)


def _check_sizes(entries: list[_Entry]) -> None:
    shrunk = (entry.size > _SMALL and entry.size > _MOST_RATIO * entry.packed for entry in entries)
    if sum(entry.size for entry in entries) > _MOST_UNPACKED or any(shrunk):
        raise UnreadableFileError(TOO_LARGE)


def _check_places(entries: list[_Entry]) -> None:
    """Refuse entries that share bytes: that is how a small file comes to hold petabytes (Fifield 2019)."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.start):
        if entry.start < end:
            raise UnreadableFileError(BROKEN)
        end = entry.start + entry.packed
