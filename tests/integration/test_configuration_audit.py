"""The audit log says since when the relay runs with which policy and settings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relay.config.policy import PolicySet
from relay.service.configuration_audit import record_configuration
from relay.service.program import Program
from relay.store.schema import AuditEvent
from tests.support.review_story import tell_story


@pytest.fixture
def program(tmp_path: Path, database_url: str) -> Iterator[Program]:
    told = tell_story(tmp_path, database_url)
    yield told.program
    told.program.close()


def recorded(program: Program) -> list[dict[str, Any]]:
    with program.store.read() as session:
        events = session.query(AuditEvent).filter_by(action="program.configured").order_by("tick")
        return [event.details for event in events]


def with_policy(program: Program, version: str) -> Program:
    return replace(program, policies=PolicySet(replace(program.policies.default, version=version)))


def with_delivery(program: Program, **changed: object) -> Program:
    delivery = program.settings.delivery.model_copy(update=changed)
    return replace(program, settings=program.settings.model_copy(update={"delivery": delivery}))


def test_a_start_with_what_was_recorded_last_adds_nothing(program: Program) -> None:
    assert record_configuration(program)
    assert not record_configuration(program)
    (event,) = recorded(program)
    assert event["policy_version"] == program.policies.default.version


def test_another_policy_and_going_back_to_the_first_are_both_recorded(program: Program) -> None:
    for one in (program, with_policy(program, "second"), program):
        assert record_configuration(one)
    assert [event["policy_version"] for event in recorded(program)] == ["test", "second", "test"]


def test_a_changed_setting_is_recorded_without_what_it_says(program: Program) -> None:
    record_configuration(program)
    assert record_configuration(with_delivery(program, smarthost="mail.elsewhere.example"))
    first, second = recorded(program)
    assert first["settings"] != second["settings"]
    assert "elsewhere" not in str(second)
