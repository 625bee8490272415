"""Intake into the store: many new messages in one transaction, each with its archive and its event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, or_, select, text, tuple_, update
from sqlalchemy.orm import Session

from relay.model.identity import Role
from relay.model.message import Direction, MessageState
from relay.store.archive import original_chunks
from relay.store.crypto import Keyring, content_commitment
from relay.store.leasing import left_by_another
from relay.store.schema import Channel, KnownMessageId, Message, MessageBody, Pair, Review, Thread
from relay.store.sealing import place, seal
from relay.store.unit import Unit

REPEAT_WINDOW = timedelta(days=7)
_ANSWERED_WITHIN = timedelta(days=90)  # older mail is not taken for what an answer without any id is about


class Follows(StrEnum):
    """What a message goes on with, where no Message-ID that it names is known."""

    NOTHING = "nothing"  # it begins a thread, even if there is one of its subject
    ITS_SUBJECT = "its_subject"  # the newest thread of its subject
    THE_LATEST = "the_latest"  # that, else what its author was given last: it says that it is an answer


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is to be stored; everything that costs time is done before the transaction.

    ``repeat_hash`` is keyed: the same message again has the same one. ``known_hashes`` are the
    keyed hashes of its In-Reply-To and References, newest first. ``after`` changes further rows
    in the same transaction (a concern, a freeze), once the message stands.
    """

    id: str
    key_id: str
    channel: Channel
    pair_id: str | None
    group_id: str | None
    author_id: str | None
    role: Role | None
    direction: Direction | None
    received_at: datetime
    size: int
    automatic: bool
    authentication: dict[str, Any]
    reasons: tuple[str, ...]
    repeat_hash: bytes
    subject_hash: bytes | None
    own_hash: bytes | None
    known_hashes: tuple[bytes, ...]
    columns: dict[str, Any] = field(repr=False)
    body: list[dict[str, Any]] = field(repr=False)
    own_id: Any = field(default=None, repr=False)
    follows: Follows = Follows.NOTHING


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a draft: its id, or that of the same message stored earlier."""

    message_id: str
    repeated: bool


def sealed_columns(
    keyring: Keyring, message_id: str, key_id: str, *, subject: str, envelope: str, raw: bytes, nonce: bytes
) -> dict[str, Any]:
    """Return the encrypted columns of a new message, and the commitment to its bytes."""
    return {
        "subject": seal(keyring, key_id, Message, "subject", message_id, subject),
        "envelope": seal(keyring, key_id, Message, "envelope", message_id, envelope),
        "content_nonce": keyring.seal_bytes(key_id, nonce, place(Message, "content_nonce", message_id)),
        "content_digest": content_commitment(nonce, raw),
    }


def known_id_hash(keyring: Keyring, pair_id: str, message_id_token: str) -> bytes:
    """Return the keyed hash by which a Message-ID is looked up within a pair."""
    return keyring.keyed_hash("message-id", f"{pair_id}\0{message_id_token}".encode())


def known_id_value(keyring: Keyring, key_id: str, message_id: str, role: Role, token: str) -> Any:  # noqa: ANN401 - Sealed
    """Return a Message-ID sealed for the thread map."""
    return seal(keyring, key_id, KnownMessageId, "value", f"{message_id}/{role.value}", token)


def body_rows(keyring: Keyring, message_id: str, key_id: str, raw: bytes) -> list[dict[str, Any]]:
    """Return the archive rows of the original bytes."""
    return original_chunks(keyring, message_id, key_id, raw)


def store_drafts(unit: Unit, drafts: Sequence[Draft]) -> list[Stored]:
    """Insert a batch of new messages; a repeat within seven days gives the first one's id.

    A fixed number of queries for the whole batch, whatever its size and the archive's.
    """
    _wait_for_others(unit.session, drafts)
    earlier = _earlier(unit.session, {draft.repeat_hash for draft in drafts}, unit.now)
    fresh: list[Draft] = []
    results: list[Stored] = []
    for draft in drafts:
        first = earlier.get(draft.repeat_hash)
        results.append(Stored(first or draft.id, repeated=first is not None))
        if first is None:
            earlier[draft.repeat_hash] = draft.id
            fresh.append(draft)
    threads = _Threads(unit, fresh)
    rows = [_message_row(draft, threads.of(draft)) for draft in fresh]
    unit.insert(Thread, threads.new_rows)
    unit.insert(Message, rows)
    unit.insert(MessageBody, [row for draft in fresh for row in draft.body])
    unit.insert(KnownMessageId, [_known_row(draft) for draft in fresh if draft.own_hash is not None])
    for draft in fresh:
        _record(unit, draft, threads)
    return results


def _record(unit: Unit, draft: Draft, threads: "_Threads") -> None:
    covering = [("messages", draft.id), *(("message_bodies", f"{draft.id}/{row['chunk']}") for row in draft.body)]
    if draft.own_hash is not None and draft.role is not None:
        covering.append(("known_message_ids", f"{draft.id}/{draft.role}"))
    if (opened := threads.opened_by(draft)) is not None:
        covering.append(("threads", opened))
    unit.record("message.received", draft.id, covering=covering, channel=draft.channel, size=draft.size)


_LOCKS = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def _wait_for_others(session: Session, drafts: Sequence[Draft]) -> None:
    """Keep other writers from storing the same messages, or opening the same threads, until the commit.

    On SQLite there are no others. The locks are taken in one order, so that batches do not wait for
    each other in a circle.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    hashes = {draft.repeat_hash for draft in drafts} | {draft.subject_hash for draft in drafts if draft.subject_hash}
    keys = sorted(int.from_bytes(some_hash[:8], "big", signed=True) for some_hash in hashes)
    session.execute(_LOCKS, {"keys": keys})


