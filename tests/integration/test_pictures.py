"""A picture that a person let through does not hold again in the same pair; any other still does (LABELS)."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from relay.model.category import Category, Severity
from relay.model.finding import Finding
from relay.model.message import MessageState
from relay.service.audit_log import verify_log
from relay.service.review.deciding import release, take_back
from relay.service.review.reading import get_message
from relay.smtp.protocol import Reply, SendKind, SendOutcome
from relay.store.schema import MessagePicture
from tests.support.post_office import PostOffice, open_post_office
from tests.support.review_story import GRETA, RUTH, TIM

LOGO, PHOTO = (hashlib.sha256(name).hexdigest() for name in (b"logo", b"photo"))
NOTES = "attachment:notes.txt"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


def picture_in(part: str) -> Finding:
    return Finding(Category.ATTACHMENT_IMAGE, Severity.MEDIUM, 1.0, part, 0, 0, part, "a picture")


async def arrive(
    office: PostOffice, pictures: Mapping[str, tuple[str, ...]], *, by: str = GRETA, content: bytes = b"notes"
) -> Reply:
    """Let a mail with one attachment arrive, in which the scan saw ``pictures``; text goes along, all else stays."""
    pair = office.story.greta_and_tim
    to = pair.student.masked_address if by == GRETA else pair.mentor.masked_address
    mail = office.write(by, to, f"Mail number {office.count}.\n")
    mail.add_attachment(content, maintype="text", subtype="plain")
    reply = await office.hand_in(mail, to)
    office.scan(*map(picture_in, pictures), pictures=pictures)
    return reply


def held(office: PostOffice, reply: Reply) -> bool:
    return office.message(reply).state is MessageState.HELD


def let_through(office: PostOffice, reply: Reply) -> None:
    story = office.story
    release(story.program, story.staff(RUTH), office.message(reply).id)


async def deliver(office: PostOffice) -> None:
    office.story.clock.advance(minutes=1)
    await office.deliver()


async def test_a_logo_holds_until_a_person_let_it_through_and_then_no_more(office: PostOffice) -> None:
    first = await arrive(office, {NOTES: (LOGO,)})
    second = await arrive(office, {NOTES: (LOGO,)})
    assert held(office, first)
    assert held(office, second), "nobody has looked yet"
    let_through(office, first)
    await deliver(office)
    third = await arrive(office, {NOTES: (LOGO,)})
    answer = await arrive(office, {NOTES: (LOGO,)}, by=TIM)
    assert not held(office, third)
    assert not held(office, answer), "in either direction"
    story = office.story
    (finding,) = get_message(story.program, story.staff(RUTH), office.message(third).id).findings
    assert finding.severity == Severity.INFO
    assert finding.explanation == "this picture was released before in this pair"
    assert verify_log(story.program).problems == []


async def test_every_picture_of_a_part_must_have_been_let_through(office: PostOffice) -> None:
    let_through(office, await arrive(office, {NOTES: (LOGO,)}))
    await deliver(office)
    both = await arrive(office, {NOTES: (LOGO, PHOTO)})
    assert held(office, both)
    one_part_of_two = await arrive(office, {NOTES: (LOGO,), "attachment:photo.txt": (PHOTO,)})
    assert held(office, one_part_of_two)
    let_through(office, both)
    await deliver(office)
    assert not held(office, await arrive(office, {NOTES: (PHOTO,), "attachment:photo.txt": (LOGO, PHOTO)}))


async def test_what_the_scan_could_not_read_as_pixels_holds_each_time(office: PostOffice) -> None:
    let_through(office, await arrive(office, {NOTES: ()}))
    await deliver(office)
    assert held(office, await arrive(office, {NOTES: ()}))


async def test_another_pair_has_not_seen_it(office: PostOffice) -> None:
    let_through(office, await arrive(office, {NOTES: (LOGO,)}))
    await deliver(office)
    omars = office.story.omar_and_tim.mentor.masked_address
    reply = await office.hand_in(office.write(TIM, omars), omars)
    office.scan(picture_in(NOTES), pictures={NOTES: (LOGO,)})
    assert held(office, reply)


async def test_a_release_that_left_a_file_out_let_no_picture_through(office: PostOffice) -> None:
    let_through(office, await arrive(office, {NOTES: (LOGO,)}, content=b"\x00\x01\x02\xff"))
    await deliver(office)
    assert b"was left out" in office.outside.sent[-1][2]
    assert held(office, await arrive(office, {NOTES: (LOGO,)}))


async def test_a_release_that_was_taken_back_or_has_not_begun_does_not_count(office: PostOffice) -> None:
    reply = await arrive(office, {NOTES: (LOGO,)})
    let_through(office, reply)
    assert held(office, await arrive(office, {NOTES: (LOGO,)})), "it may still be taken back"
    take_back(office.story.program, office.story.staff(RUTH), office.message(reply).id)
    assert held(office, await arrive(office, {NOTES: (LOGO,)}))


async def test_a_release_that_the_next_hop_has_not_taken_yet_counts(office: PostOffice) -> None:
    reply = await arrive(office, {NOTES: (LOGO,)})
    let_through(office, reply)
    office.outside.script = [SendOutcome(SendKind.TEMPORARY)] * 5
    await deliver(office)
    assert office.message(reply).state is MessageState.APPROVED
    assert not held(office, await arrive(office, {NOTES: (LOGO,)}))


async def test_what_the_policy_forwarded_was_looked_at_by_nobody(office: PostOffice) -> None:
    pair = office.story.greta_and_tim
    to = pair.student.masked_address
    forwarded = await office.hand_in(office.write(GRETA, to), to)
    office.scan(pictures={NOTES: (LOGO,)})
    await deliver(office)
    assert office.message(forwarded).state is MessageState.DELIVERED
    assert held(office, await arrive(office, {NOTES: (LOGO,)}))


async def test_nothing_but_keyed_hashes_of_new_pictures_is_kept(office: PostOffice) -> None:
    let_through(office, await arrive(office, {NOTES: (LOGO, LOGO)}))
    await deliver(office)
    await arrive(office, {NOTES: (LOGO,)})
    with office.story.program.store.read() as session:
        (row,) = session.query(MessagePicture).all()
    assert bytes(row.pixel_hash) != bytes.fromhex(LOGO)
