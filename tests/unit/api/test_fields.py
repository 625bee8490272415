"""Single fields are strict on the way in and printable on the way out."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from admin_api.schemas.cases import ConcernBody
from admin_api.schemas.exports import ExportBody
from admin_api.schemas.messages import Attachment
from admin_api.schemas.people import GroupBody, ParticipantPatch
from relay.model.category import Severity


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T12:00:00Z", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("2026-11-23T12:00:00.5+01:00", datetime(2026, 11, 23, 11, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-23T12:00:00-00:00", datetime(2026, 11, 23, 12, tzinfo=UTC)),
    ],
)
def test_a_time_with_its_zone_is_turned_to_utc(text: str, moment: datetime) -> None:
    since = ExportBody.model_validate({"since": text}).since
    assert since == moment
    assert since is not None
    assert since.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T12:00:00",
        "2026-11-23 12:00:00Z",
        "2026-11-23T12:00Z",
        "2026-02-30T12:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "٢٠٢٦-11-23T12:00:00Z",
        1763899200,
        1.5,
        True,
        "",
    ],
)
def test_anything_else_is_no_time(value: object) -> None:
    with pytest.raises(ValidationError):
        ExportBody.model_validate({"since": value})


def test_words_of_a_closed_set_are_read_from_text_alone() -> None:
    assert ConcernBody.model_validate({"summary": "s", "severity": "low"}).severity is Severity.LOW
    for value in ("LOW", 1, None, ["low"]):
        with pytest.raises(ValidationError):
            ConcernBody.model_validate({"summary": "s", "severity": value})


def test_numbers_are_numbers() -> None:
    for value in ("5", 5.0, True, 0, 10**30):
        with pytest.raises(ValidationError):
            GroupBody.model_validate({"name": "Lakeside", "n": value})


def test_a_patch_tells_what_is_left_out_from_what_is_emptied() -> None:
    changes = ParticipantPatch.model_validate({"birth_year": None, "guardian_email": "pat@home.example"}).changes()
    assert (changes.birth_year, changes.guardian_email, changes.given_name) == ("", "pat@home.example", None)


def test_half_characters_of_odd_mail_are_shown_as_replaced() -> None:
    shown = Attachment.model_validate({"name": "a\udcff.pdf", "type": "x/y", "size": 1})
    assert shown.name == "a\ufffd.pdf"
    assert shown.model_dump_json()
