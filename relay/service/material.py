"""What a scan needs of the store: the bytes of a message, who the two are, and what went before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relay.mime.author import read_identity
from relay.mime.reading import read_message
from relay.model.address import mailbox_form
from relay.model.category import Category, Severity
from relay.model.errors import InvalidInputError
from relay.model.finding import Finding, finding_about_message
from relay.model.identity import Role, direction_from
from relay.scanning.context import ScanContext
from relay.service.conversation import earlier_features
from relay.service.program import Program
from relay.service.sendings import earlier_sendings
from relay.smtp.verp import RecipientKind, classify_recipient
from relay.store.archive import read_original, read_outgoing
from relay.store.pair_history import delivered_lately
from relay.store.people import PairView, correspondents, load_pair
from relay.store.schema import Channel, Message, RememberedSignature
from relay.store.signatures import current_signatures, signature_blocks
from relay.store.store import ReadSession

_QUOTES_READ = 3
_QUOTE_MARKS = (b">", b"blockquote")
_OUTSIDERS_SHOWN = 3
# The program's own addresses, which are nobody outside: a concern may be copied to it, a notice answered to all.
_PROGRAM = frozenset({RecipientKind.CONCERN, RecipientKind.ABUSE, RecipientKind.POSTMASTER, RecipientKind.HELP})


@dataclass(frozen=True, slots=True)
class Material:
    """What a scan needs, read from the store. ``signatures``: ids of those whose texts are in the context."""

    raw: bytes
    context: ScanContext
    group: str | None
    own_findings: tuple[Finding, ...]
    signatures: tuple[str, ...]


class Materials:
    """Reads what scans need, message by message."""

    def __init__(self, program: Program, *, as_of_then: bool = False) -> None:
        """``as_of_then``: mail of the past is scanned, with what had been delivered before it came."""
        self._program = program
        self._as_of_then = as_of_then

    def load(self, message_id: str) -> Material:
        """Return what a scan of a message needs.

        Raises KeyDestroyedError after an erasure, NotFoundError and IntegrityError where the bytes cannot be had.
        """
        program = self._program
        with program.store.read() as session:
            message = session.get_one(Message, message_id)
            raw = read_original(session, program.keyring, message)
            view = load_pair(session, message.pair_id) if message.pair_id else None
            signatures = current_signatures(session, message.author_id or "") if view else ()
            context = self._context(session, message, view, raw, signatures) if view else ScanContext()
        return Material(
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
            quotes = self._delivered_texts(session, message)
        return ScanContext(
            author=Role.MENTOR if message.author_id == view.mentor.id else Role.STUDENT,
            correspondents=correspondents(session, self._program.keyring, view, self._program.domain),
            delivered_texts=quotes,
            signatures=signature_blocks(self._program.keyring, signatures),
            program_domain=self._program.domain,
            earlier=earlier_features(session, self._program.keyring, message, before=self._then(message)),
            sendings=earlier_sendings(session, self._program.keyring, message, before=self._then(message)),
        )

    def _then(self, message: Message) -> datetime | None:
        return message.received_at if self._as_of_then else None

    def _delivered_texts(self, session: ReadSession, message: Message) -> tuple[str, ...]:
        deliveries = delivered_lately(session, str(message.pair_id), _QUOTES_READ, before=self._then(message))
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
