"""What is stored of a mail that is taken: repeats, threads, the original bytes, and nothing in the clear."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from relay.model.category import Category
from relay.model.message import Direction, MessageState
from relay.service.audit_log import verify_log
from relay.smtp.protocol import Reply
from relay.store.archive import read_original
from relay.store.schema import Concern, Message, Thread
from tests.support.post_office import UNPROVEN, PostOffice, open_post_office
from tests.support.review_story import GRETA, OMAR, TIM


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


def masks(office: PostOffice) -> tuple[str, str]:
    """Return where Greta writes to Tim, and Tim to Greta."""
    pair = office.story.greta_and_tim
    return pair.student.masked_address, pair.mentor.masked_address


def id_of(reply: Reply) -> str:
    assert reply.code == 250, reply
    return reply.text.rpartition(" ")[2]


async def test_the_bytes_are_archived_as_they_came(office: PostOffice) -> None:  # C27, C37
    to, _ = masks(office)
    raw = f"From: {GRETA}\r\nTo: {to}\r\nX-Odd: a\x00b \x0b\x1c\r\n\r\nOne.\r\n.two \x00\r\n\r\n".encode("latin-1")
    raw += b"\xff\xfe not text \xe9" + b"x" * 3_000_000
    message = office.message(await office.hand_in(raw, to))
    with office.story.program.store.read() as session:
        assert read_original(session, office.story.program.keyring, message) == raw
    assert message.size == len(raw)
    assert message.direction is Direction.MENTOR_TO_STUDENT
    assert message.received_at == office.story.clock().replace(second=0), "our own clock, whatever Date says"


@pytest.mark.parametrize("body", ["", "\n", " "])
async def test_empty_mail_and_mail_without_any_id_is_taken(office: PostOffice, body: str) -> None:  # B19, B37
    to, _ = masks(office)
    mail = office.write(GRETA, to, body, Message_ID="", Date="", Subject="")
    message = office.message(await office.hand_in(mail, to))
    office.scan()
    assert office.message(Reply(250, "2.0.0", message.id)).state is MessageState.APPROVED


async def test_the_same_mail_within_seven_days_gets_the_first_id(office: PostOffice) -> None:  # B18, B20, D23
    to, _ = masks(office)
    mail = office.write(GRETA, to)
    first = await office.hand_in(mail, to)
    office.scan()
    office.story.clock.advance(days=6, hours=23)
    assert id_of(await office.hand_in(mail, to)) == id_of(first)
    assert len(office.rows(Message)) == 1
    office.story.clock.advance(hours=2)
    assert id_of(await office.hand_in(mail, to)) != id_of(first)


async def test_another_body_date_envelope_or_mask_under_the_same_message_id_is_another_mail(
    office: PostOffice,
) -> None:  # B18
    tim, _ = masks(office)
    same = {"Message_ID": "<always-the-same@broken.example>"}
    replies = [
        await office.hand_in(office.write(GRETA, tim, "One\n", **same), tim),
        await office.hand_in(office.write(GRETA, tim, "Two\n", **same), tim),
        await office.hand_in(office.write(GRETA, tim, "One\n", **same, Date="Mon, 23 Nov 2026 11:59:00 +0000"), tim),
        await office.hand_in(office.write(GRETA, tim, "One\n", **same), tim, envelope_from="other@front.example"),
    ]
    lucia = office.story.pairs[GRETA, "lucia@school.example"].student.masked_address
    replies.append(await office.hand_in(office.write(GRETA, tim, "One\n", **same), lucia))
    assert len({id_of(reply) for reply in replies}) == 5


async def test_a_proven_mail_is_no_repeat_of_an_unproven_one(tmp_path: Path, database_url: str) -> None:
    hold = {"sender_authentication": {"unauthenticated": "hold"}}
    async with open_post_office(tmp_path, database_url, more=hold) as office:
        to, _ = masks(office)
        mail, proven = office.write(GRETA, to), office.witness.says
        office.witness.says = UNPROVEN
        unproven = await office.hand_in(mail, to)
        office.witness.says = proven
        again = await office.hand_in(mail, to)
        assert id_of(unproven) != id_of(again)
        office.scan()
        assert [office.message(reply).state for reply in (unproven, again)] == [
            MessageState.HELD,
            MessageState.APPROVED,
        ]


async def test_forty_copies_at_once_are_one_message(tmp_path: Path, database_url: str) -> None:  # B20
    writers = 4 if database_url.startswith("postgresql") else 1
    async with open_post_office(tmp_path, database_url, writers=writers) as office:
        to, _ = masks(office)
        mail = office.write(GRETA, to).as_bytes()
        replies = await asyncio.gather(*(office.hand_in(mail, to) for _ in range(40)))
        assert len({id_of(reply) for reply in replies}) == 1
        assert len(office.rows(Message)) == 1


async def test_many_different_mails_at_once_share_a_thread_and_leave_a_sound_log(
    tmp_path: Path, database_url: str
) -> None:
    writers = 4 if database_url.startswith("postgresql") else 1
    async with open_post_office(tmp_path, database_url, writers=writers) as office:
        tim, greta = masks(office)
        both_ways = ((GRETA, tim), (TIM, greta))
        mails = [(office.write(*pair, Subject="Re: Hello"), pair[1]) for _ in range(20) for pair in both_ways]
        replies = await asyncio.gather(*(office.hand_in(mail, to) for mail, to in mails))
        assert len({id_of(reply) for reply in replies}) == 40
        assert len(office.rows(Thread)) == 1
        office.scan()
        assert verify_log(office.story.program).problems == []


async def test_replies_join_the_thread_of_what_they_answer(office: PostOffice) -> None:  # D27, A21
    tim, greta = masks(office)
    first = await office.hand_in(office.write(GRETA, tim, Message_ID="<first@g.example>"), tim)
    office.scan()
    ((_, _, delivered),) = await office.deliver()
    given = next(line for line in delivered.decode().splitlines() if line.startswith("Message-ID:")).partition(" ")[2]
    answer = await office.hand_in(office.write(TIM, greta, Subject="Something else", In_Reply_To=given), greta)
    further = await office.hand_in(
        office.write(GRETA, tim, Subject="Third", References="<unknown@x.example><first@g.example>"), tim
    )
    by_subject = await office.hand_in(office.write(TIM, greta, Subject="RE: AW: hello"), greta)
    other = await office.hand_in(office.write(TIM, greta, Subject="Another matter [#1]"), greta)
    threads = [office.message(reply).thread_id for reply in (first, answer, further, by_subject, other)]
    assert len(set(threads[:4])) == 1
    assert threads[4] not in threads[:4]


async def test_ids_of_another_pair_lead_nowhere(office: PostOffice) -> None:  # D24, D25, I2
    tim, _ = masks(office)
    omars = office.story.omar_and_tim.student.masked_address
    ours = await office.hand_in(office.write(GRETA, tim, Message_ID="<first@g.example>"), tim)
    theirs = await office.hand_in(office.write(OMAR, omars, In_Reply_To="<first@g.example>"), omars)
    assert office.message(ours).thread_id != office.message(theirs).thread_id
    assert office.message(theirs).pair_id == office.story.omar_and_tim.id


async def test_a_mask_that_stands_in_neither_to_nor_cc_is_taken_for_the_scan_to_hold(office: PostOffice) -> None:  # A11
    tim, _ = masks(office)
    reply = await office.hand_in(office.write(GRETA, "undisclosed-recipients:;"), tim)
    assert office.message(reply).pair_id == office.story.greta_and_tim.id


async def test_a_crisis_mail_to_a_mask_of_others_is_not_filed_in_their_conversation(office: PostOffice) -> None:  # D26
    tim, _ = masks(office)
    message = office.message(await office.hand_in(office.write(OMAR, tim, "I want to kill myself.\n"), tim))
    office.scan()
    assert (message.pair_id, message.thread_id, message.direction) == (None, None, None)
    assert message.author_id == office.story.omar_and_tim.mentor.id
    assert not office.only(Concern).holds_pair
    assert Category.SYSTEM_RECIPIENTS in office.message(Reply(250, "", message.id)).reasons


async def test_nothing_personal_stands_in_the_clear(tmp_path: Path, database_url: str) -> None:  # A63
    async with open_post_office(tmp_path, database_url) as office:
        tim, _ = masks(office)
        mail = office.write(
            GRETA,
            tim,
            "The heron stands in Marlowe Creek.\n",
            Subject="Heron sighting",
            Message_ID="<heron-42@g.example>",
        )
        await office.hand_in(mail, tim)
        office.scan()
        await office.deliver()
        planted = [b"heron", b"Marlowe", GRETA.encode(), TIM.encode(), b"Kowalczyk", b"Oldfield", b"front.example"]
        stored = _files(tmp_path) if database_url.startswith("sqlite") else "\n".join(_dump(office)).encode()
        assert [word for word in planted if word.lower() in stored.lower()] == []


def _files(directory: Path) -> bytes:
    """Return everything that stands in the database's files, its log among them."""
    return b"".join(file.read_bytes() for file in directory.iterdir() if file.is_file())


def _dump(office: PostOffice) -> list[str]:
    """Return every value of every row, as the database gives it."""
    with office.story.program.store.read() as session:
        names = session.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        return [
            str([bytes(value) if isinstance(value, bytes | memoryview) else value for value in row])
            for name in list(names)
            for row in session.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - the name of a table of ours
        ]
