"""A program in which everything has happened once: delivered, held, decided, flagged, raised, exported."""

import base64
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from relay.config.resources import resource_path
from relay.model.export import ExportFilter
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.model.page import PageRequest
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service import alerts, concerns, staff
from relay.service.admission import examine
from relay.service.dispatch import DispatchWorker
from relay.service.drafting import Filing, draft_mail
from relay.service.exporting.jobs import request_export
from relay.service.pairs import PairItem
from relay.service.participants import ParticipantChanges, change_participant
from relay.service.program import Program
from relay.service.review import flags
from relay.service.review.deciding import reject, release
from relay.service.review.reading import get_message
from relay.service.review.signatures import remember_signature
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.protocol import IncomingMail, SendKind, SendOutcome
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from relay.store.incoming import claim_received, store_drafts
from relay.store.writer import Writer
from tests.support.prepared import MASTER_KEY
from tests.support.sample import RIVERSIDE, Sample, arrive, crisis, open_sample

R = TypeVar("R")
P = TypeVar("P")

_PROVEN = AuthResult(AuthVerdict.PASS, AuthMethod.DKIM, "dkim=pass")


class _ThisProcess:
    """Runs at once what would run in a worker process."""

    async def call(self, function: Callable[[P], R], argument: P) -> R:
        return function(argument)


class Smarthost:
    """Takes everything, and keeps it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    async def send(self, envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        del envelope_from
        self.taken.append((recipient, data))
        return SendOutcome(SendKind.DELIVERED, code=250, enhanced="2.0.0", text="queued as 1234")


async def deliver(program: Program) -> Smarthost:
    """Deliver everything that is due."""
    smarthost = Smarthost()
    transport: Any = smarthost
    here: Any = _ThisProcess()
    writer = Writer(program.store, threads=1)
    try:
        worker = DispatchWorker(program, writer, here, transport, owner="w_test", at_once=1)
        while True:
            with program.store.write() as unit:
                leases = worker.claim(unit, 100)
            if not leases:
                return smarthost
            for lease in leases:
                await worker.work(lease)
    finally:
        writer.close()


def mail(
    sample: Sample, pair: PairItem, author: Role = Role.MENTOR, *, subject: str = "Hello", body: str = "Hi"
) -> EmailMessage:
    """Return a mail of one of a pair to the other, to be changed at will."""
    writer, reader = (pair.mentor, pair.student) if author is Role.MENTOR else (pair.student, pair.mentor)
    message = EmailMessage()
    message["From"] = writer.email
    message["To"] = reader.masked_address
    message["Subject"] = subject
    message["Date"] = sample.clock()
    message["Message-ID"] = f"<{sample.clock().timestamp()}@{writer.email.partition('@')[2]}>"
    message.set_content(body)
    return message


def take_in(
    sample: Sample, pair: PairItem, raw: bytes, author: Role = Role.MENTOR, findings: Sequence[Finding] = ()
) -> str:
    """Take in a mail with these very bytes, and decide on it; return the message's id."""
    program = sample.program
    sample.clock.advance(seconds=1)
    writer, reader = (pair.mentor, pair.student) if author is Role.MENTOR else (pair.student, pair.mentor)
    incoming = IncomingMail(
        envelope_from=writer.email,
        recipient=reader.masked_address,
        raw=raw,
        peer="192.0.2.7",
        helo="client.example",
        tls=True,
        smtputf8=False,
        received_at=sample.clock(),
    )
    draft = draft_mail(program, incoming, examine(program, incoming), _PROVEN, Filing())
    with program.store.write() as unit:
        message_id = store_drafts(unit, [draft])[0].message_id
    with program.store.write() as unit:
        leases = claim_received(unit, "test", timedelta(minutes=1), 10)
        apply_scans(program, unit, [Scanned(lease, tuple(findings), "test-scanner") for lease in leases])
    return message_id


@dataclass(frozen=True)
class Whole:
    """The sample program with its mail: ids of messages."""

    sample: Sample
    delivered: str  # Greta to Tim, Riverside
    answer: str  # Tim to Greta, in the same thread, held
    released: str  # Omar to Lucía, Hillside, released and delivered
    crisis: str  # Lucía to Omar, held

    @property
    def program(self) -> Program:
        return self.sample.program


async def tell_everything(directory: Path, database_url: str) -> Whole:
    """Return a program in which everything has happened; close its ``program`` after use."""
    sample = open_sample(directory, database_url)
    try:
        return await _tell(sample)
    except BaseException:
        sample.program.close()
        raise


async def _tell(sample: Sample) -> Whole:
    program, ruth, lea = sample.program, sample.actor("ruth"), sample.actor("lea")
    delivered = arrive(sample, sample.riverside, subject="The bridge", body="I built a bridge once.", findings=())
    await deliver(program)
    answer = arrive(sample, sample.riverside, Role.STUDENT, subject="Re: The bridge", body="Call me: 555 0100 200")
    drawn = {"attachment:triangle.png": ("5e" * 32,)}
    released = arrive(sample, sample.hillside, subject="Maths", body="Call me: 555 0100 200", pictures=drawn)
    release(program, lea, released, note="his office number")
    sample.clock.advance(minutes=1)
    await deliver(program)
    cut = (remember_signature(program, lea, delivered, "I built a bridge once.").signature.id,)
    rejected = arrive(sample, sample.riverside, subject="No", body="Call me: 555 0100 200", signatures=cut)
    reject(program, ruth, rejected, reason="no numbers please")
    in_crisis = arrive(sample, sample.hillside, Role.STUDENT, subject="help", body="no way on", findings=[crisis()])
    await deliver(program)
    thread_id = get_message(program, ruth, answer).item.thread_id
    assert thread_id is not None
    flags.flag_thread(program, ruth, thread_id, label="watch", note="twice now")
    flags.flag_message(program, ruth, answer, label="number")
    _handle_cases(sample)
    sample.hire("cora", "cora@staff.example", StaffRole.MONITOR, RIVERSIDE)
    staff.set_conflict(program, sample.actor("ada"), "cora@staff.example", sample.riverside.student.id)
    change_participant(program, OPERATOR, sample.riverside.mentor.id, ParticipantChanges(family_name="Lindqvist"))
    request_export(program, lea, ExportFilter(group=RIVERSIDE))
    return Whole(sample, delivered, answer, released, in_crisis)


def _handle_cases(sample: Sample) -> None:
    program, lea = sample.program, sample.actor("lea")
    (concern, *_) = concerns.list_concerns(program, lea, PageRequest()).items
    concerns.add_note(program, lea, concern.id, text="called the school")
    (alert, *_) = alerts.list_alerts(program, lea, PageRequest()).items
    alerts.acknowledge_alert(program, lea, alert.id)


def configure(program: Program) -> Path:
    """Write what the command line needs to open the program, beside it; return its relay.toml."""
    file = program.settings.file
    (file.parent / "master.key").write_bytes(base64.b64encode(MASTER_KEY.material))
    (file.parent / "master.key").chmod(0o600)
    shutil.copy(resource_path("config", "policy.toml"), file.parent)
    file.write_text(
        f'[database]\nurl = "{program.settings.database.url}"\n'
        '[archive]\nmaster_key_file = "master.key"\nkey_store = "sqlite:///keys.sqlite"\n'
    )
    return file
