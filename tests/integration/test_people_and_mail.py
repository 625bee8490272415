"""What changes of people and pairs do to mail that waits (CASES I2, I3, I4), and gates that are renewed."""

from collections.abc import Callable

import pytest

from relay.model.identity import Role
from relay.model.message import MessageState
from relay.model.people import PairStatus
from relay.model.staff import OPERATOR
from relay.model.supervision import Supervision
from relay.service.addresses import AddressChanges
from relay.service.gates import record_gate
from relay.service.pair_status import close, freeze, pause, resume
from relay.service.pairs import PairItem, create_pair, get_pair, set_supervision
from relay.service.participants import ParticipantChanges, change_participant, get_participant
from relay.service.review.escalating import escalate
from relay.service.review.reading import get_message
from relay.service.review.releasing import release
from relay.service.review.views import MessageDetail
from tests.support.outbox import deliver_all, lease_all
from tests.support.sample import Sample, arrive

CLEAN = "How did the maths test go?"
MONTHS_LATER = 60  # days; attested gates hold for thirty


def message(sample: Sample, message_id: str) -> MessageDetail:
    return get_message(sample.program, sample.actor("ada"), message_id)


def state(sample: Sample, message_id: str) -> tuple[MessageState, tuple[str, ...]]:
    found = message(sample, message_id)
    return found.item.state, tuple(found.reasons)


def renew(sample: Sample, *participant_ids: str, but: str = "") -> int:
    freed = 0
    for participant_id in participant_ids:
        for gate in get_participant(sample.program, OPERATOR, participant_id).gates:
            if gate.gate != but:
                outcome = record_gate(
                    sample.program, OPERATOR, participant_id, gate.gate, met=True, by="Ada", evidence="seen"
                )
                freed += outcome.freed_messages
    return freed


def members(pair: PairItem) -> tuple[str, str]:
    return pair.mentor.id, pair.student.id


# Between approval and sending


@pytest.mark.parametrize(
    ("step", "author", "reason"),
    [
        (pause, Role.MENTOR, "pair.paused"),
        (pause, Role.STUDENT, "pair.paused"),
        (freeze, Role.STUDENT, "pair.frozen"),
        (close, Role.MENTOR, "pair.closed"),
        (close, Role.STUDENT, "pair.closed"),
    ],
)
async def test_mail_of_a_pair_that_is_stopped_before_it_is_sent_is_held(
    sample: Sample, step: Callable[..., object], author: Role, reason: str
) -> None:
    approved = arrive(sample, sample.riverside, author, body=CLEAN)
    step(sample.program, OPERATOR, sample.riverside.id)

    assert await deliver_all(sample.program) == []
    assert state(sample, approved) == (MessageState.HELD, (reason,))


async def test_mail_whose_gates_lapse_before_it_is_sent_is_held_and_goes_on_when_they_are_met(sample: Sample) -> None:
    approved = arrive(sample, sample.riverside, body=CLEAN)
    sample.clock.advance(days=MONTHS_LATER)
    assert await deliver_all(sample.program) == []
    assert state(sample, approved) == (MessageState.HELD, ("gate.code_ack", "gate.expired"))

    assert renew(sample, *members(sample.riverside)) == 1

    sent = await deliver_all(sample.program)
    relayed = [mail for mail in sent if mail.recipient == sample.riverside.student.email]
    assert len(relayed) == 1, "beside the notice to the writer that it was held"
    assert state(sample, approved)[0] is MessageState.DELIVERED


async def test_closing_one_pair_does_not_stop_the_mail_of_another_of_the_same_mentor(sample: Sample) -> None:
    made = create_pair(
        sample.program,
        OPERATOR,
        group="Riverside",
        mentor_id=sample.riverside.mentor.id,
        student_id=sample.hillside.student.id,
    )
    arrive(sample, sample.riverside, body=CLEAN)
    close(sample.program, OPERATOR, made.id)

    assert len(await deliver_all(sample.program)) == 1


def test_pausing_tells_how_many_mails_were_on_their_way(sample: Sample) -> None:
    arrive(sample, sample.riverside, body=CLEAN)
    arrive(sample, sample.hillside, body=CLEAN)
    assert pause(sample.program, OPERATOR, sample.riverside.id).in_flight == 0
    resume(sample.program, OPERATOR, sample.riverside.id)
    lease_all(sample.program)

    assert pause(sample.program, OPERATOR, sample.riverside.id).in_flight == 1


