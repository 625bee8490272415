"""Planning a delivery: everything that building and sending it needs, read from the store."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from relay.masking.frame import Frame, Redaction
from relay.mime.author import read_identity
from relay.mime.tree import SenderIdentity
from relay.model.errors import IntegrityError, KeyDestroyedError, NotFoundError
from relay.model.identity import Correspondents, Identity, Role
from relay.model.lineage import MOST_NAMED, lineage
from relay.service.building import LetterPlan, RelayPlan
from relay.service.program import Program
from relay.service.templates import render_footer
from relay.smtp.verp import help_address, verp_address
from relay.store.archive import read_original
from relay.store.messages import findings_by_id
from relay.store.outgoing import DeliveryLease, find_leased
from relay.store.people import PairView, correspondents, current_addresses, load_pair
from relay.store.schema import Delivery, DeliveryKind, Message, Staff
from relay.store.sealing import open_column
from relay.store.signatures import signature_blocks, signatures_to_cut
from relay.store.store import ReadSession
from relay.store.thread_map import ThreadMap

_DATE_BEFORE = timedelta(days=7)
_DATE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Plan:
    """One delivery, ready to be built and sent; exactly one of ``relay`` and ``letter`` is set."""

    delivery_id: str
    message_id: str | None
    key_id: str
    envelope_from: str
    recipient: str
    relay: RelayPlan | None = None
    letter: LetterPlan | None = None


def plan(program: Program, lease: DeliveryLease) -> Plan | None:
    """Read what a leased delivery needs; None if it is no longer ours. Blocking.

    The recipient's address is read now, so that a changed one is used (CASES I4).
    """
    with program.store.read() as session:
        delivery = find_leased(session, lease)
        if delivery is None:
            return None
        relay = letter = None
        if delivery.kind is DeliveryKind.RELAY:
            relay = _relay_plan(program, session, delivery)
            recipient = relay.reader.addresses[0]
        else:
            letter = _letter_plan(program, session, delivery)
            recipient = letter.recipient
        return Plan(
            delivery_id=delivery.id,
            message_id=delivery.message_id,
            key_id=delivery.key_id,
            envelope_from=verp_address(delivery.verp_token, program.domain),
            recipient=recipient,
            relay=relay,
            letter=letter,
        )


def _relay_plan(program: Program, session: ReadSession, delivery: Delivery) -> RelayPlan:
    return relay_plan(
        program,
        session,
        session.get_one(Message, delivery.message_id),
        message_id=own_message_id(delivery, program.domain),
    )


def relay_plan(program: Program, session: ReadSession, message: Message, *, message_id: str) -> RelayPlan:
    """Read what masking a message needs; it goes out under the Message-ID ``message_id``. Blocking.

    Raises NotFoundError for mail of no pair.
    """
    if message.pair_id is None or message.author_id is None or message.direction is None:
        raise NotFoundError("a message of no pair cannot be relayed")
    view = load_pair(session, message.pair_id)
    people = correspondents(session, program.keyring, view, program.domain)
    raw = read_original(session, program.keyring, message)
    writer, reader = people.writer(message.direction), people.reader(message.direction)
    identity = read_identity(raw)
    return RelayPlan(
        raw=raw,
        writer=writer,
        reader=reader,
        frame=replace(
            _frame(program, session, message, message_id, identity),
            earlier_footers=(_footer(program, view, writer.role),),
            signatures=signature_blocks(program.keyring, signatures_to_cut(session, message)),
        ),
        footer=_footer(program, view, reader.role),
        redactions=redactions_of(program, session, message.redactions),
        released=message.released_by is not None,
        own_hosts=(program.domain, program.settings.smtp.hostname, program.settings.smtp.authserv_id),
    )


def _frame(
    program: Program,
    session: ReadSession,
    message: Message,
    message_id: str,
    identity: SenderIdentity,
) -> Frame:
    thread_map = ThreadMap(session, program.keyring, message, program.domain)
    named = list(dict.fromkeys((*identity.references, *identity.in_reply_to)))[-MOST_NAMED:]
    line = lineage(identity.in_reply_to, identity.references, thread_map.named(named), thread_map.thread())
    return Frame(
        message_id=message_id,
        date=_sensible_date(identity.date, message.received_at),
        relay_domain=program.domain,
        in_reply_to=line.in_reply_to,
        references=line.references,
    )


def own_message_id(delivery: Delivery, domain: str) -> str:
    """Return the Message-ID that a delivery goes out under."""
    return f"<{delivery.message_header_id}@{domain}>"


def _sensible_date(text: str, received_at: datetime) -> datetime:
    """Return when the writer sent it, if their clock can be believed; else when it came in (CASES C25, E27)."""
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is not None and received_at - _DATE_BEFORE <= date <= received_at + _DATE_AFTER:
            return date.astimezone(UTC)  # where the writer lives is not told
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return received_at


def _footer(program: Program, view: PairView, reader: Role) -> str:
    person = view.member(reader)
    return render_footer(
        f"footer_to_{reader.value}",
        person.language,
        program=program.settings.relay.program,
        concern_address=f"concern@{program.domain}",
        crisis_lines=program.settings.relay.crisis_lines,
    )


def redactions_of(program: Program, session: ReadSession, finding_ids: Iterable[str]) -> tuple[Redaction, ...]:
    """Return the places of findings whose text is to be taken out."""
    rows = findings_by_id(session, tuple(finding_ids))
    return tuple(Redaction(open_column(program.keyring, row, "part"), row.start, row.end) for row in rows)


def _letter_plan(program: Program, session: ReadSession, delivery: Delivery) -> LetterPlan:
    fallback = _FALLBACK.format(program=program.settings.relay.program)
    people = _people_of(program, session, delivery)
    reader, hidden = people or (None, None)
    return LetterPlan(
        program=program.settings.relay.program,
        sender=_letter_sender(program, delivery),
        recipient=_letter_recipient(program, session, delivery),
        subject=_words(program, delivery, "subject", program.settings.relay.program),
        text=_words(program, delivery, "text", fallback),
        fallback=fallback,
        message_id=own_message_id(delivery, program.domain),
        date=delivery.created_at,
        reader=reader,
        hidden=hidden,
    )


def _words(program: Program, delivery: Delivery, column: str, otherwise: str) -> str:
    """Return what a letter says; ``otherwise`` where that can no longer be read."""
    try:
        return open_column(program.keyring, delivery, column)
    except (KeyDestroyedError, IntegrityError):
        return otherwise


_FALLBACK = (
    "Hello,\n\nthe staff of {program} have something to tell you about a message of yours. "
    "Please answer this mail, and they will explain.\n\n{program}\n"
)


def _letter_sender(program: Program, delivery: Delivery) -> str:
    if delivery.help_token:
        return help_address(delivery.help_token, program.domain)
    return f"postmaster@{program.domain}"


def _letter_recipient(program: Program, session: ReadSession, delivery: Delivery) -> str:
    if delivery.participant_id is not None:
        return current_addresses(session, program.keyring, [delivery.participant_id])[delivery.participant_id][0]
    if delivery.staff_id is not None:
        return open_column(program.keyring, session.get_one(Staff, delivery.staff_id), "email")
    return open_column(program.keyring, delivery, "recipient")


def _people_of(program: Program, session: ReadSession, delivery: Delivery) -> tuple[Identity, Identity] | None:
    """Return the reader of a notice about a pair's message, and the other one, who must not show in it."""
    if delivery.participant_id is None or delivery.message_id is None:
        return None
    message = session.get_one(Message, delivery.message_id)
    if message.pair_id is None:
        return None
    view = load_pair(session, message.pair_id)
    people: Correspondents = correspondents(session, program.keyring, view, program.domain)
    if delivery.participant_id == view.mentor.id:
        return people.mentor, people.student
    return people.student, people.mentor
