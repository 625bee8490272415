"""The order of checks of every endpoint (DESIGN section 14), in one place.

The frame has limited the body by now. Then: authenticate (401), authorise (403, 404), give a
repeated request its first answer, body and query (422), If-Match (412) and state (409); the last
two are asked within the use case's transaction, where they cannot change any more.
"""

import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any, get_origin

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from admin_api.guard import guard_of, program_of
from admin_api.problems import FieldError, about_query, invalid, respond, unauthorized
from admin_api.refusals import problem_from
from admin_api.repeats import answer_once
from admin_api.scope import authorise, check_names
from relay.model.errors import UnauthenticatedError
from relay.model.permission import Permission
from relay.model.staff import StaffMember
from relay.service.access import authenticate
from relay.service.program import Program

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/=-]{1,500})", re.ASCII)


class CheckedRoute(APIRoute):
    """A route that holds every request against its guard, its path and its parameters, in order."""

    def get_route_handler(self) -> Handler:
        """Return what answers a request; raises TypeError for an endpoint without guard or scope."""
        parse_and_call = super().get_route_handler()
        guard = guard_of(self)
        check_names(guard.permission, frozenset(self.param_convertors))
        takes_query = bool(self.dependant.query_params)
        lists = _lists(self.dependant.query_params)

        async def answer(request: Request) -> Response:
            program = program_of(request)
            actor = await run_in_threadpool(_let_in, program, request, guard.permission)
            request.state.actor = actor

            async def carry_out() -> Response:
                _check_query(request, takes_query=takes_query, lists=lists)
                return await parse_and_call(request)

            return await answer_once(request, program, actor, partial(_told, request, carry_out))

        async def answer_or_refuse(request: Request) -> Response:
            return await _told(request, partial(answer, request))

        return answer_or_refuse


async def _told(request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """Return what ``answer`` gives, or a problem where it raises one that is known."""
    try:
        return await answer()
    except Exception as error:
        problem = problem_from(error)
        if problem is None:
            raise
        return respond(request, about_query(problem) if request.method == "GET" else problem)


def _let_in(program: Program, request: Request, permission: Permission | None) -> StaffMember:
    given = _BEARER.fullmatch(request.headers.get("authorization", ""))
    if given is None:
        raise unauthorized()
    try:
        actor = authenticate(program, given[1])
    except UnauthenticatedError:
        raise unauthorized() from None
    authorise(program, actor, permission, request.path_params)
    return actor


def _lists(parameters: Iterable[Any]) -> frozenset[str]:
    """Return the names of query parameters that may be given several times."""
    models = [parameter.field_info.annotation for parameter in parameters]
    return frozenset(
        name
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    )


def _check_query(request: Request, *, takes_query: bool, lists: frozenset[str]) -> None:
    """Refuse parameters given twice that are no lists; an endpoint that has none takes none."""
    names = [name for name, _ in request.query_params.multi_items()]
    if not takes_query and names:
        raise invalid(*(FieldError("query", name, "There is no such parameter here.") for name in names))
    twice = {name for name in names if names.count(name) > 1} - lists
    if twice:
        raise invalid(*(FieldError("query", name, "Give this once.") for name in sorted(twice)))
