"""From an error to the problem that is told: the errors of the relay, of FastAPI and of the client."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from admin_api.problems import FieldError, Problem, ProblemError, invalid_problem
from relay.model.errors import (
    AlreadyDecidedError,
    ClaimedError,
    ConflictError,
    ForbiddenError,
    InProgressError,
    InvalidInputError,
    KeyDestroyedError,
    NotFoundError,
    PreconditionError,
    TemporaryError,
)

UNEXPECTED = Problem(500, "unexpected", "Something went wrong here. It stands in the log under the X-Request-Id.")
RETRY_SECONDS = "5"

# Use cases name the field first: "n: how many first messages are held".
_FIELD_FIRST = re.compile(r"([A-Za-z][\w.-]*): (.+)", re.ASCII | re.DOTALL)
_ELSEWHERE = {"limit": "query", "cursor": "query", "since": "query", "until": "query", "Idempotency-Key": "header"}
_CALLED_HERE = {"expires": "expires_at", "mentor": "mentor_id", "student": "student_id"}
_NOT_JSON = "This is not JSON."


def problem_from(error: Exception) -> Problem | None:
    """Return what a client is told about ``error``; None for one that nobody foresaw."""
    for kind, tell in _TOLD.items():
        if isinstance(error, kind):
            return tell(error)
    return None


def _from_validation(error: RequestValidationError) -> Problem:
    return invalid_problem(tuple(_field_error(one) for one in error.errors()))


def _from_http(error: HTTPException) -> Problem:
    headers = dict(error.headers or {})
    if error.status_code == 404:
        return Problem(404, "not-found", "There is nothing at this address.", headers=headers)
    if error.status_code == 405:
        return Problem(405, "method-not-allowed", "This address does not take that method.", headers=headers)
    # FastAPI answers 400 where the body could not be read as JSON at all (bytes, depth, digits).
    return invalid_problem((FieldError("body", "", _NOT_JSON),))


def _from_input(error: InvalidInputError) -> Problem:
    return invalid_problem(tuple(_from_sentence(problem) for problem in error.problems))


def _not_found(_: Exception) -> Problem:
    return Problem(404, "not-found", "There is no such record here.")


def _erased(_: Exception) -> Problem:
    return Problem(404, "erased", "This was erased: nobody can read it any more.")


def _in_progress(error: Exception) -> Problem:
    return Problem(409, "in-progress", _text(error), headers={"Retry-After": RETRY_SECONDS})


def _conflict(error: ConflictError) -> Problem:
    return Problem(409, "conflict", _text(error), facts=_facts(error))


def _unavailable(_: Exception) -> Problem:
    return Problem(503, "unavailable", "Try again in a moment.", headers={"Retry-After": RETRY_SECONDS})


# The first that fits counts: what is more special stands first.
_TOLD: Final[Mapping[type[Exception], Callable[[Any], Problem]]] = {
    ProblemError: lambda error: error.problem,
    RequestValidationError: _from_validation,
    HTTPException: _from_http,
    KeyDestroyedError: _erased,
    NotFoundError: _not_found,
    ForbiddenError: lambda error: Problem(403, "forbidden", _text(error)),
    PreconditionError: lambda error: Problem(412, "stale", _text(error)),
    InProgressError: _in_progress,
    ConflictError: _conflict,
    InvalidInputError: _from_input,
    TemporaryError: _unavailable,
}


def _text(error: Exception) -> str:
    """Our own errors say something to staff (relay.model.errors); their first letter becomes a capital."""
    text = str(error)
    return text[:1].upper() + text[1:]


def _facts(error: ConflictError) -> dict[str, object]:
    """Who decided, what and when, where a use case tells it."""
    match error:
        case AlreadyDecidedError():
            return {"decided": {"action": error.action, "by": error.staff_id, "at": _utc(error.at)}}
        case ClaimedError():
            return {"claimed": {"by": error.staff_id, "at": _utc(error.at)}}
        case _:
            return dict(getattr(error, "facts", {}))


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _field_error(error: dict[str, Any]) -> FieldError:
    where, *path = error["loc"]
    if error["type"] == "json_invalid":
        return FieldError("body", "", _NOT_JSON)
    return FieldError(str(where), _dotted(path), _explain(error))


def _dotted(path: Sequence[object]) -> str:
    return ".".join(str(step) for step in path)


def _explain(error: dict[str, Any]) -> str:
    """What pydantic says of a field tells our rule, not the value; only unions need plainer words."""
    if error["type"] == "extra_forbidden":
        return "There is no such field here."
    return str(error["msg"]).removeprefix("Value error, ")


def _from_sentence(problem: str) -> FieldError:
    named = _FIELD_FIRST.fullmatch(problem)
    if named is None:
        return FieldError("body", "", problem)
    field = _CALLED_HERE.get(named[1], named[1])
    return FieldError(_ELSEWHERE.get(field, "body"), field, named[2])
