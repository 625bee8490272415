"""What commands print, for people and for programs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import typer

from relay.cli.app import exit_code
from relay.cli.arguments import end_of, everything
from relay.cli.output import as_plain, cell, print_facts, print_table
from relay.model.errors import (
    ConfigurationError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    RelayError,
    TemporaryError,
)
from relay.model.page import Page, PageRequest
from relay.model.people import PairStatus


@dataclass(frozen=True)
class View:
    """Something that a use case returns."""

    status: PairStatus
    at: datetime
    parts: tuple["View", ...] = ()


def test_views_become_plain_objects() -> None:
    noon_in_lima = datetime(2026, 11, 23, 12, tzinfo=timezone(-timedelta(hours=5)))
    inner = View(PairStatus.PAUSED, datetime(2026, 1, 2, tzinfo=UTC))

    assert as_plain(
        {"items": [View(PairStatus.ACTIVE, noon_in_lima, (inner,))], "file": Path("x"), "day": date(2026, 1, 2)}
    ) == {
        "items": [
            {
                "status": "active",
                "at": "2026-11-23T17:00:00Z",
                "parts": [{"status": "paused", "at": "2026-01-02T00:00:00Z", "parts": []}],
            }
        ],
        "file": "x",
        "day": "2026-01-02",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (3, "3"),
        (PairStatus.ACTIVE, "active"),
        (["a", "b"], "a, b"),
        (datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "2026-11-23 09:05"),
        ("Tim\x1b[31m\r\nTull", "Tim [31m  Tull"),
    ],
)
def test_a_cell_is_one_line_that_steers_no_terminal(value: object, text: str) -> None:
    assert cell(value) == text


def test_in_a_pipe_a_table_is_tab_separated_with_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["id", "name"], [["p_1", "Tim"], ["p_2", "Lucía"]])
    print_table(["id", "name"], [], empty="nobody")

    assert capsys.readouterr().out == "id\tname\np_1\tTim\np_2\tLucía\nid\tname\n"


def test_facts_leave_out_what_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    print_facts([("id", "p_1"), ("guardian", ""), ("status", PairStatus.ACTIVE)])

    assert capsys.readouterr().out == "id      p_1\nstatus  active\n"


def test_all_pages_of_a_list_are_read() -> None:
    pages = {None: Page((1, 2), "a"), "a": Page((3,), "b"), "b": Page((4,), None)}

    def page(wanted: PageRequest) -> Page[int]:
        return pages[wanted.cursor]

    assert list(everything(page)) == [1, 2, 3, 4]


def test_a_date_counts_to_its_end_and_a_time_is_that_moment() -> None:
    assert end_of("2027-06-30") == datetime(2027, 7, 1, tzinfo=UTC)
    assert end_of("2027-06-30T12:00:00+02:00") == datetime(2027, 6, 30, 10, tzinfo=UTC)
    for wrong in ("30.6.2027", "soon", ""):
        with pytest.raises(typer.BadParameter):
            end_of(wrong)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInputError("not a mail address"), 2),
        (ConfigurationError("relay.domain: wrong"), 1),
        (NotFoundError("there is no such pair"), 1),
        (ConflictError("closed"), 1),
        (TemporaryError("later"), 1),
    ],
)
def test_wrong_use_is_told_from_failure(error: RelayError, code: int) -> None:
    assert exit_code(error) == code
