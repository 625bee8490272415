"""The zip: sums of every file, and a directory that does not lie in memory."""

import hashlib
import io
import zipfile
from contextlib import closing

from relay.service.exporting.package import Package
from relay.store.export_scratch import ExportScratch


def test_files_are_measured_and_the_zip_can_be_read() -> None:
    with closing(ExportScratch()) as scratch:
        package = Package(scratch)
        pieces = [*package.add("a.jsonl", (b"{}\n" for _ in range(3))), *package.add("t/b.eml", b"mail")]
        pieces += package.add("empty", iter(()))
        pieces += package.finish("manifest.json", [b"{", b"}"])
        files = list(scratch.files())
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.jsonl", "t/b.eml", "empty", "manifest.json"]
        assert archive.read("a.jsonl") == b"{}\n{}\n{}\n"
        for file in files:
            content = archive.read(file.name)
            assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert len(files) == 3


def test_more_files_than_the_old_form_of_zip_can_hold() -> None:
    count = 66_000
    with closing(ExportScratch()) as scratch:
        package = Package(scratch)
        pieces = [piece for number in range(count) for piece in package.add(f"t/{number}.eml", b"")]
        pieces += package.finish("manifest.json", [b"{}"])
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert len(archive.namelist()) == count + 1
