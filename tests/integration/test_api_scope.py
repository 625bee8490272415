"""Who may call what, about whose records: every endpoint stands in one table (CASES H2, H10).

An endpoint that is added without an entry fails the first test.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from admin_api.app import CHECKED_ROUTERS
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service import staff
from tests.support.api_client import Api, problem
from tests.support.api_records import records_of_riverside
from tests.support.sample import GRETA, HILLSIDE, RIVERSIDE, TIM, Sample

API = "/api/v1"

EVERYBODY = frozenset({"ruth", "lea", "ada", "eva", "axel"})
READERS = frozenset({"ruth", "lea", "ada", "axel"})  # records without text, for the auditor
DECIDERS = frozenset({"ruth", "lea", "ada"})
LEADS = frozenset({"lea", "ada"})
ADMINISTRATORS = frozenset({"ada"})
LOG_READERS = frozenset({"lea", "ada", "axel"})

# Whose are not these records: of another group, of none, an administrator of another group alone;
# and who is barred: the mentor of the pair herself, somebody with the student on the conflict list.
STRANGERS = frozenset({"hugo", "nora", "ida"})
BARRED = frozenset({"greta", "conrad"})


@dataclass(frozen=True)
class Entry:
    """Who may call an endpoint, with which body.

    ``hidden_from``: to them, though their role would do, the record in the path does not exist.
    For an endpoint without a record in its path it is empty: what such an answer must not tell to
    them is checked for all.
    """

    allowed: frozenset[str]
    body: Mapping[str, object] | None = None
    hidden_from: frozenset[str] = frozenset()


def of_pair(allowed: frozenset[str], body: Mapping[str, object] | None = None) -> Entry:
    """Return the entry of an endpoint about a pair's records."""
    return Entry(allowed, body, STRANGERS | BARRED)


