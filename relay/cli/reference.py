"""The page of all commands (docs/commands.md), made from their help: `python -m relay.cli.reference`."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from relay.cli.app import NAME, build_app
from relay.cli.output import say

_INTRODUCTION = f"""\
# Commands

`{NAME} [--config PATH] COMMAND`, or `python -m relay`. The configuration is that of `--config`,
of `$MENTOR_RELAY_CONFIG`, `./relay.toml` or `/etc/mentor-relay/relay.toml`, in this order.

Exit codes: 0 done; 1 what was asked for failed, or a check found something; 2 wrong use. Errors go
to stderr. Every command that prints data takes `--json`; in a pipe, tables are tab-separated.

This page is made by `python -m relay.cli.reference > docs/commands.md`.
"""


def render_reference() -> str:
    """Return the page, in Markdown."""
    return "\n".join([_INTRODUCTION, *_sections(get_command(build_app()), NAME)])


def _sections(command: Any, words: str) -> Iterator[str]:  # noqa: ANN401 - Typer's own copy of click has no public types
    for name, inner in getattr(command, "commands", {}).items():
        if inner.hidden:
            continue
        yield from _section(inner, f"{words} {name}")
        yield from _sections(inner, f"{words} {name}")


def _section(command: Any, words: str) -> Iterator[str]:  # noqa: ANN401 - as above
    level = "##" if words.count(" ") == 1 else "###"
    yield f"{level} {words.removeprefix(f'{NAME} ')}\n"
    yield from _paragraphs(command.help or "")
    parameters = [line for parameter in command.params if (line := _parameter(parameter))]
    if parameters:
        yield "\n".join(parameters) + "\n"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.replace("\b", "").strip().split("\n\n"):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if lines and lines[0].startswith("Example:"):
            examples = " ".join(lines).split("Example:")[1:]
            yield "```sh\n" + "\n".join(example.strip() for example in examples) + "\n```\n"
        else:
            yield "\n".join(lines) + "\n"


def _parameter(parameter: Any) -> str:  # noqa: ANN401 - as above
    if getattr(parameter, "hidden", False) or "--help" in parameter.opts:
        return ""
    is_option = parameter.param_type_name == "option"
    name = " / ".join(f"`{word}`" for word in (*parameter.opts, *parameter.secondary_opts))
    shown = name if is_option else f"`{parameter.metavar or parameter.name.upper()}`"
    needed = " (required)" if is_option and parameter.required else ""
    text = getattr(parameter, "help", "") or ""
    return f"- {shown}{needed}" + (f": {text}" if text else "")


if __name__ == "__main__":
    say(render_reference().rstrip())
