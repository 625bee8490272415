"""What the bench of masking answers to rows that it does not have."""

import sys

import pytest

from bench.masking import main


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--only", "nothing"], 'no row is called like "nothing"; there are 2 KB, plain; '),
        (["--only", "nothing", "--json"], 'no row is called like "nothing"'),
        (["--runs", "0"], "--runs: at least 1"),
    ],
)
def test_wrong_use_is_said_before_anything_is_measured(
    arguments: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["masking", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
