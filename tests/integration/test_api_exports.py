"""Leads and administrators export what they may see."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest

from relay.model.people import StaffRole
from relay.service.exporting.worker import ExportWorker
from tests.support.api_client import Api, fields, problem
from tests.support.sample import GRETA, HILLSIDE, RIVERSIDE, TIM, arrive


@pytest.fixture
async def worker(api: Api) -> AsyncIterator[None]:
    """Makes what is asked for."""
    stop = asyncio.Event()
    working = asyncio.create_task(ExportWorker(api.sample.program, poll_seconds=0.02).run(stop))
    yield
    stop.set()
    await working


async def finished(api: Api, export: str, who: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            told: dict[str, Any] = (await api.get(f"/exports/{export}", who)).json()
            if told["status"] not in {"queued", "running"}:
                return told
            await asyncio.sleep(0.02)


@pytest.mark.usefixtures("worker")
async def test_an_export_is_asked_for_made_and_fetched(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    asked = await api.post("/exports", "ada", {"formats": ["jsonl", "csv", "eml", "mbox"]})
    assert asked.status_code == 202
    export = asked.json()["id"]
    assert asked.headers["location"] == f"/api/v1/exports/{export}"
    told = await finished(api, export, "ada")
    assert (told["status"], told["progress"]) == ("done", 1.0)
    file = await api.get(f"/exports/{export}/file", "ada")
    assert file.headers["content-type"] == "application/zip"
    assert len(file.content) == told["size"] == int(file.headers["content-length"])
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.testzip() is None
        assert {"manifest.json", "messages.jsonl", "messages.csv"} <= set(archive.namelist())
        messages = [json.loads(line) for line in archive.read("messages.jsonl").splitlines()]
    assert [message["id"] for message in messages] == [held]


@pytest.mark.usefixtures("worker")
async def test_a_lead_of_one_group_exports_that_group(api: Api) -> None:
    arrive(api.sample, api.sample.riverside)
    mine = arrive(api.sample, api.sample.hillside)
    api.sample.hire("ines", "ines@staff.example", StaffRole.SAFEGUARDING_LEAD, HILLSIDE)
    export = (await api.post("/exports", "ines")).json()["id"]
    assert (await finished(api, export, "ines"))["status"] == "done"
    content = (await api.get(f"/exports/{export}/file", "ines")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert mine in "".join(texts)
    for hidden in (GRETA, TIM, api.sample.riverside.id):
        assert not any(hidden in text for text in texts)
    problem(await api.post("/exports", "ines", {"group": RIVERSIDE}), 404)
    problem(await api.post("/exports", "ines", {"pair": api.sample.riverside.id}), 404)


async def test_what_is_not_finished_cannot_be_fetched(api: Api) -> None:
    export = (await api.post("/exports", "ada")).json()["id"]
    assert (await api.get(f"/exports/{export}", "ada")).json()["status"] == "queued"
    problem(await api.get(f"/exports/{export}/file", "ada"), 409)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"formats": ["html"]}, "formats.0"),
        ({"formats": "csv"}, "formats"),
        ({"since": "2026-01-01"}, "since"),
        ({"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "until"),
        ({"deidentify": True}, "deidentify"),
    ],
)
async def test_a_bad_wish_is_refused_by_name(api: Api, body: dict[str, Any], field: str) -> None:
    assert fields(problem(await api.post("/exports", "ada", body), 422)) == {field}
