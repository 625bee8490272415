"""Tables of the audit log: append-only events, and the sequencer's counter."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from relay.store.schema.base import ID_LENGTH, Base


class AuditEvent(Base):
    """One thing that happened.

    ``rows`` are ``[table, row id, keyed digest of the row as it then is]`` (null digest: deleted).
    ``mac`` authenticates the event's own content, ``chain`` its place behind all earlier ones.
    ``seq`` and ``chain`` are null until the sequencer has numbered it (PostgreSQL alone).
    ``tick`` is drawn when the event is inserted, while its transaction holds the locks of the rows
    it speaks of: of two changes of one row the later one has the higher tick.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index(
            "ix_audit_events_unnumbered",
            "tick",
            sqlite_where=text("seq IS NULL"),
            postgresql_where=text("seq IS NULL"),
        ),
        Index("ix_audit_events_subject", "subject", "seq"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    tick: Mapped[int] = mapped_column(BigInteger, Identity())
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    rows: Mapped[list[Any]] = mapped_column(JSON)
    mac: Mapped[bytes]
    chain: Mapped[bytes | None]


class AuditCounter(Base):
    """Head of the log: the last number given and its chain value, authenticated by ``mac``."""

    __tablename__ = "audit_counters"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    chain: Mapped[bytes]
    mac: Mapped[bytes]
