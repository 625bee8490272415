"""The scan worker: takes received messages from the store, has them scanned, commits the decision.

Every step can be killed and run again: until the decision is committed the message is `received`,
and its lease runs out.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from relay.mime.author import read_identity
from relay.mime.reading import read_message
from relay.model.address import mailbox_form
from relay.model.category import Category, Severity
from relay.model.errors import InvalidInputError, TemporaryError
from relay.model.finding import Finding, finding_about_message
from relay.model.identity import Role, direction_from
from relay.scanning.context import ScanContext
from relay.scanning.workers import ScanFailedError, ScanPool
from relay.service import events
from relay.service.last_resort import hold_unscanned
from relay.service.leases import LEASE, Worker
from relay.service.program import Program
from relay.service.verdicts import Scanned, apply_scans
from relay.smtp.verp import RecipientKind, classify_recipient
from relay.store.archive import read_original, read_outgoing
from relay.store.incoming import (
    ScanLease,
    claim_received,
    count_failed_scans,
    extend_scan_leases,
    give_back_scans,
)
from relay.store.pair_history import delivered_lately
from relay.store.people import PairView, correspondents, load_pair
from relay.store.schema import Channel, Message, RememberedSignature
from relay.store.signatures import current_signatures, signature_blocks
from relay.store.store import ReadSession
from relay.store.unit import Unit
from relay.store.writer import Writer

_QUOTES_READ = 3
_MOST_LOSSES = 5  # a message at which the server itself died so often is not scanned again
_QUOTE_MARKS = (b">", b"blockquote")
_OUTSIDERS_SHOWN = 3
# The program's own addresses, which are nobody outside: a concern may be copied to it, a notice answered to all.
_PROGRAM = frozenset({RecipientKind.CONCERN, RecipientKind.ABUSE, RecipientKind.POSTMASTER, RecipientKind.HELP})


@dataclass(frozen=True, slots=True)
class _Material:
    """What a scan needs, read from the store. ``signatures``: ids of those whose texts are in the context."""

    raw: bytes
    context: ScanContext
    group: str | None
    own_findings: tuple[Finding, ...]
    signatures: tuple[str, ...]


class ScanWorker(Worker[ScanLease]):
    """Scans what waits, a bounded number of messages at once."""

    def __init__(
        self, program: Program, writer: Writer, pool: ScanPool, *, owner: str, at_once: int, approved: asyncio.Event
    ) -> None:
        """``approved`` is set when messages may wait for delivery; ``owner`` names the leases."""
        super().__init__(writer, owner=owner, at_once=at_once)
        self._program = program
        self._pool = pool
        self._approved = approved

        def commit(unit: Unit, items: Sequence[Scanned]) -> Sequence[object]:
            return apply_scans(program, unit, items)

        def hold_bare(unit: Unit, items: Sequence[ScanLease]) -> list[bool]:
            return [hold_unscanned(program, unit, item) for item in items]

        self._commit, self._hold_bare = commit, hold_bare

    def claim(self, unit: Unit, limit: int) -> list[ScanLease]:
        """Lease messages that wait."""
        return claim_received(unit, self.owner, LEASE, limit)

    def extend(self, unit: Unit, items: Sequence[ScanLease]) -> None:
        """Keep the leases of messages that are being scanned."""
        extend_scan_leases(unit, self.owner, [item.message_id for item in items], LEASE)

    def give_back(self, unit: Unit, items: Sequence[ScanLease]) -> None:
        """Free messages whose scan was left."""
        give_back_scans(unit, self.owner, items)

    def count_failure(self, unit: Unit, items: Sequence[ScanLease]) -> None:
        """Note that not even holding a message succeeded."""
        count_failed_scans(unit, self.owner, items)

    async def work(self, item: ScanLease) -> None:
        """Scan one message and commit the decision; whatever fails, it is held.

        Trouble that passes leaves it to the next lease: nothing is wrong with the message.
        """
        try:
            scanned = await self._scan(item) if item.losses < _MOST_LOSSES else _failed(item)
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - what throws is set aside, never dropped
            events.scan_failed(item.message_id, error)
            scanned = _failed(item)
        try:
            await self.write(self._commit, scanned)
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            events.scan_failed(item.message_id, error)
            await self._hold(item)
        self._approved.set()

    async def _hold(self, item: ScanLease) -> None:
        """Hold a message whose decision could not be committed; at the last without any key."""
        try:
            await self.write(self._commit, _failed(item))
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            events.scan_failed(item.message_id, error)
            await self.write(self._hold_bare, item)

    async def _scan(self, lease: ScanLease) -> Scanned:
        material = await asyncio.to_thread(self._load, lease.message_id)
        try:
            report = await self._pool.scan(material.raw, material.context, material.group)
        except ScanFailedError as error:
            events.scan_failed(lease.message_id, error)
            return _failed(lease, material.own_findings)
        findings = (*report.findings, *material.own_findings)
        return Scanned(lease, findings, report.versions, report.stop, report.pictures, material.signatures)

    def _load(self, message_id: str) -> _Material:
        program = self._program
        with program.store.read() as session:
            message = session.get_one(Message, message_id)
            raw = read_original(session, program.keyring, message)
            view = load_pair(session, message.pair_id) if message.pair_id else None
            signatures = current_signatures(session, message.author_id or "") if view else ()
            context = self._context(session, message, view, raw, signatures) if view else ScanContext()
        return _Material(
            raw=raw,
            context=context,
            group=view.group.name if view else None,
            own_findings=_recipient_findings(raw, context) if message.channel is Channel.MASK else (),
            signatures=tuple(row.id for row in signatures),
        )

    def _context(
        self,
        session: ReadSession,
        message: Message,
        view: PairView,
        raw: bytes,
        signatures: Sequence[RememberedSignature],
    ) -> ScanContext:
        quotes: tuple[str, ...] = ()
        if any(mark in raw for mark in _QUOTE_MARKS):
            quotes = self._delivered_texts(session, view.pair.id)
        return ScanContext(
            author=Role.MENTOR if message.author_id == view.mentor.id else Role.STUDENT,
            correspondents=correspondents(session, self._program.keyring, view, self._program.domain),
            delivered_texts=quotes,
            signatures=signature_blocks(self._program.keyring, signatures),
            program_domain=self._program.domain,
        )

    def _delivered_texts(self, session: ReadSession, pair_id: str) -> tuple[str, ...]:
        deliveries = delivered_lately(session, pair_id, _QUOTES_READ)
        sent = (read_outgoing(session, self._program.keyring, delivery) for delivery in deliveries)
        return tuple(text for raw in sent if raw for _, text in read_message(raw).texts())


def _recipient_findings(raw: bytes, context: ScanContext) -> tuple[Finding, ...]:
    """Return ``system.recipients`` where the mask is in neither To nor Cc, or an outsider is (CASES A9, A11)."""
    if context.correspondents is None or context.author is None:
        return ()
    direction = direction_from(context.author)
    reader, writer = context.correspondents.reader(direction), context.correspondents.writer(direction)
    named = read_identity(raw).recipients
    # A former address of the writer may be somebody else's by now; one of the reader tells of the reader still.
    the_readers, the_writers = _mailboxes(reader.known_addresses), _mailboxes(writer.addresses)
    masks = {reader.masked_address, writer.masked_address}
    outsiders = [
        address
        for address in named
        if address not in masks
        and not _mailboxes((address,)) & (the_readers | the_writers)
        and classify_recipient(address, context.program_domain).kind not in _PROGRAM
    ]
    found = []
    if reader.masked_address not in named:
        found.append(_recipients("The masked address stands in neither To nor Cc: it may be a copy of another mail."))
    if outsiders:
        shown = ", ".join(outsiders[:_OUTSIDERS_SHOWN])
        found.append(_recipients("Somebody outside of the pair is in To or Cc, and has probably had this mail.", shown))
    if any(_mailboxes((address,)) & the_readers for address in named):
        found.append(_recipients("The other's own address is in To or Cc: the two may be in touch directly."))
    return tuple(found)


def _recipients(explanation: str, text: str = "") -> Finding:
    return replace(finding_about_message(Category.SYSTEM_RECIPIENTS, Severity.HIGH, explanation), text=text)


def _mailboxes(addresses: Iterable[str]) -> set[str]:
    """Return the mailboxes that addresses name; what is not well formed names itself."""
    found = set()
    for address in addresses:
        try:
            found.add(mailbox_form(address))
        except InvalidInputError:
            found.add(address)
    return found


def _failed(lease: ScanLease, findings: tuple[Finding, ...] = ()) -> Scanned:
    failure = finding_about_message(
        Category.SYSTEM_SCAN_FAILED, Severity.HIGH, "The scanner could not read this message; nobody has checked it."
    )
    return Scanned(lease, (*findings, failure), "none")
