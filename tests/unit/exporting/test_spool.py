"""What is set aside on disk while an export is written."""

from contextlib import closing
from pathlib import Path

import pytest

from relay.model.errors import IntegrityError
from relay.store.chunk_files import read_chunks, write_chunks
from relay.store.spool import Spool


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 - 1, 1024 * 1024, 3_000_000])
def test_what_was_written_comes_back(tmp_path: Path, size: int) -> None:
    content = bytes(number % 251 for number in range(1009)) * (size // 1009 + 1)
    with closing(Spool(tmp_path)) as spool:
        for start in range(0, size, 100_000):
            spool.write(content[start : min(size, start + 100_000)])
        assert b"".join(spool.read()) == content[:size]
    assert not list(tmp_path.iterdir())


def test_nobody_else_can_find_or_read_it(tmp_path: Path) -> None:
    with closing(Spool(tmp_path)) as spool:
        spool.write(b"Greta wrote this. " * 200_000)
        assert not list(tmp_path.iterdir())
        spool._file.seek(0)  # noqa: SLF001 - it has no name under which it could be looked at
        assert b"Greta" not in spool._file.read()  # noqa: SLF001


def test_a_file_of_chunks_that_is_cut_short_is_found(tmp_path: Path) -> None:
    path = tmp_path / "chunks"
    with path.open("wb") as file:
        write_chunks(file, [b"one", b"two"])
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with path.open("rb") as file, pytest.raises(IntegrityError):
            list(read_chunks(file))
    path.write_bytes(b"\xff" * 8)
    with path.open("rb") as file, pytest.raises(IntegrityError):
        list(read_chunks(file))
