"""Tables of program records: groups, participants, their addresses and gates, pairs, masks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from relay.model.identity import Role
from relay.model.people import PairStatus
from relay.model.supervision import Supervision
from relay.store.columns import one_of
from relay.store.crypto import Sealed
from relay.store.schema.base import ID_LENGTH, Base

_LANGUAGE = String(20)


class Group(Base):
    """A class or cohort with its own monitors and settings."""

    __tablename__ = "groups"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(_LANGUAGE)
    supervision: Mapped[Supervision] = mapped_column(one_of(Supervision, "supervision"))
    supervision_n: Mapped[int]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Participant(Base):
    """A mentor or a student; the record is sealed under the participant's own key."""

    __tablename__ = "participants"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    given_name: Mapped[Sealed]
    family_name: Mapped[Sealed]
    birth_year: Mapped[Sealed | None]
    guardian_email: Mapped[Sealed | None]
    language: Mapped[str] = mapped_column(_LANGUAGE)
    guardian_language: Mapped[str] = mapped_column(_LANGUAGE)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class FormerFamilyName(Base):
    """A surname that a participant had before; sealed under the participant's key, as the current one is."""

    __tablename__ = "former_family_names"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    family_name: Mapped[Sealed]
    replaced_at: Mapped[datetime]


class ParticipantAddress(Base):
    """A registered mail address; the primary one receives, any current one may send. Removed, it stays hidden."""

    __tablename__ = "participant_addresses"
    __table_args__ = (
        Index(
            "uq_participant_addresses_current",
            "participant_id",
            "blind_index",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index(
            "uq_participant_addresses_primary",
            "participant_id",
            unique=True,
            sqlite_where=text("is_primary AND removed_at IS NULL"),
            postgresql_where=text("is_primary AND removed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    address: Mapped[Sealed]
    blind_index: Mapped[bytes] = mapped_column(index=True)
    is_primary: Mapped[bool]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class GateRecord(Base):
    """One statement that a gate is met or revoked; the newest one of a gate counts."""

    __tablename__ = "gate_records"
    __table_args__ = (Index("ix_gate_records_newest", "participant_id", "gate", "recorded_at", "id"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    gate: Mapped[str] = mapped_column(String(40))
    met: Mapped[bool]
    provisional: Mapped[bool]
    by: Mapped[Sealed]
    evidence: Mapped[Sealed]
    recorded_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class RememberedSignature(Base):
    """A block of lines that a monitor said is a participant's signature; sealed under the participant's key.

    ``message_id`` is the mail in which it was seen. Forgotten, it stays on record.
    """

    __tablename__ = "remembered_signatures"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"))
    text: Mapped[Sealed]
    remembered_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    remembered_at: Mapped[datetime]
    forgotten_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    forgotten_at: Mapped[datetime | None]


class MessageSignature(Base):
    """A signature that a decision counted on being cut from a message: it is, also when it is forgotten since.

    ``of_release``: a person who released the message counted on it, not the scan.
    """

    __tablename__ = "message_signatures"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    signature_id: Mapped[str] = mapped_column(ForeignKey("remembered_signatures.id"), primary_key=True)
    of_release: Mapped[bool]


class Pair(Base):
    """One mentor and one student in a group; all of their conversation is sealed under the pair's key.

    These two have one pair in a group that is not closed; a closed one stays closed, and they may begin anew.
    ``supervision`` is the pair's own setting, null where the group's default applies.
    ``paused_when_frozen``: a freeze came on top of a pause, which holds again when the freeze ends.
    """

    __tablename__ = "pairs"
    __table_args__ = (
        Index(
            "uq_pairs_open_members",
            "group_id",
            "mentor_id",
            "student_id",
            unique=True,
            sqlite_where=text("status <> 'closed'"),
            postgresql_where=text("status <> 'closed'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"), index=True)
    mentor_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    student_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    status: Mapped[PairStatus] = mapped_column(one_of(PairStatus, "status"))
    status_reason: Mapped[Sealed | None]
    paused_when_frozen: Mapped[bool] = mapped_column(default=False)
    supervision: Mapped[Supervision | None] = mapped_column(one_of(Supervision, "supervision"))
    supervision_n: Mapped[int | None]
    supervision_rationale: Mapped[Sealed | None]
    age_rule_lifted: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class MaskedAddress(Base):
    """The address under which one member of a pair is seen by the other.

    The local part is the primary key and rows are never deleted: a mask is unique over all time.
    """

    __tablename__ = "masked_addresses"
    __table_args__ = (
        Index(
            "uq_masked_addresses_current",
            "pair_id",
            "participant_id",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    local_part: Mapped[str] = mapped_column(String(64), primary_key=True)
    pair_id: Mapped[str] = mapped_column(ForeignKey("pairs.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
