"""The real intake on a real database: mails are handed in as the SMTP server does, and proven by a script.

The people are those of ``review_story``; the policy is the one that ships, but asks for no gates.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from relay.config.policy import PolicySet, load_policy
from relay.config.resources import resource_path
from relay.model.category import Category, Severity
from relay.model.finding import Finding, finding_about_message
from relay.model.policy import Policy
from relay.service.capacity import Capacity
from relay.service.dispatch import DispatchWorker
from relay.service.intake import Intake
from relay.service.leases import LEASE
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.protocol import IncomingMail, Reply, SendKind, SendOutcome
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from relay.store.incoming import claim_received
from relay.store.outgoing import claim_due
from relay.store.schema import Base, Delivery, DeliveryKind, Message
from relay.store.writer import Writer
from tests.support.programs import DOMAIN, Clock, new_program
from tests.support.review_story import NO_GATES, Story, people_of

PROVEN = AuthResult(AuthVerdict.PASS, AuthMethod.DMARC, "test")
UNPROVEN = AuthResult(AuthVerdict.FAIL, AuthMethod.NONE, "test")
TROUBLE = AuthResult(AuthVerdict.TEMPORARY, AuthMethod.NONE, "test")
CONCERN, ABUSE, POSTMASTER = (f"{name}@{DOMAIN}" for name in ("concern", "abuse", "postmaster"))
CRY = "I want to kill myself. There is no point any more.\n"


def shipped_policy() -> Policy:
    """Return the policy that ships, without gates."""
    return replace(load_policy(resource_path("config", "policy.toml")).default, gates=NO_GATES)


def serious(*categories: Category) -> tuple[Finding, ...]:
    """Return critical findings about the whole message."""
    return tuple(finding_about_message(category, Severity.CRITICAL, "For a test.") for category in categories)


class Witness:
    """Says of every mail what it was told to say."""

    def __init__(self) -> None:
        self.says = PROVEN
        self.asked: list[str] = []

    async def authenticate(self, mail: IncomingMail, author_domain: str, author: str) -> AuthResult:
        self.asked.append(author)
        return self.says


class Outside:
    """Takes what goes out; ``script`` holds outcomes, or exceptions, for the next attempts."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, bytes]] = []
        self.script: list[SendOutcome | BaseException] = []

    async def send(self, envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        self.sent.append((envelope_from, recipient, data))
        outcome = self.script.pop(0) if self.script else SendOutcome(SendKind.DELIVERED, 250)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def close(self) -> None:
        """Nothing is open."""

    async def call(self, function: Any, *arguments: Any) -> Any:
        return function(*arguments)


@dataclass
class PostOffice:
    """``hand_in`` a mail, ``scan`` it with findings, ``deliver`` what is due, and look at the rows."""

    story: Story
    intake: Intake
    writer: Writer
    witness: Witness
    wake: asyncio.Event
    outside: Outside = field(default_factory=Outside)
    count: int = 0

    def write(self, sender: str, to: str, text: str = "Hi! How was your week?\n", **headers: str) -> EmailMessage:
        """Compose a mail; ``In_Reply_To=`` gives that header, an empty value leaves one out."""
        self.count += 1
        mail = EmailMessage(policy=SMTP)
        standard = {
            "From": sender,
            "To": to,
            "Subject": "Hello",
            "Date": "Mon, 23 Nov 2026 11:58:00 +0000",
            "Message-ID": f"<{self.count}@writer.example>",
        }
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {**standard, **given}.items():
            if value:
                mail[name] = value
        mail.set_content(text)
        return mail

    async def hand_in(
        self,
        mail: EmailMessage | bytes,
        to: str,
        *,
        envelope_from: str = "writer@front.example",
        peer: str = "192.0.2.1",
    ) -> Reply:
        """Hand a mail in for the envelope recipient ``to``; return what the client is answered."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        now = self.story.program.now()
        incoming = IncomingMail(envelope_from, to, raw, peer, "mx.example", tls=True, smtputf8=False, received_at=now)
        reply = await self.intake.message(incoming)
        self.story.clock.advance(seconds=1)
        return reply

    def scan(
        self, *findings: Finding, stop: bool = False, pictures: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Commit a scan of everything that waits."""
        program = self.story.program
        with program.store.write() as unit:
            leases = claim_received(unit, "scanner", LEASE, 100)
            seen = pictures or {}
            apply_scans(program, unit, [Scanned(lease, findings, "scanner", stop, seen) for lease in leases])

    def worker(self, owner: str = "w_test") -> DispatchWorker:
        """Return a delivery worker that does everything in this process."""
        here: Any = self.outside
        return DispatchWorker(self.story.program, self.writer, here, self.outside, owner=owner, at_once=10)

    async def deliver(self) -> list[tuple[str, str, bytes]]:
        """Try everything that is due once; return what went out."""
        before = len(self.outside.sent)
        worker = self.worker()
        with self.story.program.store.write() as unit:
            leases = claim_due(unit, worker.owner, LEASE, 100)
        for lease in leases:
            await worker.work(lease)
        return self.outside.sent[before:]

    def rows(self, table: type[Base]) -> list[Any]:
        """Return all rows of a table, oldest first."""
        with self.story.program.store.read() as session:
            return sorted(session.query(table).all(), key=lambda row: str(row.id))

    def only(self, table: type[Base]) -> Any:
        """Return the one row of a table."""
        (row,) = self.rows(table)
        return row

    def message(self, reply: Reply) -> Message:
        """Return the message that a reply names."""
        assert reply.code == 250, reply
        with self.story.program.store.read() as session:
            return session.get_one(Message, reply.text.rpartition(" ")[2])

    def notices(self) -> list[tuple[str | None, str | None]]:
        """Return (template, participant) of all notices that were queued, oldest first."""
        return [(row.template, row.participant_id) for row in self.rows(Delivery) if row.kind is DeliveryKind.NOTICE]


@asynccontextmanager
async def open_post_office(
    directory: Path,
    database_url: str,
    *,
    policies: PolicySet | None = None,
    more: Mapping[str, Mapping[str, object]] | None = None,
    writers: int = 1,
) -> AsyncIterator[PostOffice]:
    """Open a new program with everybody in it, and the intake in front of it."""
    clock = Clock()
    policies = policies or PolicySet(shipped_policy())
    program = new_program(directory, database_url, clock=clock, policies=policies, more=more)
    writer = Writer(program.store, threads=writers)
    try:
        witness, wake = Witness(), asyncio.Event()
        intake = Intake(program, writer, witness, Capacity(program), wake)
        yield PostOffice(people_of(program, clock), intake, writer, witness, wake)
    finally:
        writer.close()
        program.close()


def codes(replies: Sequence[Reply]) -> list[tuple[int, str]]:
    """Return the codes of replies."""
    return [(reply.code, reply.enhanced) for reply in replies]
