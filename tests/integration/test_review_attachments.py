"""What a monitor looks at is, byte for byte, what a release delivers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from relay.model.errors import ConflictError
from relay.service.audit_log import verify_log
from relay.service.review.attachments import get_attachment
from relay.service.review.deciding import release
from relay.service.review.reading import get_content
from relay.service.review.views import AttachedFile
from tests.support import office as documents
from tests.support import pictures
from tests.support.attaching import attach
from tests.support.post_office import CONCERN, PostOffice, open_post_office
from tests.support.review_story import GRETA, LENA, RUTH, TIM, phone

TEXT = "Hi! Call me: 555 0100 200\n"
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def held(office: PostOffice, *files: tuple[str, str, bytes], to: str = "") -> str:
    """Let a mail of Greta's with files (name, type, bytes) arrive and be held; return its id."""
    to = to or office.story.greta_and_tim.student.masked_address
    mail = office.write(GRETA, to, TEXT)
    for name, content_type, content in files:
        attach(mail, name, content_type, content)
    reply = await office.hand_in(mail, to)
    office.scan(phone(start=TEXT.index("555")))
    return office.message(reply).id


def look(office: PostOffice, message_id: str, n: int, by: str = RUTH) -> AttachedFile:
    return get_attachment(office.story.program, office.story.staff(by), message_id, n)


async def test_what_is_looked_at_is_what_is_delivered(office: PostOffice) -> None:
    message_id = await held(
        office,
        ("Greta Oldfield.jpg", "image/jpeg", pictures.iphone_photo("Greta Oldfield")),
        ("IMG_2.heic", "image/heic", pictures.heic("Greta Oldfield")),
        ("files.zip", "application/zip", b"PK\x03\x04 nothing"),
        ("homework.docx", f"application/{DOCX}", documents.homework_docx()),
        ("table.csv", "text/csv", f"who,what\nGreta Oldfield,{GRETA}\n".encode()),
    )
    seen = [look(office, message_id, n) for n in (1, 2, 4, 5)]
    with pytest.raises(ConflictError, match="an archive"):
        look(office, message_id, 3)
    release(office.story.program, office.story.staff(RUTH), message_id)
    office.story.clock.advance(minutes=1)
    sent = next(data for _, recipient, data in await office.deliver() if recipient == TIM)
    delivered = list(message_from_bytes(sent, policy=default).iter_attachments())
    assert [(one.name, one.type) for one in seen] == [
        (part.get_filename(), part.get_content_type()) for part in delivered
    ]
    for one, part in zip(seen, delivered, strict=True):
        if one.type != f"application/{DOCX}":
            assert one.content == part.get_payload(decode=True)
    assert seen[0].name == "attachment-1.jpg"
    assert verify_log(office.story.program).problems == []


async def test_a_file_in_which_somebody_is_left_is_not_shown(office: PostOffice) -> None:
    message_id = await held(office, ("a.txt", "text/plain", b"Hi\n"))
    program = office.story.program
    named = program.settings.relay.model_copy(update={"domain": "oldfield.example"})  # of every mask in the headers
    settings = program.settings.model_copy(update={"relay": named})
    with pytest.raises(ConflictError, match="gives a person away"):
        get_attachment(replace(program, settings=settings), office.story.staff(RUTH), message_id, 1)


async def test_mail_for_no_reader_shows_none_of_its_files(office: PostOffice) -> None:
    message_id = await held(office, ("a.txt", "text/plain", b"Hi\n"), to=CONCERN)
    with pytest.raises(ConflictError, match="for no reader"):
        look(office, message_id, 1, by=LENA)
    [listed] = get_content(office.story.program, office.story.staff(LENA), message_id).original.attachments
    assert listed.viewable is False
    assert "no reader" in str(listed.problem)
