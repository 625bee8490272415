"""Administrators keep groups, people, pairs and staff; leads handle concerns and alerts."""

import asyncio

from relay.model.identity import Role
from tests.support.api_client import Api, fields, problem
from tests.support.sample import GRETA, RIVERSIDE, arrive, crisis

STUDENT = {"role": "student", "email": "noor@home.example", "given_name": "Noor", "family_name": "Aziz"}
MENTOR = {"role": "mentor", "email": "ines@work.example", "given_name": "Inês", "family_name": "Costa"}


async def test_a_group_is_added_read_and_changed(api: Api) -> None:
    response = await api.post("/groups", "ada", {"name": "Lakeside", "supervision": "hold_first_n", "n": 4})
    assert response.status_code == 201
    group = response.json()
    assert response.headers["location"] == f"/api/v1/groups/{group['id']}"
    assert (group["supervision"], group["supervision_n"]) == ("hold_first_n", 4)
    path, seen = f"/groups/{group['id']}", response.headers["etag"]
    changed = await api.ask("PATCH", path, "ada", {"n": 9}, headers={"If-Match": seen})
    assert changed.json()["supervision_n"] == 9
    problem(await api.ask("PATCH", path, "ada", {"n": 2}, headers={"If-Match": seen}), 412)
    problem(await api.post("/groups", "ada", {"name": "lakeside"}), 409)
    names = [item["name"] for item in (await api.get("/groups?limit=2", "ada")).json()["items"]]
    assert names == ["Hillside", "Lakeside"]


async def test_groups_come_page_by_page_by_name(api: Api) -> None:
    first = (await api.get("/groups?limit=1", "ada")).json()
    rest = (await api.get(f"/groups?limit=1&cursor={first['next_cursor']}", "ada")).json()
    assert [page["items"][0]["name"] for page in (first, rest)] == ["Hillside", "Riverside"]
    assert rest["next_cursor"] is None


async def test_a_pair_is_made_activated_paused_and_closed(api: Api) -> None:
    people = [(await api.post("/participants", "ada", person)).json()["id"] for person in (MENTOR, STUDENT)]
    made = await api.post("/pairs", "ada", {"group": RIVERSIDE, "mentor_id": people[0], "student_id": people[1]})
    assert made.status_code == 201
    pair = made.json()
    assert pair["status"] == "pending"
    assert pair["mentor"]["masked_address"] != pair["student"]["masked_address"]
    told = problem(await api.post(f"/pairs/{pair['id']}/activate", "ada"), 409)
    missing = {(lack["role"], lack["gate"]) for lack in told["lacks"]}
    assert missing == {(lack["role"], lack["gate"]) for lack in pair["lacks"]}
    for lack in told["lacks"]:
        body = {"gate": lack["gate"], "met": True, "by": "Ada", "evidence": "seen"}
        assert (await api.post(f"/participants/{lack['participant_id']}/gates", "ada", body)).status_code == 201
    for step, status in (("activate", "active"), ("pause", "paused"), ("resume", "active"), ("freeze", "frozen")):
        assert (await api.post(f"/pairs/{pair['id']}/{step}", "ada")).json()["status"] == status
    closed = (await api.post(f"/pairs/{pair['id']}/close", "ada", {"reason": "Moved away."})).json()
    assert (closed["status"], closed["status_reason"], closed["changed"]) == ("closed", "Moved away.", True)
    problem(await api.post(f"/pairs/{pair['id']}/resume", "ada"), 409)


async def test_whoever_watches_may_stop_a_pair_but_not_start_it_again(api: Api) -> None:
    path = f"/pairs/{api.sample.riverside.id}"
    assert (await api.post(f"{path}/pause", "ruth", {"reason": "Holidays."})).json()["status"] == "paused"
    problem(await api.post(f"{path}/resume", "ruth"), 403)
    assert (await api.post(f"{path}/resume", "lea")).json()["status"] == "active"


