"""Who is asking: bearer tokens and e-mail addresses of staff to members of staff with their scope."""

from dataclasses import dataclass

from relay.model.people import StaffRole
from relay.model.staff import StaffMember
from relay.service.program import Program


@dataclass(frozen=True, slots=True)
class Me:
    """The asker as shown to themself; ``groups`` are names, empty with ``all_groups``."""

    id: str
    email: str
    role: StaffRole
    groups: tuple[str, ...]
    all_groups: bool
    permissions: tuple[str, ...]


def authenticate(program: Program, token: str) -> StaffMember:
    """Return the member of staff whose token this is; raises UnauthenticatedError."""
    raise NotImplementedError


def staff_by_email(program: Program, email: str) -> StaffMember:
    """Return a member of staff by address, for ``--as``; raises NotFoundError, also for a disabled one."""
    raise NotImplementedError


def who_am_i(program: Program, actor: StaffMember) -> Me:
    """Return what ``GET /me`` shows."""
    raise NotImplementedError
