"""Messages: the queue, one message, its content, its files, its original bytes."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Query, Response

from admin_api.guard import MayReadRaw, MayReadText, MaySeeMessages, TheProgram
from admin_api.precondition import tag
from admin_api.routers.base import checked_router
from admin_api.schemas.messages import Content, Message, MessageQuery, MessageRecord, Preview, PreviewQuery
from admin_api.schemas.pages import ListOf, shown_page
from admin_api.turns import TakingTurns
from relay.service.review.attachments import FILE_TYPES, get_attachment
from relay.service.review.listing import list_messages as list_use_case
from relay.service.review.preview import preview_release as preview_use_case
from relay.service.review.reading import get_content, get_message, get_raw

router = checked_router("/messages", "messages")

_BYTES: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
# What somebody sent does nothing where it is opened, not even in a page of its own (CSP level 3, section 6.3.2).
_NO_PAGE: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


@router.get("")
def list_messages(
    actor: MaySeeMessages, program: TheProgram, query: Annotated[MessageQuery, Query()]
) -> ListOf[Message]:
    """List messages that the asker may see, the gravest first unless asked otherwise."""
    return shown_page(Message, list_use_case(program, actor, query.wanted(), query.request()))


@router.get("/{message_id}")
def read_message(actor: MaySeeMessages, program: TheProgram, message_id: str, response: Response) -> MessageRecord:
    """Show a message with its findings, decisions, deliveries and flags; its ETag is its version."""
    detail = get_message(program, actor, message_id)
    tag(response, detail.item.version)
    return MessageRecord.of(detail)


@router.get("/{message_id}/content")
def read_content(actor: MayReadText, program: TheProgram, message_id: str) -> Content:
    """Show what came in and what was delivered, made safe to show. The view is recorded."""
    return Content.model_validate(get_content(program, actor, message_id))


@router.get("/{message_id}/preview", responses={409: {"description": "It does not wait for a release or another try."}})
async def preview_release(
    actor: MayReadText,
    program: TheProgram,
    turns: TakingTurns,
    message_id: str,
    query: Annotated[PreviewQuery, Query()],
) -> Preview:
    """Show what a release would deliver now, without the texts of chosen findings. The view is recorded."""
    return Preview.model_validate(await turns.take(preview_use_case, program, actor, message_id, query.redact))


@router.get(
    "/{message_id}/attachments/{n}",
    response_class=Response,
    responses={
        200: {"content": dict.fromkeys(FILE_TYPES, _BYTES)},
        409: {"description": "It is not delivered, so it is not shown either; `detail` says why."},
    },
)
async def read_attachment(
    actor: MayReadText, program: TheProgram, turns: TakingTurns, message_id: str, n: int
) -> Response:
    """Give a file that came with a message as a release would deliver it: cleaned, never as it came in.

    ``n`` is its number in the content of the message. The view is recorded.
    """
    file = await turns.take(get_attachment, program, actor, message_id, n)
    place = "inline" if file.type.startswith("image/") else "attachment"
    headers = {
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name, safe='', errors='replace')}",
        "Content-Security-Policy": _NO_PAGE,
    }
    return Response(file.content, headers=headers, media_type=file.type)


@router.get(
    "/{message_id}/raw",
    response_class=Response,
    responses={200: {"content": {"message/rfc822": _BYTES}}},
)
def read_raw(actor: MayReadRaw, program: TheProgram, message_id: str) -> Response:
    """Give the bytes as they came in, with real addresses. The view is recorded."""
    headers = {"Content-Disposition": f'attachment; filename="{message_id}.eml"'}
    return Response(get_raw(program, actor, message_id), headers=headers, media_type="message/rfc822")