async def test_a_change_of_a_pair_on_an_older_version_is_refused(api: Api) -> None:
    path = f"/pairs/{api.sample.riverside.id}"
    seen = (await api.get(path, "ruth")).headers["etag"]
    body = {"supervision": "hold_all", "rationale": "A closer look."}
    assert (await api.ask("PATCH", path, "ruth", body, headers={"If-Match": seen})).json()["supervision"]["own"] is True
    problem(await api.ask("PATCH", path, "ruth", body, headers={"If-Match": seen}), 412)
    problem(await api.post(f"{path}/pause", "ruth", If_Match=seen), 412)
    told = problem(await api.ask("PATCH", path, "ruth", {"supervision": "rules", "n": 3, "rationale": "r"}), 422)
    assert fields(told) == {"n"}


async def test_participants_are_added_changed_and_listed(api: Api) -> None:
    added = await api.post("/participants", "ada", STUDENT | {"birth_year": 2010, "guardian_email": "pat@home.example"})
    assert added.status_code == 201
    person = added.json()
    path = f"/participants/{person['id']}"
    assert (person["birth_year"], person["guardian_email"]) == (2010, "pat@home.example")
    patch = {"given_name": "Nora", "birth_year": None, "add_addresses": ["noor@school.example"]}
    changed = (await api.ask("PATCH", path, "ada", patch)).json()
    assert (changed["given_name"], changed["family_name"], changed["birth_year"]) == ("Nora", "Aziz", None)
    assert set(changed["addresses"]) == {"noor@home.example", "noor@school.example"}
    primary = (await api.ask("PATCH", path, "ada", {"primary_address": "noor@school.example"})).json()
    assert primary["email"] == "noor@school.example"
    mentors = (await api.get(f"/participants?role=mentor&group={RIVERSIDE}", "ada")).json()["items"]
    assert [mentor["email"] for mentor in mentors] == [GRETA]


async def test_a_bad_participant_is_refused_field_by_field(api: Api) -> None:
    bad = STUDENT | {"email": "no address", "birth_year": "2010"}
    assert fields(problem(await api.post("/participants", "ada", bad), 422)) == {"birth_year", "email"}
    nameless = STUDENT | {"given_name": "@", "birth_year": 2025}
    assert fields(problem(await api.post("/participants", "ada", nameless), 422)) == {"given_name"}
    problem(await api.post("/participants", "ada", STUDENT | {"email": GRETA}), 409)


async def test_a_gate_is_stated_with_who_and_until_when(api: Api) -> None:
    path = f"/participants/{api.sample.riverside.student.id}"
    body = {
        "gate": "consent",
        "met": True,
        "by": "Ada",
        "evidence": "form 12",
        "expires_at": "2027-01-01T01:00:00+01:00",
    }
    outcome = (await api.post(f"{path}/gates", "ada", body)).json()
    assert (outcome["gate"]["met"], outcome["gate"]["expires_at"]) == (True, "2027-01-01T00:00:00Z")
    assert fields(problem(await api.post(f"{path}/gates", "ada", body | {"expires_at": "2027-01-01"}), 422)) == {
        "expires_at"
    }
    problem(await api.post(f"{path}/gates", "ada", body | {"gate": "blood_type"}), 422)


async def test_staff_are_added_limited_and_disabled(api: Api) -> None:
    added = await api.post("/staff", "ada", {"email": "sam@staff.example", "role": "monitor", "groups": [RIVERSIDE]})
    assert added.status_code == 201
    path = f"/staff/{added.json()['id']}"
    assert (await api.ask("PATCH", path, "ada", {"groups": []})).json()["groups"] == []
    tim = api.sample.riverside.student.id
    assert (await api.ask("PUT", f"{path}/conflicts/{tim}", "ada")).json()["conflicts"] == [tim]
    assert (await api.ask("DELETE", f"{path}/conflicts/{tim}", "ada")).json()["conflicts"] == []
    assert (await api.post(f"{path}/disable", "ada")).json()["disabled"] is True
    problem(await api.post("/staff", "ada", {"email": "sam@staff.example", "role": "king"}), 422)
    api.sample.token("ruth")
    pages = (await api.get("/staff?limit=2", "ada")).json()
    rest = (await api.get(f"/staff?cursor={pages['next_cursor']}", "ada")).json()
    emails = {item["email"].partition("@")[0] for item in pages["items"] + rest["items"]}
    assert emails == {"ada", "ruth", "sam"}


