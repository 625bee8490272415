"""The writer: many jobs in one commit, none lost, none spoiled by its neighbour."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from relay.model.errors import ConflictError, TemporaryError
from relay.model.supervision import Supervision
from relay.service.audit_log import verify_log
from relay.service.program import Program
from relay.store.schema import AuditEvent, Group, Pair
from relay.store.store import Store
from relay.store.unit import Unit, UnrecordedChangeError
from relay.store.writer import Writer
from tests.support.programs import new_program

PATIENCE = 20.0


@pytest.fixture
def program(tmp_path: Path, database_url: str) -> Iterator[Program]:
    made = new_program(tmp_path, database_url)
    yield made
    made.close()


def group_row(unit: Unit, name: str) -> Group:
    return Group(
        id=unit.new_id("g"),
        name=name,
        language="en",
        supervision=Supervision.RULES,
        supervision_n=0,
        created_at=unit.now,
    )


def add_groups(unit: Unit, names: Sequence[str]) -> list[str]:
    """Add groups; fails for the name "bad", and for one that exists."""
    ids = []
    for name in names:
        if name == "bad":
            raise LookupError(name)
        row = group_row(unit, name)
        unit.add(row)
        unit.record("group.added", row.id)
        ids.append(row.id)
    return ids


def names(store: Store) -> set[str]:
    with store.read() as session:
        return {row.name for row in session.query(Group)}


class Gate:
    """A job that keeps the writer busy, so that what is submitted meanwhile is one batch."""

    def __init__(self, writer: Writer) -> None:
        self._go, self._there = threading.Event(), threading.Event()
        self._future = writer.submit(self._wait, None)
        assert self._there.wait(PATIENCE)

    def _wait(self, unit: Unit, items: Sequence[None]) -> list[None]:
        self._there.set()
        assert self._go.wait(PATIENCE)
        return list(items)

    def open(self) -> None:
        self._go.set()
        self._future.result(PATIENCE)


def submit_together(writer: Writer, items: Sequence[str]) -> list[Future[str]]:
    gate = Gate(writer)
    futures = [writer.submit(add_groups, item) for item in items]
    gate.open()
    wait(futures, PATIENCE)
    return futures


def test_a_job_that_fails_never_fails_its_neighbours(program: Program) -> None:
    writer = Writer(program.store)
    futures = submit_together(writer, ["one", "bad", "two", "two", "three"])
    writer.close()
    errors = [future.exception() for future in futures]
    assert [type(error) for error in errors] == [type(None), LookupError, type(None), ConflictError, type(None)]
    assert names(program.store) == {"one", "two", "three"}
    assert verify_log(program).problems == []


def test_one_commit_holds_what_came_together(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(program.store)
    commits = 0
    write = program.store.write

    def counting() -> object:
        nonlocal commits
        commits += 1
        return write()

    monkeypatch.setattr(program.store, "write", counting)
    futures = submit_together(writer, [f"group {number}" for number in range(50)])
    writer.close()
    assert all(future.exception() is None for future in futures)
    assert commits == 2, "the gate's, and one for all fifty"


def test_a_change_without_an_event_fails_alone(program: Program) -> None:
    def forget(unit: Unit, items: Sequence[str]) -> list[None]:
        unit.session.add_all([group_row(unit, item) for item in items])
        return [None] * len(items)

    writer = Writer(program.store)
    gate = Gate(writer)
    good, forgotten = writer.submit(add_groups, "good"), writer.submit(forget, "forgotten")
    gate.open()
    assert isinstance(forgotten.exception(PATIENCE), UnrecordedChangeError)
    assert good.exception(PATIENCE) is None
    writer.close()
    assert names(program.store) == {"good"}


def test_a_commit_that_fails_reaches_every_waiter(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(program.store)

    def full(*_: object, **__: object) -> None:
        raise OSError("no room")

    gate = Gate(writer)
    futures = [writer.submit(add_groups, name) for name in ("one", "two")]
    monkeypatch.setattr("relay.store.audit.append", full)
    with pytest.raises(OSError, match="no room"):
        gate.open()
    assert [type(future.exception(PATIENCE)) for future in futures] == [OSError, OSError]
    monkeypatch.undo()
    assert writer.submit(add_groups, "three").exception(PATIENCE) is None, "it goes on"
    writer.close()
    assert names(program.store) == {"three"}


async def test_a_waiter_that_goes_away_does_not_stop_the_writer(program: Program) -> None:
    writer = Writer(program.store)
    gate = await asyncio.to_thread(Gate, writer)
    leaving = asyncio.ensure_future(asyncio.wrap_future(writer.submit(add_groups, "left")))
    staying = writer.submit(add_groups, "stayed")
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    await asyncio.to_thread(gate.open)
    await asyncio.wrap_future(staying)
    assert await asyncio.to_thread(writer.submit(add_groups, "after").result, PATIENCE)
    await asyncio.to_thread(writer.close)
    assert names(program.store) == {"stayed", "after"}


@pytest.mark.parametrize("threads", [1, 4])
def test_closing_finishes_what_was_submitted_and_takes_no_more(program: Program, threads: int) -> None:
    if program.store.embedded and threads > 1:
        threads = 2  # they wait for each other, and none is lost
    writer = Writer(program.store, threads=threads)
    futures = [writer.submit(add_groups, f"group {number}") for number in range(60)]
    writer.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(TemporaryError):
        writer.submit(add_groups, "late")
    writer.close()
    assert len(names(program.store)) == 60
    assert verify_log(program).problems == []


def test_a_batch_function_must_answer_for_each_item(program: Program) -> None:
    writer = Writer(program.store)

    def answer_nothing(unit: Unit, items: Sequence[str]) -> list[str]:
        return []

    lost = writer.submit(answer_nothing, "item")
    assert isinstance(lost.exception(PATIENCE), RuntimeError)
    writer.close()


def test_changes_without_an_event_are_refused(program: Program) -> None:
    with pytest.raises(UnrecordedChangeError, match="groups"), program.store.write() as unit:
        unit.add(group_row(unit, "silent"))
    assert names(program.store) == set()


def test_working_state_alone_needs_no_event(program: Program) -> None:
    with program.store.write() as unit:
        add_groups(unit, ["one"])
    with program.store.write() as unit:
        unit.session.query(Group).one().version += 1
    assert verify_log(program).problems == []


def test_an_error_undoes_rows_and_events(program: Program) -> None:
    with pytest.raises(LookupError), program.store.write() as unit:
        add_groups(unit, ["one", "bad"])
    with program.store.read() as session:
        assert session.query(AuditEvent).count() == 0


def test_a_reader_sees_one_snapshot_and_no_writer_waits_for_it(program: Program) -> None:
    with program.store.read() as session:
        assert session.query(Group).count() == 0
        with program.store.write() as unit:
            add_groups(unit, ["meanwhile"])
        assert session.query(Group).count() == 0
    assert names(program.store) == {"meanwhile"}


def test_a_constraint_of_the_schema_is_a_conflict_and_no_library_error(program: Program) -> None:
    with program.store.write() as unit:
        add_groups(unit, ["one"])
    with pytest.raises(ConflictError) as told, program.store.write() as unit:
        add_groups(unit, ["one"])
    assert "INSERT" not in str(told.value)
    assert Pair.__tablename__ not in str(told.value)
