"""What each role of staff may do (docs/roles.md). Scope by group and conflict comes on top."""

from enum import StrEnum

from relay.model.errors import ForbiddenError
from relay.model.people import StaffRole
from relay.model.staff import StaffMember


class Permission(StrEnum):
    """One kind of thing that staff do."""

    SEE_STATISTICS = "see_statistics"
    SEE_MESSAGES = "see_messages"  # states, times, categories, decisions: no text
    READ_TEXT = "read_text"  # subjects, content, what findings quote, notes, labels
    READ_RAW = "read_raw"  # the original bytes, with addresses and headers
    DECIDE = "decide"  # claim, release, reject, discard, escalate, retry, take back, review
    FLAG = "flag"
    OVERRULE_FREEZE = "overrule_freeze"  # release in a frozen pair, pause or resume one
    SUPERVISE = "supervise"  # set the supervision of a pair
    HANDLE_CASES = "handle_cases"  # concerns and alerts
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_STAFF = "manage_staff"
    EXPORT = "export"
    READ_AUDIT = "read_audit"


_P = Permission
_MONITOR = frozenset(
    {
        _P.SEE_STATISTICS,
        _P.SEE_MESSAGES,
        _P.READ_TEXT,
        _P.DECIDE,
        _P.FLAG,
        _P.SUPERVISE,
        _P.HANDLE_CASES,
        _P.SEE_PEOPLE,
    }
)
_SAFEGUARDING_LEAD = _MONITOR | {_P.OVERRULE_FREEZE, _P.MANAGE_PEOPLE, _P.EXPORT, _P.READ_AUDIT}

PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.MONITOR: _MONITOR,
    StaffRole.SAFEGUARDING_LEAD: _SAFEGUARDING_LEAD,
    StaffRole.ADMINISTRATOR: frozenset(Permission),
    StaffRole.EVALUATOR: frozenset({_P.SEE_STATISTICS}),
    StaffRole.AUDITOR: frozenset({_P.SEE_STATISTICS, _P.SEE_MESSAGES, _P.READ_AUDIT}),
}


def may(actor: StaffMember, permission: Permission) -> bool:
    """Return whether the role of ``actor`` includes ``permission``."""
    return permission in PERMISSIONS[actor.role]


def require(actor: StaffMember, permission: Permission) -> None:
    """Raise ForbiddenError unless the role of ``actor`` includes ``permission``."""
    if not may(actor, permission):
        role = actor.role.replace("_", " ")
        raise ForbiddenError(f"the role {role} does not include this ({permission})")
