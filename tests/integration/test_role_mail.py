"""Mail to concern@, abuse@, postmaster@, answers to notices, and bounces."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.model.pairing import PairEvent
from relay.model.people import PairStatus
from relay.model.staff import OPERATOR
from relay.service.importing import ImportOptions, import_people
from relay.store.schema import Alert, Channel, Concern, ConcernSource, Delivery, Message, Pair
from tests.support.post_office import (
    ABUSE,
    CONCERN,
    POSTMASTER,
    UNPROVEN,
    PostOffice,
    open_post_office,
    serious,
)
from tests.support.programs import DOMAIN
from tests.support.review_story import GRETA, TIM, phone

STRANGER = "somebody@else.example"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


def statuses(office: PostOffice) -> dict[str, PairStatus]:
    return {pair.id: pair.status for pair in office.rows(Pair)}


@pytest.mark.parametrize(
    ("address", "source", "alerted"),
    [
        (CONCERN, ConcernSource.CONCERN, True),
        (ABUSE, ConcernSource.ABUSE, True),
        (POSTMASTER, ConcernSource.POSTMASTER, False),
    ],
)
async def test_anybodys_mail_to_the_relay_is_taken_and_opens_a_concern(
    office: PostOffice,
    address: str,
    source: ConcernSource,
    alerted: bool,  # noqa: FBT001
) -> None:
    office.witness.says = UNPROVEN
    headers = {"Auto_Submitted": "auto-generated"} if address == ABUSE else {}
    reply = await office.hand_in(office.write(STRANGER, address, "I worry about a girl.\n", **headers), address)
    office.scan()
    concern = office.only(Concern)
    assert (concern.source, concern.message_id, concern.pair_id) == (source, office.message(reply).id, None)
    assert office.message(reply).state is MessageState.KEPT
    assert bool(office.rows(Alert)) is alerted
    assert office.notices() == [], "nobody who is not proven is answered"
    assert set(statuses(office).values()) == {PairStatus.ACTIVE}


async def test_a_members_proven_mail_to_concern_freezes_their_pairs_and_a_forged_one_does_not(
    office: PostOffice,
) -> None:
    proven = office.witness.says
    office.witness.says = UNPROVEN
    await office.hand_in(office.write(TIM, CONCERN), CONCERN)
    assert set(statuses(office).values()) == {PairStatus.ACTIVE}
    office.witness.says = proven
    for address in (ABUSE, POSTMASTER):
        await office.hand_in(office.write(TIM, address), address)
    await office.hand_in(office.write(TIM, CONCERN, "Out of office", Auto_Submitted="auto-replied"), CONCERN)
    assert set(statuses(office).values()) == {PairStatus.ACTIVE}

    await office.hand_in(office.write(TIM, CONCERN), CONCERN)
    frozen = {pair_id for pair_id, status in statuses(office).items() if status is PairStatus.FROZEN}
    assert frozen == {office.story.greta_and_tim.id, office.story.omar_and_tim.id}


async def test_where_a_family_shares_the_address_the_pairs_of_all_of_them_are_frozen(office: PostOffice) -> None:
    header = (
        "group,mentor_email,mentor_given_name,mentor_family_name,student_email,student_given_name,student_family_name"
    )
    row = f"autumn,{GRETA},Greta,Oldfield,{TIM},Anna,Kowalczyk"
    import_people(office.story.program, OPERATOR, f"{header}\n{row}\n".encode(), ImportOptions(activate=True))
    await office.hand_in(office.write(TIM, CONCERN), CONCERN)
    frozen = [status for status in statuses(office).values() if status is PairStatus.FROZEN]
    assert len(frozen) == 3
    assert office.only(Concern).participant_id is None, "nobody knows which of them wrote"


async def test_concern_mail_does_not_open_a_closed_pair(office: PostOffice) -> None:
    office.story.step(office.story.greta_and_tim, PairEvent.CLOSE)
    await office.hand_in(office.write(TIM, CONCERN), CONCERN)
    assert statuses(office)[office.story.greta_and_tim.id] is PairStatus.CLOSED


async def test_stop_of_a_proven_member_freezes_and_is_held_and_alerts(office: PostOffice) -> None:
    to = office.story.greta_and_tim.mentor.masked_address
    reply = await office.hand_in(office.write(TIM, to, "STOP\n"), to)
    office.scan(*serious(Category.CRISIS_ABUSE), stop=True)
    message = office.message(reply)
    assert statuses(office)[office.story.greta_and_tim.id] is PairStatus.FROZEN
    assert message.state is MessageState.HELD
    assert "pair.frozen" in message.reasons
    concern = office.only(Concern)
    assert (concern.severity, concern.holds_pair) == (Severity.CRITICAL, True), "what is open already is raised"
    assert len(office.rows(Alert)) == 2


async def test_an_answer_to_a_notice_is_a_question_and_never_mail_to_the_other(office: PostOffice) -> None:  # E5, E6
    to = office.story.greta_and_tim.mentor.masked_address
    await office.hand_in(office.write(TIM, to), to)
    office.scan(phone())
    ((envelope, recipient, notice),) = await office.deliver()
    assert recipient == TIM
    sender = next(line for line in notice.decode().splitlines() if line.startswith("From:"))
    help_address = sender.partition("<")[2].rstrip(">")
    assert help_address.startswith("help+")
    assert envelope.startswith("b-"), "bounces come back as such"
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in notice

    assert await office.intake.recipient(help_address, "192.0.2.1") is None
    reply = await office.hand_in(office.write(TIM, help_address, "Why?\n"), help_address)
    office.scan()
    message, concern = office.message(reply), office.only(Concern)
    assert (message.channel, message.state) == (Channel.HELP, MessageState.KEPT)
    assert message.pair_id == office.story.greta_and_tim.id, "the pair that the notice was about, though Tim has two"
    assert (concern.source, concern.message_id) == (ConcernSource.QUESTION, message.id)
    assert len(office.outside.sent) == 1, "nothing goes to Greta"


async def test_a_cry_for_help_in_an_answer_is_answered_and_holds_the_pair(office: PostOffice) -> None:
    to = office.story.greta_and_tim.mentor.masked_address
    await office.hand_in(office.write(TIM, to), to)
    office.scan(phone())
    address = f"help+{office.only(Delivery).help_token}@{DOMAIN}"
    await office.hand_in(office.write(TIM, address, "I want to die\n"), address)
    office.scan(*serious(Category.CRISIS_SELF_HARM))
    assert [template for template, _ in office.notices()] == ["held", "care"]
    assert office.only(Concern).holds_pair
    assert office.only(Alert).severity is Severity.CRITICAL


async def test_an_answer_to_a_notice_of_last_year_still_reaches_staff(office: PostOffice) -> None:  # B49
    to = office.story.greta_and_tim.mentor.masked_address
    await office.hand_in(office.write(TIM, to), to)
    office.scan(phone())
    office.story.clock.advance(days=400)
    address = f"help+{office.only(Delivery).help_token}@{DOMAIN}"
    await office.hand_in(office.write(TIM, address, "Why?\n"), address)
    assert office.only(Concern).source is ConcernSource.QUESTION


async def test_only_its_addressee_may_answer_a_notice(office: PostOffice) -> None:  # D25
    to = office.story.greta_and_tim.mentor.masked_address
    await office.hand_in(office.write(TIM, to), to)
    office.scan(phone())
    address = f"help+{office.only(Delivery).help_token}@{DOMAIN}"
    assert (await office.hand_in(office.write(GRETA, address), address)).enhanced == "5.7.1"
    office.witness.says = UNPROVEN
    assert (await office.hand_in(office.write(TIM, address), address)).enhanced == "5.7.26"
    automatic = await office.hand_in(office.write(TIM, address), address, envelope_from="")
    office.scan()
    assert office.message(automatic).state is MessageState.KEPT
    assert office.rows(Concern) == []


async def test_a_bounce_is_stored_and_shown_to_staff_once_a_message(office: PostOffice) -> None:  # B14, A31
    tim = office.story.greta_and_tim.student.masked_address
    relayed = office.message(await office.hand_in(office.write(GRETA, tim), tim))
    office.scan()
    ((envelope, _, _),) = await office.deliver()
    office.witness.says = UNPROVEN
    for text in ("No such user\n", "Really no such user\n"):
        reply = await office.hand_in(
            office.write("mailer-daemon@x.example", envelope, text), envelope, envelope_from=""
        )
        assert office.message(reply).channel is Channel.BOUNCE
    office.scan()
    concern = office.only(Concern)
    assert (concern.source, concern.message_id) == (ConcernSource.RELAY, relayed.id)
    assert office.notices() == []
    assert len(office.outside.sent) == 1, "a bounce is never relayed"


@pytest.mark.parametrize("role", list(Role))
async def test_a_repeated_concern_is_one_case(office: PostOffice, role: Role) -> None:
    mail = office.write(GRETA if role is Role.MENTOR else TIM, CONCERN)
    first = await office.hand_in(mail, CONCERN)
    assert (await office.hand_in(mail, CONCERN)).text == first.text
    assert len(office.rows(Concern)) == len(office.rows(Message)) == 1
