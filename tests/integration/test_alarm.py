"""Alerts: to whom, how often, until when, and what they never say."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.identity import Role
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service import staff
from relay.service.alarm import alert_old_holds, send_due_alerts
from relay.service.alerts import acknowledge_alert
from relay.store.schema import Alert, Delivery, DeliveryKind
from relay.store.sealing import open_column
from tests.support.post_office import PostOffice, open_post_office, serious
from tests.support.review_story import ADA, GRETA, LENA, OTTO, RUTH, SAM, TIM, phone

ON_CALL = ["first@call.example", "second@call.example", "third@call.example"]
CRY = "I want to kill myself, says the heron of Marlowe Creek\n"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url, more={"alerts": {"on_call": ON_CALL}}) as opened:
        yield opened


async def crisis(office: PostOffice, *categories: Category, by: Role = Role.STUDENT) -> None:
    pair = office.story.greta_and_tim
    writer, to = (TIM, pair.mentor.masked_address) if by is Role.STUDENT else (GRETA, pair.student.masked_address)
    await office.hand_in(office.write(writer, to, CRY, Subject="Marlowe"), to)
    office.scan(*serious(*(categories or (Category.CRISIS_SELF_HARM,))))


def ring(office: PostOffice) -> list[str]:
    """Send what is due; return who got a mail, in order of the addresses."""
    before = {row.id for row in office.rows(Delivery)}
    with office.story.program.store.write() as unit:
        send_due_alerts(office.story.program, unit)
    new = [row for row in office.rows(Delivery) if row.id not in before]
    assert all(row.kind is DeliveryKind.STAFF for row in new)
    return sorted(address_of(office, row) for row in new)


def address_of(office: PostOffice, row: Delivery) -> str:
    if row.staff_id is not None:
        return {office.story.staff(email).id: email for email in (ADA, LENA, RUTH, SAM, OTTO)}.get(
            row.staff_id, row.staff_id
        )
    return open_column(office.story.program.keyring, row, "recipient")


async def test_the_first_on_call_hears_at_once_and_at_each_repeat_the_next_too(office: PostOffice) -> None:
    await crisis(office)
    assert ring(office) == ON_CALL[:1]
    office.story.clock.advance(minutes=14)
    assert ring(office) == []
    for count in (2, 3, 3):
        office.story.clock.advance(minutes=15)
        assert ring(office) == ON_CALL[:count]


async def test_it_ends_when_somebody_acknowledges_it(office: PostOffice) -> None:
    await crisis(office)
    ring(office)
    acknowledge_alert(office.story.program, office.story.staff(RUTH), office.only(Alert).id)
    office.story.clock.advance(days=1)
    assert ring(office) == []


async def test_its_mail_names_the_message_and_its_severity_and_nothing_else_of_it(office: PostOffice) -> None:
    await crisis(office)
    ring(office)
    sent = [data for _, recipient, data in await office.deliver() if recipient == ON_CALL[0]]
    (mail,) = sent
    alert = office.only(Alert)
    for wanted in (alert.id, alert.message_id or "", "critical", f"/messages/{alert.message_id}"):
        assert wanted.encode() in mail.replace(b"=\r\n", b"")
    for never in (b"Tim", b"Greta", b"Kowalczyk", b"heron", b"Marlowe", b"self_harm", b"kill"):
        assert never.lower() not in mail.lower()


async def test_without_a_list_administrators_leads_and_the_groups_monitors_hear_all_at_once(
    tmp_path: Path, database_url: str
) -> None:
    async with open_post_office(tmp_path, database_url) as office:
        await crisis(office)
        assert ring(office) == sorted([ADA, LENA, RUTH, SAM])


async def test_whoever_it_may_be_about_does_not_hear_of_it(tmp_path: Path, database_url: str) -> None:  # H10
    async with open_post_office(tmp_path, database_url) as office:
        staff.add_staff(office.story.program, OPERATOR, GRETA, StaffRole.ADMINISTRATOR, [])
        staff.set_conflict(office.story.program, OPERATOR, SAM, office.story.greta_and_tim.student.id)
        await crisis(office, Category.CRISIS_ABUSE)
        assert ring(office) == sorted([ADA, LENA, RUTH])


async def test_an_alert_that_cannot_be_written_keeps_no_other_back(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crisis(office)
    await crisis(office, Category.CRISIS_ABUSE)
    broken, _ = office.rows(Alert)
    monkeypatch.setattr("relay.service.alarm.message_url", lambda _, message_id: _url(broken, message_id))
    assert ring(office) == ON_CALL[:1]
    monkeypatch.undo()
    office.story.clock.advance(minutes=1)
    assert ring(office) == ON_CALL[:1]


def _url(broken: Alert, message_id: str | None) -> str:
    if message_id == broken.message_id:
        raise ValueError("no such page")
    return ""


async def test_mail_that_is_held_for_long_alerts_once_a_group_and_is_never_freed(office: PostOffice) -> None:  # E8, E9
    pair = office.story.greta_and_tim
    for _ in range(3):
        await office.hand_in(office.write(TIM, pair.mentor.masked_address), pair.mentor.masked_address)
    office.scan(phone())
    program = office.story.program

    def look() -> int:
        with program.store.write() as unit:
            return alert_old_holds(program, unit)

    assert look() == 0
    office.story.clock.advance(hours=25)
    assert [look(), look()] == [1, 0]
    alert = office.only(Alert)
    assert (alert.message_id, alert.severity) == (None, Severity.MEDIUM)
    office.story.clock.advance(days=365)
    assert {template for template, _ in office.notices()} == {"held"}
    assert await relayed(office) == []


async def relayed(office: PostOffice) -> Sequence[str]:
    return [recipient for _, recipient, _ in await office.deliver() if recipient == GRETA]
