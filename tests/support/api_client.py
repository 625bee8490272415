"""Talks to the real app over ASGI as one member of staff or another."""

from typing import Any

import httpx
from fastapi import FastAPI

from admin_api.app import create_app
from admin_api.metrics import Metrics
from admin_api.turns import Turns
from tests.support.sample import Sample

PROBLEM = "application/problem+json"


_apps: list[FastAPI] = []


def _app_of(sample: Sample) -> FastAPI:
    """Return the app, made once and given to one program after the other: its models cost more than a test."""
    if not _apps:
        _apps.append(create_app(sample.program))
    [app] = _apps
    app.state.program = sample.program
    app.state.metrics = Metrics(sample.program)
    app.state.turns = Turns()
    return app


class Api:
    """The API of a sample program; ``who`` is a name of its staff, "" for nobody."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.app = _app_of(sample)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://api")

    async def ask(
        self,
        method: str,
        path: str,
        who: str = "",
        body: object = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """Send one request to ``/api/v1`` + ``path``."""
        all_headers = dict(headers or {})
        if who:
            all_headers["Authorization"] = f"Bearer {self.sample.token(who)}"
        if content is not None:
            all_headers.setdefault("Content-Type", "application/json")
            return await self._client.request(method, f"/api/v1{path}", headers=all_headers, content=content)
        return await self._client.request(method, f"/api/v1{path}", headers=all_headers, json=body)

    async def get(self, path: str, who: str = "") -> httpx.Response:
        return await self.ask("GET", path, who)

    async def post(
        self,
        path: str,
        who: str,
        body: object = None,
        **headers: str,
    ) -> httpx.Response:
        """POST; ``If_Match`` and the like are headers."""
        return await self.ask("POST", path, who, body, {name.replace("_", "-"): text for name, text in headers.items()})

    async def root(self, path: str) -> httpx.Response:
        """Ask for what lies outside of ``/api/v1``."""
        return await self._client.get(path)

    async def close(self) -> None:
        await self._client.aclose()


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem that a response tells, which must be of this status and whole."""
    assert response.status_code == status, (response.status_code, response.text)
    assert response.headers["content-type"] == PROBLEM
    told: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= told.keys()
    assert told["status"] == status
    return told


def fields(told: dict[str, Any]) -> set[str]:
    """Return the names of the fields that a problem complains of."""
    return {error["field"] for error in told["errors"]}
