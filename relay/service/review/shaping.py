"""From rows to what is shown: opens the text that the asker may read, and nothing else."""

from collections.abc import Iterable, Sequence

from relay.mime.reading import read_message
from relay.mime.view import safe_view
from relay.model.change import Change
from relay.model.errors import IntegrityError, KeyDestroyedError
from relay.model.permission import Permission, may
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review import events
from relay.service.review.attachments import attachment_views
from relay.service.review.views import (
    SECOND_PERSON,
    AttachmentView,
    AttemptView,
    ChangeView,
    ContentView,
    DecisionView,
    DeliveredView,
    DeliveryView,
    FindingView,
    FlagView,
    MessageDetail,
    MessageItem,
)
from relay.store.claims import claimants
from relay.store.flags import current_flags, on_message
from relay.store.messages import categories_of, group_names, record_of
from relay.store.outgoing import attempts_of
from relay.store.schema import (
    DecisionRow,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    FindingRow,
    Flag,
    Message,
)
from relay.store.schema.base import Base
from relay.store.sealing import open_column
from relay.store.store import ReadSession


class Reader:
    """Opens sealed columns for one asker."""

    def __init__(self, program: Program, actor: StaffMember) -> None:
        """Open with the program's keys; nothing at all for a role that does not read text."""
        self._keyring = program.keyring
        self._may_read = may(actor, Permission.READ_TEXT)

    def text(self, row: Base, column: str) -> str | None:
        """Return a sealed column; None where the asker may not read it, it is empty or was erased.

        One that does not open (it was tampered with) is None too, and logged: a single damaged row
        must not hide the whole queue.
        """
        if not self._may_read or getattr(row, column) is None:
            return None
        try:
            return open_column(self._keyring, row, column)
        except KeyDestroyedError:
            return None
        except IntegrityError:
            events.text_unreadable(row.__tablename__, str(getattr(row, "id", "")), column)
            return None


def message_items(
    program: Program, session: ReadSession, actor: StaffMember, messages: Sequence[Message]
) -> tuple[MessageItem, ...]:
    """Return messages as a list shows them, with a fixed number of queries."""
    ids = [message.id for message in messages]
    categories = categories_of(session, ids)
    claims = claimants(session, ids, program.now())
    groups = group_names(session, {message.group_id for message in messages})
    program.keystore.fetch({message.key_id for message in messages})
    reader = Reader(program, actor)
    return tuple(
        MessageItem(
            id=message.id,
            thread_id=message.thread_id,
            pair_id=message.pair_id,
            group=groups.get(message.group_id),
            direction=message.direction,
            state=message.state,
            received_at=message.received_at,
            subject=reader.text(message, "subject"),
            severity=message.severity,
            categories=categories.get(message.id, ()),
            reasons=tuple(message.reasons),
            claimed_by=claims.get(message.id),
            version=message.version,
        )
        for message in messages
    )


def message_detail(program: Program, session: ReadSession, actor: StaffMember, message: Message) -> MessageDetail:
    """Return everything about a message but its content, with a fixed number of queries."""
    reader = Reader(program, actor)
    (item,) = message_items(program, session, actor, [message])
    record = record_of(session, message.id)
    attempts = attempts_of(session, [delivery.id for delivery in record.deliveries])
    return MessageDetail(
        item=item,
        channel=message.channel,
        automatic=message.automatic,
        review=message.review,
        review_verdict=message.review_verdict,
        not_before=message.not_before,
        awaiting=SECOND_PERSON if message.second_person_action else None,
        findings=tuple(_finding(reader, row) for row in record.findings),
        decisions=tuple(_decision(reader, row) for row in record.decisions),
        deliveries=tuple(_delivery(row, attempts.get(row.id, [])) for row in record.deliveries),
        flags=flag_views(reader, current_flags(session, on_message(message.id))),
    )


def flag_views(reader: Reader, flags: Sequence[Flag]) -> tuple[FlagView, ...]:
    """Return flags as they are shown."""
    return tuple(flag_view(reader, flag) for flag in flags)


def flag_view(reader: Reader, flag: Flag) -> FlagView:
    """Return one flag as it is shown."""
    label, note = reader.text(flag, "label"), reader.text(flag, "note")
    return FlagView(flag.id, label, note, flag.severity, flag.staff_id, flag.created_at)


def original_view(raw: bytes, message: Message) -> ContentView:
    """Return a mail as it came in, safe to show."""
    tree = read_message(raw)
    view = safe_view(tree)
    return ContentView(view.subject, view.text, view.html, attachment_views(message, tree, view.attachments))


def delivered_view(raw: bytes, changes: Iterable[Change] | None) -> DeliveredView:
    """Return a mail as it is delivered, safe to show, with what was changed in it."""
    mail = safe_view(read_message(raw))
    attachments = tuple(AttachmentView(a.name, a.type, a.size) for a in mail.attachments)
    shown = None if changes is None else tuple(map(change_view, changes))
    return DeliveredView(mail.subject, mail.text, mail.html, attachments, shown)


def change_view(change: Change) -> ChangeView:
    """Return one thing that was changed as it is shown."""
    return ChangeView(change.kind.value, change.part, change.detail, change.explanation)


def _finding(reader: Reader, row: FindingRow) -> FindingView:
    return FindingView(
        id=row.id,
        category=row.category,
        severity=row.severity,
        score=row.score,
        part=reader.text(row, "part"),
        start=row.start,
        end=row.end,
        text=reader.text(row, "text"),
        explanation=reader.text(row, "explanation"),
    )


def _decision(reader: Reader, row: DecisionRow) -> DecisionView:
    return DecisionView(
        id=row.id,
        action=row.action,
        staff_id=row.staff_id,
        decided_at=row.decided_at,
        reasons=tuple(row.reasons),
        redactions=tuple(row.redactions),
        note=reader.text(row, "note"),
        policy_version=row.policy_version,
        scanner_version=row.scanner_version,
        code_version=row.code_version,
    )


def _delivery(row: Delivery, attempts: Sequence[DeliveryAttempt]) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        kind=row.kind,
        template=row.template,
        state=row.state,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at if row.state is DeliveryState.QUEUED else None,
        finished_at=row.finished_at,
        attempts=tuple(_attempt(attempt) for attempt in attempts),
    )


def _attempt(row: DeliveryAttempt) -> AttemptView:
    return AttemptView(row.number, row.started_at, row.finished_at, row.outcome, row.code, row.enhanced_code)
