"""Threads: a pair's conversations, with their messages in order."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field, JsonValue

from admin_api.schemas.fields import Given, Id, Reason, Shown, Text, Word, example
from admin_api.schemas.messages import MESSAGE_EXAMPLE, Flag, Message
from admin_api.schemas.pages import PageQuery
from relay.model.supervision import Supervision
from relay.service.review.views import ThreadDetail

_THREAD: dict[str, JsonValue] = {
    "id": "th_01jd3x8a9v0000000000000002",
    "pair_id": "pr_01jd3x8a9v0000000000000003",
    "group": "Riverside 7b",
    "subject": "Your science project",
    "messages": 1,
    "held": 1,
    "last_received_at": "2026-11-23T09:30:00Z",
    "created_at": "2026-11-23T09:30:00Z",
}
_SUPERVISION: dict[str, JsonValue] = {
    "pair_id": "pr_01jd3x8a9v0000000000000003",
    "own": None,
    "own_n": None,
    "group_default": "rules",
    "group_n": 0,
    "hold_all_because": ["age"],
    "rationale": None,
    "version": 1,
}


class ThreadQuery(PageQuery):
    """Filters of the list of threads; ``group`` is a name or an id."""

    group: Word | None = None
    pair: Id | None = None


class _ThreadFields(Shown):
    id: str
    pair_id: str
    group: Text
    subject: Text | None
    held: int
    last_received_at: datetime | None
    created_at: datetime


class Thread(_ThreadFields):
    """A thread in a list; ``messages`` and ``held`` are counts over all of it."""

    model_config = example(**_THREAD)

    messages: int


class SupervisionRecord(Shown):
    """How a pair is supervised: its own setting, the group's, and what holds all of its mail anyway."""

    model_config = example(**_SUPERVISION)

    pair_id: str
    own: str | None
    own_n: int | None
    group_default: str
    group_n: int
    hold_all_because: list[str]
    rationale: Text | None
    version: int


class ThreadRecord(_ThreadFields):
    """A thread with a page of its messages, the oldest first."""

    model_config = example(
        **_THREAD
        | {
            "message_count": 1,
            "messages": [dict(MESSAGE_EXAMPLE)],
            "next_cursor": None,
            "flags": [],
            "supervision": _SUPERVISION,
        }
    )

    message_count: int
    messages: list[Message]
    next_cursor: str | None
    flags: list[Flag]
    supervision: SupervisionRecord

    @classmethod
    def of(cls, detail: ThreadDetail) -> "ThreadRecord":
        """Return the record of a view."""
        fields = asdict(detail)
        item = fields.pop("item")
        return cls.model_validate(item | {"message_count": item["messages"]} | fields)


class SupervisionBody(Given):
    """``n`` goes with ``hold_first_n``; the rationale is kept, and lifts the rule of age."""

    model_config = example(
        supervision="hold_first_n", n=10, rationale="Both families asked for a closer look at the start."
    )

    supervision: Annotated[Supervision, Field(strict=False)]
    n: Annotated[int | None, Field(ge=1, le=10_000)] = None
    rationale: Reason
