"""Exports: what may be asked for, and the states of an export that was asked for over the API."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ExportFormat(StrEnum):
    """A form in which messages stand in an export."""

    JSONL = "jsonl"  # messages.jsonl: always in it
    CSV = "csv"  # messages.csv: always in it
    EML = "eml"  # each mail as a file, byte for byte
    MBOX = "mbox"  # each thread as two mailboxes: what came in, what was delivered

    @property
    def is_raw(self) -> bool:
        """Whether it holds mails as they are, with addresses and headers."""
        return self in {ExportFormat.EML, ExportFormat.MBOX}


DEFAULT_FORMATS = (ExportFormat.JSONL, ExportFormat.CSV)


class ExportStatus(StrEnum):
    """Where an export stands that was asked for over the API."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"  # its file can be fetched
    FAILED = "failed"
    EXPIRED = "expired"  # its file was deleted, a day after it was made


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which messages are exported; None does not filter.

    ``group`` is a group's name or id. ``since`` is inclusive, ``until`` exclusive, both by time of
    receipt, aware.
    """

    group: str | None = None
    pair: str | None = None
    thread: str | None = None
    since: datetime | None = None
    until: datetime | None = None
