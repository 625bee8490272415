"""The command that shows mails of the corpus and accepts what comes out: it names what it does not know."""

import pytest

from tests.support.corpus import ROOT, cases, main

NAME = cases()[0].name


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that is wrong use; return what it says."""
    before = {path: path.stat().st_mtime_ns for path in ROOT.rglob("*")}
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert {path: path.stat().st_mtime_ns for path in ROOT.rglob("*")} == before
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize("command", ["show", "accept", "status"])
def test_a_name_that_is_unknown_is_said_with_one_that_is_near(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused([command, NAME, f"{NAME}x"], capsys)
    assert f"no mail of the corpus is called {NAME}x; there is {NAME}" in said
    assert "no mail of the corpus is called qqqq\n" in refused([command, "qqqq"], capsys)


def test_an_unknown_command_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "invalid choice" in refused(["acept", NAME], capsys)


def test_all_are_accepted_only_when_all_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "name the mails that you have looked at, or say --all" in refused(["accept"], capsys)
    assert "names or --all, not both" in refused(["accept", NAME, "--all"], capsys)


def test_a_mail_is_shown_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", NAME]) == 0
    assert f"===== {NAME}: " in capsys.readouterr().out


def test_nothing_waits_to_be_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == ""