def _earlier(session: Session, hashes: set[bytes], now: datetime) -> dict[bytes, str]:
    query = (
        select(Message.repeat_hash, Message.id)
        .where(Message.repeat_hash.in_(hashes), Message.received_at > now - REPEAT_WINDOW)
        .order_by(Message.received_at.desc(), Message.id.desc())
    )
    return {bytes(repeat_hash): message_id for repeat_hash, message_id in session.execute(query)}


class _Threads:
    """Finds the thread of each message of a batch, or opens one."""

    def __init__(self, unit: Unit, drafts: Sequence[Draft]) -> None:
        self._unit = unit
        self._by_id: dict[tuple[str, bytes], str] = {}
        self._by_subject: dict[tuple[str, bytes], str] = {}
        self._latest: dict[tuple[str, Direction], str] = {}
        self._opened: dict[str, str] = {}
        self._chosen: dict[str, str] = {}
        self.new_rows: list[dict[str, Any]] = []
        self._look_up_ids({(d.pair_id, h) for d in drafts if d.pair_id for h in d.known_hashes})
        lost = [d for d in drafts if d.follows is not Follows.NOTHING and not self._is_known(d)]
        self._look_up_subjects({(d.pair_id, d.subject_hash) for d in lost if d.pair_id and d.subject_hash})
        self._look_up_latest({d.pair_id for d in lost if d.pair_id and d.follows is Follows.THE_LATEST})

    def of(self, draft: Draft) -> str | None:
        """Return the thread of a message; None for mail that belongs to no pair."""
        if draft.pair_id is None:
            return None
        if draft.id not in self._chosen:
            self._chosen[draft.id] = self._find(draft.pair_id, draft) or self._open(draft.pair_id, draft)
            if draft.own_hash is not None:
                self._by_id[draft.pair_id, draft.own_hash] = self._chosen[draft.id]
        return self._chosen[draft.id]

    def opened_by(self, draft: Draft) -> str | None:
        """Return the id of the thread that this message opened, if it did."""
        return self._opened.get(draft.id)

    def _is_known(self, draft: Draft) -> bool:
        return any((draft.pair_id, known) in self._by_id for known in draft.known_hashes)

    def _find(self, pair_id: str, draft: Draft) -> str | None:
        for known in draft.known_hashes:
            if (pair_id, known) in self._by_id:
                return self._by_id[pair_id, known]
        if draft.follows is Follows.NOTHING:
            return None
        if draft.subject_hash and (pair_id, draft.subject_hash) in self._by_subject:
            return self._by_subject[pair_id, draft.subject_hash]
        if draft.follows is not Follows.THE_LATEST or draft.direction is None:
            return None
        return self._latest.get((pair_id, draft.direction.opposite))

    def _open(self, pair_id: str, draft: Draft) -> str:
        thread_id = self._unit.new_id("th")
        row = {
            "id": thread_id,
            "pair_id": pair_id,
            "subject_hash": draft.subject_hash,
            "created_at": self._unit.now,
        }
        self.new_rows.append(row)
        self._opened[draft.id] = thread_id
        if draft.subject_hash:
            self._by_subject[pair_id, draft.subject_hash] = thread_id
        return thread_id

    def _look_up_ids(self, wanted: Iterable[tuple[str, bytes]]) -> None:
        if not (pairs := list(wanted)):
            return
        query = (
            select(KnownMessageId.pair_id, KnownMessageId.known_hash, Message.thread_id)
            .join(Message, Message.id == KnownMessageId.message_id)
            .where(tuple_(KnownMessageId.pair_id, KnownMessageId.known_hash).in_(pairs), Message.thread_id.is_not(None))
            .order_by(Message.received_at, Message.id)
        )
        for pair_id, known, thread_id in self._unit.session.execute(query):
            if thread_id is not None:
                self._by_id[pair_id, bytes(known)] = thread_id

    def _look_up_subjects(self, wanted: Iterable[tuple[str, bytes]]) -> None:
        if not (pairs := list(wanted)):
            return
        query = (
            select(Thread.pair_id, Thread.subject_hash, func.max(Thread.id))
            .where(tuple_(Thread.pair_id, Thread.subject_hash).in_(pairs))
            .group_by(Thread.pair_id, Thread.subject_hash)
        )
        for pair_id, subject, thread_id in self._unit.session.execute(query):
            if subject is not None:
                self._by_subject[pair_id, bytes(subject)] = thread_id

    def _look_up_latest(self, pair_ids: Iterable[str]) -> None:
        """Find, for each direction, the thread of what was delivered last."""
        if not (wanted := list(pair_ids)):
            return
        latest = [
            select(Message.thread_id)
            .where(
                Message.pair_id == Pair.id,
                Message.received_at > self._unit.now - _ANSWERED_WITHIN,
                Message.direction == direction,
                Message.state == MessageState.DELIVERED,
                Message.thread_id.is_not(None),
            )
            .order_by(Message.received_at.desc(), Message.id.desc())
            .limit(1)
            .scalar_subquery()
            for direction in Direction
        ]
        for pair_id, *threads in self._unit.session.execute(select(Pair.id, *latest).where(Pair.id.in_(wanted))):
            found = zip(Direction, threads, strict=True)
            self._latest |= {(pair_id, direction): thread_id for direction, thread_id in found if thread_id}


