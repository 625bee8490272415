"""`policy dry-run`: what a changed policy would have held of the archive's mail, told without what it says."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from relay.config.policy import PolicySet
from relay.mime.reading import read_message
from relay.model.category import Action, Category, Severity
from relay.model.errors import NotFoundError
from relay.model.finding import finding_about_message
from relay.model.policy import CategoryPolicy, PhraseRule, Policy
from relay.model.staff import OPERATOR
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanFailedError, ScanReport
from relay.scanning.scanner import Scanner
from relay.service.dry_run import ACTION, DryRun, Trial, dry_run
from relay.smtp.protocol import Reply
from relay.store.past_messages import PastMessage, Period, count_past, past_messages
from relay.store.schema import AuditEvent, FindingRow, Message
from tests.support.post_office import PostOffice, open_post_office, shipped_policy
from tests.support.queue_command import command_story, run
from tests.support.review_story import TIM

NUMBER = "The number of my sister: 515 555 0143.\n"
OTTERS = "Our class saw the otters yesterday.\n"
IN_FORCE = shipped_policy()


class Scanners:
    """Scans in this process, under the policies of a trial."""

    def __init__(self, trial: Trial) -> None:
        self._policies = trial.named()
        self._scanners: dict[str | None, Scanner] = {}
        self.broken = False

    async def scan(self, raw: bytes, context: ScanContext, group: str | None = None) -> ScanReport:
        if self.broken:
            raise ScanFailedError("lost twice")
        assert group in self._policies.groups
        scanner = self._scanners.setdefault(group, Scanner(self._policies.policy_for(group), None))
        return ScanReport(scanner.scan_message(read_message(raw), context), "here")


def with_action(policy: Policy, category: Category, action: Action) -> Policy:
    entry = CategoryPolicy(policy.categories[category].severity, action)
    return replace(policy, categories={**policy.categories, category: entry})


def changed() -> Policy:
    """Return the shipped policy without holding numbers, and with a rule against otters."""
    otters = PhraseRule("otters", Category.CONDUCT_SOLICITATION, "otters are told of", (r"\botters\b",))
    policy = with_action(IN_FORCE, Category.PII_PHONE, Action.FORWARD)
    return replace(policy, version="changed", scan=replace(policy.scan, rules=(*policy.scan.rules, otters)))


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url, policies=PolicySet(IN_FORCE)) as opened:
        yield opened


async def hand_in(office: PostOffice, text: str) -> Reply:
    mask = office.story.greta_and_tim.mentor.masked_address
    return await office.hand_in(office.write(TIM, mask, text), mask)


def scan(office: PostOffice, text: str) -> None:
    """Decide on what waits as the real scanner finds ``text``."""
    office.scan(*Scanner(IN_FORCE, None).examine_texts([("body", text)], ScanContext()).findings)


async def tried(office: PostOffice, trial: Trial, *, days: int = 30, group: str | None = None) -> DryRun:
    program = office.story.program
    scans = Scanners(trial)
    return await dry_run(program, OPERATOR, scans, trial, days=days, group=group, progress=lambda done, total: None)


async def sent(office: PostOffice) -> tuple[Message, Message, Message]:
    """Let a number, otters and something harmless come in, and be decided on."""
    replies = []
    for text in (NUMBER, OTTERS, "Hi! How was your week?\n"):
        replies.append(await hand_in(office, text))
        scan(office, text)
    number, otters, harmless = (office.message(reply) for reply in replies)
    return number, otters, harmless


async def test_two_policies_are_compared_on_the_mail_of_the_archive(office: PostOffice) -> None:
    number, otters, _ = await sent(office)
    found = await tried(office, Trial(PolicySet(changed()), PolicySet(IN_FORCE)))
    assert (found.messages, found.held_before, found.held_after) == (3, 1, 1)
    assert [(d.id, d.before, d.after) for d in found.now_held] == [(otters.id, (), (Category.CONDUCT_SOLICITATION,))]
    assert [(d.id, d.before, d.after) for d in found.no_longer_held] == [(number.id, (Category.PII_PHONE,), ())]
    assert (found.more, found.fewer) == ({Category.CONDUCT_SOLICITATION: 1}, {Category.PII_PHONE: 1})


async def test_the_policy_in_force_is_compared_with_what_was_decided_then(office: PostOffice) -> None:
    number, otters, _ = await sent(office)
    found = await tried(office, Trial(PolicySet(changed())))
    assert found.against == "record"
    assert [d.id for d in found.now_held] == [otters.id]
    assert [d.id for d in found.no_longer_held] == [number.id]
    unchanged = await tried(office, Trial(PolicySet(IN_FORCE)))
    assert not unchanged.now_held + unchanged.no_longer_held + unchanged.for_other_reasons


async def test_a_groups_own_policy_is_tried_on_its_mail(office: PostOffice) -> None:
    _, otters, _ = await sent(office)
    group = office.story.greta_and_tim.group
    mine = PolicySet(IN_FORCE, {group: changed()})
    other = PolicySet(IN_FORCE, {"Elsewhere": changed()})
    in_force = PolicySet(IN_FORCE)
    assert [d.id for d in (await tried(office, Trial(mine, in_force), group=group)).now_held] == [otters.id]
    assert not (await tried(office, Trial(other, in_force))).now_held
    with pytest.raises(NotFoundError):
        await tried(office, Trial(mine, in_force), group="Elsewhere")


async def test_only_the_last_days_count_and_mail_that_was_not_scanned_yet_does_not(office: PostOffice) -> None:
    await sent(office)
    office.story.clock.advance(days=10)
    await hand_in(office, OTTERS)
    scan(office, OTTERS)
    await hand_in(office, OTTERS)  # waits for its scan
    trial = Trial(PolicySet(changed()), PolicySet(IN_FORCE))
    assert (await tried(office, trial, days=5)).messages == 1
    assert (await tried(office, trial, days=11)).messages == 4


async def test_what_the_scanner_does_not_see_is_taken_from_the_record(office: PostOffice) -> None:
    reply = await hand_in(office, "Hi! How was your week?\n")
    office.scan(finding_about_message(Category.SYSTEM_RECIPIENTS, Severity.HIGH, "An outsider is in Cc."))
    without = with_action(IN_FORCE, Category.SYSTEM_RECIPIENTS, Action.FORWARD)
    found = await tried(office, Trial(PolicySet(without), PolicySet(IN_FORCE)))
    assert [d.id for d in found.no_longer_held] == [office.message(reply).id]


async def test_a_mail_that_cannot_be_scanned_would_be_held(office: PostOffice) -> None:
    await sent(office)
    trial = Trial(PolicySet(changed()))
    scans = Scanners(trial)
    scans.broken = True
    found = await dry_run(
        office.story.program, OPERATOR, scans, trial, days=5, group=None, progress=lambda done, total: None
    )
    assert {d.after for d in found.now_held} == {(Category.SYSTEM_SCAN_FAILED,)}


async def test_mail_whose_conversation_was_erased_is_counted_and_left_out(office: PostOffice) -> None:
    number, _, _ = await sent(office)
    office.story.program.keystore.destroy(number.key_id)
    found = await tried(office, Trial(PolicySet(changed()), PolicySet(IN_FORCE)))
    assert (found.messages, found.unreadable, found.held_after) == (0, 3, 0)


async def test_the_archive_is_read_in_pages_that_leave_nothing_out(office: PostOffice) -> None:
    ids = [message.id for message in await sent(office)]
    now = office.story.program.now()
    period = Period(OPERATOR, now - timedelta(days=1), now)
    read: list[PastMessage] = []
    with office.story.program.store.read() as session:
        while page := past_messages(session, period, read[-1] if read else None, 2):
            assert len(page) <= 2
            read += page
        assert [message.id for message in read] == ids
        assert count_past(session, period) == len(ids)


async def test_nothing_is_stored_but_that_the_mail_was_read(office: PostOffice) -> None:
    await sent(office)
    before = [(m.id, m.version, m.state) for m in office.rows(Message)], len(office.rows(FindingRow))
    events = {event.id for event in office.rows(AuditEvent)}
    await tried(office, Trial(PolicySet(changed()), PolicySet(IN_FORCE)))
    assert ([(m.id, m.version, m.state) for m in office.rows(Message)], len(office.rows(FindingRow))) == before
    (event,) = [event for event in office.rows(AuditEvent) if event.id not in events]
    assert (event.action, event.actor, event.details["policy"]) == (ACTION, OPERATOR.id, "changed")
    assert event.details["days"] == 30


def test_the_command_prints_ids_and_categories_and_never_the_mail(tmp_path: Path) -> None:
    with command_story(tmp_path) as story:
        number = story.arrive(subject="Zebra", text=f"{NUMBER}\n")
        shown = run(story, "policy", "dry-run", "--days", "3650")
        told = run(story, "policy", "dry-run", "--days", "3650", "--json")
    assert shown.returncode == 0, shown.stderr
    assert number in shown.stdout
    assert "pii.phone" in shown.stdout
    assert "515" not in shown.stdout + told.stdout + shown.stderr
    assert "Zebra" not in shown.stdout + told.stdout
    (held,) = json.loads(told.stdout)["now_held"]
    assert (held["id"], held["before"], held["after"]) == (number, [], ["pii.phone"])
    assert json.loads(told.stdout)["against"] == "record"
