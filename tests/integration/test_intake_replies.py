"""The answers at the end of DATA, and the order in which the questions come (DESIGN section 13)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from relay.config.policy import PolicySet
from relay.model.category import Category
from relay.model.errors import TemporaryError
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.model.pairing import PairEvent
from relay.model.policy import GatePolicy
from relay.model.staff import OPERATOR
from relay.service.addresses import AddressChanges
from relay.service.gates import record_gate
from relay.service.pairs import create_pair
from relay.service.participants import ParticipantChanges, change_participant
from relay.store.schema import Alert, AuditEvent, Concern, Delivery, Message
from tests.support.post_office import (
    CRY,
    PROVEN,
    TROUBLE,
    UNPROVEN,
    PostOffice,
    open_post_office,
    serious,
    shipped_policy,
)
from tests.support.review_story import GRETA, LUCIA, OMAR, TIM

STRANGER = "somebody@else.example"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


def mask_of_tim(office: PostOffice) -> str:
    return office.story.greta_and_tim.student.masked_address


def mask_of_greta(office: PostOffice) -> str:
    return office.story.greta_and_tim.mentor.masked_address


async def test_a_proven_member_is_told_the_id_under_which_the_mail_is_stored(office: PostOffice) -> None:
    to = mask_of_tim(office)
    reply = await office.hand_in(office.write(GRETA, to), to)
    assert (reply.code, reply.enhanced) == (250, "2.0.0")
    assert reply.text.startswith("Queued as m_")
    assert office.message(reply).state is MessageState.RECEIVED
    assert office.wake.is_set()


async def test_who_is_not_proven_is_refused_and_nothing_is_stored(office: PostOffice) -> None:
    office.witness.says = UNPROVEN
    to = mask_of_tim(office)
    reply = await office.hand_in(office.write(GRETA, to), to)
    assert (reply.code, reply.enhanced) == (550, "5.7.26")
    assert office.rows(Message) == []
    assert office.notices() == []


async def test_trouble_with_dns_is_temporary(office: PostOffice) -> None:  # B53
    office.witness.says = TROUBLE
    to = mask_of_tim(office)
    reply = await office.hand_in(office.write(GRETA, to), to)
    assert (reply.code, reply.enhanced) == (451, "4.4.3")


@pytest.mark.parametrize("sender", ["", f"{GRETA}, {STRANGER}", f"Greta <{GRETA}> <{STRANGER}>", "Team: a@b.example;"])
async def test_without_exactly_one_author_nobody_is_asked(office: PostOffice, sender: str) -> None:  # B38, D4 to D7
    to = mask_of_tim(office)
    raw = f"From: {sender}\r\nTo: {to}\r\nSubject: x\r\n\r\nHi\r\n".encode().replace(b"From: \r\n", b"")
    reply = await office.hand_in(raw, to)
    assert (reply.code, reply.enhanced) == (550, "5.7.26")
    assert office.witness.asked == []


async def test_two_from_headers_have_no_author(office: PostOffice) -> None:  # D3
    to = mask_of_tim(office)
    raw = f"From: {GRETA}\r\nFrom: {STRANGER}\r\nTo: {to}\r\n\r\nHi\r\n".encode()
    assert (await office.hand_in(raw, to)).enhanced == "5.7.26"


async def test_a_proven_stranger_is_refused_and_the_member_is_told_once_a_day(office: PostOffice) -> None:  # A61, D24
    to = mask_of_tim(office)
    for _ in range(2):
        reply = await office.hand_in(office.write(STRANGER, to, In_Reply_To="<1@writer.example>"), to)
        assert (reply.code, reply.enhanced) == (550, "5.7.1")
    assert office.rows(Message) == []
    assert office.notices() == [("unknown_sender", office.story.greta_and_tim.mentor.id)]
    office.story.clock.advance(hours=24)
    await office.hand_in(office.write(STRANGER, to), to)
    assert len(office.notices()) == 2


async def test_nobody_is_told_of_a_stranger_who_is_not_proven(office: PostOffice) -> None:  # E7
    office.witness.says = UNPROVEN
    to = mask_of_tim(office)
    await office.hand_in(office.write(STRANGER, to), to)
    assert office.notices() == []


async def test_a_mask_works_for_the_pairs_other_member_alone(office: PostOffice) -> None:  # D25, D26, A60
    tim_for_greta, tim_for_omar = mask_of_tim(office), office.story.omar_and_tim.student.masked_address
    assert tim_for_greta != tim_for_omar
    assert (await office.hand_in(office.write(OMAR, tim_for_greta), tim_for_greta)).enhanced == "5.7.1"
    assert (await office.hand_in(office.write(TIM, tim_for_greta), tim_for_greta)).enhanced == "5.7.1"
    assert (await office.hand_in(office.write(LUCIA, mask_of_greta(office)), mask_of_greta(office))).enhanced == "5.7.1"


async def test_any_spelling_of_the_mask_and_any_address_of_the_writer_will_do(office: PostOffice) -> None:  # A8
    more = ParticipantChanges(addresses=AddressChanges(add=("Greta.Oldfield@gmail.com",)))
    change_participant(office.story.program, OPERATOR, office.story.greta_and_tim.mentor.id, more)
    to = mask_of_tim(office)
    reply = await office.hand_in(office.write("gretaoldfield+tag@googlemail.com", to), to.upper())
    assert reply.code == 250
    assert office.message(reply).author_id == office.story.greta_and_tim.mentor.id


async def test_a_paused_mentor_is_refused_kindly_and_the_students_mail_is_taken_and_held(office: PostOffice) -> None:
    office.story.step(office.story.greta_and_tim, PairEvent.PAUSE)
    refused = await office.hand_in(office.write(GRETA, mask_of_tim(office)), mask_of_tim(office))
    assert (refused.code, refused.enhanced) == (550, "5.2.1")
    assert "paused for now" in refused.text

    taken = await office.hand_in(office.write(TIM, mask_of_greta(office)), mask_of_greta(office))
    office.scan()
    held = office.message(taken)
    assert (held.state, held.reasons) == (MessageState.HELD, ["pair.paused"])
    assert office.notices() == [("held", office.story.greta_and_tim.student.id)]


async def test_mail_of_both_is_taken_and_held_while_a_pair_is_frozen(office: PostOffice) -> None:
    office.story.step(office.story.greta_and_tim, PairEvent.FREEZE)
    for writer, to in ((GRETA, mask_of_tim(office)), (TIM, mask_of_greta(office))):
        reply = await office.hand_in(office.write(writer, to), to)
        office.scan()
        assert office.message(reply).reasons == ["pair.frozen"]


async def test_a_closed_pair_takes_the_students_mail_for_thirty_days_and_then_refuses_with_help_lines(
    office: PostOffice,
) -> None:
    office.story.step(office.story.greta_and_tim, PairEvent.CLOSE)
    to = mask_of_greta(office)
    assert (await office.hand_in(office.write(GRETA, mask_of_tim(office)), mask_of_tim(office))).enhanced == "5.2.1"
    taken = await office.hand_in(office.write(TIM, to), to)
    office.scan()
    assert office.message(taken).reasons == ["pair.closed"]

    office.story.clock.advance(days=30)
    late = await office.hand_in(office.write(TIM, to), to)
    assert (late.code, late.enhanced) == (550, "5.2.1")
    assert "988" in late.text
    assert str(late).isascii()


async def test_a_pair_that_was_never_active_takes_nothing(office: PostOffice) -> None:
    story = office.story
    made = create_pair(
        story.program,
        OPERATOR,
        group="autumn",
        mentor_id=story.omar_and_tim.mentor.id,
        student_id=story.pairs[GRETA, LUCIA].student.id,
    )
    reply = await office.hand_in(office.write(OMAR, made.student.masked_address), made.student.masked_address)
    assert (reply.code, reply.enhanced) == (550, "5.2.1")
    assert "has not started yet" in reply.text


@pytest.mark.parametrize("why", ["unproven", "paused", "stranger's mask"])
async def test_a_cry_for_help_is_taken_held_and_alerted_whatever_would_refuse_it(office: PostOffice, why: str) -> None:
    story, writer, to = office.story, GRETA, mask_of_tim(office)
    if why == "unproven":
        office.witness.says = UNPROVEN
    elif why == "paused":
        story.step(story.greta_and_tim, PairEvent.PAUSE)
    else:
        writer, to = LUCIA, mask_of_greta(office)
    reply = await office.hand_in(office.write(writer, to, CRY), to)
    assert reply.code == 250
    office.scan()
    message = office.message(reply)
    assert message.state is MessageState.HELD
    assert Category.CRISIS_SELF_HARM in message.reasons
    assert office.only(Alert).message_id == message.id
    assert office.only(Concern).message_id == message.id
    # What is not proven is answered to nobody; what is, kindly, whatever address it came to.
    expected = [] if why == "unproven" else [("care", message.author_id)]
    assert office.notices() == expected


async def test_a_stranger_gets_no_crisis_check(office: PostOffice) -> None:
    to = mask_of_tim(office)
    assert (await office.hand_in(office.write(STRANGER, to, CRY), to)).enhanced == "5.7.1"


async def test_the_questions_come_in_their_order(office: PostOffice) -> None:
    """Authentication, membership, state, rate: the first that fails answers."""
    to = mask_of_tim(office)
    office.story.step(office.story.greta_and_tim, PairEvent.PAUSE)
    office.witness.says = UNPROVEN
    assert (await office.hand_in(office.write(STRANGER, to), to)).enhanced == "5.7.26"
    office.witness.says = PROVEN
    assert (await office.hand_in(office.write(STRANGER, to), to)).enhanced == "5.7.1"
    assert (await office.hand_in(office.write(GRETA, to), to)).enhanced == "5.2.1"


async def test_rates_and_the_backlog_say_later_and_never_no(tmp_path: Path, database_url: str) -> None:  # E25
    limits = {"limits": {"messages_per_sender": "2/h", "messages_per_peer": "4/h", "backlog_messages": 3}}
    async with open_post_office(tmp_path, database_url, more=limits) as office:
        tim, greta = mask_of_tim(office), mask_of_greta(office)
        office.witness.says = UNPROVEN  # a forger uses up nothing of the one they name
        for _ in range(3):
            assert (await office.hand_in(office.write(GRETA, tim), tim)).code == 550
        office.witness.says = PROVEN
        answers = [(await office.hand_in(office.write(GRETA, tim), tim)) for _ in range(3)]
        assert [(answer.code, answer.enhanced) for answer in answers] == [(250, "2.0.0")] * 2 + [(451, "4.7.1")]
        for _ in range(2):
            assert (await office.hand_in(office.write(TIM, greta), greta)).code == 250
        office.scan()
        assert (await office.hand_in(office.write(TIM, greta), greta, peer="192.0.2.1")).enhanced == "4.7.1"


async def test_a_backlog_or_a_full_disk_says_later(tmp_path: Path, database_url: str) -> None:
    async with open_post_office(tmp_path, database_url, more={"limits": {"backlog_messages": 1}}) as office:
        to = mask_of_tim(office)
        answers = [await office.hand_in(office.write(GRETA, to), to) for _ in range(3)]
        assert [(answer.code, answer.enhanced) for answer in answers] == [(250, "2.0.0")] * 2 + [(451, "4.3.1")]
        office.scan()
        assert (await office.hand_in(office.write(GRETA, to), to)).code == 250
        office.story.clock.advance(seconds=timedelta(hours=1).total_seconds())
        assert (await office.hand_in(office.write(GRETA, to), to)).enhanced == "4.3.1", "the oldest waits too long"


async def test_a_database_that_is_gone_is_no_permanent_refusal(office: PostOffice) -> None:
    to = mask_of_tim(office)
    office.writer.close()
    with pytest.raises(TemporaryError):  # which the SMTP server answers with 451 4.3.0
        await office.hand_in(office.write(GRETA, to), to)


async def test_consent_withdrawn_refuses_both_with_a_neutral_text(tmp_path: Path, database_url: str) -> None:
    with_consent = replace(shipped_policy(), gates=GatePolicy(mentor=(), student=("consent",)))
    policies = PolicySet(shipped_policy(), {"elsewhere": with_consent})
    async with open_post_office(tmp_path, database_url, policies=policies) as office:
        story, pair = office.story, office.story.greta_and_tim
        record_gate(story.program, OPERATOR, pair.student.id, "consent", met=False, by="Pat", evidence="a letter")
        for writer, to in ((GRETA, mask_of_tim(office)), (TIM, mask_of_greta(office))):
            reply = await office.hand_in(office.write(writer, to), to)
            assert (reply.code, reply.enhanced) == (550, "5.2.1")
            assert "consent" not in reply.text.lower()
            assert "988" in reply.text


async def test_what_is_held_unproven_is_told_to_nobody(tmp_path: Path, database_url: str) -> None:
    hold = {"sender_authentication": {"unauthenticated": "hold"}}
    async with open_post_office(tmp_path, database_url, more=hold) as office:
        office.witness.says = UNPROVEN
        to = mask_of_tim(office)
        reply = await office.hand_in(office.write(GRETA, to), to)
        automatic = await office.hand_in(office.write(GRETA, to, Auto_Submitted="auto-replied"), to)
        office.scan(*serious(Category.CRISIS_SELF_HARM))
        for message in (office.message(reply), office.message(automatic)):
            assert message.state is MessageState.HELD
            assert Category.SYSTEM_UNAUTHENTICATED in message.reasons
        assert office.notices() == []
        assert len(office.rows(Alert)) == 2, "staff are told"
        assert not any(concern.holds_pair for concern in office.rows(Concern))


async def test_refusals_are_recorded_without_content(office: PostOffice) -> None:
    to = mask_of_tim(office)
    await office.hand_in(office.write(STRANGER, to, "Secret words"), to)
    events = [event for event in office.rows(AuditEvent) if event.action == "intake.refused"]
    assert [(event.subject, event.details["why"]) for event in events] == [
        (office.story.greta_and_tim.id, "not_a_member")
    ]
    assert STRANGER not in str([vars(event) for event in events])


async def test_behind_a_front_that_queues_a_refusal_is_recorded_and_told_to_the_proven_sender_alone(
    tmp_path: Path, database_url: str
) -> None:  # E26
    front = {"smtp": {"front_queues": True, "trusted_networks": ["192.0.2.0/24"]}}
    async with open_post_office(tmp_path, database_url, more=front) as office:
        office.story.step(office.story.greta_and_tim, PairEvent.PAUSE)
        to = mask_of_tim(office)
        assert await office.intake.recipient("nobody@mail.relaytest.example", "192.0.2.1") is None
        assert (await office.hand_in(office.write(GRETA, to), to)).code == 250
        assert office.notices() == [("refused", office.story.greta_and_tim.mentor.id)]
        office.witness.says = UNPROVEN
        assert (await office.hand_in(office.write(GRETA, to), to)).code == 250
        assert office.rows(Message) == []
        assert len(office.rows(Delivery)) == 1


async def test_unknown_and_foreign_recipients_are_refused_at_once(office: PostOffice) -> None:  # B48, C36
    ask = office.intake.recipient
    domain = "mail.relaytest.example"
    assert await ask(mask_of_tim(office), "192.0.2.1") is None
    for known in ("postmaster", "ABUSE", "Concern"):
        assert await ask(f"{known}@{domain}", "192.0.2.1") is None
    for unknown in (
        f"nobody@{domain}",
        f"abcdefghjkmnpq@{domain}",
        f"help+abcdefgh1234@{domain}",
        f"b-abcdefgh1@{domain}",
    ):
        reply = await ask(unknown, "192.0.2.1")
        assert reply is not None
        assert (reply.code, reply.enhanced) == (550, "5.1.1")
    foreign = await ask("somebody@elsewhere.example", "192.0.2.1")
    assert foreign is not None
    assert foreign.enhanced == "5.7.1"


@pytest.mark.parametrize("role", list(Role))
async def test_an_automatic_answer_of_a_member_is_kept(office: PostOffice, role: Role) -> None:  # B14, A35
    pair = office.story.greta_and_tim
    writer, to = (GRETA, pair.student.masked_address) if role is Role.MENTOR else (TIM, pair.mentor.masked_address)
    reply = await office.hand_in(office.write(writer, to), to, envelope_from="")
    office.scan(*serious(Category.PII_PHONE))
    assert office.message(reply).state is MessageState.KEPT
    assert office.notices() == []
