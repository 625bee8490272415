"""Operators see whether the relay can work, and numbers without content."""

import json

import pytest
from prometheus_client.parser import text_string_to_metric_families

from relay.model.errors import TemporaryError
from relay.model.identity import Role
from tests.support.api_client import Api, problem
from tests.support.sample import arrive, crisis


async def test_a_living_process_answers(api: Api) -> None:
    response = await api.root("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_relay_with_database_schema_and_keys_is_ready(api: Api) -> None:
    assert (await api.root("/readyz")).status_code == 200


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("relay.store.store.Store.ping", "database"),
        ("relay.service.health.require_current", "schema"),
        ("relay.store.keystore.KeyStore.verify", "keys"),
    ],
)
async def test_a_relay_that_lacks_something_says_what(
    api: Api, monkeypatch: pytest.MonkeyPatch, broken: str, named: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError("/home/greta/keys: no such file")

    monkeypatch.setattr(broken, fail)
    told = problem(await api.root("/readyz"), 503)
    assert {name for name, state in told["checks"].items() if state != "ok"} == {named}
    assert "greta" not in json.dumps(told)


async def test_metrics_count_what_waits(api: Api) -> None:
    arrive(api.sample, api.sample.riverside)
    arrive(api.sample, api.sample.riverside, Role.STUDENT, body="I want to die", findings=[crisis()])
    released = arrive(api.sample, api.sample.riverside, body="555 0100 200 again", subject="Two")
    await api.post(f"/messages/{released}/release", "ruth")
    api.sample.clock.advance(minutes=5)
    response = await api.root("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {
        (sample.name.removeprefix("mentor_relay_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }
    assert found["messages", "held"] == 2
    assert found["messages", "approved"] == 1
    assert found["messages", "delivered"] == 0
    assert found["held_age_seconds",] == 302
    assert found["backlog_age_seconds",] == 0
    assert found["deliveries_queued", "relay"] == 1
    assert found["deliveries", "relay", "queued"] == 1
    assert found["alerts_open",] == 1
    assert found["concerns_open",] == 1


async def test_metrics_hold_no_name_and_no_address(api: Api) -> None:
    arrive(api.sample, api.sample.riverside)
    text = (await api.root("/metrics")).text
    for word in ("greta", "tim", "@", "Riverside", "project"):
        assert word not in text.lower().replace("time", "")


async def test_without_a_database_metrics_say_so(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise TemporaryError("gone")

    monkeypatch.setattr("admin_api.metrics.read_waiting", gone)
    problem(await api.root("/metrics"), 503)
