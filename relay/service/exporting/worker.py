"""The worker that makes the exports asked for over the API, one at a time, in a thread."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field

from relay.model.errors import ConflictError, ForbiddenError, RelayError, TemporaryError, UnwritableError
from relay.model.export import ExportStatus
from relay.model.staff import StaffMember
from relay.service.exporting import events
from relay.service.exporting.jobs import (
    KEPT,
    associated,
    export_directory,
    export_files,
    export_path,
    scope_of,
)
from relay.service.exporting.selection import Wanted, authorise_formats, from_json
from relay.service.exporting.target import new_file
from relay.service.exporting.writing import Export
from relay.service.leases import LEASE
from relay.service.program import Program
from relay.store.access import member
from relay.store.bodies import encrypt_body
from relay.store.chunk_files import write_chunks
from relay.store.exports import (
    ExportLease,
    anything_waits,
    asker_of,
    claim_export,
    finish,
    give_back,
    leased_export,
    lock_export,
    note_progress,
    outdated,
    with_files,
)

_POLL_SECONDS = 1.0
_TELL_SECONDS = 1.0
_SWEEP_SECONDS = 600.0
_MOST_TRIES = 10


class ExportWorker:
    """Makes queued exports, and deletes their files a day later.

    ``serve_api`` runs one beside the server::

        worker = asyncio.create_task(ExportWorker(program).run(stop))

    Nothing is lost when it dies: its lease runs out, and another worker begins the export anew.
    """

    def __init__(
        self, program: Program, *, poll_seconds: float = _POLL_SECONDS, sweep_seconds: float = _SWEEP_SECONDS
    ) -> None:
        """Prepare; nothing runs yet."""
        self._program = program
        self._owner = f"w_{program.store.random_bytes(8).hex()}"
        self._poll_seconds = poll_seconds
        self._sweep_seconds = sweep_seconds

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; what is unfinished then is begun anew at the next start."""
        loop = asyncio.get_running_loop()
        sweep_at = loop.time()
        while not stop.is_set():
            try:
                if loop.time() >= sweep_at:
                    await asyncio.to_thread(delete_outdated, self._program)
                    sweep_at = loop.time() + self._sweep_seconds
                if await self._work(stop):
                    continue
            except Exception as error:  # noqa: BLE001 - whatever it is, the next export gets its turn
                events.worker_trouble("exports", error)
            await _wait(stop, self._poll_seconds)

    async def _work(self, stop: asyncio.Event) -> bool:
        """Make one export, if one waits; return whether there was one."""
        lease = await asyncio.to_thread(self._claim)
        if lease is None:
            return False
        run = _Run(self._program, lease)
        making = asyncio.create_task(asyncio.to_thread(run.make))
        stopping = asyncio.create_task(_stop_when(stop, run))
        while not making.done():
            await asyncio.wait({making}, timeout=_TELL_SECONDS)
            if not making.done():
                await asyncio.to_thread(run.tell)
        stopping.cancel()
        await making
        return True

    def _claim(self) -> ExportLease | None:
        with self._program.store.read() as session:
            if not anything_waits(session, self._program.now()):
                return None
        with self._program.store.write() as unit:
            return claim_export(unit, self._owner, LEASE)


class _StoppedError(Exception):
    """The export was told to stop: the server ends, or its lease has gone to somebody else."""


