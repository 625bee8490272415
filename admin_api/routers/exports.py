"""Exports: asked for, looked after, fetched."""

from fastapi import Response
from fastapi.responses import StreamingResponse

from admin_api.guard import MayExport, TheProgram
from admin_api.routers.base import API, checked_router
from admin_api.schemas.exports import Export, ExportAsked, ExportBody
from relay.service.exporting.jobs import get_export, open_export_file, request_export

router = checked_router("/exports", "exports")

_ZIP = "application/zip"


@router.post("", status_code=202)
def ask_for_export(
    actor: MayExport, program: TheProgram, response: Response, body: ExportBody | None = None
) -> ExportAsked:
    """Ask for an export of what the asker may see."""
    given = body or ExportBody()
    export_id = request_export(program, actor, given.wanted(), given.formats)
    response.headers["Location"] = f"{API}/exports/{export_id}"
    return ExportAsked(id=export_id)


@router.get("/{export_id}")
def read_export(actor: MayExport, program: TheProgram, export_id: str) -> Export:
    """Tell how an export stands."""
    return Export.model_validate(get_export(program, actor, export_id))


@router.get(
    "/{export_id}/file",
    response_class=StreamingResponse,
    responses={
        200: {"content": {_ZIP: {"schema": {"type": "string", "format": "binary"}}}},
        409: {"description": "It is not finished."},
    },
)
def fetch_export(actor: MayExport, program: TheProgram, export_id: str) -> StreamingResponse:
    """Give the zip of a finished export. That it was fetched is recorded."""
    file = open_export_file(program, actor, export_id)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Content-Length": str(file.size)}
    return StreamingResponse(file.pieces, headers=headers, media_type=_ZIP)
