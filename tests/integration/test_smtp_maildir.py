"""Delivery into Maildirs, the outside world of the embedded set-up."""

import asyncio
import mailbox
from pathlib import Path

import pytest

from relay.model.errors import InvalidInputError
from relay.smtp.maildir import MaildirTransport
from relay.smtp.protocol import SendKind

MAIL = b"Subject: hi\r\n\r\nHello\r\n"


def entries(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_a_message_stands_in_the_recipients_maildir_byte_for_byte(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path / "outbound")
    for _ in range(3):
        outcome = await transport.send("b-0123456789@mail.example.org", "tim@home.example", MAIL)
        assert outcome.kind is SendKind.DELIVERED
    folder = tmp_path / "outbound" / "tim@home.example"
    assert [path.read_bytes() for path in (folder / "new").iterdir()] == [MAIL] * 3
    assert list((folder / "tmp").iterdir()) == []
    assert [message["Subject"] for message in mailbox.Maildir(folder, create=False)] == ["hi"] * 3


async def test_many_messages_at_once_get_a_file_each(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path)
    await asyncio.gather(*(transport.send("", "tim@home.example", MAIL) for _ in range(50)))
    assert len(list((tmp_path / "tim@home.example" / "new").iterdir())) == 50


async def test_no_address_leaves_the_directory(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path / "outbound")
    await transport.send("", "../../tim/..@home.example", MAIL)
    assert entries(tmp_path) == ["outbound"]
    assert entries(tmp_path / "outbound") == ["..%2F..%2Ftim%2F..@home.example"]


@pytest.mark.parametrize("recipient", ["", "tim", "..", "tim@home.example/../x", "tim\x00@home.example"])
async def test_what_is_no_address_is_refused(tmp_path: Path, recipient: str) -> None:
    with pytest.raises(InvalidInputError):
        await MaildirTransport(tmp_path).send("", recipient, MAIL)
    assert entries(tmp_path) == []


async def test_trouble_with_the_disk_is_temporary(tmp_path: Path) -> None:
    a_file = tmp_path / "outbound"
    await asyncio.to_thread(a_file.write_text, "it is in the way")
    outcome = await MaildirTransport(a_file).send("", "tim@home.example", MAIL)
    assert outcome.kind is SendKind.TEMPORARY
