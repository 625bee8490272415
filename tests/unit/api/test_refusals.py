"""Errors become problems that tell the field, the cause that staff may know, and nothing else."""

from datetime import UTC, datetime

import pytest
from fastapi.exceptions import RequestValidationError

from admin_api.refusals import problem_from
from relay.model.errors import (
    AlreadyDecidedError,
    ClaimedError,
    ConflictError,
    ForbiddenError,
    InProgressError,
    IntegrityError,
    InvalidInputError,
    InvalidTransitionError,
    KeyDestroyedError,
    NotFoundError,
    PreconditionError,
    RelayError,
    TemporaryError,
)

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (NotFoundError("no pair"), 404, "not-found"),
        (KeyDestroyedError("erased"), 404, "erased"),
        (ForbiddenError("no"), 403, "forbidden"),
        (ConflictError("no"), 409, "conflict"),
        (InvalidTransitionError("no"), 409, "conflict"),
        (AlreadyDecidedError("released", "s_1", AT), 409, "conflict"),
        (ClaimedError("s_1", AT), 409, "conflict"),
        (InProgressError("wait"), 409, "in-progress"),
        (PreconditionError("stale"), 412, "stale"),
        (InvalidInputError("n: too many"), 422, "invalid"),
        (TemporaryError("busy"), 503, "unavailable"),
    ],
)
def test_each_error_has_its_status(error: RelayError, status: int, kind: str) -> None:
    problem = problem_from(error)
    assert problem is not None
    assert (problem.status, problem.kind) == (status, kind)


@pytest.mark.parametrize("error", [ValueError("greta@mentor.example"), IntegrityError("changed"), KeyError("x")])
def test_what_nobody_foresaw_is_no_problem_of_the_clients(error: Exception) -> None:
    assert problem_from(error) is None


def test_a_conflict_tells_who_decided_what_and_when() -> None:
    problem = problem_from(AlreadyDecidedError("released", "s_1", AT))
    assert problem is not None
    assert problem.facts == {"decided": {"action": "released", "by": "s_1", "at": "2026-11-23T12:00:00Z"}}


def test_sentences_of_a_use_case_name_their_fields() -> None:
    problem = problem_from(InvalidInputError("n: too many", "expires: is past", "limit: 1 to 200", "is empty"))
    assert problem is not None
    assert [(error.where, error.field, error.detail) for error in problem.errors] == [
        ("body", "n", "too many"),
        ("body", "expires_at", "is past"),
        ("query", "limit", "1 to 200"),
        ("body", "", "is empty"),
    ]


def test_a_long_key_of_the_client_is_not_told_back_at_length() -> None:
    error = RequestValidationError([{"type": "extra_forbidden", "loc": ("body", "x" * 5000), "msg": "", "input": ""}])
    problem = problem_from(error)
    assert problem is not None
    assert len(problem.detail) < 200
    assert len(problem.errors[0].as_json()["field"]) <= 100
