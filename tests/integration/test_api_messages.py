"""Monitors list, filter, page and read what came in."""

from relay.model.identity import Role
from tests.support.api_client import Api, fields, problem
from tests.support.sample import arrive, crisis, phone_number, watch_closely


async def test_a_monitor_sees_what_is_held_in_their_group(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    arrive(api.sample, api.sample.hillside)
    response = await api.get("/messages?state=held", "ruth")
    assert response.status_code == 200
    [item] = response.json()["items"]
    assert item == {
        "id": held,
        "thread_id": item["thread_id"],
        "pair_id": api.sample.riverside.id,
        "group": "Riverside",
        "direction": "mentor_to_student",
        "state": "held",
        "received_at": "2026-11-23T12:00:01Z",
        "subject": "Your project",
        "severity": "medium",
        "categories": ["pii.phone"],
        "claimed_by": None,
        "version": item["version"],
    }


async def test_the_queue_is_read_page_by_page_without_gaps(api: Api) -> None:
    ids = [arrive(api.sample, api.sample.riverside, subject=f"Letter {n}") for n in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await api.get(f"/messages?sort=oldest&limit=2{cursor}", "ruth")).json()
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ids


async def test_the_gravest_message_comes_first(api: Api) -> None:
    phone = arrive(api.sample, api.sample.riverside)
    cry = arrive(api.sample, api.sample.riverside, Role.STUDENT, body="I want to die", findings=[crisis()])
    items = (await api.get("/messages", "ruth")).json()["items"]
    assert [item["id"] for item in items] == [cry, phone]


async def test_filters_narrow_the_queue(api: Api) -> None:
    phone = arrive(api.sample, api.sample.riverside)
    watch_closely(api.sample, api.sample.riverside)
    clean = arrive(api.sample, api.sample.riverside, Role.STUDENT, body="Thank you!", subject="Thanks")
    group, pair = api.sample.riverside.group, api.sample.riverside.id
    for query, expected in {
        "category=pii.phone": {phone},
        "min_severity=high": set(),
        f"group={group}&pair={pair}": {phone, clean},
        "claimed=none": {phone, clean},
        "claimed=me": set(),
        "review=pending": set(),
        "since=2026-11-23T12:00:02Z": {clean},
        "until=2026-11-23T13:00:02%2B01:00": {phone},
    }.items():
        response = await api.get(f"/messages?{query}", "ruth")
        assert {item["id"] for item in response.json()["items"]} == expected, query


async def test_a_message_is_shown_with_what_was_found_and_decided(api: Api) -> None:
    body = "My number is 555 0100 200, call me"
    held = arrive(api.sample, api.sample.riverside, body=body, findings=[phone_number(body, "555 0100 200")])
    response = await api.get(f"/messages/{held}", "ruth")
    record = response.json()
    assert response.headers["etag"] == f'"{record["version"]}"'
    [finding] = record["findings"]
    assert finding["category"] == "pii.phone"
    assert body[finding["start"] : finding["end"]] == finding["text"] == "555 0100 200"
    [decision] = record["decisions"]
    assert (decision["reasons"], decision["staff_id"]) == (["pii.phone"], None)
    assert record["reasons"] == ["pii.phone"]
    assert record["flags"] == []


async def test_content_is_given_safe_to_show_and_the_view_is_recorded(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    content = (await api.get(f"/messages/{held}/content", "ruth")).json()
    assert content["original"]["text"].strip() == "Call me: 555 0100 200"
    assert content["original"]["subject"] == "Your project"
    assert content["delivered"] is None
    events = (await api.get(f"/audit/events?subject={held}&limit=200", "ada")).json()["items"]
    ruth = api.sample.actor("ruth").id
    assert ("message.viewed", ruth) in {(event["action"], event["actor"]) for event in events}


async def test_a_preview_shows_what_a_release_would_deliver(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside, body="Call me: 555 0100 200\n\nGreta Lind")
    [finding] = (await api.get(f"/messages/{held}", "ruth")).json()["findings"]
    preview = (await api.get(f"/messages/{held}/preview?redact={finding['id']}", "ruth")).json()
    assert preview["problem"] is None
    assert preview["delivered"]["text"].startswith("Call me: [removed]\n\nGreta\n")
    assert (preview["delivered"]["html"], preview["delivered"]["attachments"]) == ("", [])
    assert [(change["kind"], change["part"]) for change in preview["delivered"]["changes"]] == [
        ("redacted", "body"),
        ("name", "body"),
    ]
    assert all(change["explanation"].endswith(".") for change in preview["delivered"]["changes"])
    plain = (await api.get(f"/messages/{held}/preview", "ruth")).json()
    assert plain["delivered"]["text"].startswith("Call me: 555 0100 200")


async def test_of_a_preview_every_parameter_is_checked(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside, body="555 0100 200", findings=[
        phone_number("555 0100 200", "555"), phone_number("555 0100 200", "0100")
    ])  # fmt: skip
    one, two = (finding["id"] for finding in (await api.get(f"/messages/{held}", "ruth")).json()["findings"])
    both = await api.get(f"/messages/{held}/preview?redact={one}&redact={two}", "ruth")
    assert both.json()["delivered"]["text"].startswith("[removed] [removed] 200")
    told = problem(await api.get(f"/messages/{held}/preview?redact=f_0", "ruth"), 422)
    assert "f_0" not in repr(told)
    assert [(error["in"], error["field"]) for error in told["errors"]] == [("query", "redact")]
    for wrong in ("redact=", "redacted=f_0", "redact=f_0&q=1"):
        problem(await api.get(f"/messages/{held}/preview?{wrong}", "ruth"), 422)
    decided = await api.post(f"/messages/{held}/discard", "ruth")
    assert decided.status_code == 200
    problem(await api.get(f"/messages/{held}/preview", "ruth"), 409)


async def test_a_signature_is_remembered_listed_and_forgotten(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside, body="Hi Tim\n\nGreta, bridges\n555 0100 200")
    asked = {"text": "> Greta, bridges\n> 555 0100 200"}
    made = await api.post(f"/messages/{held}/signature", "ruth", asked)
    assert made.status_code == 201
    signature = made.json()
    assert (signature["text"], signature["message_id"]) == ("Greta, bridges\n555 0100 200", held)
    assert (signature["remembered_by"], signature["participant_id"]) == (
        api.sample.actor("ruth").id,
        api.sample.riverside.mentor.id,
    )
    again = await api.post(f"/messages/{held}/signature", "lea", asked)
    assert (again.status_code, again.json()) == (200, signature)
    listed = f"/participants/{signature['participant_id']}/signatures"
    assert (await api.get(listed, "ruth")).json() == {"items": [signature]}
    assert (await api.ask("DELETE", f"{listed}/{signature['id']}", "ruth")).status_code == 204
    problem(await api.ask("DELETE", f"{listed}/{signature['id']}", "ruth"), 404)
    assert (await api.get(listed, "ruth")).json() == {"items": []}


async def test_what_is_no_signature_is_refused_with_the_field(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    for text in ("Greta, bridge engineer", "short", "words of it\n" * 21, ""):
        told = problem(await api.post(f"/messages/{held}/signature", "ruth", {"text": text}), 422)
        assert [(error["in"], error["field"]) for error in told["errors"]] == [("body", "text")]
        assert "bridge" not in str(told)


async def test_original_bytes_are_for_administrators(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    response = await api.get(f"/messages/{held}/raw", "ada")
    assert response.headers["content-type"] == "message/rfc822"
    assert b"greta@mentor.example" in response.content
    for who in ("ruth", "lea"):
        problem(await api.get(f"/messages/{held}/raw", who), 403)


async def test_an_auditor_reads_records_without_text(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    record = (await api.get(f"/messages/{held}", "axel")).json()
    assert record["subject"] is None
    assert record["findings"][0]["text"] is None
    assert record["categories"] == ["pii.phone"]
    problem(await api.get(f"/messages/{held}/content", "axel"), 403)


async def test_an_evaluator_has_numbers_alone(api: Api) -> None:
    arrive(api.sample, api.sample.riverside)
    assert (await api.get("/me", "eva")).json()["role"] == "evaluator"
    assert (await api.get("/stats", "eva")).json()["by_state"]["held"] == 1
    for path in ("/messages", "/threads", "/pairs", "/audit/events", "/concerns"):
        problem(await api.get(path, "eva"), 403)


async def test_a_monitor_without_a_group_sees_nothing(api: Api) -> None:
    held = arrive(api.sample, api.sample.riverside)
    assert (await api.get("/messages", "nora")).json() == {"items": [], "next_cursor": None}
    problem(await api.get(f"/messages/{held}", "nora"), 404)


async def test_a_thread_shows_its_messages_in_order(api: Api) -> None:
    first = arrive(api.sample, api.sample.riverside)
    second = arrive(
        api.sample, api.sample.riverside, Role.STUDENT, body="555 0100 200 is mine", subject="Re: Your project"
    )
    [thread] = (await api.get("/threads", "ruth")).json()["items"]
    assert (thread["messages"], thread["held"]) == (2, 2)
    record = (await api.get(f"/threads/{thread['id']}?limit=1", "ruth")).json()
    assert [message["id"] for message in record["messages"]] == [first]
    rest = (await api.get(f"/threads/{thread['id']}?cursor={record['next_cursor']}", "ruth")).json()
    assert [message["id"] for message in rest["messages"]] == [second]
    assert rest["message_count"] == 2
    assert rest["supervision"]["pair_id"] == api.sample.riverside.id


async def test_a_cursor_belongs_to_its_list(api: Api) -> None:
    for n in range(2):
        arrive(api.sample, api.sample.riverside, subject=f"Letter {n}")
    cursor = (await api.get("/messages?limit=1&sort=oldest", "ruth")).json()["next_cursor"]
    told = problem(await api.get(f"/messages?sort=newest&cursor={cursor}", "ruth"), 422)
    assert fields(told) == {"cursor"}
