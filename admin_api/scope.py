"""Which records a path names, and who may know of them: a parameter that is not here cannot be mounted."""

import re
from collections.abc import Callable, Mapping

from relay.model.errors import NotFoundError
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.alerts import authorise_alert
from relay.service.concerns import authorise_concern
from relay.service.exporting.jobs import authorise_export
from relay.service.groups import show_group
from relay.service.pairs import authorise_pair
from relay.service.participants import authorise_participant
from relay.service.program import Program
from relay.service.review.reading import authorise_message
from relay.service.review.threads import authorise_thread
from relay.service.staff import get_staff

Authorise = Callable[[Program, StaffMember, str, Permission], None]


def _authorise_group(program: Program, actor: StaffMember, group_id: str, permission: Permission) -> None:
    require(actor, permission)
    show_group(program, actor, group_id)


def _authorise_staff(program: Program, actor: StaffMember, staff_id: str, permission: Permission) -> None:
    require(actor, permission)
    get_staff(program, actor, staff_id)


RECORDS: Mapping[str, Authorise] = {
    "message_id": authorise_message,
    "thread_id": authorise_thread,
    "concern_id": authorise_concern,
    "alert_id": authorise_alert,
    "export_id": authorise_export,
    "group_id": _authorise_group,
    "participant_id": authorise_participant,
    "pair_id": authorise_pair,
    "staff_id": _authorise_staff,
}
PARTS = frozenset({"flag_id", "signature_id"})  # of a record that the path names before; looked up within it
NUMBERS = frozenset({"n"})  # of a part of such a record

_ID = re.compile(r"[a-z]{1,2}_[0-9a-z]{1,40}")
_NUMBER = re.compile(r"[0-9]{1,9}")


def authorise(program: Program, actor: StaffMember, permission: Permission | None, path: Mapping[str, str]) -> None:
    """Hold ``actor`` against what an endpoint asks for and the records that ``path`` names.

    Raises ForbiddenError for a wrong role, NotFoundError for a record that they may not know of.
    """
    if permission is None:
        return
    require(actor, permission)
    if not all((_NUMBER if name in NUMBERS else _ID).fullmatch(value) for name, value in path.items()):
        raise NotFoundError("there is no such record")
    for name, record_id in path.items():
        if name in RECORDS:
            RECORDS[name](program, actor, record_id, permission)


def check_names(permission: Permission | None, names: frozenset[str]) -> None:
    """Raise TypeError for a path parameter that nobody would hold against anything."""
    unknown = names if permission is None else names - RECORDS.keys() - PARTS - NUMBERS
    if unknown:
        msg = f"no scope is known for {', '.join(sorted(unknown))} (admin_api.scope)"
        raise TypeError(msg)
