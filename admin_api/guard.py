"""Who may call an endpoint, as the type of its first parameter: one that says nothing cannot be mounted."""

from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.requests import Request

from relay.model.permission import Permission
from relay.model.staff import StaffMember
from relay.service.program import Program


class Guard:
    """Gives an endpoint the authorised member of staff; ``CheckedRoute`` holds them against ``permission``.

    ``permission`` None: whoever has a valid token.
    """

    def __init__(self, permission: Permission | None) -> None:
        """Ask for ``permission``."""
        self.permission = permission

    def __call__(self, request: Request) -> StaffMember:
        """Return who was let in for this request."""
        actor: StaffMember = request.state.actor
        return actor


def _may(permission: Permission | None) -> Any:  # noqa: ANN401 - what Depends() returns is a marker
    return Depends(Guard(permission))


AnyStaff = Annotated[StaffMember, _may(None)]
MaySeeStatistics = Annotated[StaffMember, _may(Permission.SEE_STATISTICS)]
MaySeeMessages = Annotated[StaffMember, _may(Permission.SEE_MESSAGES)]
MayReadText = Annotated[StaffMember, _may(Permission.READ_TEXT)]
MayReadRaw = Annotated[StaffMember, _may(Permission.READ_RAW)]
MayDecide = Annotated[StaffMember, _may(Permission.DECIDE)]
MayFlag = Annotated[StaffMember, _may(Permission.FLAG)]
MaySupervise = Annotated[StaffMember, _may(Permission.SUPERVISE)]
MayHandleCases = Annotated[StaffMember, _may(Permission.HANDLE_CASES)]
MaySeePeople = Annotated[StaffMember, _may(Permission.SEE_PEOPLE)]
MayManagePeople = Annotated[StaffMember, _may(Permission.MANAGE_PEOPLE)]
MayManageStaff = Annotated[StaffMember, _may(Permission.MANAGE_STAFF)]
MayExport = Annotated[StaffMember, _may(Permission.EXPORT)]
MayReadAudit = Annotated[StaffMember, _may(Permission.READ_AUDIT)]


def guard_of(route: APIRoute) -> Guard:
    """Return the guard of a route; raises TypeError for one whose endpoint forgot it."""
    guards = [one.call for one in route.dependant.dependencies if isinstance(one.call, Guard)]
    if len(guards) != 1:
        msg = f"{route.endpoint.__name__} must say once who may call it (admin_api.guard)"
        raise TypeError(msg)
    return guards[0]


def program_of(request: Request) -> Program:
    """Return the program that this app serves."""
    program: Program = request.app.state.program
    return program


TheProgram = Annotated[Program, Depends(program_of)]
