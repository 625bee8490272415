"""The release preview: what a monitor sees is what would be delivered, and what stands against it is said."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from relay.config.policy import PolicySet
from relay.model.category import Category
from relay.model.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from relay.model.finding import Finding
from relay.model.message import MessageState
from relay.model.pairing import PairEvent
from relay.model.policy import GatePolicy
from relay.service.audit_log import verify_log
from relay.service.review.deciding import reject, release
from relay.service.review.preview import preview_release
from relay.service.review.reading import get_content, get_message
from relay.service.review.views import Preview
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.schema import AuditEvent, Message
from tests.support.post_office import CONCERN, PostOffice, open_post_office, serious, shipped_policy
from tests.support.review_story import AUDREY, GRETA, LENA, OTTO, RUTH, TIM, phone

NUMBER = "555 0100 200"
TEXT = f"Hi! Call me: {NUMBER}\n\nGreta Oldfield\n"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def held(office: PostOffice, text: str = TEXT, *findings: Finding) -> str:
    """Let a mail of Greta's arrive and be held; return its id."""
    to = office.story.greta_and_tim.student.masked_address
    reply = await office.hand_in(office.write(GRETA, to, text), to)
    office.scan(*(findings or (phone(start=TEXT.index(NUMBER)),)))
    return office.message(reply).id


def ask(office: PostOffice, message_id: str, *redact: str, by: str = RUTH) -> Preview:
    return preview_release(office.story.program, office.story.staff(by), message_id, redact)


def number_in(office: PostOffice, message_id: str) -> str:
    """Return the id of the finding of the number."""
    (finding, *_) = get_message(office.story.program, office.story.staff(RUTH), message_id).findings
    return finding.id


def views(office: PostOffice, message_id: str) -> list[tuple[str, str]]:
    rows = [row for row in office.rows(AuditEvent) if row.subject == message_id and row.action == "message.viewed"]
    return [(row.actor, row.details["what"]) for row in rows]


async def test_what_is_shown_is_what_a_release_delivers(office: PostOffice) -> None:
    message_id = await held(office)
    finding = number_in(office, message_id)
    preview = ask(office, message_id, finding)
    assert preview.problem is None
    assert preview.delivered is not None
    assert preview.delivered.text.startswith("Hi! Call me: [removed]\n\nGreta\n")
    assert [(one.kind, one.part) for one in preview.delivered.changes or ()] == [("redacted", "body"), ("name", "body")]
    release(office.story.program, office.story.staff(RUTH), message_id, redact=[finding])
    office.story.clock.advance(minutes=1)
    sent = next(data for _, recipient, data in await office.deliver() if recipient == TIM)
    body = message_from_bytes(sent, policy=default).get_body(("plain",))
    assert body is not None
    assert str(body.get_content()).replace("\r\n", "\n") == preview.delivered.text
    assert get_content(office.story.program, office.story.staff(RUTH), message_id).delivered == preview.delivered


async def test_nothing_is_removed_without_being_asked_and_nothing_is_decided(office: PostOffice) -> None:
    message_id = await held(office)
    finding = number_in(office, message_id)
    version = office.rows(Message)[0].version
    ask(office, message_id, finding)
    preview = ask(office, message_id)
    assert preview.delivered is not None
    assert NUMBER in preview.delivered.text
    message = office.rows(Message)[0]
    assert (message.state, message.version, message.redactions) == (MessageState.HELD, version, [])


async def test_neither_address_nor_surname_stands_in_it(office: PostOffice) -> None:
    message_id = await held(office, f"Write to {GRETA} or to me, Greta Oldfield.\n")
    shown = repr(ask(office, message_id))
    for secret in (GRETA, TIM, "Oldfield", "Kowalczyk"):
        assert secret not in shown


async def test_every_view_is_recorded_before_it_is_shown(office: PostOffice) -> None:
    message_id = await held(office)
    ask(office, message_id)
    assert views(office, message_id) == [(office.story.staff(RUTH).id, "preview")]
    assert verify_log(office.story.program).problems == []


async def test_it_is_for_those_who_read_the_text_in_their_groups(office: PostOffice) -> None:
    message_id = await held(office)
    with pytest.raises(ForbiddenError):
        ask(office, message_id, by=AUDREY)
    with pytest.raises(NotFoundError):
        ask(office, message_id, by=OTTO)
    assert views(office, message_id) == []


