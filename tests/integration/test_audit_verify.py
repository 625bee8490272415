"""Whoever changes the records or the log behind the relay's back is found, and what they changed is named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    delete,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from relay.service.program import Program
from relay.store.columns import SealedText, UtcDateTime
from relay.store.crypto import Sealed
from relay.store.digests import audited_columns, is_audited, row_id
from relay.store.schema import AuditCounter, AuditEvent, Base
from relay.store.verification import Verification, verify
from tests.support.whole_program import Whole

AUDITED = [table for table in Base.metadata.sorted_tables if is_audited(table)]
_WITHOUT_FOREIGN_KEYS = text("""
    DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'f' LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.conname);
        END LOOP;
    END $$
""")
LOG: Any = AuditEvent.__table__
HEAD: Any = AuditCounter.__table__


@pytest.fixture
def program(shared_whole: Whole) -> Program:
    """A program in which everything has happened; every change that a test makes to it is undone."""
    while shared_whole.program.store.number_events():
        pass
    return shared_whole.program


@contextmanager
def tampering(program: Program) -> Iterator[Connection]:
    """Give a transaction of somebody who writes to the database itself; it is undone."""
    with program.store.engine.connect() as connection:
        if program.store.embedded:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            connection.execute(_WITHOUT_FOREIGN_KEYS)
        try:
            yield connection
        finally:
            connection.rollback()


def verified(program: Program, connection: Connection) -> Verification:
    with Session(connection) as session:
        found = verify(session, program.keyring.row_digest_key())
        session.expunge_all()
    return found


def newest_row(connection: Connection, table: Table) -> Any:
    row = (
        connection.execute(select(table).order_by(*(column.desc() for column in table.primary_key)).limit(1))
        .mappings()
        .first()
    )
    assert row is not None, f"nothing in {table.name}: let something happen to it in tests.support.whole_program"
    return row


def this(table: Table, row: Any) -> list[Any]:
    """Return the condition for one row."""
    return [column == row[column.name] for column in table.primary_key]


def changed(column: "Column[Any]", value: Any) -> Any:
    """Return a value that is as near to ``value`` as the column takes."""
    words = getattr(column.type, "enum_class", None)
    if words is not None:
        return next(word for word in words if word != value)
    if value is None:
        return _SAMPLES.get(type(column.type), "x")
    for kind, change in _CHANGES.items():
        if isinstance(value, kind):
            return change(value)
    return value[:-1] + chr(ord(value[-1]) ^ 1)


def _flipped(value: bytes) -> bytes:
    return bytes((*value[:-1], value[-1] ^ 1))


_CHANGES: dict[type, Callable[[Any], Any]] = {
    Sealed: lambda value: Sealed(_flipped(bytes(value))),
    bytes: _flipped,
    bool: lambda value: not value,
    int: lambda value: value + 1,
    float: lambda value: value + 0.125,
    datetime: lambda value: value + timedelta(microseconds=1),
    list: lambda value: [*value, "one more"],
    dict: lambda value: value | {"one": "more"},
}
_SAMPLES: dict[type, Any] = {
    SealedText: Sealed(b"x"),
    UtcDateTime: datetime(2026, 1, 1, tzinfo=UTC),
    LargeBinary: b"x",
    Integer: 1,
    BigInteger: 1,
    JSON: {"a": 1},
}


def test_every_column_of_every_record_is_watched(program: Program) -> None:
    for number in range(max(len(audited_columns(table)) for table in AUDITED)):
        # The column of this number of every table at once: each change has to be named.
        with tampering(program) as connection:
            expected = dict(_change_column(connection, table, number) for table in AUDITED)
            problems = verified(program, connection).problems
        for row, column in expected.items():
            assert column is None or any(problem.startswith(f"{row}: the row was ") for problem in problems), column


def _change_column(connection: Connection, table: Table, number: int) -> tuple[str, str | None]:
    row = newest_row(connection, table)
    column = None
    if number < len(audited_columns(table)):
        column = audited_columns(table)[number]
        new = {column: changed(table.c[column], row[column])}
        connection.execute(update(table).where(*this(table, row)).values(new))
    return f"{table.name} {row_id(table, row)}", column


@pytest.mark.parametrize("table", AUDITED, ids=lambda table: table.name)
def test_a_removed_record_is_named(program: Program, table: Table) -> None:
    with tampering(program) as connection:
        row = newest_row(connection, table)
        connection.execute(delete(table).where(*this(table, row)))
        assert f"{table.name} {row_id(table, row)}: the row was removed" in verified(program, connection).problems


def test_an_inserted_record_is_named(program: Program) -> None:
    for table in AUDITED:
        with tampering(program) as connection:
            row = dict(newest_row(connection, table))
            for column in table.columns:
                if column.primary_key or column.unique or isinstance(row[column.name], str):
                    row[column.name] = changed(column, row[column.name])
            try:
                connection.execute(insert(table).values(row))
            except Exception as refused:  # noqa: BLE001 - the schema itself keeps some out
                assert "UNIQUE" in str(refused).upper(), refused  # noqa: PT017
                continue
            problems = verified(program, connection).problems
            assert f"{table.name} {row_id(table, row)}: the row was inserted, or its deletion was undone" in problems


def test_what_nobody_changed_agrees(program: Program) -> None:
    with tampering(program) as connection:
        assert verified(program, connection).passed


@pytest.mark.parametrize("name", ["id", "at", "actor", "action", "subject", "details", "rows", "mac", "chain"])
def test_a_changed_event_is_named(program: Program, name: str) -> None:
    with tampering(program) as connection:
        event = connection.execute(select(LOG).where(LOG.c.seq == 3)).mappings().one()
        value = "e_another" if name == "id" else changed(LOG.c[name], event[name])
        connection.execute(update(LOG).where(LOG.c.seq == 3).values({name: value}))
        problems = verified(program, connection).problems
        assert any(problem.startswith("event 3 (") for problem in problems), problems


def test_a_removed_event_is_named(program: Program) -> None:
    with tampering(program) as connection:
        connection.execute(delete(LOG).where(LOG.c.seq == 3))
        assert "event 3: missing, up to event 3" in verified(program, connection).problems


def test_a_removed_event_is_found_though_the_others_were_numbered_anew(program: Program) -> None:
    with tampering(program) as connection:
        connection.execute(delete(LOG).where(LOG.c.seq == 3))
        for seq in connection.execute(select(LOG.c.seq).where(LOG.c.seq > 3).order_by(LOG.c.seq)).scalars().all():
            connection.execute(update(LOG).where(LOG.c.seq == seq).values(seq=seq - 1))
        problems = verified(program, connection).problems
        assert any(problem.startswith("event 3 (") and "out of its place" in problem for problem in problems)


def test_swapped_events_are_named(program: Program) -> None:
    with tampering(program) as connection:
        for old, new in ((3, -3), (4, 3), (-3, 4)):
            connection.execute(update(LOG).where(LOG.c.seq == old).values(seq=new))
        problems = verified(program, connection).problems
        assert [problem[:9] for problem in problems if "out of its place" in problem][:2] == ["event 3 (", "event 4 ("]


def test_removed_newest_events_are_named(program: Program) -> None:
    with tampering(program) as connection:
        newest = connection.execute(select(HEAD.c.seq)).scalar_one()
        connection.execute(delete(LOG).where(LOG.c.seq > newest - 2))
        missing = f"event {newest - 1}: missing, up to event {newest}, the newest"
        assert missing in verified(program, connection).problems


def test_the_newest_events_cannot_be_removed_with_the_head_put_back(program: Program) -> None:
    with tampering(program) as connection:
        newest = connection.execute(select(HEAD.c.seq)).scalar_one()
        chain = connection.execute(select(LOG.c.chain).where(LOG.c.seq == newest - 1)).scalar_one()
        connection.execute(delete(LOG).where(LOG.c.seq == newest))
        connection.execute(update(HEAD).values(seq=newest - 1, chain=chain))
        assert "the head of the log was changed" in verified(program, connection).problems


def test_a_removed_head_is_named(program: Program) -> None:
    with tampering(program) as connection:
        connection.execute(delete(HEAD))
        assert "the head of the log was removed" in verified(program, connection).problems


def test_an_inserted_event_is_named(program: Program) -> None:
    with tampering(program) as connection:
        newest = dict(connection.execute(select(LOG).order_by(LOG.c.seq.desc()).limit(1)).mappings().one())
        forged = newest | {"id": "e_forged", "seq": newest["seq"] + 1, "tick": newest["tick"] + 1000}
        connection.execute(insert(LOG).values(forged))
        problems = verified(program, connection).problems
        assert f"event {forged['seq']} (e_forged): changed or inserted" in problems


def test_an_event_that_waits_for_its_number_is_watched_too(program: Program) -> None:
    with program.store.write() as unit:
        unit.record("message.viewed", "m_1")
    with tampering(program) as connection:
        newest = connection.execute(select(LOG.c.id).order_by(LOG.c.tick.desc()).limit(1)).scalar_one()
        connection.execute(update(LOG).where(LOG.c.id == newest).values(actor="nobody"))
        assert any(newest in problem for problem in verified(program, connection).problems)


# PostgreSQL keeps such values out by itself.
@pytest.mark.parametrize("shared_whole", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("messages", "state", "'hele'"),
        ("messages", "received_at", "'yesterday'"),
        ("messages", "reasons", "'[not JSON'"),
        ("messages", "severity_rank", "'a'"),
        ("findings", "category", "x'ff'"),
        ("known_message_ids", "known_to", "'nobody'"),
    ],
)
def test_a_record_that_cannot_even_be_read_is_named(program: Program, table: str, column: str, value: str) -> None:
    place = Base.metadata.tables[table]
    with tampering(program) as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        row = newest_row(connection, place)
        connection.execute(update(place).where(*this(place, row)).values({column: literal_column(value)}))
        problems = verified(program, connection).problems
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        assert any(problem.startswith(f"{table} {row_id(place, row)}: the row was ") for problem in problems)


@pytest.mark.parametrize("shared_whole", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["details", "rows", "at"])
def test_an_event_that_cannot_even_be_read_is_named(program: Program, column: str) -> None:
    with tampering(program) as connection:
        connection.execute(text(f"UPDATE audit_events SET {column} = '[not' WHERE seq = 3"))  # noqa: S608
        assert "event 3: changed or inserted" in verified(program, connection).problems


def test_another_key_agrees_with_nothing(program: Program) -> None:
    with program.store.read() as session:
        found = verify(session, b"x" * 32)
    assert len(found.problems) >= found.events + found.rows
