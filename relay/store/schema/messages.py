"""Tables of mail: messages, their archived bytes, findings, decisions, flags and the thread map."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from relay.model.category import Category, Severity
from relay.model.identity import Role
from relay.model.message import Direction, MessageState
from relay.store.columns import one_of
from relay.store.crypto import Sealed
from relay.store.schema.base import ID_LENGTH, Base


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Channel(StrEnum):
    """Which of the relay's addresses a message came to."""

    MASK = "mask"
    CONCERN = "concern"
    ABUSE = "abuse"
    POSTMASTER = "postmaster"
    HELP = "help"
    BOUNCE = "bounce"


class Review(StrEnum):
    """Whether a forwarded message waits for a look afterwards."""

    NONE = "none"
    PENDING = "pending"
    DONE = "done"


class Thread(Base):
    """A conversation within a pair."""

    __tablename__ = "threads"
    __table_args__ = (
        Index("ix_threads_pair_subject", "pair_id", "subject_hash"),
        Index("ix_threads_created", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    pair_id: Mapped[str] = mapped_column(ForeignKey("pairs.id"))
    subject_hash: Mapped[bytes | None]
    created_at: Mapped[datetime]


class Message(Base):
    """One mail: the record, the queue and the truth (DESIGN section 1).

    ``pair_id`` is null for mail that belongs to no pair (``concern@``, ``postmaster@`` …); its
    content is then sealed under a key of its own, named by ``key_id`` as for every message.
    ``reasons`` are those of the newest decision. ``release_overrides_freeze``: released by the
    safeguarding lead or an administrator while the pair was frozen.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_state", "state", "received_at", "id"),
        Index("ix_messages_group", "group_id", "received_at", "id"),
        Index("ix_messages_pair", "pair_id", "received_at", "id"),
        Index("ix_messages_thread", "thread_id", "received_at", "id"),
        Index("ix_messages_repeat", "repeat_hash", "received_at"),
        Index("ix_messages_received", "received_at", "id"),
        _partial("ix_messages_to_scan", "received_at", where="state = 'received'"),
        # What a mentor wrote and nobody let through: the mentor rule asks about it at every decision.
        _partial("ix_messages_stopped", "author_id", where="state IN ('held', 'rejected')"),
        # The lists of staff (relay.store.message_list): small indexes of what waits for somebody.
        _partial("ix_messages_queue", "severity_rank", "received_at", "id", where="state = 'held'"),
        _partial("ix_messages_group_queue", "group_id", "severity_rank", "received_at", "id", where="state = 'held'"),
        _partial("ix_messages_grave", "severity_rank", "received_at", "id", where="severity_rank >= 0"),
        _partial("ix_messages_review", "received_at", "id", where="review = 'pending'"),
        _partial("ix_messages_group_review", "group_id", "received_at", "id", where="review = 'pending'"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    channel: Mapped[Channel] = mapped_column(one_of(Channel, "channel"))
    pair_id: Mapped[str | None] = mapped_column(ForeignKey("pairs.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"))
    thread_id: Mapped[str | None] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"), index=True)
    direction: Mapped[Direction | None] = mapped_column(one_of(Direction, "direction"))
    state: Mapped[MessageState] = mapped_column(one_of(MessageState, "state"))
    received_at: Mapped[datetime]
    size: Mapped[int]
    subject: Mapped[Sealed]
    envelope: Mapped[Sealed]
    content_nonce: Mapped[Sealed]
    content_digest: Mapped[bytes]
    repeat_hash: Mapped[bytes]
    automatic: Mapped[bool]
    authentication: Mapped[dict[str, Any]] = mapped_column(JSON)
    reasons: Mapped[list[str]] = mapped_column(JSON)
    severity: Mapped[Severity | None] = mapped_column(one_of(Severity, "severity"))
    severity_rank: Mapped[int] = mapped_column(default=-1)
    review: Mapped[Review] = mapped_column(one_of(Review, "review"), default=Review.NONE)
    review_verdict: Mapped[str | None] = mapped_column(String(40))
    redactions: Mapped[list[str]] = mapped_column(JSON)
    released_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    release_overrides_freeze: Mapped[bool] = mapped_column(default=False)
    not_before: Mapped[datetime | None]
    second_person_action: Mapped[str | None] = mapped_column(String(20))
    second_person_after: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    lease_owner: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    lease_expires: Mapped[datetime | None]
    lease_losses: Mapped[int] = mapped_column(default=0)  # how many holders died, or failed without an end
    fence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class MessageBody(Base):
    """One encrypted chunk of the bytes that came in."""

    __tablename__ = "message_bodies"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    chunk: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class KnownMessageId(Base):
    """A Message-ID under which one member of a pair knows a message (thread map).

    ``known_hash`` is keyed, so that the id itself stands nowhere in clear.
    """

    __tablename__ = "known_message_ids"
    __table_args__ = (Index("ix_known_message_ids_hash", "pair_id", "known_hash"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    known_to: Mapped[Role] = mapped_column(one_of(Role, "known_to"), primary_key=True)
    pair_id: Mapped[str] = mapped_column(ForeignKey("pairs.id"))
    known_hash: Mapped[bytes]
    value: Mapped[Sealed]


class FindingRow(Base):
    """One finding of a message's scan."""

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_category", "category", "message_id"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), index=True)
    category: Mapped[Category] = mapped_column(one_of(Category, "category"))
    severity: Mapped[Severity] = mapped_column(one_of(Severity, "severity"))
    score: Mapped[float]
    part: Mapped[Sealed]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[Sealed]
    explanation: Mapped[Sealed]


class MessagePicture(Base):
    """One picture of a message that no person had let through before in its pair.

    ``pixel_hash`` is keyed with the pair's own key: the same pixels in the same pair have the same one.
    """

    __tablename__ = "message_pictures"
    __table_args__ = (Index("ix_message_pictures_hash", "pair_id", "pixel_hash"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pair_id: Mapped[str] = mapped_column(ForeignKey("pairs.id"))
    pixel_hash: Mapped[bytes]


class ConversationRow(Base):
    """What a message of a pair adds to the conversation: features for the scan of later ones, sealed like its text.

    ``received_at`` is the message's own, so that one index gives a pair's recent ones.
    """

    __tablename__ = "conversation_features"
    __table_args__ = (Index("ix_conversation_features_recent", "pair_id", "received_at", "message_id"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    pair_id: Mapped[str] = mapped_column(ForeignKey("pairs.id"))
    received_at: Mapped[datetime]
    features: Mapped[Sealed]


class SendingRow(Base):
    """How a participant's message was sent (`relay.model.sending`), sealed under the participant's own key.

    ``received_at`` is the message's own, so that one index gives a writer's recent ones.
    """

    __tablename__ = "sendings"
    __table_args__ = (Index("ix_sendings_recent", "participant_id", "received_at", "message_id"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    received_at: Mapped[datetime]
    sending: Mapped[Sealed]


class DecisionRow(Base):
    """One decision about a message, by the policy or by a person, with what it rested on."""

    __tablename__ = "decisions"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    decided_at: Mapped[datetime]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    redactions: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[Sealed | None]
    policy_version: Mapped[str] = mapped_column(String(80))
    scanner_version: Mapped[str] = mapped_column(String(200))
    code_version: Mapped[str] = mapped_column(String(40))


class MessageClaim(Base):
    """A monitor's open claim; the primary key allows one a message. Working state, not audited."""

    __tablename__ = "message_claims"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    claimed_at: Mapped[datetime]


class Flag(Base):
    """A mark that staff put on a message or a thread."""

    __tablename__ = "flags"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"), index=True)
    thread_id: Mapped[str | None] = mapped_column(ForeignKey("threads.id"), index=True)
    key_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    label: Mapped[Sealed]
    note: Mapped[Sealed | None]
    severity: Mapped[Severity | None] = mapped_column(one_of(Severity, "severity"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
