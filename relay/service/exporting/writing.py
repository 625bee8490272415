"""Writing an export: messages, mails thread by thread, the audit log, and the manifest that names them all."""

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relay.model.export import ExportFormat
from relay.model.staff import StaffMember
from relay.service.exporting.contents import StoredMail, in_portions, read_mail, sent_delivery
from relay.service.exporting.csv_cells import header_line, row_line
from relay.service.exporting.mbox import mbox_entry
from relay.service.exporting.package import Package
from relay.service.exporting.records import json_line, message_record, moment
from relay.service.exporting.selection import Wanted, holds_whole_log
from relay.service.program import CODE_VERSION, Program
from relay.store.audit_events import EventFilter, events_numbered, find_events, newest_number, numbers_about
from relay.store.export_rows import Exported, Place, Selection, count_selected, next_messages
from relay.store.export_scratch import ExportedMail, ExportScratch
from relay.store.schema import AuditEvent, Delivery, Message
from relay.store.spool import Spool

SCHEMA_VERSION = 1
MANIFEST = "manifest.json"

_BATCH = 100
_EVENTS = 500
_NO_THREAD = "none"  # directory of mail that belongs to no thread: concern@, bounces …
_ID = re.compile(r"[a-z]{1,2}_[0-9a-z]+\Z")

Progress = Callable[[int, int], None]  # messages done, messages in all


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


