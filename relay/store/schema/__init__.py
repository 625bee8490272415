"""The tables of the relay's database, by subject."""

from relay.store.schema.audit import AuditCounter, AuditEvent
from relay.store.schema.base import Base
from relay.store.schema.cases import Alert, Concern, ConcernNote, ConcernSource, ConcernStatus
from relay.store.schema.deliveries import (
    Delivery,
    DeliveryAttempt,
    DeliveryBody,
    DeliveryChanges,
    DeliveryKind,
    DeliveryState,
)
from relay.store.schema.messages import (
    Channel,
    DecisionRow,
    FindingRow,
    Flag,
    KnownMessageId,
    Message,
    MessageBody,
    MessageClaim,
    MessagePicture,
    Review,
    Thread,
)
from relay.store.schema.people import (
    GateRecord,
    Group,
    MaskedAddress,
    Pair,
    Participant,
    ParticipantAddress,
    RememberedSignature,
)
from relay.store.schema.staff import Export, IdempotencyKey, Staff, StaffConflict, StaffGroup, StaffToken

__all__ = [
    "Alert",
    "AuditCounter",
    "AuditEvent",
    "Base",
    "Channel",
    "Concern",
    "ConcernNote",
    "ConcernSource",
    "ConcernStatus",
    "DecisionRow",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryBody",
    "DeliveryChanges",
    "DeliveryKind",
    "DeliveryState",
    "Export",
    "FindingRow",
    "Flag",
    "GateRecord",
    "Group",
    "IdempotencyKey",
    "KnownMessageId",
    "MaskedAddress",
    "Message",
    "MessageBody",
    "MessageClaim",
    "MessagePicture",
    "Pair",
    "Participant",
    "ParticipantAddress",
    "RememberedSignature",
    "Review",
    "Staff",
    "StaffConflict",
    "StaffGroup",
    "StaffToken",
    "Thread",
]
