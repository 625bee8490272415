"""The page of all commands."""

from pathlib import Path

from relay.cli.reference import render_reference

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


def headings(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.startswith("#")}


def test_the_page_names_every_command_that_there_is() -> None:
    """Renew it with `python -m relay.cli.reference > docs/commands.md`."""
    assert headings(PAGE.read_text(encoding="utf-8")) == headings(render_reference())


def test_every_command_has_an_example_and_says_what_its_options_do() -> None:
    sections = render_reference().split("\n## ")[1:]

    for section in sections:
        name = section.splitlines()[0]
        assert "```sh" in section, name
