"""Threads: a pair's conversations, with their messages in order."""

from relay.model.page import Page, PageRequest
from relay.model.permission import Permission
from relay.model.staff import StaffMember
from relay.model.supervision import Supervision
from relay.service.program import Program
from relay.service.review.views import BulkItem, SupervisionView, ThreadDetail, ThreadItem


def authorise_thread(program: Program, actor: StaffMember, thread_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a thread that ``actor`` may not know of."""
    raise NotImplementedError


def list_threads(
    program: Program,
    actor: StaffMember,
    page: PageRequest,
    *,
    group: str | None = None,
    pair: str | None = None,
) -> Page[ThreadItem]:
    """Return a page of threads, the newest opened first; ``group`` is a name or an id."""
    raise NotImplementedError


def get_thread(program: Program, actor: StaffMember, thread_id: str, page: PageRequest) -> ThreadDetail:
    """Return a thread with a page of its messages, oldest first."""
    raise NotImplementedError


def release_thread(
    program: Program, actor: StaffMember, thread_id: str, *, note: str = "", override: bool = False
) -> tuple[BulkItem, ...]:
    """Release every held message of a thread (at most 200 a call, oldest first), each by itself."""
    raise NotImplementedError


def set_supervision(
    program: Program,
    actor: StaffMember,
    thread_id: str,
    *,
    supervision: Supervision,
    n: int | None = None,
    rationale: str,
    expected_version: int | None = None,
) -> SupervisionView:
    """Set the supervision of the thread's pair; the rationale is required. The age rule is lifted by it."""
    raise NotImplementedError
