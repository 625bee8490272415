"""In whose name a command looks and decides (`--as`), and how staff are named in what it shows."""

from typing import TYPE_CHECKING, Annotated

import typer

from relay.model.permission import Permission, may
from relay.model.staff import OPERATOR

if TYPE_CHECKING:
    from relay.model.staff import StaffMember
    from relay.service.program import Program

ActingAs = Annotated[
    str, typer.Option("--as", metavar="STAFF_EMAIL", help="Who of the staff decides; it stands in the record.")
]
LookingAs = Annotated[
    str | None,
    typer.Option("--as", metavar="STAFF_EMAIL", help="See what this member of staff sees; all of it by default."),
]


def looker(program: "Program", email: str | None) -> "StaffMember":
    """Return who looks: the operator of this machine, unless somebody is named."""
    return OPERATOR if email is None else decider(program, email)


def decider(program: "Program", email: str) -> "StaffMember":
    """Return who decides; raises NotFoundError for an address of nobody of the staff."""
    from relay.service.access import staff_by_email

    return staff_by_email(program, email)


class StaffNames:
    """Names staff by their address to whoever may see the staff; to others by id, but for themself."""

    def __init__(self, program: "Program", actor: "StaffMember", acting_as: str | None) -> None:
        """Look the addresses up that ``actor`` may see."""
        from relay.service.staff import list_staff

        self._known = {actor.id: acting_as} if acting_as else {}
        if may(actor, Permission.MANAGE_STAFF):
            self._known |= {person.id: person.email for person in list_staff(program, actor)}

    def of(self, staff_id: str | None) -> str:
        """Return the address of a member of staff, or the id where it may not be seen; "" for nobody."""
        return self._known.get(staff_id or "") or staff_id or ""
