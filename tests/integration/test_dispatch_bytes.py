"""What went out is kept byte for byte, also where a later attempt sent something else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.model.change import Change, ChangeKind
from relay.model.staff import OPERATOR
from relay.service.audit_log import verify_log
from relay.service.changes import changes_from_text
from relay.service.participants import ParticipantChanges, change_participant
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.archive import read_outgoing
from relay.store.schema import Delivery, DeliveryAttempt, DeliveryBody, DeliveryChanges, DeliveryKind
from relay.store.sealing import open_column
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA, phone


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def test_bytes_that_may_have_arrived_are_kept_beside_those_of_the_next_attempt(office: PostOffice) -> None:
    pair = office.story.greta_and_tim
    await office.hand_in(office.write(GRETA, pair.student.masked_address), pair.student.masked_address)
    office.scan()
    office.outside.script = [SendOutcome(SendKind.UNCERTAIN), SendOutcome(SendKind.UNCERTAIN)]
    ((_, _, first),) = await office.deliver()
    office.story.clock.advance(minutes=1)
    await office.deliver()
    change_participant(office.story.program, OPERATOR, pair.mentor.id, ParticipantChanges(given_name="Gretel"))
    office.story.clock.advance(minutes=5)
    ((_, _, last),) = await office.deliver()
    assert first != last, "the writer has another name now"
    with office.story.program.store.read() as session:
        keyring = office.story.program.keyring
        (delivery,) = session.query(Delivery).filter_by(kind=DeliveryKind.RELAY).all()
        assert [read_outgoing(session, keyring, delivery, number) for number in (1, 2, 3)] == [first, first, last]
        assert read_outgoing(session, keyring, delivery) == last
        assert {row.attempt for row in session.query(DeliveryBody)} == {1, 3}
    assert verify_log(office.story.program).problems == []


async def test_what_was_changed_is_kept_with_what_went_out_sealed_and_without_a_name(office: PostOffice) -> None:
    pair = office.story.greta_and_tim
    to = pair.student.masked_address
    await office.hand_in(office.write(GRETA, to, "See you, Greta Oldfield\n"), to)
    office.scan()
    office.outside.script = [SendOutcome(SendKind.UNCERTAIN), SendOutcome(SendKind.UNCERTAIN)]
    await office.deliver()
    office.story.clock.advance(minutes=1)
    await office.deliver()
    change_participant(office.story.program, OPERATOR, pair.student.id, ParticipantChanges(family_name="Hello"))
    office.story.clock.advance(minutes=5)
    await office.deliver()
    with office.story.program.store.read() as session:
        keyring = office.story.program.keyring
        rows = {row.attempt: row for row in session.query(DeliveryChanges)}
        assert set(rows) == {1, 3}, "the second attempt sent the same as the first"
        told = {number: changes_from_text(open_column(keyring, row, "changes")) for number, row in rows.items()}
    in_body, in_subject = Change(ChangeKind.NAME, "body"), Change(ChangeKind.NAME, "subject")
    assert told == {1: (in_body,), 3: (in_subject, in_body)}, "built anew with what is known of the two by then"
    assert b"name" not in bytes(rows[1].changes)
    assert verify_log(office.story.program).problems == []


async def test_a_notice_has_no_changes(office: PostOffice) -> None:
    to = office.story.greta_and_tim.student.masked_address
    await office.hand_in(office.write(GRETA, to), to)
    office.scan(phone())
    await office.deliver()
    assert len(office.rows(DeliveryAttempt)) == 1
    assert office.rows(DeliveryChanges) == []
