"""Mails that arrive at a post office and are scanned by what ships, and what their readers get of them."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from relay.mime.reading import read_message
from relay.model.message import MessageState
from relay.model.staff import OPERATOR
from relay.scanning.context import ScanContext
from relay.scanning.report import ScanReport
from relay.scanning.scanner import Scanner
from relay.service.leases import LEASE
from relay.service.review.reading import get_message
from relay.service.scanning import ScanWorker
from relay.store.incoming import claim_received
from tests.support.post_office import PostOffice
from tests.support.review_story import GRETA
from tests.support.scanners import shipped_scanner


class Pool:
    """The scanner that ships, or another one, in this process."""

    def __init__(self, scanner: Scanner | None = None) -> None:
        self._scanner = scanner or shipped_scanner()

    async def scan(self, raw: bytes, context: ScanContext, group: str | None) -> ScanReport:
        del group
        examined = self._scanner.examine_message(read_message(raw), context)
        return ScanReport(examined.findings, "shipped", message=examined.message)


async def arrives(
    office: PostOffice,
    text: str,
    *,
    sender: str = GRETA,
    to: str = "",
    mail: EmailMessage | None = None,
    pool: Pool | None = None,
) -> str:
    """Let a mail of the pair of Greta and Tim arrive and be scanned in earnest; return its id."""
    pair = office.story.greta_and_tim
    to = to or (pair.student if sender == GRETA else pair.mentor).masked_address
    reply = await office.hand_in(mail or office.write(sender, to, text), to)
    scanner: Any = pool or Pool()
    worker = ScanWorker(
        office.story.program, office.writer, scanner, owner="w_scan", at_once=1, approved=asyncio.Event()
    )
    with office.story.program.store.write() as unit:
        leases = claim_received(unit, "w_scan", LEASE, 10)
    for lease in leases:
        await worker.work(lease)
    return office.message(reply).id


def state(office: PostOffice, message_id: str) -> MessageState:
    """Return where a message stands."""
    return get_message(office.story.program, OPERATOR, message_id).item.state


def body_of(data: bytes, kind: str = "plain") -> str:
    """Return the text of a mail that was sent."""
    body = message_from_bytes(data, policy=default).get_body((kind,))
    return "" if body is None else str(body.get_content())


async def gets(office: PostOffice, reader: str) -> str:
    """Deliver what is due; return the text of the one mail that ``reader`` gets."""
    office.story.clock.advance(minutes=1)
    (sent,) = [data for _, recipient, data in await office.deliver() if recipient == reader]
    return body_of(sent).replace("\r\n", "\n")
