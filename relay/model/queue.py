"""What a monitor may ask of the list of messages: filters and orders."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from relay.model.category import Category, Severity
from relay.model.message import MessageState


class Sort(StrEnum):
    """The order of a list of messages."""

    PRIORITY = "priority"  # gravest first (crisis and critical on top), of those the oldest first
    OLDEST = "oldest"
    NEWEST = "newest"


class Claimed(StrEnum):
    """Whose live claim a message may have."""

    ME = "me"
    NONE = "none"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages are listed; None does not filter.

    ``group`` is a group's name or id; one that the asker may not see matches nothing. ``since`` is
    inclusive, ``until`` exclusive, both by time of receipt, aware.
    """

    state: MessageState | None = None
    group: str | None = None
    pair: str | None = None
    category: Category | None = None
    min_severity: Severity | None = None
    claimed: Claimed | None = None
    review_pending: bool = False
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort | None = None

    @property
    def order(self) -> Sort:
        """The order in force: by priority what is held, else the newest first."""
        if self.sort is not None:
            return self.sort
        return Sort.PRIORITY if self.state is MessageState.HELD else Sort.NEWEST
