"""The mentor rule: one grave message nobody let through holds everything else of that mentor for a while."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from relay.model.category import Category
from relay.model.supervision import Supervision
from relay.service.review.deciding import reject
from relay.store.database import is_sqlite
from relay.store.pair_history import mentor_under_rule
from relay.store.schema import DecisionRow, Message, Pair
from tests.support.post_office import PostOffice, open_post_office, serious
from tests.support.review_story import GRETA, RUTH


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def grave(office: PostOffice) -> Message:
    to = office.story.greta_and_tim.student.masked_address
    reply = await office.hand_in(office.write(GRETA, to), to)
    office.scan(*serious(Category.CONDUCT_SECRECY))
    return office.message(reply)


def is_under_rule(office: PostOffice, days: int = 30) -> bool:
    program = office.story.program
    with program.store.read() as session:
        mentor = office.story.greta_and_tim.mentor.id
        return mentor_under_rule(session, mentor, program.now() - timedelta(days=days))


async def test_it_holds_while_undecided_and_for_the_days_after_the_rejection(office: PostOffice) -> None:
    message = await grave(office)
    assert is_under_rule(office)
    reject(office.story.program, office.story.staff(RUTH), message.id, reason="No secrets, please.")
    assert is_under_rule(office)
    office.story.clock.advance(days=31)
    assert not is_under_rule(office)


async def test_a_later_note_on_an_old_rejection_does_not_renew_it(office: PostOffice) -> None:
    message = await grave(office)
    reject(office.story.program, office.story.staff(RUTH), message.id, reason="No secrets, please.")
    office.story.clock.advance(days=31)
    with office.story.program.store.write() as unit:
        rejected = unit.session.query(DecisionRow).filter_by(message_id=message.id, action="rejected").one()
        copied = {column.name: getattr(rejected, column.name) for column in DecisionRow.__table__.columns}
        later = {"id": unit.new_id("d"), "action": "reviewed", "decided_at": unit.now, "note": None}
        unit.add(DecisionRow(**{**copied, **later}))
        unit.record("message.reviewed", message.id)
    assert not is_under_rule(office)


async def test_the_question_is_answered_from_a_small_index(office: PostOffice) -> None:
    engine = office.story.program.store.engine
    if not is_sqlite(engine):
        pytest.skip("PostgreSQL plans by the size of the table")
    asked: list[tuple[str, object]] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    is_under_rule(office)
    statement, values = next(one for one in asked if "conduct" in str(one[1]))
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]
    assert any("ix_messages_stopped" in str(row) for row in plan), plan


async def test_where_everything_is_held_it_is_not_asked(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.story.program.store.write() as unit:
        pair = unit.session.get_one(Pair, office.story.greta_and_tim.id)
        pair.supervision = Supervision.HOLD_ALL
        unit.record("pair.changed", pair.id)
    monkeypatch.setattr("relay.service.circumstances.mentor_under_rule", _never)
    to = office.story.greta_and_tim.student.masked_address
    reply = await office.hand_in(office.write(GRETA, to), to)
    office.scan()
    assert office.message(reply).reasons == ["supervision"]


def _never(*_: object) -> bool:
    raise AssertionError("asked for nothing")
