"""Numbers: counts alone, nothing about a single person."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from admin_api.schemas.fields import Asked, Shown, example


class StatisticsQuery(Asked):
    """Over how many days."""

    days: Annotated[int, Field(ge=1, le=366)] = 30


class HeldAge(Shown):
    """How long held messages have waited; null where nothing is held."""

    median_seconds: float | None
    oldest_seconds: float | None


class DayOfDecisions(Shown):
    """People's decisions of one day (UTC), by action."""

    day: date
    actions: dict[str, int]


class Statistics(Shown):
    """Counts over what the asker may see."""

    model_config = example(
        as_of="2026-11-23T12:00:00Z",
        since="2026-10-24T12:00:00Z",
        by_state={"held": 3, "delivered": 118},
        by_category={"pii.phone": 4},
        held={"median_seconds": 5400.0, "oldest_seconds": 40200.0},
        review_pending=2,
        open_concerns=0,
        open_alerts=0,
        decisions=[{"day": "2026-11-22", "actions": {"released": 5, "rejected": 1}}],
    )

    as_of: datetime
    since: datetime
    by_state: dict[str, int]
    by_category: dict[str, int]
    held: HeldAge
    review_pending: int
    open_concerns: int
    open_alerts: int
    decisions: list[DayOfDecisions]
