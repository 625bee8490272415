"""Pairs: one mentor and one student in a group, and how they stand."""

from dataclasses import asdict
from datetime import datetime

from pydantic import JsonValue

from admin_api.schemas.fields import Given, Id, Note, Reason, Shown, Text, Word, example
from admin_api.schemas.pages import PageQuery
from admin_api.schemas.people import FirstN, Setting
from relay.model.identity import Role
from relay.model.people import PairStatus
from relay.model.supervision import Supervision
from relay.service import pair_status


class Member(Shown):
    """A member of a pair; ``masked_address`` is where the other one writes."""

    id: str
    email: Text
    masked_address: str


_PAIR: dict[str, JsonValue] = {
    "id": "pr_01jd3x8a9v0000000000000003",
    "group": "Riverside 7b",
    "status": "active",
    "mentor": {
        "id": "p_01jd3x8a9v0000000000000009",
        "email": "greta@work.example",
        "masked_address": "kfwq7e2mphc3ra@mail.example.org",
    },
    "student": {
        "id": "p_01jd3x8a9v0000000000000008",
        "email": "tim@family.example",
        "masked_address": "zt4bnx8sdkw5gy@mail.example.org",
    },
}
_STANDING: dict[str, JsonValue] = {
    "status_reason": "",
    "mentor_name": "Greta Lind",
    "student_name": "Tim Berger",
    "supervision": {"setting": "rules", "n": 5, "own": False, "rationale": "", "age_rule": False},
    "lacks": [],
    "created_at": "2026-09-01T08:00:00Z",
    "activated_at": "2026-09-02T08:00:00Z",
    "closed_at": None,
    "version": 2,
}


class Pair(Shown):
    """A pair in a list."""

    model_config = example(**_PAIR)

    id: str
    group: Text
    status: PairStatus
    mentor: Member
    student: Member


class SupervisionInPlace(Shown):
    """The setting that applies, the pair's ``own`` or its group's; ``age_rule`` holds everything anyway."""

    setting: Supervision
    n: int
    own: bool
    rationale: Text
    age_rule: bool


class Lack(Shown):
    """A gate that is not met."""

    role: Role
    participant_id: str
    gate: str
    state: str


class PairRecord(Pair):
    """A pair with its standing; ``lacks`` are the gates that are not met now."""

    model_config = example(**_PAIR, **_STANDING)

    status_reason: Text
    mentor_name: Text
    student_name: Text
    supervision: SupervisionInPlace
    lacks: list[Lack]
    created_at: datetime
    activated_at: datetime | None
    closed_at: datetime | None
    version: int


class PairQuery(PageQuery):
    """Filters of the list of pairs; ``group`` is a name or an id, ``participant`` an id."""

    group: Word | None = None
    status: PairStatus | None = None
    participant: Id | None = None


class PairBody(Given):
    """A new pair, pending until it is activated; ``group`` is a name or an id."""

    model_config = example(
        group="Riverside 7b",
        mentor_id="p_01jd3x8a9v0000000000000009",
        student_id="p_01jd3x8a9v0000000000000008",
    )

    group: Word
    mentor_id: Id
    student_id: Id


class PairPatch(Given):
    """How closely the pair is watched: ``n`` goes with ``hold_first_n``, the rationale is kept."""

    model_config = example(supervision="hold_all", rationale="Asked for by the student's mother.")

    supervision: Setting
    n: FirstN | None = None
    rationale: Reason


class StatusBody(Given):
    """Why; kept with the pair."""

    model_config = example(reason="Holidays.")

    reason: Note = ""


class StatusOutcome(PairRecord):
    """The pair as it is now; ``in_flight`` mails were being delivered at that moment and may still arrive."""

    model_config = example(**_PAIR, **_STANDING, changed=True, in_flight=0)

    changed: bool
    in_flight: int

    @classmethod
    def of(cls, outcome: pair_status.StatusOutcome) -> "StatusOutcome":
        """Return the record of a view."""
        fields = asdict(outcome)
        return cls.model_validate(fields.pop("pair") | fields)
