"""A mail that is not sent as its writer usually sends: the monitor is told, nothing else happens, no reader sees it."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from relay.config.resources import resource_path
from relay.model.category import Category, Severity
from relay.model.message import MessageState
from relay.model.sending import MOST_MESSAGES, MailProgram, Sending
from relay.model.staff import OPERATOR
from relay.service.audit_log import verify_log
from relay.service.review.deciding import discard, release
from relay.service.review.reading import get_message
from relay.service.review.views import MessageDetail
from relay.service.sendings import earlier_sendings
from relay.store.database import open_engine
from relay.store.migrations import drift
from relay.store.schema import Alert, ConcernNote, Message, Participant, SendingRow
from tests.support.earnest import Pool, arrives, state
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import AUDREY, GRETA, LUCIA, RUTH, TIM
from tests.support.scanners import scanner_without_opinion

AFTERNOON, NIGHT = "Mon, 23 Nov 2026 16:05:00 -0600", "Tue, 24 Nov 2026 03:10:00 +0300"
THUNDERBIRD, STRANGE = "Mozilla Thunderbird", "Spam Cannon <b>9</b> on tims-brothers-pc 203.0.113.7"
TOLD = (
    "unlike the writer's last 8 messages: sent with an unusual mail program, they with Thunderbird;"
    " from a time zone 9 hours from theirs; at 03 h by its own clock, 11 hours from all of theirs"
)


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(scanner_without_opinion())


async def sent(
    office: PostOffice,
    pool: Pool,
    words: str = "How was your week?\n",
    *,
    sender: str = TIM,
    to: str = "",
    program: str = THUNDERBIRD,
    date: str = AFTERNOON,
    **headers: str,
) -> str:
    pair = office.story.greta_and_tim
    to = to or (pair.mentor if sender == TIM else pair.student).masked_address
    mail = office.write(sender, to, words, User_Agent=program, Date=date, **headers)
    return await arrives(office, words, sender=sender, to=to, mail=mail, pool=pool)


async def usually(office: PostOffice, pool: Pool, *, sender: str = TIM, times: int = 8) -> None:
    for _ in range(times):
        await sent(office, pool, sender=sender)


def detail(office: PostOffice, message: str, email: str = "") -> MessageDetail:
    actor = office.story.staff(email) if email else OPERATOR
    return get_message(office.story.program, actor, message)


def told(office: PostOffice, message: str) -> list[str | None]:
    found = detail(office, message).findings
    return [one.explanation for one in found if one.category is Category.ACCOUNT_UNFAMILIAR]


def known_of(office: PostOffice, message: str) -> tuple[Sending, ...]:
    program = office.story.program
    with program.store.read() as session:
        return earlier_sendings(session, program.keyring, session.get_one(Message, message))


def rows(office: PostOffice) -> list[SendingRow]:
    with office.story.program.store.read() as session:
        return session.query(SendingRow).all()


def noted(office: PostOffice) -> set[str]:
    return {row.message_id for row in rows(office)}


async def test_the_monitor_is_told_in_a_sentence_and_the_mail_goes_its_way(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool)
    strange = await sent(office, pool, program=STRANGE, date=NIGHT)
    seen = detail(office, strange, RUTH)
    (finding,) = seen.findings
    assert (finding.category, finding.severity) == (Category.ACCOUNT_UNFAMILIAR, Severity.INFO)
    assert (finding.explanation, finding.text) == (TOLD, "")
    assert seen.item.state is MessageState.APPROVED
    assert seen.item.reasons == ()
    assert office.rows(Alert) == []
    assert office.rows(ConcernNote) == []
    assert verify_log(office.story.program).problems == []


async def test_what_is_beyond_the_last_messages_is_deleted_when_a_new_one_is_noted(
    office: PostOffice, pool: Pool
) -> None:
    old = [await sent(office, pool) for _ in range(3)]
    with office.story.program.store.write() as unit:
        for message_id in old:
            unit.session.get_one(SendingRow, message_id).received_at -= timedelta(days=1)
            unit.record("message.test", message_id)
    for _ in range(MOST_MESSAGES + 1):
        await sent(office, pool)
    assert len(rows(office)) == MOST_MESSAGES + 1  # one more than a scan reads
    assert not noted(office) & set(old)
    assert verify_log(office.story.program).problems == []


async def test_the_reader_and_the_writer_get_nothing_of_it(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool)
    office.story.clock.advance(minutes=1)
    await office.deliver()
    strange = await sent(office, pool, "What a night.\n", program=STRANGE, date=NIGHT)
    office.story.clock.advance(minutes=1)
    ((_, recipient, data),) = await office.deliver()
    assert recipient == GRETA
    assert b"What a night." in data
    for trace in (b"unlike", b"account", b"unusual", b"Thunderbird", b"Cannon", b"203.0.113.7", b"+0300", b"03:10:00"):
        assert trace not in data
    assert office.notices() == []
    assert detail(office, strange).item.state is MessageState.DELIVERED


async def test_who_may_read_no_text_reads_no_word_of_it(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool)
    strange = await sent(office, pool, program=STRANGE, date=NIGHT)
    (finding,) = detail(office, strange, AUDREY).findings
    assert (finding.explanation, finding.text) == (None, None)


async def test_what_has_been_seen_once_is_familiar(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool)
    assert told(office, await sent(office, pool, program=STRANGE, date=NIGHT))
    assert not told(office, await sent(office, pool, program=STRANGE, date=NIGHT))


async def test_what_waits_for_a_person_or_was_refused_makes_nothing_familiar(office: PostOffice, pool: Pool) -> None:
    story = office.story
    await usually(office, pool)
    held = [await sent(office, pool, "Call me: 515 555 0143\n", program=STRANGE, date=NIGHT) for _ in range(2)]
    assert [state(office, one) for one in held] == [MessageState.HELD] * 2
    assert all(told(office, one) for one in held)
    assert Category.ACCOUNT_UNFAMILIAR not in detail(office, held[0]).item.reasons
    discard(story.program, story.staff(RUTH), held[0], note="not Tim")
    again = await sent(office, pool, "Call me: 515 555 0143\n", program=STRANGE, date=NIGHT)
    assert told(office, again)
    release(story.program, story.staff(RUTH), held[1])
    assert not told(office, await sent(office, pool, program=STRANGE, date=NIGHT))


async def test_few_messages_judge_nobody_and_the_others_do_not_count(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool, times=7)
    await usually(office, pool, sender=GRETA, times=9)
    assert not told(office, await sent(office, pool, program=STRANGE, date=NIGHT))


async def test_all_pairs_of_a_writer_count_together(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool, sender=GRETA)
    to = office.story.pairs[GRETA, LUCIA].student.masked_address
    assert told(office, await sent(office, pool, sender=GRETA, to=to, program=STRANGE, date=NIGHT)) == [TOLD]


async def test_automatic_mail_is_not_judged_and_adds_nothing(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool)
    before = noted(office)
    answer = await sent(office, pool, program=STRANGE, date=NIGHT, Auto_Submitted="auto-replied")
    assert detail(office, answer).automatic
    assert not told(office, answer)
    assert noted(office) == before


async def test_forged_mail_is_not_judged_and_adds_nothing(office: PostOffice, pool: Pool) -> None:
    program = office.story.program
    await usually(office, pool)
    before = noted(office)
    to = office.story.greta_and_tim.mentor.masked_address
    mail = office.write(TIM, to, User_Agent=STRANGE, Date=NIGHT)
    forged = office.message(await office.hand_in(mail, to)).id
    with program.store.write() as unit:
        row = unit.session.get_one(Message, forged)
        row.authentication = {**row.authentication, "verdict": "fail"}
        unit.record("message.test", forged)
    await sent(office, pool)  # lets the worker scan all that waits
    assert not told(office, forged)
    assert forged not in noted(office)
    assert len(noted(office) - before) == 1


async def test_no_word_of_it_stands_in_clear_and_it_goes_with_its_writer(office: PostOffice, pool: Pool) -> None:
    program = office.story.program
    await usually(office, pool, sender=GRETA)
    latest = await sent(office, pool, sender=GRETA)
    assert known_of(office, latest) == (Sending(MailProgram.THUNDERBIRD, -360, 16),) * 8
    assert all(b"Thunderbird" not in bytes(row.sending) for row in rows(office))
    with program.store.read() as session:
        author = session.get_one(Participant, session.get_one(Message, latest).author_id)
    assert {row.sending.key_id for row in rows(office)} == {author.key_id}
    program.keystore.destroy(author.key_id)
    assert known_of(office, latest) == ()
    assert verify_log(program).problems == []


async def test_thirty_messages_are_read_by_one_index(office: PostOffice, pool: Pool) -> None:
    await usually(office, pool, times=32)
    latest = await sent(office, pool)
    assert len(known_of(office, latest)) == 30
    program = office.story.program
    if program.store.embedded:
        with program.store.read() as session:
            plan = session.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT s.message_id FROM sendings s JOIN messages m ON m.id = s.message_id"
                    " WHERE s.participant_id = 'p' AND m.state IN ('approved', 'delivered')"
                    " ORDER BY s.received_at DESC, s.message_id DESC LIMIT 30"
                )
            )
            steps = " ".join(str(step) for step in plan)
        assert "ix_sendings_recent" in steps
        assert "TEMP B-TREE" not in steps


ALERT = (
    "INSERT INTO alerts (id, category, severity, created_at, step, next_attempt_at)"
    " VALUES (:id, :category, :severity, :now, 0, :now)"
)


def _migrate(engine: Engine, step: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(resource_path("migrations", "relay")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def test_a_database_of_before_keeps_its_rows_and_takes_the_new_category(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)

    def alert(name: str, category: str, severity: str = "high") -> None:
        values = {"id": name, "category": category, "severity": severity, "now": "2026-11-23 12:00:00+00:00"}
        with engine.begin() as connection:
            connection.execute(text(ALERT), values)

    try:
        _migrate(engine, command.upgrade, "0011")
        alert("a_old", "crisis.abuse")
        with pytest.raises(IntegrityError):
            alert("a_early", "account.unfamiliar")
        for step, revision in ((command.upgrade, "0012"), (command.downgrade, "0011"), (command.upgrade, "head")):
            _migrate(engine, step, revision)
        alert("a_new", "account.unfamiliar")
        with pytest.raises(RuntimeError, match="1 findings or alerts say account"):
            _migrate(engine, command.downgrade, "0011")
        for category, severity in (("account.unknown", "high"), ("crisis.abuse", "huge")):
            with pytest.raises(IntegrityError):
                alert("a_wrong", category, severity)
        with engine.begin() as connection:
            assert set(connection.scalars(text("SELECT id FROM alerts"))) == {"a_old", "a_new"}
        assert drift(engine) == []
    finally:
        engine.dispose()
