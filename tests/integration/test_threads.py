"""Threads as both mail programs see them: each mail names what its reader knows, whatever its writer's program dropped.

What a mail program needs to group a mail: In-Reply-To and References that name mails of the thread (RFC 5322
section 3.6.4; Gmail, Apple Mail, Thunderbird) under the same subject (Gmail; Outlook groups by it alone).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from relay.model.category import Category
from relay.model.identity import Role
from relay.model.message import MessageState
from relay.service.audit_log import verify_log
from relay.service.review.deciding import reject, release
from relay.smtp.protocol import Reply, SendKind, SendOutcome
from tests.support.post_office import PostOffice, open_post_office, serious
from tests.support.review_story import GRETA, LUCIA, RUTH, TIM

HELD = serious(Category.PII_PHONE)


@dataclass
class Mail:
    """One mail on its way: the id its writer knows it by, what the client was answered, and as its reader got it."""

    own: str
    reply: Reply
    read: EmailMessage | None = None

    @property
    def given(self) -> str:
        """The id that the reader knows."""
        assert self.read is not None
        return str(self.read["Message-ID"])

    @property
    def names(self) -> list[str]:
        """What References name."""
        assert self.read is not None
        return str(self.read["References"] or "").split()

    @property
    def answers(self) -> str | None:
        """What In-Reply-To names."""
        assert self.read is not None
        answered = self.read["In-Reply-To"]
        return None if answered is None else str(answered)


@dataclass
class Thread:
    """Greta and Tim write to each other."""

    office: PostOffice
    count: int = 0

    async def write(self, by: Role, subject: str, *, held: bool = False, own: str = "", **headers: str) -> Mail:
        """Hand a mail in, have it scanned, and deliver it unless it is held."""
        pair = self.office.story.greta_and_tim
        writer, reader = (pair.mentor, pair.student) if by is Role.MENTOR else (pair.student, pair.mentor)
        self.count += 1
        own = own or f"<{self.count}@{by}.example>"
        text = f"Mail number {self.count}.\n"
        mail = self.office.write(writer.email, reader.masked_address, text, Subject=subject, Message_ID=own, **headers)
        sent = Mail(own, await self.office.hand_in(mail, reader.masked_address))
        self.office.scan(*(HELD if held else ()))
        if not held:
            await self.deliver(sent)
        return sent

    async def release(self, mail: Mail) -> None:
        """Let a held mail through, and deliver it."""
        release(self.office.story.program, self.office.story.staff(RUTH), self.office.message(mail.reply).id)
        self.office.story.clock.advance(minutes=1)
        await self.deliver(mail)

    async def deliver(self, mail: Mail) -> None:
        relayed = [data for _, to, data in await self.office.deliver() if b"\r\nFrom: Bridges" not in b"\r\n" + data]
        (data,) = relayed
        read = message_from_bytes(data, policy=default)
        assert isinstance(read, EmailMessage)
        mail.read = read

    async def greta(self, subject: str = "Re: The bridge", **more: Any) -> Mail:
        return await self.write(Role.MENTOR, subject, **more)

    async def tim(self, subject: str = "Re: The bridge", **more: Any) -> Mail:
        return await self.write(Role.STUDENT, subject, **more)

    def same_thread(self, *mails: Mail) -> bool:
        """Whether staff see mails in one thread."""
        return len({self.office.message(mail.reply).thread_id for mail in mails}) == 1


@pytest.fixture
async def thread(tmp_path: Path, database_url: str) -> AsyncIterator[Thread]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield Thread(opened)


async def test_a_first_mail_names_nothing_and_a_conversation_is_named_whole(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    assert (first.answers, first.names) == (None, [])
    second = await thread.tim(In_Reply_To=first.given, References=first.given)
    assert (second.answers, second.names) == (first.own, [first.own])
    third = await thread.greta(In_Reply_To=second.given, References=f"{first.own} {second.given}")
    assert (third.answers, third.names) == (second.own, [first.given, second.own])
    assert thread.same_thread(first, second, third)
    assert verify_log(thread.office.story.program).problems == []


async def test_a_mail_program_that_drops_references_breaks_nothing(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    second = await thread.tim(In_Reply_To=first.given)
    third = await thread.greta(In_Reply_To=second.given)
    assert (third.answers, third.names) == (second.own, [first.given, second.own])
    fourth = await thread.tim(In_Reply_To=third.given)
    assert (fourth.answers, fourth.names) == (third.own, [first.own, second.given, third.own])


@pytest.mark.parametrize("mark", ["Re:", "AW: ", "SV: Re: ", "RES: ", "Re[2]: ", "回复: ", "[EXTERNAL] RE: "])
async def test_a_mail_program_that_drops_every_id_is_understood_by_its_subject(thread: Thread, mark: str) -> None:
    first = await thread.greta("The bridge")
    other = await thread.greta("Another matter")
    answer = await thread.tim(f"{mark}The bridge")
    assert (answer.answers, answer.names) == (first.own, [first.own])
    assert thread.same_thread(first, answer)
    assert not thread.same_thread(other, answer)


async def test_of_two_threads_of_one_subject_the_named_one_goes_on_else_the_newer(thread: Thread) -> None:
    old = await thread.greta("The bridge")
    new = await thread.greta("The bridge")
    assert new.names == []
    assert not thread.same_thread(old, new)
    to_old = await thread.tim(In_Reply_To=old.given)
    assert (to_old.answers, to_old.names) == (old.own, [old.own])
    to_new = await thread.tim()
    assert (to_new.answers, to_new.names) == (new.own, [new.own])


async def test_a_changed_subject_does_not_lead_an_answer_astray(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    other = await thread.greta("The tunnel")
    answer = await thread.tim("Re: The tunnel (was: The bridge)", In_Reply_To=first.given)
    assert thread.same_thread(first, answer)
    assert (answer.answers, answer.names) == (first.own, [first.own])
    again = await thread.tim("The tunnel", In_Reply_To=first.given)
    assert again.answers == first.own
    assert not thread.same_thread(other, again)


async def test_an_answer_under_an_unknown_subject_is_about_what_its_writer_was_given_last(thread: Thread) -> None:
    await thread.greta("The bridge")
    latest = await thread.greta("Oldfield's tunnel")
    await thread.greta("Not seen yet", held=True)
    await thread.tim("My own matter")
    answer = await thread.tim("Re: Greta's tunnel")
    assert (answer.answers, answer.names) == (latest.own, [latest.own])
    thread.office.story.clock.advance(days=91)
    late = await thread.tim("Re: Greta's other tunnel")
    assert late.answers is None


@pytest.mark.parametrize("subject", ["Fwd: The otters", "The otters"])
async def test_what_says_of_itself_no_answer_is_not_made_one(thread: Thread, subject: str) -> None:
    first = await thread.greta("The bridge")
    fresh = await thread.tim(subject)
    assert (fresh.answers, fresh.names) == (None, [])
    assert not thread.same_thread(first, fresh)


async def test_a_smarthost_that_rewrites_our_ids_breaks_no_thread(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    rewritten = "<0100018f-rewritten@smarthost.example>"
    answer = await thread.tim(In_Reply_To=rewritten, References=rewritten)
    assert (answer.answers, answer.names) == (first.own, [first.own])
    assert answer.read is not None
    assert rewritten.encode() not in answer.read.as_bytes()
    back = await thread.greta(
        In_Reply_To="<0100-too@smarthost.example>", References=f"{first.own} <0100-too@x.example>"
    )
    assert back.answers in {first.given, answer.own}
    assert answer.own in back.names, "Tim's own mail, which his program knows whatever a smarthost does"
    assert thread.same_thread(first, answer, back)


async def test_a_held_mail_takes_its_place_before_its_successors(thread: Thread) -> None:
    first = await thread.greta("The bridge", held=True)
    second = await thread.greta("Re: The bridge", In_Reply_To=first.own, References=first.own)
    assert second.answers == second.names[0], "it names the first one, which is not there yet"
    await thread.release(first)
    assert first.given == second.answers
    assert first.names == []
    third = await thread.tim(In_Reply_To=first.given, References=first.given)
    assert (third.answers, third.names) == (first.own, [second.own, first.own])


async def test_a_held_answer_is_named_before_it_arrives_and_names_what_came_before_it_alone(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    held = await thread.tim(In_Reply_To=first.given, held=True)
    later = await thread.tim(In_Reply_To=first.given)
    await thread.release(held)
    assert (later.answers, later.names) == (first.own, [held.given, first.own])
    assert (held.answers, held.names) == (first.own, [first.own])


async def test_a_rejected_mail_is_not_named_to_somebody_who_never_gets_it(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    refused = await thread.greta("Re: The bridge", In_Reply_To=first.own, held=True)
    story = thread.office.story
    reject(story.program, story.staff(RUTH), thread.office.message(refused.reply).id, reason="no numbers please")
    await thread.office.deliver()
    third = await thread.greta(In_Reply_To=refused.own, References=f"{first.own} {refused.own}")
    assert (third.answers, third.names) == (first.given, [first.given])
    assert thread.same_thread(first, refused, third)


async def test_each_try_keeps_the_id_that_successors_named(thread: Thread) -> None:  # B21
    first = await thread.greta("The bridge", held=True)
    second = await thread.greta("Re: The bridge", In_Reply_To=first.own)
    thread.office.outside.script = [SendOutcome(SendKind.UNCERTAIN), SendOutcome(SendKind.DELIVERED, 250)]
    await thread.release(first)
    tried = first.given
    thread.office.story.clock.advance(minutes=1)
    await thread.deliver(first)
    assert tried == first.given == second.answers
    assert thread.office.message(first.reply).state is MessageState.DELIVERED


async def test_ids_without_blanks_folded_or_longer_than_a_line_are_read_and_written(thread: Thread) -> None:  # A22, C13
    long = f"<{'x' * 400}@mentor.example>"
    first = await thread.greta("The bridge", own=long)
    second = await thread.tim(References=f"<unknown@x.example>{first.given}")
    assert (second.answers, second.names) == (long, [long])
    assert f"\r\nIn-Reply-To: {long}\r\n".encode() in b"".join(data for *_, data in thread.office.outside.sent[-1:])
    third = await thread.greta(References=f"{first.own}<junk@x.example>{second.given}")
    assert (third.answers, third.names) == (second.own, [first.given, second.own])


async def test_unknown_ids_and_those_of_another_pair_are_dropped(thread: Thread) -> None:  # A21, D24, I2
    first = await thread.greta("The bridge")
    office, lucia = thread.office, thread.office.story.pairs[GRETA, LUCIA]
    mail = office.write(GRETA, lucia.student.masked_address, Subject="Re: The bridge", References=first.own)
    await office.hand_in(mail, lucia.student.masked_address)
    office.scan()
    ((_, to, data),) = await office.deliver()
    assert to == LUCIA
    read = message_from_bytes(data, policy=default)
    assert (read["In-Reply-To"], read["References"]) == (None, None)
    answer = await thread.tim(
        References=f"<secret@school.example> {first.given}", In_Reply_To="<secret@school.example>"
    )
    assert (answer.answers, answer.names) == (first.own, [first.own])


async def test_a_program_that_gives_every_mail_the_same_id_makes_no_mail_its_own_answer(thread: Thread) -> None:  # B18
    same = "<always-the-same@broken.example>"
    await thread.greta("The bridge", own=same)
    second = await thread.greta("Re: The bridge", own=same, In_Reply_To=same)
    assert second.given not in [second.answers, *second.names]


async def test_a_thread_of_forty_is_named_by_its_first_and_its_latest(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    last = first
    for _ in range(20):
        last = await thread.tim(In_Reply_To=last.given)
        last = await thread.greta(In_Reply_To=last.given)
    assert len(last.names) == 20
    assert last.names[0] == first.given
    assert last.names[-1] == last.answers


async def test_automatic_mail_is_no_link_of_the_chain(thread: Thread) -> None:
    first = await thread.greta("The bridge")
    office, pair = thread.office, thread.office.story.greta_and_tim
    away = office.write(TIM, pair.mentor.masked_address, Subject="Re: The bridge", Auto_Submitted="auto-replied")
    kept = await office.hand_in(away, pair.mentor.masked_address)
    office.scan()
    assert office.message(kept).state is MessageState.KEPT
    second = await thread.greta(In_Reply_To=first.own)
    assert second.names == [first.given]