NOTE = {"note": "n"}
TABLE: Mapping[str, Entry] = {
    "GET /me": Entry(EVERYBODY),
    "GET /stats": Entry(EVERYBODY),
    "GET /messages": Entry(READERS),
    "GET /messages/{message_id}": of_pair(READERS),
    "GET /messages/{message_id}/content": of_pair(DECIDERS),
    "GET /messages/{message_id}/preview": of_pair(DECIDERS),
    "GET /messages/{message_id}/attachments/{n}": of_pair(DECIDERS),
    "GET /messages/{message_id}/raw": of_pair(ADMINISTRATORS),
    "POST /messages/{message_id}/signature": of_pair(DECIDERS, {"text": "Call me: 555 0100 200"}),
    "POST /messages/{message_id}/claim": of_pair(DECIDERS),
    "DELETE /messages/{message_id}/claim": of_pair(DECIDERS),
    "POST /messages/{message_id}/release": of_pair(DECIDERS, NOTE),
    "POST /messages/{message_id}/reject": of_pair(DECIDERS, {"reason": "r"}),
    "POST /messages/{message_id}/discard": of_pair(DECIDERS, NOTE),
    "POST /messages/{message_id}/escalate": of_pair(DECIDERS, NOTE),
    "POST /messages/{message_id}/retry": of_pair(DECIDERS),
    "POST /messages/{message_id}/take-back": of_pair(DECIDERS),
    "POST /messages/{message_id}/reviewed": of_pair(DECIDERS, {"verdict": "fine"}),
    "POST /messages/{message_id}/flags": of_pair(DECIDERS, {"label": "watch"}),
    "DELETE /messages/{message_id}/flags/{flag_id}": of_pair(DECIDERS),
    "POST /decisions": Entry(DECIDERS, {"action": "release", "message_ids": ["MESSAGE"]}),
    "GET /threads": Entry(READERS),
    "GET /threads/{thread_id}": of_pair(READERS),
    "POST /threads/{thread_id}/release": of_pair(DECIDERS),
    "PUT /threads/{thread_id}/supervision": of_pair(DECIDERS, {"supervision": "hold_all", "rationale": "r"}),
    "POST /threads/{thread_id}/flags": of_pair(DECIDERS, {"label": "watch"}),
    "DELETE /threads/{thread_id}/flags/{flag_id}": of_pair(DECIDERS),
    "POST /exports": Entry(LEADS, {"pair": "PAIR"}),
    # Lea's own: somebody else's does not exist, but for an administrator of everything.
    "GET /exports/{export_id}": of_pair(LEADS),
    "GET /exports/{export_id}/file": of_pair(LEADS),
    "GET /groups": Entry(DECIDERS),
    "POST /groups": Entry(LEADS, {"name": "Lakeside"}),
    "GET /groups/{group_id}": Entry(DECIDERS, None, STRANGERS),
    "PATCH /groups/{group_id}": Entry(LEADS, {"language": "en"}, STRANGERS),
    "GET /participants": Entry(DECIDERS),
    "POST /participants": Entry(
        LEADS, {"role": "student", "email": "new@home.example", "given_name": "Noor", "family_name": "Aziz"}
    ),
    # Greta may know that Tim exists, as his mentor does: she is barred from their pair.
    "GET /participants/{participant_id}": Entry(DECIDERS, None, STRANGERS | {"conrad"}),
    "PATCH /participants/{participant_id}": Entry(LEADS, {"language": "en"}, STRANGERS | {"conrad"}),
    "POST /participants/{participant_id}/gates": Entry(
        LEADS, {"gate": "consent", "met": True, "by": "Ada", "evidence": "form"}, STRANGERS | {"conrad"}
    ),
    "GET /participants/{participant_id}/signatures": of_pair(DECIDERS),
    "DELETE /participants/{participant_id}/signatures/{signature_id}": of_pair(DECIDERS),
    "GET /pairs": Entry(DECIDERS),
    "POST /pairs": Entry(LEADS, {"group": RIVERSIDE, "mentor_id": "MENTOR", "student_id": "STUDENT"}),
    "GET /pairs/{pair_id}": of_pair(DECIDERS),
    "PATCH /pairs/{pair_id}": of_pair(DECIDERS, {"supervision": "hold_all", "rationale": "r"}),
    "POST /pairs/{pair_id}/activate": of_pair(LEADS),
    "POST /pairs/{pair_id}/pause": of_pair(DECIDERS),
    "POST /pairs/{pair_id}/freeze": of_pair(DECIDERS),
    "POST /pairs/{pair_id}/resume": of_pair(LEADS),
    "POST /pairs/{pair_id}/close": of_pair(LEADS),
    "GET /staff": Entry(ADMINISTRATORS),
    "POST /staff": Entry(ADMINISTRATORS, {"email": "new@staff.example", "role": "monitor"}),
    "GET /staff/{staff_id}": Entry(ADMINISTRATORS),
    "PATCH /staff/{staff_id}": Entry(ADMINISTRATORS, {"groups": [RIVERSIDE]}),
    "POST /staff/{staff_id}/disable": Entry(ADMINISTRATORS),
    "PUT /staff/{staff_id}/conflicts/{participant_id}": Entry(ADMINISTRATORS, None, STRANGERS | {"conrad"}),
    "DELETE /staff/{staff_id}/conflicts/{participant_id}": Entry(ADMINISTRATORS, None, STRANGERS | {"conrad"}),
    "GET /concerns": Entry(DECIDERS),
    "POST /concerns": Entry(DECIDERS, {"summary": "s", "message": "MESSAGE"}),
    "GET /concerns/{concern_id}": of_pair(DECIDERS),
    "PATCH /concerns/{concern_id}": of_pair(DECIDERS, {"status": "closed", "reason": "r"}),
    "GET /concerns/{concern_id}/notes": of_pair(DECIDERS),
    "POST /concerns/{concern_id}/notes": of_pair(DECIDERS, {"text": "t"}),
    "GET /alerts": Entry(DECIDERS),
    "GET /alerts/{alert_id}": of_pair(DECIDERS),
    "POST /alerts/{alert_id}/acknowledge": of_pair(DECIDERS),
    "GET /audit/events": Entry(LOG_READERS),
}
ROLES = {"hugo": "ruth", "nora": "ruth", "greta": "ruth", "ida": "ada", "conrad": "ada"}  # who has the same role


@dataclass(frozen=True)
class World:
    """The sample with a record of Riverside for every kind of path, and strangers of every kind."""

    api: Api
    ids: dict[str, str]

    def path(self, template: str) -> str:
        return template.format_map(self.ids)

    def body(self, entry: Entry) -> dict[str, object] | None:
        if entry.body is None:
            return None
        known = {"MESSAGE": "message_id", "PAIR": "pair_id", "MENTOR": "mentor_id", "STUDENT": "participant_id"}
        return {name: self._filled(value, known) for name, value in entry.body.items()}

    def _filled(self, value: object, known: dict[str, str]) -> object:
        if isinstance(value, list):
            return [self._filled(one, known) for one in value]
        return self.ids[known[value]] if isinstance(value, str) and value in known else value

    def told_of_the_pair(self, text: str) -> set[str]:
        """Return what a text tells of Riverside's pair that somebody barred from it must not see."""
        hidden = ("message_id", "thread_id", "pair_id", "concern_id", "alert_id")
        return {word for word in (*(self.ids[name] for name in hidden), TIM) if word in text}


def endpoints() -> set[str]:
    """Return every endpoint of the app that is behind a token."""
    found = set()
    for router in CHECKED_ROUTERS:
        for route in router.routes:
            path = route.path.removeprefix(API)  # type: ignore[attr-defined]
            found |= {f"{method} {path}" for method in route.methods}  # type: ignore[attr-defined]
    return found


