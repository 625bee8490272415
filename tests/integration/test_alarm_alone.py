"""Old holds are looked for by one process at a time, and an alert that nobody hears is logged."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from relay.model.category import Severity
from relay.service import alarm
from relay.service.raising import Occasion, raise_alert
from tests.support.post_office import PostOffice, open_post_office


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(tmp_path, database_url) as opened:
        yield opened


async def test_an_alert_that_nobody_would_hear_is_logged_as_an_error(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = office.story.program
    monkeypatch.setattr(alarm, "staff_to_alert", lambda *_: [])
    with capture_logs() as logs, program.store.write() as unit:
        raised = raise_alert(unit, Occasion(unit.keyring.program_key_id), severity=Severity.HIGH)
        alarm.alert_old_holds(program, unit)
        assert alarm.send_due_alerts(program, unit) == 1
    (entry,) = [log for log in logs if log["event"] == "alert_unheard"]
    assert (entry["log_level"], entry["alert_id"]) == ("error", raised.id)
