"""Who is asking: bearer tokens and addresses of staff to members of staff with their scope."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from relay.model.errors import (
    InvalidInputError,
    NotFoundError,
    TemporaryError,
    UnauthenticatedError,
)
from relay.model.people import StaffRole
from relay.model.permission import PERMISSIONS
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.store.access import (
    member,
    names_of_groups,
    note_use,
    staff_of_address,
    staff_of_id,
    token_in_use,
)
from relay.store.sealing import open_column

# The time of the last use tells which tokens are forgotten: minutes do, and a request that only
# reads waits for no writing transaction.
_USE_NOTED_EVERY = timedelta(minutes=10)


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
    """Return the member of staff whose token this is, with their scope as it stands now.

    Raises UnauthenticatedError for a token that is unknown or revoked, or whose owner is disabled.
    """
    with program.store.read() as session:
        found = token_in_use(session, token)
        if found is None:
            raise UnauthenticatedError("the token is not valid: ask an administrator for a new one")
        row, staff = found
        actor = member(session, program.keyring, staff)
        token_id, last_used = row.id, row.last_used
    _note_use(program, token_id, last_used)
    return actor


def _note_use(program: Program, token_id: str, last_used: datetime | None) -> None:
    if last_used is not None and program.now() - last_used < _USE_NOTED_EVERY:
        return
    # A busy database is no reason to turn somebody away: the next request notes it.
    with suppress(TemporaryError), program.store.write() as unit:
        note_use(unit, token_id)


def staff_by_email(program: Program, email: str) -> StaffMember:
    """Return a member of staff by address; raises NotFoundError, also for one who is disabled."""
    with suppress(InvalidInputError), program.store.read() as session:
        staff = staff_of_address(session, program.keyring, email)
        if staff is not None:
            return member(session, program.keyring, staff)
    raise NotFoundError("nobody of the staff has this address (mentor-relay staff list)")


def who_am_i(program: Program, actor: StaffMember) -> Me:
    """Return what ``GET /me`` shows."""
    with program.store.read() as session:
        staff = staff_of_id(session, actor.id)
        return Me(
            id=actor.id,
            email=open_column(program.keyring, staff, "email"),
            role=actor.role,
            groups=names_of_groups(session, actor.groups),
            all_groups=actor.sees_all_groups,
            permissions=tuple(sorted(PERMISSIONS[actor.role])),
        )