@pytest.fixture
def world(shared_api: Api, shared_ids: dict[str, str]) -> World:
    return World(shared_api, shared_ids)


@pytest.fixture(scope="module")
def shared_ids(shared_sample: Sample) -> dict[str, str]:
    """Ids of records of Riverside, by the names that paths have for them: what is refused changes none."""
    sample = shared_sample
    sample.hire("ida", "ida@staff.example", StaffRole.ADMINISTRATOR, HILLSIDE)
    sample.hire("greta", GRETA, StaffRole.MONITOR, RIVERSIDE)
    sample.hire("conrad", "conrad@staff.example", StaffRole.ADMINISTRATOR)
    staff.set_conflict(sample.program, OPERATOR, "conrad@staff.example", sample.riverside.student.id)
    return records_of_riverside(sample)


def test_every_endpoint_has_an_entry() -> None:
    assert endpoints() == set(TABLE)


@pytest.mark.parametrize("endpoint", TABLE)
async def test_nobody_without_a_token_is_answered(world: World, endpoint: str) -> None:
    method, path = endpoint.split()
    for token in (None, "Bearer nonsense", "Basic YTpi", "Bearer", "Bearer " + "x" * 600):
        headers = {"Authorization": token} if token else {}
        response = await world.api.ask(method, world.path(path), "", world.body(TABLE[endpoint]), headers)
        problem(response, 401)
        assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("endpoint", TABLE)
async def test_a_role_that_may_not_is_told_so(world: World, endpoint: str) -> None:
    method, path = endpoint.split()
    for who in sorted(EVERYBODY - TABLE[endpoint].allowed):
        response = await world.api.ask(method, world.path(path), who, world.body(TABLE[endpoint]))
        problem(response, 403)


@pytest.mark.parametrize("endpoint", TABLE)
async def test_to_strangers_and_the_barred_the_record_does_not_exist(world: World, endpoint: str) -> None:
    method, path = endpoint.split()
    entry = TABLE[endpoint]
    for who in sorted(entry.hidden_from):
        response = await world.api.ask(method, world.path(path), who, world.body(entry))
        problem(response, 404 if ROLES[who] in entry.allowed else 403)
        broken = await world.api.ask(method, world.path(path) + "?x=1", who, content=b"{", headers={"If-Match": '"0"'})
        assert broken.status_code == response.status_code, "what is hidden is not told by the other checks either"


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, entry in TABLE.items() if not entry.hidden_from])
async def test_no_list_tells_of_hidden_records(world: World, endpoint: str) -> None:
    method, path = endpoint.split()
    entry = TABLE[endpoint]
    # Of the log, which holds ids alone, only those are kept out who are limited to groups.
    for who in sorted(STRANGERS if endpoint == "GET /audit/events" else STRANGERS | {"conrad"}):
        response = await world.api.ask(method, world.path(path), who, world.body(entry))
        assert response.status_code < 500
        sent = str(world.body(entry))
        told = {word for word in world.told_of_the_pair(response.text) if word not in sent}
        assert not told, (who, response.text)


@pytest.mark.parametrize("who", ["hugo", "nora", "ida", "greta", "conrad"])
async def test_in_bulk_a_hidden_message_is_not_found(world: World, who: str) -> None:
    asked = {"action": "release", "message_ids": [world.ids["message_id"]]}
    response = await world.api.post("/decisions", who, asked)
    assert [item["status"] for item in response.json()["items"]] == ["not_found"]


@pytest.mark.parametrize("who", ["hugo", "nora", "ida", "greta", "conrad"])
async def test_nobody_raises_a_concern_about_what_is_hidden(world: World, who: str) -> None:
    for about in ("message", "pair"):
        body = {"summary": "s", about: world.ids[f"{about}_id"]}
        problem(await world.api.post("/concerns", who, body), 404)


async def test_whoever_is_limited_to_groups_does_not_read_the_log_of_all(world: World) -> None:
    problem(await world.api.get("/audit/events", "ida"), 403)


@pytest.mark.parametrize("endpoint", TABLE)
async def test_who_may_is_let_through(world: World, endpoint: str) -> None:
    """Let through, be it to a conflict: these change the shared records, of which all stay to be found."""
    method, path = endpoint.split()
    entry = TABLE[endpoint]
    for who in sorted(entry.allowed):
        response = await world.api.ask(method, world.path(path), who, world.body(entry))
        taken_away_before = method == "DELETE" and response.status_code == 404
        assert response.status_code < 500, response.text
        assert taken_away_before or response.status_code not in {401, 403, 404}, (who, response.text)