async def test_what_cannot_be_masked_is_an_answer(office: PostOffice) -> None:
    message_id = await held(office, TEXT, phone(start=5000))
    preview = ask(office, message_id, number_in(office, message_id))
    assert preview.delivered is None
    assert preview.problem == "It would go back to held: The message could not be made safe to deliver."
    assert (office.story.staff(RUTH).id, "preview") in views(office, message_id)


async def test_an_identity_that_is_left_is_an_answer_that_names_the_place_alone(office: PostOffice) -> None:
    message_id = await held(office)
    program = office.story.program
    named = program.settings.relay.model_copy(update={"program": "Oldfield Mentoring"})  # a footer that tells
    settings = program.settings.model_copy(update={"relay": named})
    preview = preview_release(replace(program, settings=settings), office.story.staff(RUTH), message_id)
    assert preview.delivered is None
    assert preview.problem is not None
    assert preview.problem.startswith("It would go back to held: Something that gives a person away is left in:")
    assert "Oldfield" not in preview.problem


async def test_a_missing_gate_is_said(office: PostOffice) -> None:
    message_id = await held(office)
    program = office.story.program
    gated = replace(shipped_policy(), gates=GatePolicy(mentor=("screening",), student=()))
    preview = preview_release(replace(program, policies=PolicySet(gated)), office.story.staff(RUTH), message_id)
    assert preview.delivered is not None
    assert preview.problem == "It would go back to held: A condition for this pair is missing or has run out."


async def test_a_pause_is_said(office: PostOffice) -> None:
    message_id = await held(office)
    office.story.step(office.story.greta_and_tim, PairEvent.PAUSE)
    assert ask(office, message_id).problem == "It would go back to held: The pair is paused."


async def test_a_freeze_stands_against_a_monitor_alone(office: PostOffice) -> None:
    message_id = await held(office)
    office.story.step(office.story.greta_and_tim, PairEvent.FREEZE)
    assert "frozen" in str(ask(office, message_id).problem)
    assert ask(office, message_id, by=LENA).problem is None


async def test_mail_that_is_for_no_reader_says_so(office: PostOffice) -> None:
    message = office.message(await office.hand_in(office.write(GRETA, CONCERN), CONCERN))
    office.scan()
    preview = ask(office, message.id, by=LENA)
    assert preview.delivered is None
    assert "has no reader" in str(preview.problem)


async def test_mail_that_nobody_is_proven_to_have_written_says_so(office: PostOffice) -> None:
    message_id = await held(office, TEXT, *serious(Category.SYSTEM_UNAUTHENTICATED))
    assert str(ask(office, message_id).problem).startswith("It cannot be released: it is not proven")


@pytest.mark.parametrize("redact", ["f_nothing", "another's"])
async def test_a_finding_of_another_message_is_refused(office: PostOffice, redact: str) -> None:
    message_id, other = await held(office), await held(office)
    wanted = number_in(office, other) if redact == "another's" else redact
    with pytest.raises(InvalidInputError, match="no finding of this message"):
        ask(office, message_id, wanted)


async def test_a_message_that_waits_for_nobody_has_no_preview(office: PostOffice) -> None:
    message_id = await held(office)
    reject(office.story.program, office.story.staff(RUTH), message_id, reason="no numbers")
    with pytest.raises(ConflictError, match="rejected"):
        ask(office, message_id)


async def test_a_failed_message_is_shown_as_it_was_released(office: PostOffice) -> None:
    message_id = await held(office)
    finding = number_in(office, message_id)
    release(office.story.program, office.story.staff(RUTH), message_id, redact=[finding])
    office.story.clock.now += timedelta(minutes=1)
    # The notice to the writer that it is read goes out as well.
    refused = SendOutcome(SendKind.PERMANENT, 550)
    office.outside.script = [refused, refused]
    await office.deliver()
    preview = ask(office, message_id)
    assert preview.delivered is not None
    assert NUMBER not in preview.delivered.text
    with pytest.raises(InvalidInputError, match="sent again as it was"):
        ask(office, message_id, finding)
