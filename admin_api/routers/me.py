"""Who am I: the asker, as the token says."""

from admin_api.guard import AnyStaff, TheProgram
from admin_api.routers.base import checked_router
from admin_api.schemas.staff import Myself
from relay.service.access import who_am_i

router = checked_router("/me", "me")


@router.get("")
def read_me(actor: AnyStaff, program: TheProgram) -> Myself:
    """Say who the token belongs to, and what they may do."""
    return Myself.model_validate(who_am_i(program, actor))
