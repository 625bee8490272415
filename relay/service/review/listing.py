"""The queue: messages by filter and order, a page at a time."""

from relay.model.page import Page, PageRequest
from relay.model.queue import MessageFilter
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.views import MessageItem


def list_messages(
    program: Program, actor: StaffMember, wanted: MessageFilter, page: PageRequest
) -> Page[MessageItem]:
    """Return a page of the messages that ``actor`` may see.

    Raises ForbiddenError for a role that sees no messages, InvalidInputError for a cursor of another list.
    """
    raise NotImplementedError