# Changed addresses


async def test_mail_that_waits_goes_to_the_address_of_now(sample: Sample) -> None:
    queued = arrive(sample, sample.riverside, body=CLEAN)
    held = arrive(sample, sample.riverside)
    new = AddressChanges(add=("tim@new.example",), primary="tim@new.example", remove=(sample.riverside.student.email,))
    change_participant(sample.program, OPERATOR, sample.riverside.student.id, ParticipantChanges(addresses=new))
    release(sample.program, sample.actor("ada"), held)
    sample.clock.advance(minutes=1)

    sent = await deliver_all(sample.program)

    relayed = [mail for mail in sent if mail.recipient.startswith("tim@")]
    assert [mail.recipient for mail in relayed] == ["tim@new.example"] * 2
    assert all(sample.riverside.student.email.encode() not in mail.data for mail in sent)
    assert {state(sample, queued)[0], state(sample, held)[0]} == {MessageState.DELIVERED}


# Gates that are renewed


def lapse_and_write(sample: Sample, body: str = CLEAN) -> str:
    sample.clock.advance(days=MONTHS_LATER)
    held = arrive(sample, sample.riverside, body=body)
    sample.clock.advance(seconds=1)
    return held


def test_mail_held_for_gates_alone_goes_on_when_the_last_one_is_met(sample: Sample) -> None:
    held = lapse_and_write(sample)
    assert state(sample, held) == (MessageState.HELD, ("gate.code_ack", "gate.expired"))

    assert renew(sample, sample.riverside.mentor.id) == 0
    assert renew(sample, sample.riverside.student.id, but="consent") == 0
    assert state(sample, held)[0] is MessageState.HELD

    assert renew(sample, sample.riverside.student.id) == 1
    assert state(sample, held) == (MessageState.APPROVED, ())
    assert message(sample, held).decisions[-1].action == "forward"


def test_mail_held_for_something_else_too_waits_for_a_person(sample: Sample) -> None:
    held = lapse_and_write(sample, body="Call me: 555 0100 200")

    assert renew(sample, *members(sample.riverside)) == 0
    assert state(sample, held)[0] is MessageState.HELD


def test_what_supervision_holds_now_stays_with_that_reason(sample: Sample) -> None:
    held = lapse_and_write(sample)
    set_supervision(
        sample.program, OPERATOR, sample.riverside.id, supervision=Supervision.HOLD_ALL, rationale="a closer look"
    )

    assert renew(sample, *members(sample.riverside)) == 0
    assert state(sample, held) == (MessageState.HELD, ("supervision",))


def test_mail_of_a_pair_that_is_not_open_stays_held(sample: Sample) -> None:
    held = lapse_and_write(sample)
    freeze(sample.program, OPERATOR, sample.riverside.id)

    assert renew(sample, *members(sample.riverside)) == 0
    assert state(sample, held)[0] is MessageState.HELD
    assert get_pair(sample.program, OPERATOR, sample.riverside.id).status is PairStatus.FROZEN


def test_what_a_person_has_escalated_is_left_to_people(sample: Sample) -> None:
    held = lapse_and_write(sample)
    escalate(sample.program, sample.actor("ruth"), held, note="please look")

    assert renew(sample, *members(sample.riverside)) == 0
    assert state(sample, held)[0] is MessageState.HELD


async def test_a_persons_release_is_not_asked_about_again(sample: Sample) -> None:
    set_supervision(
        sample.program, OPERATOR, sample.riverside.id, supervision=Supervision.HOLD_ALL, rationale="a closer look"
    )
    held = arrive(sample, sample.riverside, body=CLEAN)
    release(sample.program, sample.actor("ruth"), held)
    sample.clock.advance(days=MONTHS_LATER)
    await deliver_all(sample.program)
    assert state(sample, held)[0] is MessageState.HELD

    assert renew(sample, *members(sample.riverside)) == 1
    assert state(sample, held)[0] is MessageState.APPROVED


def test_a_revocation_frees_nothing(sample: Sample) -> None:
    held = lapse_and_write(sample)
    record_gate(
        sample.program, OPERATOR, sample.riverside.mentor.id, "screening", met=False, by="Ada", evidence="a report"
    )

    assert state(sample, held)[0] is MessageState.HELD
