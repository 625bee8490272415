"""Problem details (RFC 9457): the one form in which this API says no.

A problem's text is ours or the use case's; it never quotes what was sent, nor a library.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:mentor-relay:problem:"
MAX_FIELD = 100  # a client's own key is named back to it, but not a megabyte of it


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a request.

    ``where`` is ``body``, ``query``, ``path`` or ``header``; ``field`` the name there, nested ones
    joined with dots (``message_ids.3``), "" for the whole.
    """

    where: str
    field: str
    detail: str

    def as_json(self) -> dict[str, str]:
        """Return the member of ``errors``."""
        return {"in": self.where, "field": self.field[:MAX_FIELD], "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for a person and for a program: ``kind`` is stable, ``detail`` is not.

    ``facts`` are further members of the answer, such as who decided already.
    """

    status: int
    kind: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


class ProblemError(Exception):
    """Raised by this package where no use case was reached."""

    def __init__(self, problem: Problem) -> None:
        """Carry ``problem`` to the answer."""
        super().__init__(problem.kind)
        self.problem = problem


def unauthorized() -> ProblemError:
    """Return the refusal of a request without a valid token (RFC 6750 section 3)."""
    headers = {"WWW-Authenticate": 'Bearer realm="mentor-relay"'}
    detail = "This needs a valid token: Authorization: Bearer TOKEN."
    return ProblemError(Problem(401, "unauthorized", detail, headers=headers))


def invalid(*errors: FieldError) -> ProblemError:
    """Return the refusal of a request that is wrong in the places named."""
    return ProblemError(invalid_problem(errors))


def invalid_problem(errors: tuple[FieldError, ...]) -> Problem:
    """Return the problem of a request that is wrong in the places named."""
    named = ", ".join(dict.fromkeys(error.field[:MAX_FIELD] for error in errors if error.field))
    detail = f"The request is not valid: {named}." if named else "The request is not valid."
    return Problem(422, "invalid", detail, errors)


def about_query(problem: Problem) -> Problem:
    """Return the problem of a request without a body: what a use case refuses stood in its query."""
    errors = (replace(error, where="query") if error.where == "body" else error for error in problem.errors)
    return replace(problem, errors=tuple(errors))


def respond(request: Request, problem: Problem) -> Response:
    """Return the answer that tells ``problem``; ``instance`` is the path asked for, without its query."""
    return problem_response(request.url.path, problem)


def problem_response(path: str, problem: Problem) -> Response:
    """Return the answer that tells ``problem`` about ``path``."""
    content: dict[str, object] = {
        "type": TYPE_PREFIX + problem.kind,
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": path,
    }
    if problem.errors:
        content["errors"] = [error.as_json() for error in problem.errors]
    body = json.dumps(content | dict(problem.facts)).encode("ascii")
    return Response(body, problem.status, dict(problem.headers), MEDIA_TYPE)