async def test_a_disabled_monitors_next_request_fails(api: Api) -> None:
    assert (await api.get("/me", "rosa")).status_code == 200
    await api.post(f"/staff/{api.sample.actor('rosa').id}/disable", "ada")
    problem(await api.get("/me", "rosa"), 401)


async def test_a_monitors_groups_count_from_the_next_request_on(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    problem(await api.get(f"/messages/{held}", "nora"), 404)
    await api.ask("PATCH", f"/staff/{api.sample.actor('nora').id}", "ada", {"groups": [RIVERSIDE]})
    assert (await api.get(f"/messages/{held}", "nora")).status_code == 200


async def test_a_concern_is_raised_noted_and_closed_with_a_reason(api: Api) -> None:
    body = {"summary": "Greta asked for the name of the school.", "pair": api.sample.riverside.id}
    raised = await api.post("/concerns", "ruth", body)
    assert raised.status_code == 201
    path = f"/concerns/{raised.json()['id']}"
    note = (await api.post(f"{path}/notes", "lea", {"text": "Called her."})).json()
    assert note["staff_id"] == api.sample.actor("lea").id
    assert (await api.get(f"{path}/notes", "ruth")).json()["items"] == [note]
    assert fields(problem(await api.ask("PATCH", path, "lea", {"status": "closed"}), 422)) == {"reason"}
    closed = (await api.ask("PATCH", path, "lea", {"status": "closed", "reason": "A misunderstanding."})).json()
    assert (closed["status"], closed["close_reason"]) == ("closed", "A misunderstanding.")
    assert [one["text"] for one in closed["notes"]] == ["Called her."]
    problem(await api.ask("PATCH", path, "lea", {"status": "closed", "reason": "Again."}), 409)
    assert (await api.get("/concerns?status=open", "ruth")).json()["items"] == []


async def test_a_cry_for_help_holds_the_pair_until_its_concern_is_closed(api: Api) -> None:
    arrive(api.sample, api.sample.riverside, Role.STUDENT, body="I want to die", findings=[crisis()])
    [concern] = (await api.get("/concerns?status=open", "lea")).json()["items"]
    assert (concern["source"], concern["holds_pair"]) == ("crisis", True)
    clean = arrive(api.sample, api.sample.riverside, body="See you on Monday.")
    record = (await api.get(f"/messages/{clean}", "ruth")).json()
    assert (record["state"], record["reasons"]) == ("held", ["supervision"])
    body = {"status": "closed", "reason": "Talked to the family."}
    await api.ask("PATCH", f"/concerns/{concern['id']}", "lea", body)
    later = arrive(api.sample, api.sample.riverside, body="How was it?")
    assert (await api.get(f"/messages/{later}", "ruth")).json()["state"] == "approved"


async def test_an_alert_is_acknowledged_once(api: Api) -> None:
    arrive(api.sample, api.sample.riverside, Role.STUDENT, body="I want to die", findings=[crisis()])
    [alert] = (await api.get("/alerts?acknowledged=false", "ruth")).json()["items"]
    path = f"/alerts/{alert['id']}/acknowledge"
    answers = await asyncio.gather(*(api.post(path, who) for who in ("ruth", "rosa")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await api.get("/alerts?acknowledged=false", "ruth")).json()["items"] == []
    assert (await api.get(f"/alerts/{alert['id']}", "lea")).json()["acknowledged_by"] is not None


async def test_the_log_is_read_in_its_order_page_by_page(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    await api.post(f"/messages/{held}/release", "ruth", {"note": "secret words"})
    numbers: list[int] = []
    cursor = ""
    while True:
        response = await api.get(f"/audit/events?limit=7{cursor}", "axel")
        assert "secret words" not in response.text
        page = response.json()
        numbers += [event["seq"] for event in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert numbers == list(range(1, len(numbers) + 1))
    mine = (await api.get(f"/audit/events?actor={api.sample.actor('ruth').id}", "axel")).json()["items"]
    assert [event["action"] for event in mine] == ["message.released"]
    assert fields(problem(await api.get("/audit/events?cursor=WyJhdWRpdCIsLTFd", "axel"), 422)) == {"cursor"}
