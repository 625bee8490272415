"""Tables of outgoing mail: the one queue, what went out, and every attempt."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from relay.store.columns import one_of
from relay.store.crypto import Sealed
from relay.store.schema.base import ID_LENGTH, Base


class DeliveryKind(StrEnum):
    """What is sent."""

    RELAY = "relay"
    NOTICE = "notice"
    STAFF = "staff"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Delivery(Base):
    """One mail to one recipient.

    The recipient is a participant (their primary address when it is sent), a member of staff, or
    a sealed address of the on-call list. ``template`` names the notice or alert, ``subject`` and
    ``text`` are what it says; what a relayed message says is built when it is sent.
    ``message_header_id`` is the left part of the Message-ID sent, the same on every try.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "ix_deliveries_due",
            "next_attempt_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "uq_deliveries_open_relay",
            "message_id",
            unique=True,
            sqlite_where=text("kind = 'relay' AND state = 'queued'"),
            postgresql_where=text("kind = 'relay' AND state = 'queued'"),
        ),
        Index("ix_deliveries_told", "participant_id", "template", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[DeliveryKind] = mapped_column(one_of(DeliveryKind, "kind"))
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"), index=True)
    concern_id: Mapped[str | None] = mapped_column(ForeignKey("concerns.id"))
    alert_id: Mapped[str | None] = mapped_column(ForeignKey("alerts.id"))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    recipient: Mapped[Sealed | None]
    key_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    template: Mapped[str | None] = mapped_column(String(60))
    subject: Mapped[Sealed | None]
    text: Mapped[Sealed | None]
    verp_token: Mapped[str] = mapped_column(String(64), unique=True)
    help_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    message_header_id: Mapped[str] = mapped_column(String(120))
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState, "state"))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    lease_expires: Mapped[datetime | None]
    lease_losses: Mapped[int] = mapped_column(default=0)  # how many holders died, or failed without an end
    fence: Mapped[int] = mapped_column(default=0)


class DeliveryBody(Base):
    """One encrypted chunk of the bytes that go out.

    ``attempt`` is the number of the first attempt that sent them; what a later one sends stands
    here again only if it differs, so that what may have arrived is kept whatever follows.
    """

    __tablename__ = "delivery_bodies"

    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chunk: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class DeliveryChanges(Base):
    """What masking changed in the bytes that go out, as text of the service that reads it.

    ``attempt`` is the number of the first attempt that it was true of, as for the bytes.
    """

    __tablename__ = "delivery_changes"

    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[Sealed]


class DeliveryAttempt(Base):
    """One try, recorded before the connection is made; no outcome yet means it is not known."""

    __tablename__ = "delivery_attempts"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    code: Mapped[int | None]
    enhanced_code: Mapped[str | None] = mapped_column(String(20))
    reply: Mapped[Sealed | None]
