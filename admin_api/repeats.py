"""Idempotency-Key: a request that is made twice is carried out once and answered twice."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from admin_api.problems import respond
from admin_api.refusals import UNEXPECTED
from relay.model.errors import InProgressError, TemporaryError
from relay.model.staff import StaffMember
from relay.service import idempotency
from relay.service.program import Program

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})

# Nothing was done for these: the same key may be used when the request is mended or tried again.
_NOTHING_DONE = frozenset({412, 422, 503})
_KEPT_HEADERS = ("content-type", "etag", "location", "retry-after")

# The second of two clicks gets the first one's answer, if that comes soon.
_WAIT_SECONDS = 10.0
_ASK_EVERY_SECONDS = 0.05


async def answer_once(
    request: Request, program: Program, actor: StaffMember, carry_out: Callable[[], Awaitable[Response]]
) -> Response:
    """Answer with ``carry_out``, or as a request with the same key was answered first.

    Raises ConflictError where the key belongs to another request, InProgressError where the first
    one is not done in time.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method not in CHANGING:
        return await carry_out()
    before = await _begin(program, actor, key, await _identity(request))
    if before is not None:
        return _give_again(before)
    try:
        response = await carry_out()
    except Exception:
        # What was done is not known: it must not be done twice.
        await _finish(program, actor, key, respond(request, UNEXPECTED))
        raise
    await _finish(program, actor, key, response)
    return response


async def _identity(request: Request) -> bytes:
    """What must be the same in a repeated request: method, path, query and body."""
    line = f"{request.method} {request.url.path}?{request.url.query}\n"
    return line.encode() + await request.body()


async def _begin(program: Program, actor: StaffMember, key: str, identity: bytes) -> idempotency.Answer | None:
    asked = asyncio.get_running_loop().time()
    while True:
        try:
            return await run_in_threadpool(idempotency.begin, program, actor, key, identity)
        except InProgressError:
            if asyncio.get_running_loop().time() - asked > _WAIT_SECONDS:
                raise
        await asyncio.sleep(_ASK_EVERY_SECONDS)


async def _finish(program: Program, actor: StaffMember, key: str, response: Response) -> None:
    if response.status_code in _NOTHING_DONE:
        with suppress(TemporaryError):
            await run_in_threadpool(idempotency.abandon, program, actor, key)
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    text = json.dumps({"headers": headers, "body": bytes(response.body).decode()})
    answer = idempotency.Answer(response.status_code, text)
    with suppress(TemporaryError):  # it was done, and is told: only a repeat will have to look at the record
        await run_in_threadpool(idempotency.finish, program, actor, key, answer)


def _give_again(answer: idempotency.Answer) -> Response:
    kept = json.loads(answer.text)
    return Response(kept["body"], answer.status, kept["headers"] | {REPLAYED: "true"})
