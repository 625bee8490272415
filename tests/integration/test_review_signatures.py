"""A monitor remembers a signature: it is cut and does not hold from then on, until somebody forgets it."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from relay.model.message import MessageState
from relay.model.signature import MOST_REMEMBERED
from relay.model.staff import OPERATOR
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanReport
from relay.service import staff
from relay.service.audit_log import verify_log
from relay.service.review.deciding import release
from relay.service.review.preview import preview_release
from relay.service.review.reading import get_content, get_message
from relay.service.review.releasing import take_back
from relay.service.review.signatures import (
    Remembered,
    forget_signature,
    list_signatures,
    remember_signature,
)
from relay.store.crypto import Sealed
from relay.store.schema import AuditEvent, FindingRow, Participant, RememberedSignature
from tests.support import earnest
from tests.support.earnest import body_of, gets, state
from tests.support.post_office import CONCERN, PostOffice, open_post_office, serious
from tests.support.review_story import ADA, AUDREY, GRETA, LENA, LUCIA, OTTO, RUTH, TIM

BLOCK = "Greta, bridge engineer\nOld Mill, 515-555-0142\nhttps://bit.ly/greta7"
TEXT = f"Hi! How was your week?\n\n-- \n{BLOCK}\n"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def arrives(
    office: PostOffice, text: str = TEXT, *, sender: str = GRETA, to: str = "", mail: EmailMessage | None = None
) -> str:
    return await earnest.arrives(office, text, sender=sender, to=to, mail=mail)


def remember(office: PostOffice, message_id: str, text: str = BLOCK, *, by: str = RUTH) -> Remembered:
    return remember_signature(office.story.program, office.story.staff(by), message_id, text)


def both_forms(office: PostOffice) -> EmailMessage:
    mail = office.write(GRETA, office.story.greta_and_tim.student.masked_address, TEXT)
    lines = TEXT.replace("\n", "<br>").replace("https://bit.ly/greta7", '<a href="https://bit.ly/greta7">page</a>')
    mail.add_alternative(f"<div>{lines.replace('page<', 'https://bit.ly/greta7<')}</div>", subtype="html")
    return mail


async def test_from_then_on_it_is_cut_and_does_not_hold(office: PostOffice) -> None:  # A55
    first = await arrives(office)
    assert state(office, first) is MessageState.HELD
    remembered = remember(office, first)
    assert remembered.new
    assert (remembered.signature.text, remembered.signature.message_id) == (BLOCK, first)
    assert remembered.signature.participant_id == office.story.greta_and_tim.mentor.id

    second = await arrives(office, mail=both_forms(office))
    assert state(office, second) is MessageState.APPROVED
    findings = get_message(office.story.program, OPERATOR, second).findings
    assert {f.severity for f in findings} == {Severity.INFO}
    assert Category.PII_PHONE in {f.category for f in findings}
    assert all("a monitor had remembered" in str(f.explanation) for f in findings if f.category != "pii.full_name")
    sent = [data for _, recipient, data in await office.deliver() if recipient == TIM]
    assert len(sent) == 1
    for kind in ("plain", "html"):
        assert "How was your week?" in body_of(sent[0], kind)
        assert not [word for word in ("0142", "bit.ly", "engineer") if word in body_of(sent[0], kind)]
    delivered = get_content(office.story.program, OPERATOR, second).delivered
    assert delivered is not None
    assert {(one.kind, one.part) for one in delivered.changes or ()} == {("signature", "body"), ("signature", "html")}
    assert verify_log(office.story.program).problems == []


async def test_the_held_message_itself_goes_out_without_it(office: PostOffice) -> None:
    first = await arrives(office)
    remember(office, first)
    preview = preview_release(office.story.program, office.story.staff(RUTH), first)
    assert preview.delivered is not None
    assert preview.delivered.text.startswith("Hi! How was your week?\n\n-- \nThis mail")
    release(office.story.program, office.story.staff(RUTH), first)
    office.story.clock.advance(minutes=1)
    (sent,) = [data for _, recipient, data in await office.deliver() if recipient == TIM]
    assert "0142" not in body_of(sent)


async def test_it_is_of_one_sender_alone(office: PostOffice) -> None:
    remember(office, await arrives(office))
    assert state(office, await arrives(office, sender=TIM)) is MessageState.HELD
    other = office.story.pairs[GRETA, LUCIA].student.masked_address
    assert state(office, await arrives(office, to=other)) is MessageState.APPROVED, "whoever she writes to"


async def test_what_it_would_hide_holds_all_the_same(office: PostOffice) -> None:
    remember(office, await arrives(office))
    assert state(office, await arrives(office, TEXT.replace("0142", "0143"))) is MessageState.HELD
    assert state(office, await arrives(office, f"I am {BLOCK}\n")) is MessageState.HELD
    assert state(office, await arrives(office, f"{TEXT}\nor 515-555-0199\n")) is MessageState.HELD


async def test_forgotten_it_holds_again_and_stays_on_record(office: PostOffice) -> None:
    remembered = remember(office, await arrives(office)).signature
    forget_signature(office.story.program, office.story.staff(RUTH), remembered.participant_id, remembered.id)
    assert state(office, await arrives(office)) is MessageState.HELD
    assert list_signatures(office.story.program, OPERATOR, remembered.participant_id) == ()
    row = office.only(RememberedSignature)
    assert (row.forgotten_by, row.forgotten_at is not None) == (office.story.staff(RUTH).id, True)
    with pytest.raises(NotFoundError):
        forget_signature(office.story.program, office.story.staff(RUTH), remembered.participant_id, remembered.id)
    assert verify_log(office.story.program).problems == []


def forget(office: PostOffice, remembered: Remembered) -> None:
    signature = remembered.signature
    forget_signature(office.story.program, office.story.staff(ADA), signature.participant_id, signature.id)


async def test_what_was_scanned_before_it_was_forgotten_goes_out_without_it(office: PostOffice) -> None:  # A55
    remembered = remember(office, await arrives(office))
    approved = await arrives(office)
    assert state(office, approved) is MessageState.APPROVED
    forget(office, remembered)
    sent = await gets(office, TIM)
    assert "How was your week?" in sent
    assert not [word for word in ("0142", "bit.ly", "engineer") if word in sent]
    assert state(office, await arrives(office)) is MessageState.HELD
    assert verify_log(office.story.program).problems == []


async def test_forgotten_while_the_scan_ran_it_is_cut_all_the_same(office: PostOffice) -> None:
    remembered = remember(office, await arrives(office))

    class SlowPool(earnest.Pool):
        async def scan(self, raw: bytes, context: ScanContext, group: str | None) -> ScanReport:
            forget(office, remembered)
            return await super().scan(raw, context, group)

    approved = await earnest.arrives(office, TEXT, pool=SlowPool())
    assert state(office, approved) is MessageState.APPROVED
    assert "0142" not in await gets(office, TIM)


async def test_held_for_something_else_it_is_released_without_what_the_scan_passed(office: PostOffice) -> None:
    remembered = remember(office, await arrives(office))
    held = await arrives(office, f"{TEXT}\nor 515-555-0199\n")
    assert state(office, held) is MessageState.HELD
    forget(office, remembered)
    preview = preview_release(office.story.program, office.story.staff(RUTH), held).delivered
    assert preview is not None
    assert ("0142" in preview.text, "0199" in preview.text) == (False, True)
    release(office.story.program, office.story.staff(RUTH), held)
    assert "0142" not in await gets(office, TIM)


async def test_a_release_counts_on_what_was_remembered_then(office: PostOffice) -> None:
    held = await arrives(office)
    remembered = remember(office, held)
    release(office.story.program, office.story.staff(RUTH), held)
    forget(office, remembered)
    assert "0142" not in await gets(office, TIM)


async def test_taken_back_and_forgotten_it_is_there_again(office: PostOffice) -> None:
    held = await arrives(office)
    remembered = remember(office, held)
    release(office.story.program, office.story.staff(RUTH), held)
    take_back(office.story.program, office.story.staff(RUTH), held)
    forget(office, remembered)
    preview = preview_release(office.story.program, office.story.staff(RUTH), held).delivered
    assert preview is not None
    assert "0142" in preview.text, "a block by mistake can be taken back"
    release(office.story.program, office.story.staff(RUTH), held)
    assert "0142" in await gets(office, TIM)
    assert verify_log(office.story.program).problems == []


async def test_the_same_block_again_is_the_same_one(office: PostOffice) -> None:
    first = await arrives(office)
    one = remember(office, first)
    again = remember(office, first, "> " + BLOCK.replace("\n", "  \n> "), by=ADA)
    assert (again.new, again.signature) == (False, one.signature)
    office.only(RememberedSignature)
    forget_signature(office.story.program, office.story.staff(RUTH), one.signature.participant_id, one.signature.id)
    assert remember(office, first).signature.id != one.signature.id


async def test_who_remembered_and_forgot_it_stands_in_the_log_and_no_word_of_it(office: PostOffice) -> None:
    remembered = remember(office, await arrives(office)).signature
    list_signatures(office.story.program, office.story.staff(LENA), remembered.participant_id)
    forget_signature(office.story.program, office.story.staff(ADA), remembered.participant_id, remembered.id)
    events = {row.action: row for row in office.rows(AuditEvent) if row.action.startswith("signature")}
    assert {action: row.actor for action, row in events.items()} == {
        "signature.remembered": office.story.staff(RUTH).id,
        "signatures.listed": office.story.staff(LENA).id,
        "signature.forgotten": office.story.staff(ADA).id,
    }
    told = repr([(row.subject, row.details) for row in events.values()])
    assert remembered.id in told
    assert "engineer" not in told


async def test_it_is_sealed_under_the_participants_own_key_and_erased_with_it(office: PostOffice) -> None:
    first = await arrives(office)
    remembered = remember(office, first).signature
    row = office.only(RememberedSignature)
    assert isinstance(row.text, Sealed)
    assert b"engineer" not in bytes(row.text)
    (greta,) = [one for one in office.rows(Participant) if one.id == remembered.participant_id]
    office.story.program.keystore.destroy(greta.key_id)
    (left,) = list_signatures(office.story.program, OPERATOR, remembered.participant_id)
    assert left.text == ""
    assert verify_log(office.story.program).problems == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Greta, bridge engineer\nOld Mill, 515-555-0143", "whole lines of this message"),
        ("Old Mill, 515-555", "whole lines of this message"),
        ("--", "at least 8"),
        ("Hi! How was your week?\n" * 21, "at most 20 lines"),
    ],
    ids=["not there", "half a line", "too short", "too long"],
)
async def test_what_is_no_block_of_the_message_is_refused(office: PostOffice, text: str, problem: str) -> None:
    first = await arrives(office)
    with pytest.raises(InvalidInputError, match=problem):
        remember(office, first, text)
    assert office.rows(RememberedSignature) == []


async def test_only_a_message_of_a_participant_has_a_signature(office: PostOffice) -> None:
    unproven = await office.hand_in(office.write(GRETA, office.story.greta_and_tim.student.masked_address, TEXT),
                                    office.story.greta_and_tim.student.masked_address)  # fmt: skip
    office.scan(*serious(Category.SYSTEM_UNAUTHENTICATED))
    with pytest.raises(ConflictError, match="not proven"):
        remember(office, office.message(unproven).id)
    stranger = await office.hand_in(office.write("pat@home.example", CONCERN, TEXT), CONCERN)
    with pytest.raises(ConflictError, match="not proven"):
        remember(office, office.message(stranger).id, by=LENA)


async def test_only_so_many_are_remembered(office: PostOffice) -> None:
    lines = [f"Greta, line number {number}" for number in range(MOST_REMEMBERED + 1)]
    message_id = await arrives(office, "\n".join(lines))
    ids = [remember(office, message_id, line).signature.id for line in lines[:-1]]
    with pytest.raises(ConflictError, match="forget one first"):
        remember(office, message_id, lines[-1])
    assert not remember(office, message_id, lines[0]).new
    mentor = office.story.greta_and_tim.mentor.id
    assert {one.id for one in list_signatures(office.story.program, OPERATOR, mentor)} == set(ids)
    forget_signature(office.story.program, office.story.staff(RUTH), mentor, ids[0])
    assert remember(office, message_id, lines[-1]).new


async def test_it_is_for_monitors_of_their_groups(office: PostOffice) -> None:
    first = await arrives(office)
    with pytest.raises(ForbiddenError):
        remember(office, first, by=AUDREY)
    with pytest.raises(NotFoundError):
        remember(office, first, by=OTTO)
    remembered = remember(office, first).signature
    program, greta = office.story.program, remembered.participant_id
    with pytest.raises(ForbiddenError):
        list_signatures(program, office.story.staff(AUDREY), greta)
    with pytest.raises(NotFoundError):
        list_signatures(program, office.story.staff(OTTO), greta)
    with pytest.raises(NotFoundError):
        forget_signature(program, office.story.staff(OTTO), greta, remembered.id)


async def test_whoever_is_barred_from_all_mail_of_a_person_sees_no_signature_of_theirs(office: PostOffice) -> None:
    remembered = remember(office, await arrives(office)).signature
    program, greta = office.story.program, remembered.participant_id
    for pair in (office.story.pairs[GRETA, TIM], office.story.pairs[GRETA, LUCIA]):
        staff.set_conflict(program, OPERATOR, RUTH, pair.student.id)
    assert list_signatures(program, office.story.staff(RUTH), greta) == ()
    with pytest.raises(NotFoundError):
        forget_signature(program, office.story.staff(RUTH), greta, remembered.id)


async def test_a_signature_of_another_person_is_not_forgotten_by_the_way(office: PostOffice) -> None:
    remembered = remember(office, await arrives(office)).signature
    tim = office.story.greta_and_tim.student.id
    with pytest.raises(NotFoundError):
        forget_signature(office.story.program, office.story.staff(RUTH), tim, remembered.id)


async def test_a_crisis_in_the_block_is_one(office: PostOffice) -> None:
    cry = "I want to kill myself.\nTim, class 7b"
    first = await arrives(office, f"Hi\n\n{cry}\n", sender=TIM)
    remember(office, first, cry)
    second = await arrives(office, f"Hello again\n\n{cry}\n", sender=TIM)
    assert state(office, second) is MessageState.HELD
    found = [row for row in office.rows(FindingRow) if row.message_id == second]
    assert (Category.CRISIS_SELF_HARM, Severity.CRITICAL) in {(row.category, row.severity) for row in found}
