"""The OpenAPI document: FastAPI's own, with the refusals, the token and the headers that all share."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from admin_api.problems import MEDIA_TYPE
from admin_api.repeats import CHANGING, HEADER
from relay import __version__

_PROBLEM: Final = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Stable: a program may rely on it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "field", "detail"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "examples": [
        {
            "type": "urn:mentor-relay:problem:conflict",
            "title": "Conflict",
            "status": 409,
            "detail": "Already released by s_01jd3x8a9v0000000000000005 at 2026-11-23T10:00:00+00:00",
            "instance": "/api/v1/messages/m_01jd3x8a9v0000000000000001/release",
        }
    ],
}
_REFUSALS: Final = {
    "401": "No token, or one that is not valid.",
    "403": "The role does not allow this.",
    "404": "There is no such record, or none that the asker may know of.",
    "422": "Parameters or body are wrong; `errors` names them.",
    "503": "Try again in a moment.",
}
_CHANGE_REFUSALS: Final = {
    "409": "The state does not allow this (any more), or the Idempotency-Key belongs to another request.",
    "412": "The record was changed since it was read.",
    "413": "The body has more than 1 MB.",
}
_KEY_PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Chosen by the client for one request: repeated within a day, it gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_DESCRIPTION: Final = (
    "What monitors, safeguarding leads and administrators do with the relay. "
    "Times are RFC 3339 UTC; lists are read page by page with `cursor`; a record's `ETag` is its version."
)


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of ``app``; it is made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _describe(app)
    return app.openapi_schema


def _describe(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=__version__, description=_DESCRIPTION, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = _PROBLEM
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    for path in document["paths"].values():
        for method, operation in path.items():
            _complete(operation, changing=method.upper() in CHANGING)
    return document


def _complete(operation: dict[str, Any], *, changing: bool) -> None:
    refusals = _REFUSALS | (_CHANGE_REFUSALS if changing else {})
    told = operation["responses"]
    told |= {status: _refusal(text) for status, text in refusals.items()}
    if "409" in told:  # also some that change nothing have a state to wait for
        told["409"] = _refusal(told["409"]["description"])
    if changing:
        operation.setdefault("parameters", []).append(_KEY_PARAMETER)


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
