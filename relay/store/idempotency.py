"""Idempotency keys: which requests were begun, and the first answer to each. Working state, not audited."""

from datetime import datetime
from typing import Any

from sqlalchemy import Insert, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from relay.store.schema import IdempotencyKey
from relay.store.sealing import open_column, seal
from relay.store.unit import Unit


def reserve(unit: Unit, staff_id: str, key: str, request_hash: bytes) -> bool:
    """Note that a request begins; return False where one with this key was begun before."""
    values = {
        "staff_id": staff_id,
        "key": key,
        "request_hash": request_hash,
        "status": None,
        "answer": None,
        "created_at": unit.now,
    }
    new = _insert_new(unit.session, values).returning(IdempotencyKey.key)
    return unit.session.execute(new).first() is not None


def find(session: Session, staff_id: str, key: str) -> IdempotencyKey | None:
    """Return what is known of a request."""
    query = select(IdempotencyKey).where(IdempotencyKey.staff_id == staff_id, IdempotencyKey.key == key)
    return session.scalars(query).one_or_none()


def keep_answer(unit: Unit, row: IdempotencyKey, status: int, answer: str) -> None:
    """Keep the first answer; it may quote a message, so it is sealed."""
    row.status = status
    place = f"{row.staff_id}/{row.key}"
    row.answer = seal(unit.keyring, unit.keyring.program_key_id, IdempotencyKey, "answer", place, answer)


def read_answer(unit: Unit, row: IdempotencyKey) -> str:
    """Return the answer that was kept."""
    return open_column(unit.keyring, row, "answer")


def delete(unit: Unit, staff_id: str, key: str) -> None:
    """Free a key: its request did nothing and may be made again."""
    unit.session.execute(
        sql_delete(IdempotencyKey).where(IdempotencyKey.staff_id == staff_id, IdempotencyKey.key == key)
    )


def delete_before(unit: Unit, time: datetime, at_most: int) -> int:
    """Free the oldest keys of requests begun before ``time``; return how many."""
    old = (
        select(IdempotencyKey.staff_id, IdempotencyKey.key)
        .where(IdempotencyKey.created_at < time)
        .order_by(IdempotencyKey.created_at)
        .limit(at_most)
    )
    found = unit.session.execute(old).all()
    for staff_id, key in found:
        delete(unit, staff_id, key)
    return len(found)


def _insert_new(session: Session, values: dict[str, Any]) -> Insert:
    embedded = session.get_bind().dialect.name == "sqlite"
    new = (sqlite_insert if embedded else postgresql_insert)(IdempotencyKey).values(values)
    return new.on_conflict_do_nothing(index_elements=["staff_id", "key"])
