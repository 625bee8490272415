"""A decision has exactly one effect, whoever else decides at that moment (CASES H1)."""

import asyncio
from collections import Counter

import pytest

from relay.model.identity import Role
from tests.support.api_client import Api, fields, problem
from tests.support.sample import arrive, crisis


async def test_a_release_is_delivered_after_the_time_to_undo_it(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    response = await api.post(f"/messages/{held}/release", "ruth", {"note": "Parent agreed."})
    assert response.status_code == 200
    done = response.json()
    assert (done["state"], done["not_before"]) == ("approved", "2026-11-23T12:00:11Z")
    assert response.headers["etag"] == f'"{done["version"]}"'
    record = (await api.get(f"/messages/{held}", "ruth")).json()
    assert [delivery["kind"] for delivery in record["deliveries"] if delivery["kind"] == "relay"] == ["relay"]
    assert record["decisions"][-1]["note"] == "Parent agreed."


async def test_a_second_release_conflicts_and_says_who_was_first(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    assert (await api.post(f"/messages/{held}/release", "ruth")).status_code == 200
    told = problem(await api.post(f"/messages/{held}/release", "rosa"), 409)
    assert (told["decided"]["action"], told["decided"]["by"]) == ("released", api.sample.actor("ruth").id)
    assert told["decided"]["at"].startswith("2026-11-23T12:00:01")


async def test_of_two_who_release_at_once_one_does(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    answers = await asyncio.gather(*(api.post(f"/messages/{held}/release", who) for who in ("ruth", "rosa")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_of_a_release_and_a_rejection_at_once_one_happens(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    release = api.post(f"/messages/{held}/release", "ruth")
    reject = api.post(f"/messages/{held}/reject", "rosa", {"reason": "Please leave out phone numbers."})
    answers = await asyncio.gather(release, reject)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [won] = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await api.get(f"/messages/{held}", "ruth")).json()["state"] == won["state"]


async def test_of_forty_decisions_at_once_one_has_an_effect(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    asked = [
        api.post(f"/messages/{held}/release", "ruth")
        if n % 2
        else api.post(f"/messages/{held}/reject", "rosa", {"reason": "No."})
        for n in range(40)
    ]
    answers = await asyncio.gather(*asked)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 39}
    assert all("decided" in answer.json() for answer in answers if answer.status_code == 409)
    events = (await api.get(f"/audit/events?subject={held}&limit=200", "ada")).json()["items"]
    decided = [event for event in events if event["action"] in {"message.released", "message.rejected"}]
    assert len(decided) == 1


async def test_a_decision_on_an_older_version_is_refused(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    seen = (await api.get(f"/messages/{held}", "ruth")).headers["etag"]
    assert (await api.post(f"/messages/{held}/escalate", "rosa", {"note": "Look."})).status_code == 200
    told = problem(await api.post(f"/messages/{held}/release", "ruth", If_Match=seen), 412)
    assert told["type"].endswith(":stale")
    now = (await api.get(f"/messages/{held}", "ruth")).headers["etag"]
    assert (await api.post(f"/messages/{held}/release", "ruth", If_Match=now)).status_code == 200


@pytest.mark.parametrize("weak_or_wrong", ['W/"2"', "2", '"x"', '"999"', "", '"1", "2"'])
async def test_only_a_strong_tag_of_now_matches(api: Api, weak_or_wrong: str) -> None:
    held = arrive(api.sample, api.sample.riverside)
    assert (await api.get(f"/messages/{held}", "ruth")).headers["etag"] == '"2"'
    problem(await api.post(f"/messages/{held}/release", "ruth", If_Match=weak_or_wrong), 412)


async def test_a_star_matches_any_version(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    assert (await api.post(f"/messages/{held}/release", "ruth", If_Match="*")).status_code == 200


async def test_a_stale_version_is_told_before_the_state(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    seen = (await api.get(f"/messages/{held}", "ruth")).headers["etag"]
    await api.post(f"/messages/{held}/release", "rosa")
    problem(await api.post(f"/messages/{held}/release", "ruth", If_Match=seen), 412)
    problem(await api.post(f"/messages/{held}/release", "ruth"), 409)


async def test_chosen_findings_are_redacted(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    [finding] = (await api.get(f"/messages/{held}", "ruth")).json()["findings"]
    told = problem(await api.post(f"/messages/{held}/release", "ruth", {"redact": ["f_nothing"]}), 422)
    assert "redact" in fields(told)
    assert "f_nothing" not in repr(told)
    response = await api.post(f"/messages/{held}/release", "ruth", {"redact": [finding["id"]]})
    assert response.status_code == 200
    assert (await api.get(f"/messages/{held}", "ruth")).json()["decisions"][-1]["redactions"] == [finding["id"]]


async def test_a_rejection_needs_a_reason_and_tells_the_writer(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    assert fields(problem(await api.post(f"/messages/{held}/reject", "ruth", {}), 422)) == {"reason"}
    assert fields(problem(await api.post(f"/messages/{held}/reject", "ruth", {"reason": "  "}), 422)) == {"reason"}
    response = await api.post(f"/messages/{held}/reject", "ruth", {"reason": "Please leave out phone numbers."})
    assert response.json()["state"] == "rejected"
    record = (await api.get(f"/messages/{held}", "ruth")).json()
    assert "notice" in {delivery["kind"] for delivery in record["deliveries"]}


async def test_refusing_a_cry_for_help_needs_two_people(api: Api) -> None:
    cry = arrive(api.sample, api.sample.riverside, Role.STUDENT, body="I want to die", findings=[crisis()])
    first = await api.post(f"/messages/{cry}/discard", "ruth", {"note": "A joke."})
    assert (first.status_code, first.json()["state"], first.json()["awaiting"]) == (202, "held", "second_person")
    problem(await api.post(f"/messages/{cry}/discard", "ruth", {"note": "A joke."}), 409)
    second = await api.post(f"/messages/{cry}/discard", "rosa", {"note": "A joke indeed."})
    assert (second.status_code, second.json()["state"]) == (200, "discarded")


async def test_what_is_not_authenticated_cannot_be_released(api: Api) -> None:
    forged = arrive(api.sample, api.sample.riverside, authenticated=False)
    problem(await api.post(f"/messages/{forged}/release", "ruth"), 409)


async def test_a_release_can_be_taken_back(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    await api.post(f"/messages/{held}/release", "ruth")
    assert (await api.post(f"/messages/{held}/take-back", "ruth")).json()["state"] == "held"
    problem(await api.post(f"/messages/{held}/take-back", "ruth"), 409)


async def test_only_what_failed_is_tried_again(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    problem(await api.post(f"/messages/{held}/retry", "ruth"), 409)
    problem(await api.post(f"/messages/{held}/reviewed", "ruth", {"verdict": "fine"}), 409)


async def test_a_claim_keeps_others_off_unless_they_insist(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    ruth = api.sample.actor("ruth").id
    assert (await api.post(f"/messages/{held}/claim", "ruth")).json()["staff_id"] == ruth
    told = problem(await api.post(f"/messages/{held}/release", "rosa"), 409)
    assert told["claimed"]["by"] == ruth
    assert (await api.get("/messages?claimed=me", "ruth")).json()["items"][0]["claimed_by"] == ruth
    assert (await api.ask("DELETE", f"/messages/{held}/claim", "ruth")).status_code == 204
    await api.post(f"/messages/{held}/claim", "ruth")
    assert (await api.post(f"/messages/{held}/release", "rosa", {"override": True})).status_code == 200


async def test_escalating_opens_a_concern(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    done = (await api.post(f"/messages/{held}/escalate", "ruth", {"note": "Something is off."})).json()
    assert done["state"] == "held"
    concern = (await api.get(f"/concerns/{done['concern_id']}", "lea")).json()
    assert concern["message_id"] == held


async def test_many_are_decided_at_once_each_by_itself(api: Api) -> None:
    held, decided = (arrive(api.sample, api.sample.riverside, subject=subject) for subject in ("One", "Two"))
    cry = arrive(api.sample, api.sample.riverside, Role.STUDENT, body="I want to die", findings=[crisis()])
    foreign = arrive(api.sample, api.sample.hillside)
    await api.post(f"/messages/{decided}/release", "rosa")
    ids = [held, decided, cry, foreign, "m_nothing", held]
    response = await api.post("/decisions", "ruth", {"action": "discard", "message_ids": ids, "note": "Spam."})
    assert response.status_code == 200
    assert [(item["id"], item["status"]) for item in response.json()["items"]] == [
        (held, "discarded"),
        (decided, "conflict"),
        (cry, "awaiting"),
        (foreign, "not_found"),
        ("m_nothing", "not_found"),
    ]


async def test_bulk_rejection_needs_a_reason(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    told = problem(await api.post("/decisions", "ruth", {"action": "reject", "message_ids": [held]}), 422)
    assert fields(told) == {"reason"}
    assert fields(problem(await api.post("/decisions", "ruth", {"action": "release", "message_ids": []}), 422)) == {
        "message_ids"
    }


async def test_all_that_is_held_in_a_thread_is_released(api: Api) -> None:
    ids = [arrive(api.sample, api.sample.riverside, subject=one) for one in ("Your project", "Re: Your project")]
    thread = (await api.get(f"/messages/{ids[0]}", "ruth")).json()["thread_id"]
    items = (await api.post(f"/threads/{thread}/release", "ruth", {"note": "Both fine."})).json()["items"]
    assert [(item["id"], item["status"]) for item in items] == [(one, "released") for one in ids]


async def test_flags_are_put_on_and_taken_off(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    thread = (await api.get(f"/messages/{held}", "ruth")).json()["thread_id"]
    for record in (f"/messages/{held}", f"/threads/{thread}"):
        response = await api.post(
            f"{record}/flags", "ruth", {"label": "watch", "note": "second time", "severity": "low"}
        )
        assert response.status_code == 201
        flag = response.json()
        assert (await api.get(record, "rosa")).json()["flags"] == [flag]
        assert (await api.ask("DELETE", f"{record}/flags/{flag['id']}", "rosa")).status_code == 204
        problem(await api.ask("DELETE", f"{record}/flags/{flag['id']}", "rosa"), 404)
        assert (await api.get(record, "rosa")).json()["flags"] == []


async def test_supervision_is_set_with_a_rationale(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    thread = (await api.get(f"/messages/{held}", "ruth")).json()["thread_id"]
    path = f"/threads/{thread}/supervision"
    assert fields(problem(await api.ask("PUT", path, "ruth", {"supervision": "hold_all"}), 422)) == {"rationale"}
    response = await api.ask("PUT", path, "ruth", {"supervision": "hold_first_n", "n": 9, "rationale": "New pair."})
    assert (response.json()["own"], response.json()["own_n"]) == ("hold_first_n", 9)
    seen = response.headers["etag"]
    body = {"supervision": "hold_all", "rationale": "Closer."}
    assert (await api.ask("PUT", path, "ruth", body, headers={"If-Match": seen})).status_code == 200
    problem(await api.ask("PUT", path, "ruth", body, headers={"If-Match": seen}), 412)
