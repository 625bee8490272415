"""Staff: who they are, what they may see, whom they may not judge."""

from typing import Annotated

from fastapi import Query, Response

from admin_api.guard import MayManageStaff, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import API, checked_router
from admin_api.schemas.pages import ListOf, PageQuery, cut, shown_page
from admin_api.schemas.staff import StaffBody, StaffPatch, StaffRecord
from relay.service import staff

router = checked_router("/staff", "staff")


@router.get("")
def list_staff(actor: MayManageStaff, program: TheProgram, query: Annotated[PageQuery, Query()]) -> ListOf[StaffRecord]:
    """List all staff, the disabled too."""
    everybody = staff.list_staff(program, actor)
    return shown_page(StaffRecord, cut(everybody, query.request(), "staff", lambda person: person.id))


@router.post("", status_code=201)
def add_staff(actor: MayManageStaff, program: TheProgram, body: StaffBody, response: Response) -> StaffRecord:
    """Add a member of staff; one who was disabled comes back."""
    added = staff.add_staff(program, actor, body.email, body.role, body.groups)
    response.headers["Location"] = f"{API}/staff/{added.id}"
    return _shown(added, response)


@router.get("/{staff_id}")
def read_staff(actor: MayManageStaff, program: TheProgram, staff_id: str, response: Response) -> StaffRecord:
    """Show a member of staff."""
    return _shown(staff.get_staff(program, actor, staff_id), response)


@router.patch("/{staff_id}")
def change_staff(
    actor: MayManageStaff,
    program: TheProgram,
    staff_id: str,
    version: ExpectedVersion,
    body: StaffPatch,
    response: Response,
) -> StaffRecord:
    """Change role or groups; it counts from the next request on."""
    changed = staff.change_staff(program, actor, staff_id, role=body.role, groups=body.groups, expected_version=version)
    return _shown(changed, response)


@router.post("/{staff_id}/disable")
def disable_staff(actor: MayManageStaff, program: TheProgram, staff_id: str, response: Response) -> StaffRecord:
    """Shut somebody out: their tokens stop working at once."""
    return _shown(staff.disable_staff(program, actor, staff_id), response)


@router.put("/{staff_id}/conflicts/{participant_id}")
def add_conflict(
    actor: MayManageStaff, program: TheProgram, staff_id: str, participant_id: str, response: Response
) -> StaffRecord:
    """Note that somebody must neither see nor judge the pairs of a participant."""
    return _shown(staff.set_conflict(program, actor, staff_id, participant_id), response)


@router.delete("/{staff_id}/conflicts/{participant_id}")
def remove_conflict(
    actor: MayManageStaff, program: TheProgram, staff_id: str, participant_id: str, response: Response
) -> StaffRecord:
    """Remove such a note."""
    return _shown(staff.set_conflict(program, actor, staff_id, participant_id, present=False), response)


def _shown(person: staff.StaffView, response: Response) -> StaffRecord:
    tag(response, person.version)
    return StaffRecord.model_validate(person)
