"""Groups: classes or cohorts with their own monitors and settings."""

from typing import Annotated

from fastapi import Query, Response

from admin_api.guard import MayManagePeople, MaySeePeople, TheProgram
from admin_api.precondition import ExpectedVersion, tag
from admin_api.routers.base import API, checked_router
from admin_api.schemas.pages import ListOf, PageQuery, cut, shown_page
from admin_api.schemas.people import Group, GroupBody, GroupPatch
from relay.service import groups

router = checked_router("/groups", "groups")


@router.get("")
def list_groups(actor: MaySeePeople, program: TheProgram, query: Annotated[PageQuery, Query()]) -> ListOf[Group]:
    """List the groups that the asker may see, by name."""
    found = groups.list_groups(program, actor)
    return shown_page(Group, cut(found, query.request(), "groups", lambda group: group.name))


@router.post("", status_code=201)
def add_group(actor: MayManagePeople, program: TheProgram, body: GroupBody, response: Response) -> Group:
    """Add a group."""
    settings = groups.GroupSettings(body.language, body.supervision, body.n)
    added = groups.add_group(program, actor, body.name, settings)
    response.headers["Location"] = f"{API}/groups/{added.id}"
    return _shown(added, response)


@router.get("/{group_id}")
def read_group(actor: MaySeePeople, program: TheProgram, group_id: str, response: Response) -> Group:
    """Show a group."""
    return _shown(groups.show_group(program, actor, group_id), response)


@router.patch("/{group_id}")
def change_group(
    actor: MayManagePeople,
    program: TheProgram,
    group_id: str,
    version: ExpectedVersion,
    body: GroupPatch,
    response: Response,
) -> Group:
    """Change the settings of a group; they apply from the next decision on."""
    changes = groups.GroupSettings(body.language, body.supervision, body.n)
    changed = groups.change_group(program, actor, group_id, changes, expected_version=version)
    return _shown(changed, response)


def _shown(group: groups.GroupView, response: Response) -> Group:
    tag(response, group.version)
    return Group.model_validate(group)
