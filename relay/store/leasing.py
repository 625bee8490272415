"""What the leases of both queues have in common."""

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.orm import InstrumentedAttribute


def left_by_another(lease_owner: InstrumentedAttribute[str | None], owner: str) -> ColumnElement[int]:
    """Return 1 where somebody else let a lease run out, else 0.

    Who gives a lease back, or meets its own again after an outage, has not died.
    """
    return case((and_(lease_owner.is_not(None), lease_owner != owner), 1), else_=0)
