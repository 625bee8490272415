"""Harm that is spread over several mails: the one that completes it is held, and names the others."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from relay.model.category import Category
from relay.model.message import MessageState
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import MOST_DAYS, MOST_MESSAGES, ConversationFeatures, Signal
from relay.service.audit_log import verify_log
from relay.service.conversation import earlier_features
from relay.service.review.deciding import release
from relay.service.scanning import ScanWorker
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.protocol import Reply
from relay.store import conversations
from relay.store.incoming import ScanLease, claim_received
from relay.store.schema import ConversationRow, FindingRow, Message
from relay.store.sealing import open_column
from tests.support.earnest import Pool, arrives, state
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA, RUTH, TIM
from tests.support.scanners import scanner_without_opinion

LEASE = timedelta(seconds=25)
FIRST, SECOND, THIRD = (
    "The gear thing clicked! Remember this for later: 641\n",
    "My lego arm can lift a soup can now. Next bit is 555\n",
    "Rubber bands and a clothespin. Last bit: 0119\n",
)


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


def message(office: PostOffice, message_id: str) -> Message:
    with office.story.program.store.read() as session:
        return session.get_one(Message, message_id)


def explanations(office: PostOffice, message_id: str) -> list[str]:
    rows = [row for row in office.rows(FindingRow) if row.message_id == message_id]
    return [open_column(office.story.program.keyring, row, "explanation") for row in rows]


def noted(office: PostOffice) -> list[ConversationRow]:
    with office.story.program.store.read() as session:
        return session.query(ConversationRow).order_by(ConversationRow.received_at).all()


def leases(office: PostOffice, owner: str = "w_test") -> list[ScanLease]:
    with office.story.program.store.write() as unit:
        return claim_received(unit, owner, LEASE, 100)


def digits(token: str, *, message: str = "") -> NewMessage:
    signal = Signal("digits.cued", "body", 0, len(token), token)
    return NewMessage(ConversationFeatures(None, (signal,), message=message))


async def hand_in(office: PostOffice, words: str = "Hello\n") -> Reply:
    to = office.story.greta_and_tim.mentor.masked_address
    return await office.hand_in(office.write(TIM, to, words), to)


async def test_the_mail_that_completes_a_number_is_held_and_names_the_earlier_ones(office: PostOffice) -> None:
    first = await arrives(office, FIRST, sender=TIM)
    second = await arrives(office, SECOND, sender=TIM)
    third = await arrives(office, THIRD, sender=TIM)
    assert [state(office, one) for one in (first, second, third)] == [
        MessageState.APPROVED,
        MessageState.APPROVED,
        MessageState.HELD,
    ]
    assert message(office, third).reasons == [Category.PII_PHONE]
    assert explanations(office, third) == [
        f"together with earlier messages {first} and {second} this makes a phone number in parts"
    ]
    assert verify_log(office.story.program).problems == []


async def test_what_the_two_wrote_counts_together(office: PostOffice) -> None:
    await arrives(office, "What are the first three digits people dial there, and the rest?\n", sender=GRETA)
    await arrives(office, "haha ok. first is 308\n", sender=TIM)
    await arrives(office, "And the other seven? A few at a time is fine.\n", sender=GRETA)
    last = await arrives(office, "my dog says hi. 555 0137\n", sender=TIM)
    assert state(office, last) is MessageState.HELD


async def test_nothing_of_the_mail_stands_in_clear_and_erasing_the_pair_makes_it_unreadable(office: PostOffice) -> None:
    await arrives(office, FIRST, sender=TIM)
    (row,) = noted(office)
    assert b"641" not in bytes(row.features)
    latest = await arrives(office, "How is the weather?\n", sender=TIM)
    program = office.story.program
    with program.store.read() as session:
        (known,) = earlier_features(session, program.keyring, session.get_one(Message, latest))
        assert known.message == row.message_id
    program.keystore.destroy(message(office, latest).key_id)
    with program.store.read() as session:
        assert earlier_features(session, program.keyring, session.get_one(Message, latest)) == ()
    assert verify_log(program).problems == []


async def test_a_scan_that_is_done_twice_is_noted_once(office: PostOffice) -> None:
    reply = await hand_in(office, FIRST)
    (lease,) = leases(office)
    pool: Any = Pool()
    for _ in range(2):
        worker = ScanWorker(
            office.story.program, office.writer, pool, owner="w_test", at_once=1, approved=asyncio.Event()
        )
        await worker.work(lease)
    assert [row.message_id for row in noted(office)] == [office.message(reply).id]


async def test_mails_that_are_scanned_at_the_same_time_are_read_together_all_the_same(office: PostOffice) -> None:
    replies = [await hand_in(office, f"mail {number}\n") for number in range(3)]
    program, scans = office.story.program, []
    for lease, token in zip(leases(office), ("641", "555", "0119"), strict=True):
        scans.append(Scanned(lease, (), "scanner", added=digits(token)))  # no scan knew of the others
    with program.store.write() as unit:
        apply_scans(program, unit, scans[:1])
    with program.store.write() as unit:
        apply_scans(program, unit, scans[1:])
    assert [office.message(reply).state for reply in replies] == [
        MessageState.APPROVED,
        MessageState.APPROVED,
        MessageState.HELD,
    ]


async def test_what_somebody_forged_adds_nothing_to_the_conversation(office: PostOffice) -> None:
    reply = await hand_in(office)
    program = office.story.program
    (lease,) = leases(office)
    with program.store.write() as unit:
        row = unit.session.get_one(Message, office.message(reply).id)
        row.authentication = {**row.authentication, "verdict": "fail"}
        unit.record("message.test", row.id)
    with program.store.write() as unit:
        apply_scans(program, unit, [Scanned(lease, (), "scanner", added=digits("641"))])
    assert noted(office) == []


async def test_only_thirty_messages_and_ninety_days_are_read_by_one_index(office: PostOffice) -> None:
    program = office.story.program

    async def add(token: str) -> str:
        reply = await hand_in(office, f"number {token}\n")
        with program.store.write() as unit:
            found = claim_received(unit, "w_test", LEASE, 100)
            apply_scans(program, unit, [Scanned(lease, (), "scanner", added=digits(token)) for lease in found])
        return office.message(reply).id

    old = last = await add("1")
    office.story.clock.advance(days=91)
    for number in range(33):
        last = await add(str(number))
    with program.store.read() as session:
        row = session.get_one(Message, last)
        known = earlier_features(session, program.keyring, row)
        assert len(known) == 30
        assert old not in {features.message for features in known}
        assert [f.message for f in known] == sorted(
            (f.message for f in known), key=lambda m: message(office, m).received_at
        )
        if program.store.embedded:
            plan = session.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT message_id FROM conversation_features WHERE pair_id = :p AND"
                    " received_at > :t ORDER BY received_at DESC, message_id DESC LIMIT 30"
                ),
                {"p": row.pair_id, "t": "2026-01-01"},
            )
            steps = " ".join(str(step) for step in plan)
            assert "ix_conversation_features_recent" in steps
            assert "TEMP B-TREE" not in steps


async def test_what_a_person_released_does_not_hold_the_next_mail_for_the_same_reason(office: PostOffice) -> None:
    story, pool = office.story, Pool(scanner_without_opinion())  # the second one may hold any of these by itself
    lonely = "Nobody at home listens to me. With you I can talk, you are not like the others.\n"
    first = await arrives(office, lonely, sender=GRETA, pool=pool)
    if state(office, first) is MessageState.HELD:
        release(story.program, story.staff(RUTH), first)
    held = await arrives(
        office, "Some of it belongs on this page and nowhere else, don't you think?\n", sender=GRETA, pool=pool
    )
    assert state(office, held) is MessageState.HELD
    release(story.program, story.staff(RUTH), held)
    with story.program.store.read() as session:
        known = earlier_features(session, story.program.keyring, session.get_one(Message, held))
        assert [features.settled for features in known] == [False]
    after = await arrives(office, "How was the science fair?\n", sender=GRETA, pool=pool)
    assert state(office, after) is MessageState.APPROVED


async def note_many(office: PostOffice, count: int) -> list[str]:
    """Let mails arrive whose scan found a piece of a number; return their ids."""
    replies = [await hand_in(office, f"mail {number}\n") for number in range(count)]
    scans = [Scanned(lease, (), "scanner", added=digits("6")) for lease in leases(office)]
    with office.story.program.store.write() as unit:
        apply_scans(office.story.program, unit, scans)
    return [office.message(reply).id for reply in replies]


def age(office: PostOffice, message_ids: list[str], days: int) -> None:
    with office.story.program.store.write() as unit:
        for message_id in message_ids:
            unit.session.get_one(ConversationRow, message_id).received_at -= timedelta(days=days)
            unit.record("message.test", message_id)


async def test_what_is_beyond_the_last_messages_is_deleted_when_a_new_one_is_noted(office: PostOffice) -> None:
    ids = await note_many(office, MOST_MESSAGES + 3)
    assert {row.message_id for row in noted(office)} == set(sorted(ids)[2:])  # one more than a scan reads
    assert verify_log(office.story.program).problems == []


async def test_what_is_too_old_to_count_is_deleted_a_few_rows_at_a_time(office: PostOffice) -> None:
    old = await note_many(office, conversations.MOST_TRIMMED + 2)
    age(office, old, MOST_DAYS + 1)
    (first,) = await note_many(office, 1)
    assert len(noted(office)) == 2 + 1
    (second,) = await note_many(office, 1)
    assert {row.message_id for row in noted(office)} == {first, second}
    assert verify_log(office.story.program).problems == []
