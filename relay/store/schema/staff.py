"""Tables of staff: who they are, which groups they see, whom they may not judge, how they log in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from relay.model.export import ExportStatus
from relay.model.people import StaffRole
from relay.store.columns import one_of
from relay.store.crypto import Sealed
from relay.store.schema.base import ID_LENGTH, Base


class Staff(Base):
    """A monitor, safeguarding lead, administrator, evaluator or auditor."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    email: Mapped[Sealed]
    blind_index: Mapped[bytes] = mapped_column(unique=True)
    role: Mapped[StaffRole] = mapped_column(one_of(StaffRole, "role"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class StaffGroup(Base):
    """A group that a member of staff may see; without any, a monitor sees nothing, others all."""

    __tablename__ = "staff_groups"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"), primary_key=True, index=True)


class StaffConflict(Base):
    """A participant whose pairs this member of staff may neither see nor decide on."""

    __tablename__ = "staff_conflicts"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), primary_key=True)


class StaffToken(Base):
    """A bearer token, shown once; ``token_hash`` is SHA-256 of its 256 random bits."""

    __tablename__ = "staff_tokens"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used: Mapped[datetime | None]


class IdempotencyKey(Base):
    """The first answer to a request that carried an Idempotency-Key; working state, not audited."""

    __tablename__ = "idempotency_keys"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int | None]
    answer: Mapped[Sealed | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class Export(Base):
    """An export asked for over the API: a job, its filters and its file.

    ``filters`` hold ids, times and formats alone. ``scope`` is what its asker could see when it was
    begun: groups (null: all) and barred participants. ``size`` is that of the finished zip, in bytes.
    How far it has got is working state of the lease.
    """

    __tablename__ = "exports"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    scope: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[ExportStatus] = mapped_column(one_of(ExportStatus, "status"), index=True)
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    lease_owner: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    lease_expires: Mapped[datetime | None]
    lease_messages: Mapped[int] = mapped_column(default=0)
    lease_messages_done: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
