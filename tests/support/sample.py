"""A small program with people, staff and mail, made through the use cases that make them in earnest.

Greta and Tim are a pair of Riverside, Omar and Lucía one of Hillside. Ruth watches Riverside, Hugo
Hillside; Nora was given no group; Ada administers. Mail goes through the steps of intake and of the
scan worker, with findings that the test names instead of a scanner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from relay.config.policy import PolicySet
from relay.model.category import Action, Category, Severity
from relay.model.finding import BODY, Finding, finding_about_message
from relay.model.identity import Role
from relay.model.page import PageRequest
from relay.model.people import StaffRole
from relay.model.policy import CategoryPolicy, Policy, SamplePolicy
from relay.model.sending import MailProgram, Sending
from relay.model.staff import OPERATOR, StaffMember
from relay.model.supervision import Supervision
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import ConversationFeatures, Signal
from relay.service import staff
from relay.service.access import authenticate
from relay.service.admission import examine
from relay.service.drafting import Filing, draft_mail
from relay.service.importing import Attestation, ImportOptions, import_people
from relay.service.pairs import PairItem, list_pairs, set_supervision
from relay.service.program import Program
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.protocol import IncomingMail
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from relay.store.incoming import claim_received, store_drafts
from tests.support.attaching import attach
from tests.support.programs import Clock, new_program

RIVERSIDE, HILLSIDE = "Riverside", "Hillside"
GRETA, OMAR = "greta@mentor.example", "omar@mentor.example"
TIM, LUCIA = "tim@family.example", "lucia@casa.example"

_ADDED = NewMessage(
    ConversationFeatures(None, (Signal("digits.cued", "body", 0, 3, "515"),)), sending=Sending(MailProgram.GMAIL)
)
_HEADER = (
    "group,mentor_email,mentor_given_name,mentor_family_name,"
    "student_email,student_given_name,student_family_name,student_birth_year\n"
)
_PEOPLE = (
    f"{RIVERSIDE},{GRETA},Greta,Lind,{TIM},Tim,Berger,2009\n{HILLSIDE},{OMAR},Omar,Haddad,{LUCIA},Lucía,Flores,2009\n"
)
_STAFF: dict[str, tuple[StaffRole, tuple[str, ...]]] = {
    "ruth": (StaffRole.MONITOR, (RIVERSIDE,)),
    "rosa": (StaffRole.MONITOR, (RIVERSIDE,)),
    "hugo": (StaffRole.MONITOR, (HILLSIDE,)),
    "nora": (StaffRole.MONITOR, ()),
    "lea": (StaffRole.SAFEGUARDING_LEAD, ()),
    "ada": (StaffRole.ADMINISTRATOR, ()),
    "eva": (StaffRole.EVALUATOR, ()),
    "axel": (StaffRole.AUDITOR, ()),
}
_PROVEN = AuthResult(AuthVerdict.PASS, AuthMethod.DKIM, "dkim=pass")
_UNPROVEN = AuthResult(AuthVerdict.FAIL, AuthMethod.NONE, "none")


class AttachedTo(NamedTuple):
    """A file that is attached to a mail."""

    name: str
    type: str
    content: bytes


class Login(NamedTuple):
    """Somebody of the staff, and their token."""

    member: StaffMember
    token: str


@dataclass(frozen=True)
class Sample:
    """The program with its pairs and staff by name."""

    program: Program
    clock: Clock
    riverside: PairItem
    hillside: PairItem
    logins: dict[str, Login]

    def token(self, name: str) -> str:
        return self._login(name).token

    def actor(self, name: str) -> StaffMember:
        return self._login(name).member

    def _login(self, name: str) -> Login:
        """Hire somebody of _STAFF when they are first asked for: no test needs them all."""
        if name not in self.logins:
            role, groups = _STAFF[name]
            self.hire(name, f"{name}@staff.example", role, *groups)
        return self.logins[name]

    def hire(self, name: str, email: str, role: StaffRole, *groups: str) -> Login:
        self.logins[name] = _hire(self.program, email, role, groups)
        return self.logins[name]


def open_sample(directory: Path, database_url: str) -> Sample:
    """Return a new sample program; close its ``program`` after use."""
    clock = Clock()
    program = new_program(directory, database_url, clock=clock, policies=PolicySet(sample_policy()))
    attested = ImportOptions(activate=True, attestation=Attestation("Ada", "checked on paper"))
    import_people(program, OPERATOR, (_HEADER + _PEOPLE).encode(), attested)
    pairs = {pair.group: pair for pair in list_pairs(program, OPERATOR, PageRequest()).items}
    return Sample(program, clock, pairs[RIVERSIDE], pairs[HILLSIDE], {})


def sample_policy() -> Policy:
    """Return a policy of which every finding holds, and a crisis alerts; nothing is drawn for review."""
    categories = {
        category: CategoryPolicy(
            Severity.CRITICAL if category.is_crisis else Severity.MEDIUM,
            Action.HOLD_AND_ALERT if category.is_crisis else Action.HOLD,
        )
        for category in Category
    }
    return Policy("sample", categories, sample=SamplePolicy(first=0, share=0.0))


def phone_number(body: str, number: str) -> Finding:
    """Return the finding of a phone number that stands in ``body``."""
    start = body.index(number)
    return Finding(
        Category.PII_PHONE, Severity.MEDIUM, 0.9, BODY, start, start + len(number), number, "A phone number."
    )


def crisis() -> Finding:
    """Return the finding of a cry for help."""
    return finding_about_message(Category.CRISIS_SELF_HARM, Severity.CRITICAL, "Speaks of wanting to die.")


def arrive(
    sample: Sample,
    pair: PairItem,
    author: Role = Role.MENTOR,
    *,
    subject: str = "Your project",
    body: str = "Call me: 555 0100 200",
    findings: Sequence[Finding] | None = None,
    pictures: Mapping[str, tuple[str, ...]] | None = None,
    authenticated: bool = True,
    files: Sequence[AttachedTo] = (),
    signatures: tuple[str, ...] = (),
) -> str:
    """Take in one mail of a pair and decide on it; return the message's id. By default it is held.

    ``pictures`` are what the scan saw, as in a report; ``files`` are attached; ``signatures`` are the ids of those
    that the scan took for cut.
    """
    sample.clock.advance(seconds=1)
    program = sample.program
    mail = _mail(sample, pair, author, subject, body, files)
    facts = examine(program, mail)
    auth = _PROVEN if authenticated else _UNPROVEN
    reasons = () if authenticated else (Category.SYSTEM_UNAUTHENTICATED,)
    draft = draft_mail(program, mail, facts, auth, Filing(reasons))
    if findings is None:
        findings = [phone_number(body, "555 0100 200")] if "555 0100 200" in body else []
    with program.store.write() as unit:
        message_id = store_drafts(unit, [draft])[0].message_id
    with program.store.write() as unit:
        leases = claim_received(unit, "sample", timedelta(minutes=1), 10)
        seen = pictures or {}
        scanned = [
            Scanned(lease, tuple(findings), "sample-scanner", pictures=seen, signatures=signatures, added=_ADDED)
            for lease in leases
        ]
        apply_scans(program, unit, scanned)
    return message_id


def watch_closely(sample: Sample, pair: PairItem) -> None:
    """Hold all mail of a pair, whatever is in it."""
    set_supervision(sample.program, OPERATOR, pair.id, supervision=Supervision.HOLD_ALL, rationale="a closer look")


def _hire(program: Program, email: str, role: StaffRole, groups: Sequence[str]) -> Login:
    staff.add_staff(program, OPERATOR, email, role, groups)
    token = staff.issue_token(program, OPERATOR, email).token
    return Login(authenticate(program, token), token)


def _mail(
    sample: Sample, pair: PairItem, author: Role, subject: str, body: str, files: Sequence[AttachedTo]
) -> IncomingMail:
    writer, reader = (pair.mentor, pair.student) if author is Role.MENTOR else (pair.student, pair.mentor)
    now = sample.clock()
    message = EmailMessage()
    message["From"] = writer.email
    message["To"] = reader.masked_address
    message["Subject"] = subject
    message["Date"] = now
    message["Message-ID"] = f"<{now.timestamp()}@{writer.email.partition('@')[2]}>"
    message.set_content(body)
    for file in files:
        attach(message, *file)
    return IncomingMail(
        envelope_from=writer.email,
        recipient=reader.masked_address,
        raw=message.as_bytes().replace(b"\n", b"\r\n"),
        peer="192.0.2.7",
        helo="client.example",
        tls=True,
        smtputf8=False,
        received_at=now,
    )
