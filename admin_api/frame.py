"""What surrounds every request: its id, a limit on its body, headers, a fixed text for the unforeseen."""

import asyncio
import secrets
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_api import events
from admin_api.problems import Problem, problem_response
from admin_api.refusals import UNEXPECTED

MAX_BODY_BYTES: Final = 1024 * 1024
BODY_SECONDS: Final = 30.0
_DISCARDED_BYTES: Final = 32 * MAX_BODY_BYTES

_TOO_LARGE = Problem(413, "too-large", "A request may have 1 MB at most.")
_TOO_SLOW = Problem(408, "too-slow", "The request did not arrive in time.", headers={"Connection": "close"})

# Answers hold what children wrote: nothing may keep them, frame them, or take them for a page.
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class AnswerBrokenError(Exception):
    """An answer could not be finished; the cause was logged, the connection is closed."""


class Frame:
    """The outermost layer of the API (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        """Surround ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Exchange(self._app, scope, send).run(receive)


class _Exchange:
    """One request and its answer."""

    def __init__(self, app: ASGIApp, scope: Scope, send: Send) -> None:
        self._app, self._scope, self._send = app, scope, send
        self._id = secrets.token_hex(8)
        self._status = 0
        scope.setdefault("state", {})["request_id"] = self._id

    async def run(self, receive: Receive) -> None:
        start = time.perf_counter()
        try:
            await self._answer(receive)
        except Exception as error:  # noqa: BLE001 - the last place where nothing may escape with its text
            await self._answer_unexpected(error)
        finally:
            self._log(time.perf_counter() - start)

    async def _answer(self, receive: Receive) -> None:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await read_body(self._scope, receive)
        except TimeoutError:
            await self._tell(_TOO_SLOW)
            return
        if body is None:
            await self._tell(_TOO_LARGE)
            return
        await self._app(self._scope, _replay(body, receive), self._deliver)

    async def _answer_unexpected(self, error: Exception) -> None:
        events.unexpected(self._id, self._route(), error)
        if self._status:
            raise AnswerBrokenError(self._id) from None
        await self._tell(UNEXPECTED)

    async def _tell(self, problem: Problem) -> None:
        response = problem_response(self._scope["path"], problem)
        await response(self._scope, _nothing, self._deliver)

    async def _deliver(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            given = {name.lower() for name, _ in message["headers"]}
            extra = [pair for pair in _HEADERS if pair[0] not in given]
            message["headers"] = [*message["headers"], *extra, (b"x-request-id", self._id.encode())]
        await self._send(message)

    def _route(self) -> str:
        return str(getattr(self._scope.get("route"), "path", "unknown"))

    def _log(self, seconds: float) -> None:
        actor = self._scope["state"].get("actor")
        events.answered(
            request_id=self._id,
            method=self._scope["method"],
            route=self._route(),
            status=self._status,
            milliseconds=seconds * 1000,
            staff_id=actor.id if actor is not None else None,
        )


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the whole body of a request, None for one that is too large.

    What is too large is read to its end and thrown away, within reason: a client that is answered
    while it still sends sees a broken connection instead of the answer. One that asked first
    (``Expect: 100-continue``) is answered at once.
    """
    headers = dict(scope["headers"])
    declared = _length(headers.get(b"content-length", b""))
    if declared > MAX_BODY_BYTES and b"expect" in headers:
        return None
    body, length = bytearray(), 0
    while length <= _DISCARDED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None  # half a request is not carried out, and nobody reads the answer
        chunk = message.get("body", b"")
        length += len(chunk)
        if length <= MAX_BODY_BYTES:
            body += chunk
        if not message.get("more_body", False):
            break
    return bytes(body) if length <= MAX_BODY_BYTES else None


def _length(value: bytes) -> int:
    return int(value[:18]) if value.isdigit() else 0


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give ``body`` once; after that, what the connection says (that the client went away)."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
