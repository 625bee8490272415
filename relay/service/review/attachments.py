"""Attached files: what of them can be looked at, and each as a release would deliver it, never as it came in."""

from collections.abc import Iterable

from relay.masking.attachments import DELIVERED_TYPES, left_out_at_sight
from relay.masking.frame import LeftOutError
from relay.mime.files.looking import with_kinds
from relay.mime.files.picture_size import size_of
from relay.mime.reading import read_message
from relay.mime.tree import MessageTree, Part
from relay.mime.view import SafeAttachment
from relay.model.errors import ConflictError, NotFoundError
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.service.building import RelayPlan, build_file
from relay.service.program import Program
from relay.service.relaying import relay_plan
from relay.service.review import events
from relay.service.review.viewing import record_view
from relay.service.review.views import AttachedFile, OriginalAttachmentView
from relay.store.archive import read_original
from relay.store.messages import find_message
from relay.store.schema import Message
from relay.store.store import ReadSession

FILE_TYPES = DELIVERED_TYPES
"""The types of the files that `get_attachment` gives."""

_NO_READER = "The mail is for no reader: its files are not made ready for one."


def attachment_views(
    message: Message, tree: MessageTree, shown: Iterable[SafeAttachment]
) -> tuple[OriginalAttachmentView, ...]:
    """Return the attachments of a message as they are listed; ``shown`` are those of ``tree``, its mail as read."""
    parts = with_kinds(tree).attachments
    return tuple(_view(message, n, part, one) for n, (part, one) in enumerate(zip(parts, shown, strict=True), start=1))


def get_attachment(program: Program, actor: StaffMember, message_id: str, n: int) -> AttachedFile:
    """Return attachment ``n`` (as listed in the content, from 1) as a release would deliver it.

    The file is cleaned here and now, in a process of its own: call it from a thread. The view is recorded before it
    is shown. Raises ConflictError for a file that is not delivered, saying why, NotFoundError for a number that the
    message does not have, else as ``get_content``.
    """
    require(actor, Permission.READ_TEXT)
    with program.store.read() as session:
        message = find_message(session, actor, message_id)
        tree = read_message(read_original(session, program.keyring, message))
        if not 1 <= n <= len(tree.attachments):
            raise NotFoundError("the message has no such attachment")
        planned = _planned(program, session, message)
    file = _cleaned(message_id, planned, tree, n)
    record_view(program, actor, message_id, "attachment", n)
    return file


def _view(message: Message, n: int, part: Part, shown: SafeAttachment) -> OriginalAttachmentView:
    problem = _problem(message, part)
    size = size_of(part.content, part.file.kind) if part.file is not None else None
    width, height = size or (None, None)
    return OriginalAttachmentView(n, shown.name, shown.type, shown.size, problem is None, problem, width, height)


def _problem(message: Message, part: Part) -> str | None:
    if not _has_reader(message):
        return _NO_READER
    left_out = left_out_at_sight(part)
    return _not_delivered(left_out) if left_out else None


def _has_reader(message: Message) -> bool:
    return message.pair_id is not None and message.author_id is not None and message.direction is not None


def _planned(program: Program, session: ReadSession, message: Message) -> RelayPlan:
    if not _has_reader(message):
        raise ConflictError(_NO_READER)
    return relay_plan(program, session, message, message_id=f"<attachment@{program.domain}>")


def _cleaned(message_id: str, planned: RelayPlan, tree: MessageTree, n: int) -> AttachedFile:
    try:
        file = build_file(planned, tree, n)
    except LeftOutError as error:
        raise ConflictError(_not_delivered(str(error))) from None
    except Exception as error:  # noqa: BLE001 - as in a preview: what throws is an answer
        events.file_failed(message_id, n, error)
        raise ConflictError("The file could not be made safe to deliver.") from None
    return AttachedFile(n, file.name, file.content_type, file.data)


def _not_delivered(left_out: str) -> str:
    return f"The file cannot be looked at, and is left out of a release: {left_out}."