@dataclass(eq=False)
class _Run:
    """One export being made: ``make`` in a thread, ``tell`` beside it."""

    program: Program
    lease: ExportLease
    stopped: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int = 0

    def make(self) -> None:
        """Make the export, and say what became of it. Blocking; never raises for the export's own trouble."""
        try:
            begun = self._begin()
            if begun is not None:
                self._write(*begun)
        except _StoppedError:
            events.export_stopped(self.lease.export_id)
            with suppress(RelayError), self.program.store.write() as unit:
                give_back(unit, self.lease)
        except TemporaryError as error:  # the lease runs out, and it is tried again
            events.worker_trouble("exports", error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told, and others go on
            events.export_failed(self.lease.export_id, error)
            with suppress(RelayError):
                self._fail(_reason(error))

    def tell(self) -> None:
        """Keep the lease and say how far it is; stop where the lease is lost."""
        try:
            with self.program.store.write() as unit:
                ours = note_progress(unit, self.lease, unit.now + LEASE, self.done, self.total)
        except Exception as error:  # noqa: BLE001 - told again in a moment; the thread goes on meanwhile
            events.worker_trouble("exports", error)
            return
        if not ours:
            self.stopped.set()

    def _begin(self) -> tuple[StaffMember, Wanted] | None:
        """Begin for whoever asked, with what they may see now; None if there is nothing to do any more."""
        with self.program.store.write() as unit:
            row = leased_export(unit, self.lease)
            if row is None:
                return None
            if self.lease.fence > _MOST_TRIES:
                raise ConflictError(f"it was begun {_MOST_TRIES} times and never finished: ask an administrator")
            staff = asker_of(unit.session, row)
            if staff is None:
                raise ForbiddenError("whoever asked is no member of staff any more")
            actor, wanted = member(unit.session, unit.keyring, staff), from_json(row.filters)
            authorise_formats(actor, wanted.formats)
            row.status = ExportStatus.RUNNING
            row.scope = scope_of(actor)
            unit.record("export.begun", row.id, actor=actor.id, **wanted.as_json())
        return actor, wanted

    def _write(self, actor: StaffMember, wanted: Wanted) -> None:
        directory = export_directory(self.program)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        export = Export(
            self.program,
            actor,
            wanted,
            export_id=self.lease.export_id,
            directory=directory,
            progress=self._progress,
        )
        key = self.program.keyring.key(self.program.keyring.program_key_id)
        measured = _Measured()
        path = export_path(self.program, self.lease.export_id, self.lease.fence)
        with new_file(path) as file, closing(export.stream()) as pieces:
            plain = measured.of(pieces, self._check)
            write_chunks(file, encrypt_body(plain, key, associated(self.lease.export_id)))
        self._finish(export, measured.size)

    def _finish(self, export: Export, size: int) -> None:
        with self.program.store.write() as unit:
            row = leased_export(unit, self.lease)
            if row is None:
                raise _StoppedError
            finish(unit, row, ExportStatus.DONE, size=size)
            unit.record("export.made", row.id, actor=row.staff_id, size=size, counts=export.counts.as_json())
        events.export_made(self.lease.export_id, export.counts.messages, size)

    def _fail(self, reason: str) -> None:
        with self.program.store.write() as unit:
            row = leased_export(unit, self.lease)
            if row is not None:
                finish(unit, row, ExportStatus.FAILED, error=reason)
                unit.record("export.failed", row.id)

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _check(self) -> None:
        if self.stopped.is_set():
            raise _StoppedError


class _Measured:
    """Counts what passes, and asks before each piece whether to go on."""

    def __init__(self) -> None:
        self.size = 0

    def of(self, pieces: Iterator[bytes], check: Callable[[], None]) -> Iterator[bytes]:
        for piece in pieces:
            check()
            self.size += len(piece)
            yield piece


def delete_outdated(program: Program) -> None:
    """Delete the files of exports that are a day old, and what interrupted ones left behind."""
    with program.store.read() as session:
        old = outdated(session, program.now() - KEPT)
    for export_id in old:
        with program.store.write() as unit:
            row = lock_export(unit, export_id)
            if row.status is ExportStatus.DONE:
                row.status = ExportStatus.EXPIRED
                unit.record("export.expired", row.id)
    _delete_files(program)


def _delete_files(program: Program) -> None:
    files = list(export_files(program))
    with program.store.read() as session:
        known = with_files(session, {export_id for _, export_id, _ in files})
    count = 0
    for path, export_id, fence in files:
        status, current = known.get(export_id, (None, None))
        if status not in {ExportStatus.RUNNING, ExportStatus.DONE} or fence != current:
            path.unlink(missing_ok=True)
            count += 1
    if count:
        events.files_deleted(count)


def _reason(error: Exception) -> str:
    """Return what the asker is told; texts of other errors may quote a path or a mail."""
    if isinstance(error, ForbiddenError | ConflictError):
        return str(error)
    if isinstance(error, UnwritableError):
        return "the file could not be written: an administrator of the machine finds more in the log"
    return "something unexpected went wrong: an administrator of the machine finds more in the log"


async def _stop_when(stop: asyncio.Event, run: _Run) -> None:
    await stop.wait()
    run.stopped.set()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
