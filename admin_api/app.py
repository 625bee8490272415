"""The FastAPI application: every router, one frame around them, one form of refusal."""

from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin_api.frame import Frame
from admin_api.metrics import Metrics
from admin_api.openapi import describe
from admin_api.problems import ProblemError, respond
from admin_api.refusals import UNEXPECTED, problem_from
from admin_api.routers import (
    alerts,
    audit,
    concerns,
    decisions,
    exports,
    flags,
    groups,
    health,
    me,
    messages,
    pairs,
    participants,
    signatures,
    staff,
    statistics,
    threads,
)
from admin_api.routers.base import API
from admin_api.turns import Turns
from relay.model.errors import RelayError
from relay.service.program import Program

CHECKED_ROUTERS: Final[tuple[APIRouter, ...]] = (
    me.router,
    messages.router,
    decisions.router,
    flags.router,
    signatures.router,
    threads.router,
    exports.router,
    groups.router,
    participants.router,
    pairs.router,
    staff.router,
    concerns.router,
    alerts.router,
    audit.router,
    statistics.router,
)


def create_app(program: Program) -> FastAPI:
    """Return the API of ``program``, which stays the caller's to close."""
    app = FastAPI(
        title="Mentor Relay",
        openapi_url=None,  # served below: its documentation pages would load from elsewhere
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.program = program
    app.state.metrics = Metrics(program)
    app.state.turns = Turns()
    for router in CHECKED_ROUTERS:
        app.include_router(router)
    app.include_router(health.router)
    _serve_description(app)
    for kind in (RelayError, ProblemError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _refuse)
    app.add_middleware(Frame)
    return app


def _refuse(request: Request, error: Exception) -> Response:
    """Tell a refusal from outside the checked routes: no such address, no such method, no database."""
    return respond(request, problem_from(error) or UNEXPECTED)


def _serve_description(app: FastAPI) -> None:
    def describe_app() -> Response:
        return JSONResponse(describe(app))

    app.add_api_route(f"{API}/openapi.json", describe_app, include_in_schema=False)
