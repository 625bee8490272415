"""The API as a process serves it: on a real socket, until it is told to stop."""

import asyncio
import dataclasses
import http.client
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import httpx
import pytest

from admin_api.server import serve_api
from relay.config.endpoints import Endpoint
from relay.model.errors import ConfigurationError
from relay.service.program import Program
from tests.support.sample import Sample, arrive


@dataclasses.dataclass
class Served:
    address: str
    stop: asyncio.Event
    ended: "asyncio.Task[None]"


@asynccontextmanager
async def serving(sample: Sample) -> AsyncIterator[Served]:
    """Serve a sample on a free port; ended afterwards, if it is not already."""
    listener = socket.create_server(("127.0.0.1", 0))
    host, port = listener.getsockname()
    ready, stop = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(serve_api(sample.program, on_ready=ready.set, stop_event=stop, sockets=[listener]))
    async with asyncio.timeout(20):
        await ready.wait()
        yield Served(f"http://{host}:{port}", stop, task)
        stop.set()
        await task


def bearer(sample: Sample, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {sample.token(who)}"}


async def test_a_monitor_works_over_a_real_connection(sample: Sample) -> None:
    held = arrive(sample, sample.riverside)
    async with serving(sample) as served, httpx.AsyncClient(base_url=f"{served.address}/api/v1") as client:
        client.headers.update(bearer(sample, "ruth"))
        [item] = (await client.get("/messages?state=held")).json()["items"]
        assert item["id"] == held
        released = await client.post(f"/messages/{held}/release", json={"note": "Fine."})
        assert released.json()["state"] == "approved"
        assert "server" not in released.headers


async def test_three_megabytes_are_refused_with_an_answer_that_arrives(sample: Sample) -> None:
    async with serving(sample) as served:
        body = b"x" * (3 * 1024 * 1024)
        status = await asyncio.to_thread(_post_bluntly, served.address, body)
    assert status == 413


def _post_bluntly(address: str, body: bytes) -> int:
    """Send everything before looking at the answer, as simple clients do."""
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)) as connection:
        connection.request("POST", "/api/v1/decisions", body, {"Content-Type": "application/json"})
        with connection.getresponse() as response:
            return response.status


async def test_what_is_begun_is_answered_after_the_stop(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(program: Program, actor: object) -> None:
        del program, actor
        begun.set()
        assert go_on.wait(10)
        raise ConfigurationError("was answered")

    monkeypatch.setattr("admin_api.routers.me.who_am_i", slow)
    async with serving(sample) as served, httpx.AsyncClient(base_url=served.address) as client:
        asked = asyncio.create_task(client.get("/api/v1/me", headers=bearer(sample, "ruth")))
        assert await asyncio.to_thread(begun.wait, 10)
        served.stop.set()
        go_on.set()
        assert "was answered" in (await asked).text
        await served.ended
        with pytest.raises(httpx.ConnectError):
            await client.get("/healthz")


async def test_slow_requests_do_not_keep_others_waiting(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(program: Program, actor: object) -> None:
        del program, actor
        begun.set()
        assert go_on.wait(10)
        raise ConfigurationError("late")

    monkeypatch.setattr("admin_api.routers.me.who_am_i", slow)
    async with serving(sample) as served, httpx.AsyncClient(base_url=served.address) as client:
        asked = asyncio.create_task(client.get("/api/v1/me", headers=bearer(sample, "ruth")))
        assert await asyncio.to_thread(begun.wait, 10)
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/api/v1/messages", headers=bearer(sample, "ruth"))).status_code == 200
        go_on.set()
        await asked


async def test_an_address_that_is_taken_is_told_with_its_key(sample: Sample) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        endpoint = Endpoint("127.0.0.1", taken.getsockname()[1])
        api = sample.program.settings.api.model_copy(update={"listen": endpoint})
        settings = sample.program.settings.model_copy(update={"api": api})
        program = dataclasses.replace(sample.program, settings=settings)
        with pytest.raises(ConfigurationError, match=r"api\.listen"):
            await serve_api(program, on_ready=lambda: None, stop_event=asyncio.Event())


async def test_no_address_and_no_query_stands_in_the_log(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(sample) as served, httpx.AsyncClient(base_url=served.address) as client:
        await client.get("/api/v1/messages?group=Riverside", headers=bearer(sample, "ruth"))
    written = capsys.readouterr()
    logged = written.out + written.err
    assert "/api/v1/messages" in logged
    assert "Riverside" not in logged
    assert "127.0.0.1" not in logged