@dataclass(slots=True)
class Counts:
    """How much is in an export.

    ``erased``: messages whose texts nobody can read any more. ``unreadable``: messages of which
    something stored fails its authentication, or cannot be understood.
    """

    messages: int = 0
    threads: int = 0
    audit_events: int = 0
    erased: int = 0
    unreadable: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the counts by name."""
        return {name: getattr(self, name) for name in self.__slots__}


class Export:
    """One export: ``stream`` yields the zip; ``counts`` and ``as_of`` are final when it has ended."""

    def __init__(
        self,
        program: Program,
        actor: StaffMember,
        wanted: Wanted,
        *,
        export_id: str,
        directory: Path,
        progress: Progress,
    ) -> None:
        """Prepare; ``directory`` is on the disk that has room for what is set aside for a while."""
        self._program = program
        self._actor = actor
        self._wanted = wanted
        self._export_id = export_id
        self._directory = directory
        self._progress = progress
        self._selection = Selection(actor, 0)
        self.made_at = program.now()
        self.counts = Counts()
        self.as_of = 0

    def stream(self) -> Generator[bytes, None, None]:
        """Yield the bytes of the zip. Reads in short transactions, and holds none while it yields."""
        while self._program.store.number_events():
            pass
        with self._program.store.read() as session:
            self.as_of = newest_number(session)
        self._selection = self._wanted.selection(self._actor, self.as_of)
        with closing(ExportScratch()) as scratch, closing(Spool(self._directory)) as table:
            package = Package(scratch)
            yield from package.add("messages.jsonl", self._messages(scratch, table))
            yield from package.add("messages.csv", table.read())
            if any(kind.is_raw for kind in self._wanted.formats):
                yield from self._threads(package, scratch)
            yield from package.add("audit.jsonl", self._events(scratch))
            yield from package.finish(MANIFEST, self._manifest(scratch))

    # Messages

    def _messages(self, scratch: ExportScratch, table: Spool) -> Iterator[bytes]:
        with self._program.store.read() as session:
            total = count_selected(session, self._selection)
        table.write(header_line())
        self._progress(0, total)
        for exported, mail, sent in self._read_messages():
            record = message_record(self._program, exported, mail, sent)
            table.write(row_line(record))
            self._note(scratch, exported, sent)
            self.counts.messages += 1
            self.counts.erased += record["erased"]
            self.counts.unreadable += record["unreadable"]
            yield json_line(record)
            self._progress(min(self.counts.messages, total), total)
        self.counts.threads = sum(1 for thread_id in scratch.threads() if thread_id is not None)

    def _read_messages(self) -> Iterator[tuple[Exported, StoredMail, Delivery | None]]:
        place: Place | None = None
        while True:
            with self._program.store.read() as session:
                batch = next_messages(session, self._selection, place, _BATCH)
            if not batch:
                return
            for portion in in_portions(batch, lambda exported: exported.message.size):
                found = [(exported, sent_delivery(exported.deliveries)) for exported in portion]
                with self._program.store.read() as session:
                    mails = [read_mail(self._program, session, one.message, sent) for one, sent in found]
                for (exported, sent), mail in zip(found, mails, strict=True):
                    yield exported, mail, sent
            place = batch[-1].place

    def _note(self, scratch: ExportScratch, exported: Exported, sent: Delivery | None) -> None:
        message = exported.message
        scratch.note_mail(ExportedMail(message.thread_id, message.id, sent.id if sent else None, message.size))
        deliveries = (delivery.id for delivery, _ in exported.deliveries)
        flags = (flag.id for flag in (*exported.flags, *exported.thread_flags))
        own = (message.id, message.thread_id, message.pair_id)
        scratch.note_subjects([*own, *deliveries, *flags, *exported.related])

    # Mails as they are

    def _threads(self, package: Package, scratch: ExportScratch) -> Iterator[bytes]:
        for thread_id in scratch.threads():
            directory = f"threads/{_safe(thread_id) if thread_id is not None else _NO_THREAD}"
            if ExportFormat.EML in self._wanted.formats:
                yield from self._files(package, directory, scratch.mails_of(thread_id))
            if ExportFormat.MBOX in self._wanted.formats:
                yield from package.add(f"{directory}/original.mbox", self._originals(scratch.mails_of(thread_id)))
                if any(mail.delivery_id for mail in scratch.mails_of(thread_id)):
                    yield from package.add(f"{directory}/delivered.mbox", self._sent(scratch.mails_of(thread_id)))

    def _files(self, package: Package, directory: str, mails: Iterable[ExportedMail]) -> Iterator[bytes]:
        for message, _, mail in self._read_mails(mails):
            name = f"{directory}/{_safe(message.id)}"
            for form, raw in (("original", mail.original), ("delivered", mail.delivered)):
                if raw is not None:
                    yield from package.add(f"{name}-{form}.eml", raw)

    def _originals(self, mails: Iterable[ExportedMail]) -> Iterator[bytes]:
        for message, _, mail in self._read_mails(mails):
            if mail.original is not None:
                yield mbox_entry(mail.original, message.received_at)

    def _sent(self, mails: Iterable[ExportedMail]) -> Iterator[bytes]:
        for _, delivery, mail in self._read_mails(mail for mail in mails if mail.delivery_id):
            if mail.delivered is not None and delivery is not None:
                yield mbox_entry(mail.delivered, delivery.finished_at or delivery.created_at)

    def _read_mails(self, mails: Iterable[ExportedMail]) -> Iterator[tuple[Message, Delivery | None, StoredMail]]:
        """Yield mails with their rows as they are now: one that was erased meanwhile has no bytes any more."""
        for portion in in_portions(mails, lambda mail: mail.size):
            found = []
            with self._program.store.read() as session:
                for one in portion:
                    message = session.get_one(Message, one.message_id)
                    sent = session.get_one(Delivery, one.delivery_id) if one.delivery_id else None
                    found.append((message, sent, read_mail(self._program, session, message, sent)))
            yield from found

    # The audit log

    def _events(self, scratch: ExportScratch) -> Iterator[bytes]:
        whole = holds_whole_log(self._actor, self._wanted)
        for batch in self._whole_log() if whole else self._events_about(scratch):
            for event in batch:
                self.counts.audit_events += 1
                yield json_line(_event(event, whole=whole))

    def _whole_log(self) -> Iterator[list[AuditEvent]]:
        after = 0
        while after < self.as_of:
            with self._program.store.read() as session:
                batch = find_events(session, EventFilter(), after=after, limit=_EVENTS)
            if not batch:
                return
            yield [event for event in batch if (event.seq or 0) <= self.as_of]
            after = batch[-1].seq or self.as_of

    def _events_about(self, scratch: ExportScratch) -> Iterator[list[AuditEvent]]:
        for ids in scratch.subjects():
            with self._program.store.read() as session:
                numbers = numbers_about(session, ids, self.as_of)
            scratch.note_events(numbers)
        for numbers in scratch.events():
            with self._program.store.read() as session:
                yield list(events_numbered(session, numbers))

    # The manifest

    def facts(self) -> dict[str, Any]:
        """Return what the manifest says beside the files."""
        return {
            "schema_version": SCHEMA_VERSION,
            "export_id": self._export_id,
            "program": self._program.settings.relay.program,
            "software": f"mentor-relay {CODE_VERSION}",
            "made_at": moment(self.made_at),
            "made_by": self._actor.id,
            "filters": self._wanted.as_json(),
            "counts": self.counts.as_json(),
            "audit_sequence": self.as_of,
            "audit_complete": holds_whole_log(self._actor, self._wanted),
            "checkpoint": None,
        }

    def _manifest(self, scratch: ExportScratch) -> Iterator[bytes]:
        head = json.dumps(self.facts(), ensure_ascii=False, indent=2).removesuffix("\n}")
        yield f'{head},\n  "files": {{'.encode()
        between = "\n"
        for file in scratch.files():
            sums = json.dumps({"sha256": file.sha256, "bytes": file.size})
            yield f"{between}    {json.dumps(file.name)}: {sums}".encode()
            between = ",\n"
        yield b"\n  }\n}\n"


def _event(event: AuditEvent, *, whole: bool) -> dict[str, Any]:
    shown = {
        "seq": event.seq,
        "id": event.id,
        "at": moment(event.at),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "details": event.details,
    }
    if not whole:
        return shown
    proof = {"rows": event.rows, "mac": event.mac.hex(), "chain": event.chain.hex() if event.chain else None}
    return shown | proof


def _safe(record_id: str) -> str:
    """Return an id that becomes part of a file's name; ids are ours, and this is the proof of it."""
    if not _ID.match(record_id):
        msg = "an id has an unknown form"
        raise ValueError(msg)
    return record_id
