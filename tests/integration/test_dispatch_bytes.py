"""What went out is kept byte for byte, also where a later attempt sent something else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.model.staff import OPERATOR
from relay.service.audit_log import verify_log
from relay.service.participants import ParticipantChanges, change_participant
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.archive import read_outgoing
from relay.store.schema import Delivery, DeliveryBody, DeliveryKind
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA


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