def _message_row(draft: Draft, thread_id: str | None) -> dict[str, Any]:
    return {
        "id": draft.id,
        "key_id": draft.key_id,
        "channel": draft.channel,
        "pair_id": draft.pair_id,
        "group_id": draft.group_id,
        "thread_id": thread_id,
        "author_id": draft.author_id,
        "direction": draft.direction,
        "state": MessageState.RECEIVED,
        "received_at": draft.received_at,
        "size": draft.size,
        "repeat_hash": draft.repeat_hash,
        "automatic": draft.automatic,
        "authentication": draft.authentication,
        "reasons": list(draft.reasons),
        "severity": None,
        "severity_rank": -1,
        "review": Review.NONE,
        "review_verdict": None,
        "redactions": [],
        "released_by": None,
        "release_overrides_freeze": False,
        "not_before": None,
        "second_person_action": None,
        "second_person_after": None,
        "lease_owner": None,
        "lease_expires": None,
        "lease_losses": 0,
        "fence": 0,
        "version": 1,
        **draft.columns,
    }


def _known_row(draft: Draft) -> dict[str, Any]:
    return {
        "message_id": draft.id,
        "known_to": draft.role,
        "pair_id": draft.pair_id,
        "known_hash": draft.own_hash,
        "value": draft.own_id,
    }


