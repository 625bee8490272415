"""An export into a file, as the command line makes it."""

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relay.model.export import ExportFilter, ExportFormat
from relay.model.staff import StaffMember
from relay.service.exporting.selection import choose
from relay.service.exporting.target import new_file
from relay.service.exporting.writing import Counts, Export, Progress, no_progress
from relay.service.program import Program


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A finished export; ``facts`` is the manifest without its list of files, ``size`` in bytes."""

    file: Path
    size: int
    sha256: str
    counts: Counts
    facts: dict[str, Any]


def export_to_file(
    program: Program,
    actor: StaffMember,
    file: Path,
    *,
    wanted: ExportFilter,
    formats: Iterable[ExportFormat] = (),
    replace: bool = False,
    progress: Progress = no_progress,
) -> ExportResult:
    """Write a zip of everything that ``wanted`` names to ``file``; it appears there whole or not at all.

    What is read is recorded before it is read, and before the file gets its name. Raises as
    ``choose`` and ``new_file`` do, and TemporaryError.
    """
    chosen = choose(program, actor, wanted, formats)
    digest, size = hashlib.sha256(), 0
    with new_file(file, replace=replace) as out:
        with program.store.write() as unit:
            export_id = unit.new_id("x")
            unit.record("export.begun", export_id, actor=actor.id, **chosen.as_json())
        export = Export(program, actor, chosen, export_id=export_id, directory=file.parent, progress=progress)
        with closing(export.stream()) as pieces:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        out.flush()
        with program.store.write() as unit:
            unit.record("export.made", export_id, actor=actor.id, size=size, counts=export.counts.as_json())
    return ExportResult(file, size, digest.hexdigest(), export.counts, export.facts())
