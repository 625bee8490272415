"""A small program with its people, for tests of a monitor's work: mail arrives by the real path, but for SMTP.

Group "spring": Greta mentors Tim and, in another pair, Lucía. Group "autumn": Omar mentors Tim too.
Ruth and Sam monitor spring, Otto monitors autumn, Ada is administrator, Lena safeguarding lead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from relay.config.policy import PolicySet
from relay.model.category import Action, Category, Severity
from relay.model.finding import BODY, Finding
from relay.model.identity import Role
from relay.model.pairing import PairEvent
from relay.model.people import StaffRole
from relay.model.policy import CategoryPolicy, GatePolicy, Policy
from relay.model.staff import OPERATOR, StaffMember
from relay.service import groups, pairs, participants, staff
from relay.service.access import staff_by_email
from relay.service.admission import examine
from relay.service.drafting import Filing, draft_mail
from relay.service.leases import LEASE
from relay.service.pair_status import change_status
from relay.service.pairs import PairDetail
from relay.service.program import Program
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.protocol import IncomingMail
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from relay.store.incoming import claim_received, store_drafts
from tests.support.attaching import attach
from tests.support.programs import Clock, new_program, plain_policy

NO_GATES = GatePolicy(mentor=(), student=())


def alerting_policy() -> Policy:
    """Return a policy under which every finding holds, and a crisis alerts too; no gates are asked for."""
    plain = plain_policy(NO_GATES)
    alert = CategoryPolicy(Severity.CRITICAL, Action.HOLD_AND_ALERT)
    return replace(plain, categories={c: alert if c.is_crisis else p for c, p in plain.categories.items()})


GRETA, OMAR = "greta@mentors.example", "omar@mentors.example"
TIM, LUCIA = "tim@school.example", "lucia@school.example"
RUTH, SAM, OTTO = "ruth@program.example", "sam@program.example", "otto@program.example"
ADA, LENA = "ada@program.example", "lena@program.example"
EVA, AUDREY = "eva@program.example", "audrey@program.example"


def phone(text: str = "555 0100 200", start: int = 12) -> Finding:
    """Return the finding of a telephone number in the body."""
    end = start + len(text)
    return Finding(Category.PII_PHONE, Severity.MEDIUM, 0.9, BODY, start, end, text, "A telephone number.")


def crisis() -> Finding:
    """Return the finding of a cry for help."""
    return Finding(Category.CRISIS_SELF_HARM, Severity.CRITICAL, 1.0, BODY, 0, 5, "I can", "A cry for help.")


def of_category(category: Category, severity: Severity) -> Finding:
    """Return some finding."""
    return Finding(category, severity, 0.8, BODY, 0, 4, "text", "For a test.")


@dataclass
class Story:
    """The program and everybody in it."""

    program: Program
    clock: Clock
    pairs: dict[tuple[str, str], PairDetail] = field(default_factory=dict)
    mails: int = 0

    def staff(self, email: str) -> StaffMember:
        """Return a member of staff as the relay sees them now."""
        return staff_by_email(self.program, email)

    @property
    def greta_and_tim(self) -> PairDetail:
        return self.pairs[GRETA, TIM]

    @property
    def omar_and_tim(self) -> PairDetail:
        return self.pairs[OMAR, TIM]

    def step(self, pair: PairDetail, event: PairEvent) -> None:
        """Let somebody at the command line change the status of a pair."""
        change_status(self.program, OPERATOR, pair.id, event)

    def arrive(
        self,
        *findings: Finding,
        pair: PairDetail | None = None,
        by: Role = Role.STUDENT,
        subject: str = "Hello",
        text: str = "Hi! Call me: 555 0100 200\n",
        verdict: AuthVerdict = AuthVerdict.PASS,
        scanned: bool = True,
        headers: Sequence[tuple[str, str]] = (),
        to: str | None = None,
        files: Sequence[tuple[str, str, bytes]] = (),
    ) -> str:
        """Let a mail arrive and be scanned with ``findings``; return its id. ``files``: (name, type, content)."""
        pair = pair or self.greta_and_tim
        writer, reader = (pair.student, pair.mentor) if by is Role.STUDENT else (pair.mentor, pair.student)
        self.mails += 1
        mail = self._mail(writer.email, to or reader.masked_address, subject, text, headers, files)
        facts = examine(self.program, mail)
        auth = AuthResult(verdict, AuthMethod.DMARC, "test")
        reasons = () if verdict is AuthVerdict.PASS else (Category.SYSTEM_UNAUTHENTICATED.value,)
        draft = draft_mail(self.program, mail, facts, auth, Filing(reasons=reasons))
        with self.program.store.write() as unit:
            (stored,) = store_drafts(unit, [draft])
        if scanned:
            self.scan(findings)
        self.clock.advance(seconds=1)
        return stored.message_id

    def scan(self, findings: Sequence[Finding]) -> None:
        """Commit a scan of everything that waits, with the same ``findings`` for each."""
        with self.program.store.write() as unit:
            leases = claim_received(unit, "scanner", LEASE, 100)
            scans = [Scanned(lease, tuple(findings), "scanner 1; test") for lease in leases]
            apply_scans(self.program, unit, scans)

    def _mail(
        self,
        writer: str,
        to: str,
        subject: str,
        text: str,
        headers: Sequence[tuple[str, str]],
        files: Sequence[tuple[str, str, bytes]],
    ) -> IncomingMail:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = writer, to, subject
        message["Message-ID"] = f"<{self.mails}@writer.example>"
        message["Date"] = "Mon, 23 Nov 2026 12:00:00 +0000"
        for name, value in headers:
            message[name] = value
        message.set_content(text)
        for name, content_type, content in files:
            attach(message, name, content_type, content)
        now = self.program.now()
        raw = message.as_bytes()
        return IncomingMail(writer, to, raw, "192.0.2.1", "mx.example", tls=False, smtputf8=False, received_at=now)


def tell_story(directory: Path, database_url: str, *, policy: Policy | None = None) -> Story:
    """Return a new program with everybody in it; close its program after use."""
    clock = Clock()
    policies = PolicySet(policy or alerting_policy())
    program = new_program(directory, database_url, clock=clock, policies=policies)
    try:
        return people_of(program, clock)
    except BaseException:
        program.close()
        raise


def people_of(program: Program, clock: Clock) -> Story:
    """Put everybody into an empty program."""
    story = Story(program, clock)
    for group in ("spring", "autumn"):
        groups.add_group(program, OPERATOR, group)
    people = {
        email: participants.add_participant(
            program, OPERATOR, participants.ParticipantEntry(role, email, given, family, birth_year=born)
        )
        for role, email, given, family, born in (
            (Role.MENTOR, GRETA, "Greta", "Oldfield", ""),
            (Role.MENTOR, OMAR, "Omar", "Haddad", ""),
            (Role.STUDENT, TIM, "Tim", "Kowalczyk", "2010"),
            (Role.STUDENT, LUCIA, "Lucía", "Fernández", "2010"),
        )
    }
    for group, mentor, student in (("spring", GRETA, TIM), ("spring", GRETA, LUCIA), ("autumn", OMAR, TIM)):
        made = pairs.create_pair(
            program, OPERATOR, group=group, mentor_id=people[mentor].id, student_id=people[student].id
        )
        story.pairs[mentor, student] = made
        story.step(made, PairEvent.ACTIVATE)
    for email, role, seen in (
        (RUTH, StaffRole.MONITOR, ["spring"]),
        (SAM, StaffRole.MONITOR, ["spring"]),
        (OTTO, StaffRole.MONITOR, ["autumn"]),
        (ADA, StaffRole.ADMINISTRATOR, []),
        (LENA, StaffRole.SAFEGUARDING_LEAD, []),
        (EVA, StaffRole.EVALUATOR, []),
        (AUDREY, StaffRole.AUDITOR, []),
    ):
        staff.add_staff(program, OPERATOR, email, role, seen)
    return story
