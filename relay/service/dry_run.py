"""The use case behind `policy dry-run`: what another policy would have made of the mail of the last days.

Mail is read from the archive in short batches and scanned in worker processes, as when it came; what is kept of it
are ids, categories and counts. Nothing is stored but the event that says that it was read.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from relay.config.policy import PolicySet
from relay.model.category import Category, Severity
from relay.model.decision import judge
from relay.model.errors import IntegrityError, NotFoundError
from relay.model.finding import Finding, finding_about_message
from relay.model.message import MessageState
from relay.model.policy import Policy
from relay.model.staff import StaffMember
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanFailedError, ScanReport
from relay.service.material import Materials
from relay.service.program import Program
from relay.service.scope import visible_group
from relay.store.past_messages import PastMessage, Period, count_past, past_messages

ACTION = "policy.dry_run"
_BATCH = 100
_AT_ONCE = 8  # messages in memory
_BEFORE, _AFTER = "before", "after"
# What no text tells: it stands in the record of the message as it came, and is taken from there.
_FROM_RECORD = frozenset(
    {
        Category.ATTACHMENT_IMAGE,  # whether the pair has had the picture before
        Category.ATTACHMENT_MALWARE,
        Category.SYSTEM_RECIPIENTS,
        Category.SYSTEM_UNAUTHENTICATED,
    }
)
# What comes of the state of a pair, or only after the decision: no policy of scanning changes it.
_NO_MATTER_OF_POLICY = frozenset({Category.SYSTEM_IDENTITY_LEFT, Category.SYSTEM_NOT_DELIVERED})


class Scans(Protocol):
    """Scans mail under a policy that has a name: `relay.scanning.workers.ScanPool`."""

    async def scan(self, raw: bytes, context: ScanContext, group: str | None = None) -> ScanReport:
        """Return what is found in ``raw``; raises ScanFailedError."""
        ...


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a policy says of a message: the categories for which it is held (none: it passes), and those that alert."""

    reasons: tuple[Category, ...]
    alerts: tuple[Category, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the policy holds it."""
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class Difference:
    """A message of which the policies say different things; ``state`` is the one it is in today."""

    id: str
    group: str | None
    received_at: datetime
    state: MessageState
    before: tuple[Category, ...]
    after: tuple[Category, ...]
    alerts: tuple[Category, ...]


@dataclass
class DryRun:
    """What came of it. ``before`` is the policy in force, or, where that itself is tried, what was decided then."""

    policy: str
    against: str
    since: datetime
    until: datetime
    group: str | None = None
    messages: int = 0
    unreadable: int = 0
    held_before: int = 0
    held_after: int = 0
    now_held: list[Difference] = field(default_factory=list)
    no_longer_held: list[Difference] = field(default_factory=list)
    for_other_reasons: list[Difference] = field(default_factory=list)
    more: Counter[Category] = field(default_factory=Counter)
    fewer: Counter[Category] = field(default_factory=Counter)

    def add(self, message: PastMessage, before: Ruling, after: Ruling) -> None:
        """Count one message."""
        self.messages += 1
        self.held_before += before.held
        self.held_after += after.held
        if set(before.reasons) == set(after.reasons):
            return
        self.more.update(set(after.reasons) - set(before.reasons))
        self.fewer.update(set(before.reasons) - set(after.reasons))
        found = Difference(
            message.id, message.group, message.received_at, message.state, before.reasons, after.reasons, after.alerts
        )
        if before.held is after.held:
            self.for_other_reasons.append(found)
        else:
            (self.now_held if after.held else self.no_longer_held).append(found)


@dataclass(frozen=True, slots=True)
class Trial:
    """Two policies to be compared; without ``before``, ``after`` is compared with what was decided then."""

    after: PolicySet
    before: PolicySet | None = None

    def named(self) -> PolicySet:
        """Return all policies as one set, each under the name that `name` gives it, for the workers."""
        policies = {_AFTER: self.after} | ({_BEFORE: self.before} if self.before else {})
        return PolicySet(
            self.after.default,
            {
                name(which, group): chosen.policy_for(group)
                for which, chosen in policies.items()
                for group in (None, *chosen.groups)
            },
        )


def name(which: str, group: str | None) -> str:
    """Return the name of a group's policy on one side of a trial."""
    return which if group is None else f"{which} {group}"


async def dry_run(
    program: Program,
    actor: StaffMember,
    scans: Scans,
    trial: Trial,
    *,
    days: int,
    group: str | None,
    progress: Progress,
) -> DryRun:
    """Scan the mail of the last ``days`` under both policies of ``trial``, and tell in what they differ.

    That it is read is recorded before. Raises NotFoundError for a group that is not known.
    """
    now = program.now()
    with program.store.read() as session:
        chosen = visible_group(session, actor, group) if group is not None else None
        period = Period(actor, now - timedelta(days=days), now, chosen.id if chosen else None)
        total = count_past(session, period)
    against = trial.before.default.version if trial.before else "record"
    found = DryRun(trial.after.default.version, against, period.since, now, chosen.name if chosen else None)
    with program.store.write() as unit:
        unit.record(
            ACTION, "program", actor=actor.id, policy=found.policy, against=against, days=days, group=period.group_id
        )
    runner = _Runner(program, scans, trial)
    for batch in _batches(program, period):
        for message, rulings in zip(batch, await runner.judge_all(batch), strict=True):
            if rulings is None:
                found.unreadable += 1
            else:
                found.add(message, *rulings)
        progress(found.messages + found.unreadable, total)
    return found


def _batches(program: Program, period: Period) -> Iterable[tuple[PastMessage, ...]]:
    last: PastMessage | None = None
    while True:
        with program.store.read() as session:
            batch = past_messages(session, period, last, _BATCH)
        if not batch:
            return
        yield batch
        last = batch[-1]


class _Runner:
    """Judges messages under both policies, a bounded number at once."""

    def __init__(self, program: Program, scans: Scans, trial: Trial) -> None:
        self._materials = Materials(program, as_of_then=True)
        self._scans = scans
        self._trial = trial
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def judge_all(self, batch: Sequence[PastMessage]) -> list[tuple[Ruling, Ruling] | None]:
        """Return what both policies say of each message; None for one that cannot be read any more."""
        return await asyncio.gather(*(self._judge(message) for message in batch))

    async def _judge(self, message: PastMessage) -> tuple[Ruling, Ruling] | None:
        async with self._turn:
            try:
                material = await asyncio.to_thread(self._materials.load, message.id)
            except (NotFoundError, IntegrityError):  # erased, or changed: `audit verify` tells which
                return None
            after = await self._under(_AFTER, self._trial.after, message, material.raw, material.context)
            if self._trial.before is None:
                return _as_decided(message), after
            return await self._under(_BEFORE, self._trial.before, message, material.raw, material.context), after

    async def _under(
        self, which: str, policies: PolicySet, message: PastMessage, raw: bytes, context: ScanContext
    ) -> Ruling:
        group = message.group if message.group in policies.groups else None
        try:
            findings = (await self._scans.scan(raw, context, name(which, group))).findings
        except ScanFailedError:
            findings = (finding_about_message(Category.SYSTEM_SCAN_FAILED, Severity.HIGH, "cannot be scanned"),)
        return _ruling(message, findings, policies.policy_for(group))


def _ruling(message: PastMessage, scanned: Iterable[Finding], policy: Policy) -> Ruling:
    found = [finding for finding in scanned if finding.category not in _FROM_RECORD]
    for category, severity in message.findings:
        if category in _FROM_RECORD:
            graded = severity if severity is Severity.INFO else policy.categories[category].severity
            found.append(finding_about_message(category, graded, "as recorded"))
    verdict = judge(found, policy, message.author)
    if message.automatic and not verdict.alerts:
        return Ruling(())  # it is kept, whatever is found in it
    return Ruling(tuple(sorted(verdict.reasons)), tuple(sorted(verdict.alerts)))


def _as_decided(message: PastMessage) -> Ruling:
    known = {category.value: category for category in Category}
    reasons = (known[reason] for reason in message.reasons if reason in known)
    return Ruling(tuple(sorted(r for r in reasons if r.family != "gate" and r not in _NO_MATTER_OF_POLICY)))
