"""The zip itself, written while it is read: ZIP64, every file measured and hashed on its way."""

import hashlib
from collections.abc import Iterable, Iterator

from zipstream import ZIP_DEFLATED, ZipStream, ZipStreamInfo

from relay.store.export_scratch import ExportScratch, WrittenFile


class Package:
    """A zip in the making. What its methods yield are the bytes of the zip, in order."""

    def __init__(self, scratch: ExportScratch) -> None:
        """Begin; names and sums of the files gather in ``scratch``."""
        self._scratch = scratch
        self._zip = _Zip(scratch)

    def add(self, name: str, content: bytes | Iterable[bytes]) -> Iterator[bytes]:
        """Write a file that the manifest names with its SHA-256 and size."""
        measured = _Measured(content)
        yield from self._write(name, measured)
        self._scratch.note_file(WrittenFile(name, measured.sha256.hexdigest(), measured.size))

    def finish(self, name: str, manifest: Iterable[bytes]) -> Iterator[bytes]:
        """Write the manifest, which cannot name itself, and the zip's directory."""
        yield from self._write(name, manifest)
        yield from self._zip.footer()

    def _write(self, name: str, content: Iterable[bytes]) -> Iterator[bytes]:
        self._zip.add(content, name)
        yield from self._zip.all_files()


class _Measured:
    """Passes bytes on, and measures them."""

    def __init__(self, content: bytes | Iterable[bytes]) -> None:
        self._content = (content,) if isinstance(content, bytes) else content
        self.sha256 = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._content:
            self.sha256.update(piece)
            self.size += len(piece)
            yield piece


class _Zip(ZipStream):  # type: ignore[misc]  # the library has no types
    """The library's stream, but with the list of what is in it on disk: it has two files a message."""

    def __init__(self, scratch: ExportScratch) -> None:
        super().__init__(compress_type=ZIP_DEFLATED)
        self._filelist = _Directory(scratch)


class _Directory:
    """What the library appends to, counts, and reads again for the directory at the end."""

    def __init__(self, scratch: ExportScratch) -> None:
        self._scratch = scratch

    def append(self, info: ZipStreamInfo) -> None:
        self._scratch.note_entry(info._central_directory_header_data())  # noqa: SLF001 - what the footer is made of

    def __len__(self) -> int:
        return self._scratch.count_entries()

    def __iter__(self) -> "Iterator[_Entry]":
        return (_Entry(entry) for entry in self._scratch.entries())


class _Entry:
    """One entry of the directory, as the library asks for it."""

    def __init__(self, entry: bytes) -> None:
        self._bytes = entry

    def _central_directory_header_data(self) -> bytes:
        return self._bytes
