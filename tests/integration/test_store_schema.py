"""What the schema itself refuses, whoever writes: on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc, text

from relay.store.database import open_engine
from relay.store.migrations import current_revision, drift, newest_revision, require_current, upgrade
from tests.support.review_story import RUTH, Story, tell_story


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    told = tell_story(tmp_path, database_url)
    yield told
    told.program.close()


def test_migrations_lead_to_the_models(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    try:
        upgrade(engine)
        upgrade(engine)
        assert current_revision(engine) == newest_revision()
        require_current(engine)
        assert drift(engine) == []
    finally:
        engine.dispose()


def test_sqlite_syncs_every_commit(tmp_path: Path) -> None:  # B60
    engine = open_engine(f"sqlite:///{tmp_path}/relay.db")
    try:
        with engine.connect() as connection:
            settings = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
            assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
            newest = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
            assert tuple(int(part) for part in newest.split(".")) >= (3, 51, 3), "earlier ones can corrupt a WAL"
    finally:
        engine.dispose()


def refused(story: Story, statement: str, **values: Any) -> bool:
    """Return whether the database refuses a statement for a constraint."""
    with story.program.store.engine.connect() as connection, connection.begin() as transaction:
        try:
            connection.execute(text(statement), values)
        except exc.IntegrityError:
            return True
        finally:
            transaction.rollback()
    return False


RELAY_AGAIN = """
    INSERT INTO deliveries (id, kind, message_id, key_id, verp_token, message_header_id, state, attempts, created_at,
        next_attempt_at, fence)
    SELECT 'dl_x', kind, message_id, key_id, 'dl_x', 'dl_x', state, attempts, created_at, next_attempt_at, fence
    FROM deliveries WHERE message_id = :message
"""
MASK_AGAIN = """
    INSERT INTO masked_addresses (local_part, pair_id, participant_id, created_at)
    SELECT :new, :pair, participant_id, created_at FROM masked_addresses WHERE local_part = :old
"""
PRIMARY_AGAIN = """
    INSERT INTO participant_addresses (id, participant_id, address, blind_index, is_primary, created_at)
    SELECT 'pa_x', participant_id, address, :blind, is_primary, created_at FROM participant_addresses
    WHERE participant_id = :person
"""
PAIR_AGAIN = """
    INSERT INTO pairs (id, key_id, group_id, mentor_id, student_id, status, paused_when_frozen,
        age_rule_lifted, created_at, version)
    SELECT 'pr_x', key_id, group_id, mentor_id, student_id, status, paused_when_frozen, age_rule_lifted, created_at, 1
    FROM pairs WHERE id = :pair
"""
STAFF_AGAIN = """
    INSERT INTO staff (id, email, blind_index, role, created_at, version)
    SELECT 's_x', email, blind_index, role, created_at, 1 FROM staff WHERE id = :staff
"""


def test_rows_that_contradict_the_rules_are_refused(story: Story, subtests: pytest.Subtests) -> None:  # B50, E24
    message, pair, other = story.arrive(), story.greta_and_tim, story.omar_and_tim
    mask = pair.student.masked_address.partition("@")[0]
    wrong: dict[str, tuple[str, dict[str, Any]]] = {
        "a state that is none": ("UPDATE messages SET state = 'lost' WHERE id = :id", {"id": message}),
        "a status that is none": ("UPDATE pairs SET status = 'ended' WHERE id = :id", {"id": pair.id}),
        "a message of no pair of ours": ("UPDATE messages SET pair_id = 'pr_x' WHERE id = :id", {"id": message}),
        "a message deleted below its body": ("DELETE FROM messages WHERE id = :id", {"id": message}),
        "a second open relay of a message": (RELAY_AGAIN, {"message": message}),
        "a mask that was given before": (MASK_AGAIN, {"new": mask, "old": mask, "pair": other.id}),
        "a second current mask": (MASK_AGAIN, {"new": "another", "old": mask, "pair": pair.id}),
        "a second primary address": (PRIMARY_AGAIN, {"person": pair.student.id, "blind": b"another"}),
        "the same open pair twice": (PAIR_AGAIN, {"pair": pair.id}),
        "two of the staff with one address": (STAFF_AGAIN, {"staff": story.staff(RUTH).id}),
    }
    for name, (statement, values) in wrong.items():
        with subtests.test(name):
            assert refused(story, statement, **values)


def test_two_claims_of_one_message_are_refused(story: Story) -> None:
    message, ruth = story.arrive(), story.staff(RUTH).id
    claim = "INSERT INTO message_claims (message_id, staff_id, claimed_at) SELECT id, :staff, received_at FROM messages"
    with story.program.store.engine.begin() as connection:
        connection.execute(text(claim), {"staff": ruth})
    assert refused(story, claim, staff=ruth)
    assert message
