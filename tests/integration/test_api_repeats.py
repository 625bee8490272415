"""A request that is made twice under one Idempotency-Key is carried out once."""

import asyncio
from datetime import timedelta

import pytest

from relay.model.errors import TemporaryError
from relay.service import idempotency
from tests.support.api_client import Api, problem
from tests.support.sample import arrive


async def test_a_repeated_release_gets_the_first_answer(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    first = await api.post(f"/messages/{held}/release", "ruth", {"note": "Fine."}, Idempotency_Key="one")
    again = await api.post(f"/messages/{held}/release", "ruth", {"note": "Fine."}, Idempotency_Key="one")
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (200, first.json())
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


async def test_a_repeated_creation_makes_one_record(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    path, body = f"/messages/{held}/flags", {"label": "watch"}
    first = await api.post(path, "ruth", body, Idempotency_Key="a key with spaces")
    again = await api.post(path, "ruth", body, Idempotency_Key="a key with spaces")
    assert (again.status_code, again.json()) == (201, first.json())
    assert len((await api.get(f"/messages/{held}", "ruth")).json()["flags"]) == 1


async def test_a_repeated_refusal_is_the_first_refusal(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    first = problem(await api.post(f"/messages/{held}/retry", "ruth", Idempotency_Key="k"), 409)
    assert problem(await api.post(f"/messages/{held}/retry", "ruth", Idempotency_Key="k"), 409) == first


async def test_an_answer_without_a_body_is_repeated_too(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    flag = (await api.post(f"/messages/{held}/flags", "ruth", {"label": "watch"})).json()["id"]
    path = f"/messages/{held}/flags/{flag}"
    for _ in range(2):
        response = await api.ask("DELETE", path, "ruth", headers={"Idempotency-Key": "k"})
        assert (response.status_code, response.content) == (204, b"")


async def test_a_key_belongs_to_one_request(api: Api) -> None:
    held, other = (arrive(api.sample, api.sample.riverside, subject=subject) for subject in ("One", "Two"))
    await api.post(f"/messages/{held}/release", "ruth", {"note": "a"}, Idempotency_Key="k")
    problem(await api.post(f"/messages/{held}/release", "ruth", {"note": "b"}, Idempotency_Key="k"), 409)
    problem(await api.post(f"/messages/{other}/release", "ruth", {"note": "a"}, Idempotency_Key="k"), 409)
    assert (await api.get(f"/messages/{other}", "ruth")).json()["state"] == "held"


async def test_a_key_belongs_to_one_person(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    assert (await api.post(f"/messages/{held}/release", "ruth", Idempotency_Key="k")).status_code == 200
    problem(await api.post(f"/messages/{held}/release", "rosa", Idempotency_Key="k"), 409)


async def test_twenty_at_once_have_one_effect_and_one_answer(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    path = f"/messages/{held}/flags"
    asked = [api.post(path, "ruth", {"label": "watch"}, Idempotency_Key="k") for _ in range(20)]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_request_that_did_nothing_frees_its_key(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    held = arrive(api.sample, api.sample.riverside)
    path = f"/messages/{held}/reject"
    problem(await api.post(path, "ruth", {"reason": ""}, Idempotency_Key="k"), 422)
    problem(await api.post(path, "ruth", {"reason": "No."}, Idempotency_Key="k", If_Match='"1"'), 412)
    with monkeypatch.context() as broken:

        def busy(*_: object, **__: object) -> None:
            raise TemporaryError("busy")

        broken.setattr("relay.service.review.deciding.reject", busy)
        problem(await api.post(path, "ruth", {"reason": "No."}, Idempotency_Key="k"), 503)
    assert (await api.post(path, "ruth", {"reason": "No."}, Idempotency_Key="k")).status_code == 200


async def test_replay_comes_after_authorisation_and_before_the_body(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    path = f"/messages/{held}/reject"
    assert (await api.post(path, "ruth", {"reason": "No."}, Idempotency_Key="k")).status_code == 200
    problem(await api.post(path, "", {"reason": "No."}, Idempotency_Key="k"), 401)
    problem(await api.post(path, "axel", {"reason": "No."}, Idempotency_Key="k"), 403)
    problem(await api.post(path, "ruth", {"reason": ""}, Idempotency_Key="k"), 409)


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_has_a_form(api: Api, key: str) -> None:
    held = arrive(api.sample, api.sample.riverside)
    told = problem(await api.post(f"/messages/{held}/release", "ruth", Idempotency_Key=key), 422)
    assert told["errors"][0]["in"] == "header"
    assert told["errors"][0]["field"] == "Idempotency-Key"


async def test_a_request_that_was_cut_short_is_not_repeated_by_itself(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    path = f"/messages/{held}/release"
    assert idempotency.begin(api.sample.program, api.sample.actor("ruth"), "k", _as_sent(path)) is None
    api.sample.clock.advance(seconds=61)
    problem(await api.post(path, "ruth", Idempotency_Key="k"), 409)
    assert (await api.get(f"/messages/{held}", "ruth")).json()["state"] == "held"


async def test_a_key_is_forgotten_after_a_day(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    path = f"/messages/{held}/flags"
    first = (await api.post(path, "ruth", {"label": "watch"}, Idempotency_Key="k")).json()["id"]
    api.sample.clock.advance(seconds=timedelta(hours=24, seconds=1).total_seconds())
    assert (await api.post(path, "ruth", {"label": "watch"}, Idempotency_Key="k")).json()["id"] != first


async def test_what_failed_unforeseen_is_not_tried_twice(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    held = arrive(api.sample, api.sample.riverside)
    with monkeypatch.context() as broken:

        def crash(*_: object, **__: object) -> None:
            raise ValueError("half done")

        broken.setattr("relay.service.review.deciding.release", crash)
        problem(await api.post(f"/messages/{held}/release", "ruth", Idempotency_Key="k"), 500)
    problem(await api.post(f"/messages/{held}/release", "ruth", Idempotency_Key="k"), 500)


def _as_sent(path: str) -> bytes:
    return f"POST /api/v1{path}?\n".encode()
