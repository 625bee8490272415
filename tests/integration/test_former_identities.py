"""What the scan passed as the pair's own is masked when it goes out, also if the record was changed meanwhile.

Former surnames and addresses stay hidden from then on: older mails, and quotes of them, hold them.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.errors import KeyDestroyedError
from relay.model.message import MessageState
from relay.model.staff import OPERATOR
from relay.service.addresses import AddressChanges
from relay.service.audit_log import verify_log
from relay.service.participants import ParticipantChanges, change_participant
from relay.service.review.deciding import release
from relay.service.review.reading import get_message
from relay.store.crypto import Sealed
from relay.store.people import correspondents, load_pair, participants_of_address
from relay.store.schema import AuditEvent, FormerFamilyName, Participant
from tests.support.earnest import arrives, gets, state
from tests.support.post_office import PostOffice, open_post_office
from tests.support.programs import DOMAIN
from tests.support.review_story import ADA, GRETA, RUTH, TIM

NEW = "greta@elsewhere.example"
HI = "Hi! How was your week?\n\n"
SIGNED = f"{HI}Best,\nGreta Oldfield\n{GRETA}\n"
QUOTING = f"Hi! It went well.\n\nOn Mon, 23 Nov 2026 at 10:02, Greta Oldfield <{GRETA}> wrote:\n> Hi Tim\n"
TELLING = ("oldfield", GRETA)


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


def change(office: PostOffice, participant_id: str, changes: ParticipantChanges) -> None:
    change_participant(office.story.program, office.story.staff(ADA), participant_id, changes)


def rename(office: PostOffice, family_name: str, *, given_name: str | None = None) -> None:
    mentor = office.story.greta_and_tim.mentor.id
    change(office, mentor, ParticipantChanges(family_name=family_name, given_name=given_name))


def move(office: PostOffice) -> None:
    """Give Greta another address, and remove the one that she had."""
    changes = AddressChanges(add=(NEW,), primary=NEW, remove=(GRETA,))
    change(office, office.story.greta_and_tim.mentor.id, ParticipantChanges(addresses=changes))


def told(text: str) -> list[str]:
    return [word for word in TELLING if word in text.lower()]


@pytest.mark.parametrize("sender", [GRETA, TIM], ids=["hers", "a quote of hers"])
async def test_a_surname_that_was_changed_while_the_mail_waited_stays_hidden(office: PostOffice, sender: str) -> None:
    message = await arrives(office, SIGNED if sender == GRETA else QUOTING, sender=sender)
    assert state(office, message) is MessageState.APPROVED
    rename(office, "Newman")
    sent = await gets(office, TIM if sender == GRETA else GRETA)
    assert "Greta" in sent
    assert told(sent) == []
    assert verify_log(office.story.program).problems == []


async def test_of_a_held_mail_that_is_released_afterwards_too(office: PostOffice) -> None:
    held = await arrives(office, SIGNED.replace("week?", "week? Call me: 515-555-0142"))
    assert state(office, held) is MessageState.HELD
    rename(office, "Newman")
    move(office)
    release(office.story.program, office.story.staff(RUTH), held)
    sent = await gets(office, TIM)
    assert "0142" in sent
    assert told(sent) == []


@pytest.mark.parametrize("sender", [GRETA, TIM], ids=["hers", "a quote of hers"])
async def test_an_address_that_was_removed_while_the_mail_waited_stays_hidden(office: PostOffice, sender: str) -> None:
    message = await arrives(office, SIGNED if sender == GRETA else QUOTING, sender=sender)
    assert state(office, message) is MessageState.APPROVED
    move(office)
    sent = await gets(office, TIM if sender == GRETA else NEW)
    assert told(sent) == []


async def test_later_quotes_pass_and_are_masked_by_every_name_that_she_had(office: PostOffice) -> None:  # A8
    for name in ("Newman", "Smythe"):
        rename(office, name)
    move(office)
    for name in ("Oldfield", "Newman", "Smythe"):
        message = await arrives(office, QUOTING.replace("Oldfield", name), sender=TIM)
        assert state(office, message) is MessageState.APPROVED, name
        sent = await gets(office, NEW)
        assert "Greta" in sent
        assert name.lower() not in sent.lower()
        assert GRETA not in sent


async def test_in_a_sentence_a_former_surname_holds_as_the_one_of_now(office: PostOffice) -> None:
    rename(office, "Newman")
    held = await arrives(office, "Hi! You can find me in the book under Oldfield, I am the only one.\n")
    assert state(office, held) is MessageState.HELD


async def test_nothing_goes_to_a_removed_address_and_nobody_writes_from_it(office: PostOffice) -> None:
    move(office)
    await arrives(office, "Hi! How was your week?\n", sender=TIM)
    office.story.clock.advance(minutes=1)
    assert {recipient for _, recipient, _ in await office.deliver()} == {NEW}
    with office.story.program.store.read() as session:
        assert participants_of_address(session, office.story.program.keyring, GRETA) == []


async def test_the_others_removed_address_among_the_recipients_still_holds(office: PostOffice) -> None:
    move(office)
    mask = office.story.greta_and_tim.mentor.masked_address
    message = await arrives(office, "", mail=office.write(TIM, f"{mask}, {GRETA}"), sender=TIM)
    found = get_message(office.story.program, OPERATOR, message).findings
    explanations = [one.explanation for one in found if one.category is Category.SYSTEM_RECIPIENTS]
    assert any("own address" in str(explanation) for explanation in explanations)
    assert not any("outside" in str(explanation) for explanation in explanations)


async def test_a_removed_address_of_the_writer_may_be_somebody_elses(office: PostOffice) -> None:
    move(office)
    mask = office.story.greta_and_tim.student.masked_address
    message = await arrives(office, "", mail=office.write(NEW, f"{mask}, {GRETA}"), sender=NEW, to=mask)
    found = get_message(office.story.program, OPERATOR, message).findings
    assert [one.severity for one in found if one.category is Category.SYSTEM_RECIPIENTS] == [Severity.HIGH]


async def test_an_address_that_was_moved_to_the_other_is_the_others(office: PostOffice) -> None:
    pair, shared = office.story.greta_and_tim, "home@family.example"
    change(office, pair.mentor.id, ParticipantChanges(addresses=AddressChanges(add=(shared,))))
    message = await arrives(office, f"{HI}Best,\nGreta\n{shared}\n")
    change(office, pair.mentor.id, ParticipantChanges(addresses=AddressChanges(remove=(shared,))))
    change(office, pair.student.id, ParticipantChanges(addresses=AddressChanges(add=(shared,))))
    with office.story.program.store.read() as session:
        both = correspondents(session, office.story.program.keyring, load_pair(session, pair.id), DOMAIN)
    assert shared not in both.mentor.known_addresses
    assert shared in both.student.addresses
    assert state(office, message) is MessageState.APPROVED
    sent = await gets(office, TIM)
    assert shared not in sent
    assert pair.mentor.masked_address not in sent


async def test_moved_to_somebody_else_it_stays_hidden_in_the_pair(office: PostOffice) -> None:
    shared = "home@family.example"
    greta, omar = office.story.greta_and_tim.mentor.id, office.story.omar_and_tim.mentor.id
    change(office, greta, ParticipantChanges(addresses=AddressChanges(add=(shared,))))
    message = await arrives(office, f"{HI}Best,\nGreta\n{shared}\n")
    assert state(office, message) is MessageState.APPROVED
    change(office, greta, ParticipantChanges(addresses=AddressChanges(remove=(shared,))))
    change(office, omar, ParticipantChanges(addresses=AddressChanges(add=(shared,))))
    assert shared not in await gets(office, TIM)


async def test_an_address_that_came_back_is_a_current_one(office: PostOffice) -> None:
    move(office)
    back = AddressChanges(add=(GRETA,), primary=GRETA, remove=(NEW,))
    change(office, office.story.greta_and_tim.mentor.id, ParticipantChanges(addresses=back))
    pair = office.story.greta_and_tim
    with office.story.program.store.read() as session:
        mentor = correspondents(session, office.story.program.keyring, load_pair(session, pair.id), DOMAIN).mentor
    assert (mentor.addresses, mentor.former_addresses) == ((GRETA,), (NEW,))


async def test_names_in_the_wrong_fields_leave_no_given_name_hidden(office: PostOffice) -> None:
    rename(office, "Greta", given_name="Oldfield")
    rename(office, "Oldfield", given_name="Greta")
    message = await arrives(office, f"{HI}I have a sister, Anna. Best,\nGreta\n")
    assert state(office, message) is MessageState.APPROVED
    assert "Best,\nGreta\n" in await gets(office, TIM)


async def test_each_former_surname_is_kept_once_sealed_as_the_one_of_now(office: PostOffice) -> None:
    for name in ("Newman", "Oldfield", "Newman", "Newman"):
        rename(office, name)
    rows = office.rows(FormerFamilyName)
    assert len(rows) == 2
    assert all(isinstance(row.family_name, Sealed) for row in rows)
    assert b"Oldfield" not in b"".join(bytes(row.family_name) for row in rows)
    changed = [row for row in office.rows(AuditEvent) if row.action == "participant.changed"]
    assert [row.details["fields"] for row in changed] == [["family_name"]] * 3
    assert "Newman" not in repr([row.details for row in changed])
    assert verify_log(office.story.program).problems == []


async def test_former_surnames_are_erased_with_the_one_of_now(office: PostOffice) -> None:
    rename(office, "Newman")
    program, pair = office.story.program, office.story.greta_and_tim
    (greta,) = [one for one in office.rows(Participant) if one.id == pair.mentor.id]
    row = office.only(FormerFamilyName)
    program.keystore.destroy(greta.key_id)
    with pytest.raises(KeyDestroyedError):
        program.keyring.open_text(row.family_name, f"former_family_names.family_name:{row.id}")
    assert verify_log(program).problems == []
