"""Notices as they are sent: the same words for every hold, kind in a crisis, and nothing given away."""

from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.finding import finding_about_message
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.service.concerns import close_concern
from relay.service.review.deciding import reject
from relay.smtp.protocol import Reply
from relay.store.schema import Concern
from tests.support.post_office import PostOffice, open_post_office, serious
from tests.support.review_story import GRETA, RUTH, TIM, phone

TEXT = "The heron of Marlowe Creek said: 555 0100 200\n"
SECRETS = ("Oldfield", "Kowalczyk", "greta@", "heron", "Marlowe", "555")


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def write(office: PostOffice, *categories: Category, by: Role = Role.STUDENT) -> Reply:
    pair = office.story.greta_and_tim
    writer, to = (TIM, pair.mentor.masked_address) if by is Role.STUDENT else (GRETA, pair.student.masked_address)
    reply = await office.hand_in(office.write(writer, to, TEXT, Subject="Marlowe"), to)
    office.scan(*serious(*categories))
    return reply


async def sent_to(office: PostOffice, address: str) -> tuple[str, str]:
    """Deliver; return subject and text of the one mail to an address."""
    ((_, _, data),) = [mail for mail in await office.deliver() if mail[1] == address]
    mail = message_from_bytes(data, policy=default)
    body = mail.get_body()
    assert body is not None
    return str(mail["Subject"]), str(body.get_content())


async def test_every_hold_has_the_same_words_abuse_too(office: PostOffice) -> None:
    words = []
    for categories in (
        (Category.PII_PHONE,),
        (Category.CRISIS_ABUSE,),
        (Category.CRISIS_ABUSE, Category.CRISIS_SELF_HARM),
        (Category.CONDUCT_SEXUAL,),
    ):
        await write(office, *categories)
        words.append(await sent_to(office, TIM))
    assert len(set(words)) == 1
    subject, text = words[0]
    assert "school day" in text, "it says when it is usually read"
    for secret in (*SECRETS, *(word for category in Category for word in category.value.split("."))):
        if secret not in {"link", "type", "image", "expired", "address", "abuse", "school", "location"}:
            assert secret.lower() not in f"{subject}\n{text[:300]}".lower().split()


@pytest.mark.parametrize("why", ["the mail is encrypted", "an attachment that is encrypted and cannot be looked into"])
async def test_a_writer_is_told_that_encrypted_mail_cannot_be_accepted(office: PostOffice, why: str) -> None:  # A28
    await office.hand_in(office.write(TIM, to := office.story.greta_and_tim.mentor.masked_address, TEXT), to)
    office.scan(finding_about_message(Category.SYSTEM_UNPARSEABLE, Severity.HIGH, why))
    _, text = await sent_to(office, TIM)
    assert "cannot accept encrypted mail" in " ".join(text.split())
    assert "without encryption" in text
    assert "You do not need to do anything." not in text


async def test_a_cry_for_help_is_answered_kindly_and_never_quoted(office: PostOffice) -> None:
    await write(office, Category.CRISIS_SELF_HARM)
    subject, text = await sent_to(office, TIM)
    assert "988" in text
    assert "adult you trust" in text
    for secret in SECRETS:
        assert secret not in subject + text
    for word in ("suicide", "harm", "crisis", "kill"):
        assert word not in (subject + text[:200]).lower()
    assert office.only(Concern).holds_pair


async def test_after_a_crisis_all_of_the_pairs_mail_is_held_until_the_concern_is_closed(office: PostOffice) -> None:
    await write(office, Category.CRISIS_SELF_HARM)
    held = office.message(await write(office, by=Role.MENTOR))
    assert (held.state, held.reasons) == (MessageState.HELD, ["supervision"])
    close_concern(office.story.program, office.story.staff(RUTH), office.only(Concern).id, reason="talked to Pat")
    assert office.message(await write(office, by=Role.MENTOR)).state is MessageState.APPROVED


async def test_a_rejection_gives_the_reason_what_to_change_and_the_writers_own_words(office: PostOffice) -> None:  # E15
    pair = office.story.greta_and_tim
    reply = await office.hand_in(office.write(TIM, pair.mentor.masked_address, TEXT), pair.mentor.masked_address)
    office.scan(phone())
    await office.deliver()
    reject(office.story.program, office.story.staff(RUTH), office.message(reply).id, reason="No numbers, please.")
    subject, text = await sent_to(office, TIM)
    assert subject == "Your message was not sent on"
    for wanted in ("No numbers, please.", "leave out telephone numbers", "> The heron of Marlowe Creek"):
        assert wanted in text


async def test_a_rejection_for_grooming_does_not_teach_a_mentor_the_rule(office: PostOffice) -> None:
    reply = await write(office, Category.CONDUCT_OFF_PLATFORM, by=Role.MENTOR)
    await office.deliver()
    reject(office.story.program, office.story.staff(RUTH), office.message(reply).id, reason="Please see us.")
    _, text = await sent_to(office, GRETA)
    assert "What to change" not in text
    assert "through the program" not in text


async def test_a_reason_that_names_the_other_goes_out_without_it(office: PostOffice) -> None:  # A62
    reply = await write(office, Category.CONDUCT_PROFANITY, by=Role.STUDENT)
    await office.deliver()
    reject(office.story.program, office.story.staff(RUTH), office.message(reply).id, reason="Mrs. Oldfield saw it.")
    subject, text = await sent_to(office, TIM)
    assert "Oldfield" not in subject + text
    assert "have something to tell you" in text


async def test_a_mentor_under_the_rule_is_held_for_thirty_days_after_a_rejection(office: PostOffice) -> None:
    grave = office.message(await write(office, Category.CONDUCT_SECRECY, by=Role.MENTOR))
    assert office.message(await write(office, by=Role.STUDENT)).reasons == ["supervision"], "while it is undecided"
    reject(office.story.program, office.story.staff(RUTH), grave.id, reason="Nothing here is secret.")
    office.story.clock.advance(days=29)
    assert office.message(await write(office, by=Role.MENTOR)).reasons == ["supervision"]
    office.story.clock.advance(days=2)
    assert office.message(await write(office, by=Role.MENTOR)).state is MessageState.APPROVED
