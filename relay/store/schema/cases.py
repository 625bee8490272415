"""Tables of cases: concerns with their notes, and alerts that repeat until acknowledged."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from relay.model.category import Category, Severity
from relay.store.columns import one_of
from relay.store.crypto import Sealed
from relay.store.schema.base import ID_LENGTH, Base


class ConcernSource(StrEnum):
    """Where a concern came from."""

    CRISIS = "crisis"  # a message with a crisis.* finding
    CONCERN = "concern"  # mail to concern@
    ABUSE = "abuse"  # mail to abuse@
    POSTMASTER = "postmaster"  # mail to postmaster@
    QUESTION = "question"  # a reply to a notice
    STAFF = "staff"  # written by staff
    RELAY = "relay"  # the software itself: a bounce, an unauthenticated cry for help


class ConcernStatus(StrEnum):
    """Where a concern stands."""

    OPEN = "open"
    CLOSED = "closed"


class Concern(Base):
    """Something raised about a pair or the program, handled as a case.

    ``holds_pair``: while it is open, all mail of its pair is held (a crisis).
    """

    __tablename__ = "concerns"
    __table_args__ = (
        Index(
            "ix_concerns_holding",
            "pair_id",
            sqlite_where=text("holds_pair AND status = 'open'"),
            postgresql_where=text("holds_pair AND status = 'open'"),
        ),
        Index("ix_concerns_status", "status", "opened_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    source: Mapped[ConcernSource] = mapped_column(one_of(ConcernSource, "source"))
    status: Mapped[ConcernStatus] = mapped_column(one_of(ConcernStatus, "status"))
    severity: Mapped[Severity] = mapped_column(one_of(Severity, "severity"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"), index=True)
    pair_id: Mapped[str | None] = mapped_column(ForeignKey("pairs.id"), index=True)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"), index=True)
    holds_pair: Mapped[bool]
    summary: Mapped[Sealed | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    close_reason: Mapped[Sealed | None]
    version: Mapped[int] = mapped_column(default=1)


class ConcernNote(Base):
    """A note on a concern; notes are added, never changed."""

    __tablename__ = "concern_notes"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    concern_id: Mapped[str] = mapped_column(ForeignKey("concerns.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime]
    text: Mapped[Sealed]


class Alert(Base):
    """A message to staff that repeats, each time to one more of them, until acknowledged."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "ix_alerts_open",
            "next_attempt_at",
            sqlite_where=text("acknowledged_at IS NULL"),
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
        Index("ix_alerts_created", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"), index=True)
    concern_id: Mapped[str | None] = mapped_column(ForeignKey("concerns.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"), index=True)
    category: Mapped[Category | None] = mapped_column(one_of(Category, "category"))
    severity: Mapped[Severity] = mapped_column(one_of(Severity, "severity"))
    created_at: Mapped[datetime]
    step: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
