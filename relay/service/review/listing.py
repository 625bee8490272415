"""The queue: messages by filter and order, a page at a time; whose subjects were shown is recorded."""

from relay.model.page import Page, PageRequest
from relay.model.permission import Permission, require
from relay.model.queue import MessageFilter
from relay.model.staff import StaffMember
from relay.service.program import Program
from relay.service.review.shaping import message_items
from relay.service.review.showing import record_shown
from relay.service.review.views import MessageItem
from relay.store.message_list import message_page


def list_messages(program: Program, actor: StaffMember, wanted: MessageFilter, page: PageRequest) -> Page[MessageItem]:
    """Return a page of the messages that ``actor`` may see.

    Raises ForbiddenError for a role that sees none, InvalidInputError for a cursor of another list.
    """
    require(actor, Permission.SEE_MESSAGES)
    with program.store.read() as session:
        found = message_page(session, actor, wanted, page, program.now())
        shown = Page(message_items(program, session, actor, found.items), found.next_cursor)
    record_shown(program, actor, "messages.listed", [item.id for item in shown.items])
    return shown