@dataclass(frozen=True, slots=True)
class ScanLease:
    """A message that a scanning worker may work on now; ``fence`` tells its lease from later ones.

    ``losses`` counts the holders that died with it, or failed and came to no end.
    """

    message_id: str
    fence: int
    losses: int = 0


def claim_received(unit: Unit, owner: str, lease: timedelta, limit: int) -> list[ScanLease]:
    """Lease up to ``limit`` messages that wait for their scan and that nobody works on, oldest first."""
    clock = unit.lease_clock()
    free = or_(Message.lease_expires.is_(None), Message.lease_expires < clock)
    waiting = (
        select(Message.id)
        .where(Message.state == MessageState.RECEIVED, free)
        .order_by(Message.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    ids = list(unit.session.scalars(waiting))
    if not ids:
        return []
    leased = unit.session.execute(
        update(Message)
        .where(Message.id.in_(ids))
        .values(
            lease_owner=owner,
            lease_expires=clock + lease,
            lease_losses=Message.lease_losses + left_by_another(Message.lease_owner, owner),
            fence=Message.fence + 1,
        )
        .returning(Message.id, Message.fence, Message.lease_losses)
        .execution_options(synchronize_session=False)
    )
    leases = {row.id: ScanLease(*row) for row in leased}
    return [leases[message_id] for message_id in ids if message_id in leases]


def extend_scan_leases(unit: Unit, owner: str, message_ids: Sequence[str], lease: timedelta) -> None:
    """Keep the leases of messages that are still being scanned."""
    unit.session.execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.lease_owner == owner)
        .values(lease_expires=unit.lease_clock() + lease)
        .execution_options(synchronize_session=False)
    )


def give_back_scans(unit: Unit, owner: str, leases: Sequence[ScanLease]) -> None:
    """Free messages that their holder leaves as they were: another one may begin at once."""
    _change_leases(unit, owner, leases, lease_owner=None, lease_expires=None)


def count_failed_scans(unit: Unit, owner: str, leases: Sequence[ScanLease]) -> None:
    """Note that work on messages failed and came to no end; their leases run out."""
    _change_leases(unit, owner, leases, lease_losses=Message.lease_losses + 1)


def _change_leases(unit: Unit, owner: str, leases: Sequence[ScanLease], **values: object) -> None:
    held = [and_(Message.id == lease.message_id, Message.fence == lease.fence) for lease in leases]
    unit.session.execute(
        update(Message)
        .where(or_(*held), Message.lease_owner == owner)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def leased_message(session: Session, lease: ScanLease) -> Message | None:
    """Return a leased message, locked; None where the lease has gone to somebody else."""
    query = select(Message).where(
        Message.id == lease.message_id, Message.fence == lease.fence, Message.state == MessageState.RECEIVED
    )
    return session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)).first()


def release_scan_leases(unit: Unit) -> int:
    """Free every message, whose holder died: only for a server that knows it is the only one. Return how many."""
    freed = unit.session.scalars(
        update(Message)
        .where(Message.state == MessageState.RECEIVED, Message.lease_owner.is_not(None))
        .values(lease_owner=None, lease_expires=None, lease_losses=Message.lease_losses + 1)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return len(freed.all())


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits for its scan: the number of messages, and when the oldest came."""

    messages: int
    oldest: datetime | None


def backlog(session: Session, at_most: int) -> Backlog:
    """Return the backlog; counting stops at ``at_most`` so that it costs the same whatever waits."""
    waiting = select(Message.received_at).where(Message.state == MessageState.RECEIVED)
    some = waiting.limit(at_most).subquery()
    count = session.scalar(select(func.count()).select_from(some)) or 0
    oldest = session.scalar(waiting.order_by(Message.received_at).limit(1))
    return Backlog(count, oldest)
