"""Exports: which messages in which forms, and how an export stands."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from admin_api.schemas.fields import Given, Id, Moment, Shown, Text, Word, example
from relay.model.export import DEFAULT_FORMATS, ExportFilter, ExportFormat, ExportStatus

Format = Annotated[ExportFormat, Field(strict=False)]


class ExportBody(Given):
    """Which messages; what is left out does not filter. ``group`` is a name or an id."""

    model_config = example(group="Riverside 7b", since="2026-09-01T00:00:00Z", formats=["jsonl", "csv"])

    group: Word | None = None
    pair: Id | None = None
    thread: Id | None = None
    since: Moment | None = None
    until: Moment | None = None
    formats: Annotated[list[Format], Field(max_length=len(ExportFormat))] = Field(
        default_factory=lambda: list(DEFAULT_FORMATS)
    )

    def wanted(self) -> ExportFilter:
        """Return what the use case takes."""
        return ExportFilter(self.group, self.pair, self.thread, self.since, self.until)


class ExportAsked(Shown):
    """An export that was asked for."""

    model_config = example(id="x_01jd3x8a9v000000000000000e")

    id: str


class Export(Shown):
    """How an export stands; ``progress`` goes from 0 to 1, ``size`` is in bytes."""

    model_config = example(
        id="x_01jd3x8a9v000000000000000e",
        status="done",
        progress=1.0,
        filters={"group": "g_01jd3x8a9v0000000000000007", "formats": ["jsonl", "csv"]},
        created_at="2026-11-23T12:00:00Z",
        finished_at="2026-11-23T12:00:20Z",
        expires_at="2026-11-24T12:00:20Z",
        size=48211,
        error=None,
    )

    id: str
    status: ExportStatus
    progress: float
    filters: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    size: int | None
    error: Text | None
