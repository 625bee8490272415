"""Numbers about the queue and the decisions."""

from typing import Annotated

from fastapi import Query

from admin_api.guard import MaySeeStatistics, TheProgram
from admin_api.routers.base import checked_router
from admin_api.schemas.statistics import Statistics, StatisticsQuery
from relay.service.stats import get_statistics

router = checked_router("/stats", "stats")


@router.get("")
def read_statistics(
    actor: MaySeeStatistics, program: TheProgram, query: Annotated[StatisticsQuery, Query()]
) -> Statistics:
    """Count what the asker may see: messages by state, findings by category, age of what is held."""
    return Statistics.model_validate(get_statistics(program, actor, days=query.days))
