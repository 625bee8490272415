"""Requests that are wrong are told what is wrong with them, in one form, and nothing else (CASES H3)."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from relay.model.errors import TemporaryError
from relay.model.identity import Role
from tests.support.api_client import PROBLEM, Api, fields, problem
from tests.support.sample import arrive

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=1000000", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1.5", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=5&limit=6", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=" + "A" * 501, "cursor"),
        ("since=2026-11-23T12:00:00", "since"),
        ("since=2026-11-23", "since"),
        ("since=1763899200", "since"),
        ("until=2026-13-40T99:00:00Z", "until"),
        ("until=yesterday", "until"),
        ("state=HELD", "state"),
        ("state=", "state"),
        ("category=pii", "category"),
        ("min_severity=5", "min_severity"),
        ("review=done", "review"),
        ("sort=worst", "sort"),
        ("pair=%00", "pair"),
        ("group=a%00b", "group"),
        ("q=secret", "q"),
        ("nothing=1", "nothing"),
    ],
)
async def test_a_bad_parameter_is_refused_by_name(shared_api: Api, query: str, field: str) -> None:
    told = problem(await shared_api.get(f"/messages?{query}", "ruth"), 422)
    assert field in fields(told)
    assert all(error["in"] == "query" for error in told["errors"])


async def test_an_endpoint_without_parameters_takes_none(shared_api: Api) -> None:
    assert fields(problem(await shared_api.get("/me?verbose=1", "ruth"), 422)) == {"verbose"}
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    assert fields(problem(await shared_api.post(f"/messages/{held}/release?force=1", "ruth"), 422)) == {"force"}


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"reason": "a"',
        b'{"reason": NaN, }',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"override": ' + b"9" * 5000 + b"}",
        b"reason=no",
    ],
)
async def test_what_is_no_json_is_refused(shared_api: Api, content: bytes) -> None:
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    told = problem(await shared_api.ask("POST", f"/messages/{held}/reject", "ruth", content=content), 422)
    assert [error["in"] for error in told["errors"]] == ["body"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reason"),
        ({"reason": 5}, "reason"),
        ({"reason": None}, "reason"),
        ({"reason": ["a"]}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "a\0b"}, "reason"),
        ({"reason": "x" * 10_001}, "reason"),
        ({"reason": "a", "override": "yes"}, "override"),
        ({"reason": "a", "override": 1}, "override"),
        ({"reason": "a", "resaon": "b"}, "resaon"),
        ([], ""),
        ("reason", ""),
        (5, ""),
        (None, ""),
    ],
)
async def test_a_bad_field_is_refused_by_name(shared_api: Api, body: object, field: str) -> None:
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    content = json.dumps(body).encode()
    told = problem(await shared_api.ask("POST", f"/messages/{held}/reject", "ruth", content=content), 422)
    assert fields(told) == {field}
    assert (await shared_api.get(f"/messages/{held}", "ruth")).json()["state"] == "held"


async def test_half_characters_are_no_text(shared_api: Api) -> None:
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    for content in (b'{"reason": "\\ud800"}', b'{"reason": "a", "\\ud800": 1}'):
        problem(await shared_api.ask("POST", f"/messages/{held}/reject", "ruth", content=content), 422)


async def test_an_answer_never_quotes_what_was_sent(shared_api: Api) -> None:
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    body = {"reason": {"secret": "Tim lives in Elm Street"}, "override": "Tim lives in Elm Street"}
    told = problem(await shared_api.post(f"/messages/{held}/reject", "ruth", body), 422)
    assert "Elm" not in json.dumps(told)


async def test_a_body_must_say_that_it_is_json(shared_api: Api) -> None:
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    headers = {"Content-Type": "text/plain"}
    problem(
        await shared_api.ask("POST", f"/messages/{held}/reject", "ruth", content=b'{"reason": "a"}', headers=headers),
        422,
    )


async def test_a_body_of_three_megabytes_is_refused_first_of_all(shared_api: Api) -> None:
    large = b'{"reason": "' + b"x" * (3 * MEGABYTE) + b'"}'
    for who in ("ruth", ""):
        told = problem(await shared_api.ask("POST", "/messages/m_nothing/reject", who, content=large), 413)
        assert told["title"] == "Request Entity Too Large" or told["title"] == "Content Too Large"
    just_right = b'{"reason": "' + b"x" * (MEGABYTE - 14) + b'"}'
    assert len(just_right) == MEGABYTE
    problem(await shared_api.ask("POST", "/messages/m_nothing/reject", "", content=just_right), 401)


async def test_the_checks_come_in_their_order(shared_api: Api) -> None:
    """413 is tested above; here each request is wrong in every way that comes later."""
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    await shared_api.post(f"/messages/{held}/release", "ruth")
    path = f"/messages/{held}/reject"
    stale = {"If-Match": '"1"'}
    problem(await shared_api.ask("POST", path + "?x=1", "", content=b"{", headers=stale), 401)
    problem(await shared_api.ask("POST", path + "?x=1", "axel", content=b"{", headers=stale), 403)
    problem(await shared_api.ask("POST", path + "?x=1", "hugo", content=b"{", headers=stale), 404)
    problem(await shared_api.ask("POST", path + "?x=1", "ruth", content=b"{", headers=stale), 422)
    problem(await shared_api.ask("POST", path, "ruth", content=b"{", headers=stale), 422)
    problem(await shared_api.ask("POST", path, "ruth", {"reason": "r"}, headers=stale), 412)
    problem(await shared_api.ask("POST", path, "ruth", {"reason": "r"}), 409)


@pytest.mark.parametrize(
    "message_id", ["m_nothing", "nothing", "%00", "m_%27%20OR%201=1", "m_" + "0" * 3000, "Ü", ".."]
)
async def test_an_id_that_nothing_has_is_not_found(shared_api: Api, message_id: str) -> None:
    problem(await shared_api.get(f"/messages/{message_id}", "ruth"), 404)


async def test_unknown_addresses_and_methods_are_told_in_the_same_form(shared_api: Api) -> None:
    problem(await shared_api.get("/nothing", "ruth"), 404)
    problem(await shared_api.get("/messages/", "ruth"), 404)
    told = await shared_api.ask("PUT", "/me", "ruth")
    problem(told, 405)
    assert told.headers["allow"] == "GET"
    for path in ("/docs", "/redoc", "/", "/api/v1"):
        assert (await shared_api.root(path)).status_code == 404


async def test_no_answer_may_be_stored_framed_or_taken_for_a_page(shared_api: Api) -> None:
    held = arrive(shared_api.sample, shared_api.sample.riverside)
    for response in (
        await shared_api.get("/messages", "ruth"),
        await shared_api.get(f"/messages/{held}/content", "ruth"),
        await shared_api.get("/messages", ""),
        await shared_api.get("/nothing", ""),
        await shared_api.root("/metrics"),
    ):
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "server" not in response.headers
        assert not [name for name in response.headers if name.startswith("access-control-")]


async def test_another_site_is_not_invited(shared_api: Api) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    response = await shared_api.ask("OPTIONS", "/messages", "", headers=headers)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control-")]


async def test_what_nobody_foresaw_is_told_as_a_fixed_text(
    shared_api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("greta@mentor.example has a broken record")

    monkeypatch.setattr("admin_api.routers.me.who_am_i", broken)
    told = problem(await shared_api.get("/me", "ruth"), 500)
    assert "greta" not in json.dumps(told)
    logged = capsys.readouterr().out
    assert "ValueError" in logged
    assert "greta" not in logged


async def test_trouble_that_passes_asks_to_come_back(shared_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise TemporaryError("the database cannot be used right now")

    monkeypatch.setattr("admin_api.routers.me.who_am_i", busy)
    response = await shared_api.get("/me", "ruth")
    problem(response, 503)
    assert int(response.headers["retry-after"]) > 0


async def test_odd_letters_of_mail_arrive_as_json(shared_api: Api) -> None:
    odd = "\u202e<script>alert(1)</script> \U0001f600 \x7f"
    held = arrive(shared_api.sample, shared_api.sample.riverside, Role.STUDENT, subject=odd)
    response = await shared_api.get(f"/messages/{held}", "ruth")
    assert response.headers["content-type"] == "application/json"
    assert "<script>" in response.json()["subject"]


async def test_a_token_works_in_the_header_alone(shared_api: Api) -> None:
    token = shared_api.sample.token("ruth")
    assert (await shared_api.get(f"/me?access_token={token}")).status_code == 401
    assert (await shared_api.ask("GET", "/me", headers={"Cookie": f"token={token}"})).status_code == 401
    response = await shared_api.ask("GET", "/me", headers={"Authorization": f"bearer {token}"})
    assert response.status_code == 200


async def test_a_request_in_pieces_is_limited_too(shared_api: Api) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    transport = httpx.ASGITransport(shared_api.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        response = await client.post("/api/v1/decisions", content=pieces())
    assert response.status_code == 413
    assert response.headers["content-type"] == PROBLEM
