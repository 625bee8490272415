"""The ``mentor-relay`` command: its global options, its commands, and how it fails.

Exit codes: 0 done; 1 what was asked for failed, or a check found something; 2 wrong use. Errors
go to stderr; one that nobody foresaw is told without its text, which may quote a mail.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from relay import __version__
from relay.cli import (
    audit,
    concerns,
    database,
    demo,
    export,
    groups,
    pairs,
    people,
    policies,
    queue,
    scan,
    serve,
    setup,
    signatures,
    staff,
)
from relay.cli.context import Globals
from relay.cli.output import complain, say
from relay.model.errors import ConfigurationError, InvalidInputError, RelayError
from relay.scanning import matrix_library

NAME = "mentor-relay"
DEBUG_VARIABLE = "MENTOR_RELAY_DEBUG"

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130  # as shells say it: 128 and SIGINT

_EXAMPLE = "Example:"


# What Typer says of a wrong value are pydantic's words, which are for programmers.
_ITS_WORDS = "Value error, "
_NO_NUMBER = "Input should be a valid integer"


class _Commands(TyperGroup):
    """All commands; a wrong value of one of their options is told in plain words."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own copy of click has no public types
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = _plain(wrong.message)
            raise


def _plain(message: str) -> str:
    return "a whole number is wanted" if message.startswith(_NO_NUMBER) else message.removeprefix(_ITS_WORDS)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"{NAME} {__version__}")
        raise typer.Exit


def _global_options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="PATH",
            help="relay.toml; by default $MENTOR_RELAY_CONFIG, ./relay.toml or /etc/mentor-relay/relay.toml.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Mentor Relay: a safe, moderated e-mail relay between mentors and students.

    Each of a pair writes to a masked address; the relay scans every mail, holds what staff should
    see first, and forwards the rest without either's name, address or headers.

    Start with: mentor-relay init, then mentor-relay serve. Every command has a --help with an example.
    """
    del version
    context.obj = Globals(config)


def build_app() -> typer.Typer:
    """Return the application with all commands."""
    app = typer.Typer(
        name=NAME,
        cls=_Commands,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_global_options)
    work = (queue, signatures, concerns)
    for module in (setup, serve, people, pairs, groups, staff, *work, scan, policies, export, audit, database, demo):
        module.register(app)
    return app


def main() -> None:
    """Run the command line and exit."""
    for name, value in matrix_library.settings(os.environ).items():  # before the library reads them
        os.environ.setdefault(name, value)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    command = get_command(build_app())
    _keep_examples(command)
    try:
        command(prog_name=NAME)
    except RelayError as error:
        _tell(error)
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001 - the last place: its text may quote a mail
        _tell_unexpected(error)
        sys.exit(FAILED)


def exit_code(error: RelayError) -> int:
    """Return 2 for wrong use, 1 for what failed."""
    wrong_use = isinstance(error, InvalidInputError) and not isinstance(error, ConfigurationError)
    return WRONG_USE if wrong_use else FAILED


def _tell(error: RelayError) -> None:
    for line in str(error).splitlines():
        complain(f"{NAME}: {line}")


def _tell_unexpected(error: Exception) -> None:
    if os.environ.get(DEBUG_VARIABLE, "") not in {"", "0"}:
        raise error
    complain(f"{NAME}: unexpected trouble ({type(error).__name__}); {DEBUG_VARIABLE}=1 shows where, and may quote mail")


def _keep_examples(command: Any) -> None:  # noqa: ANN401 - Typer's own copy of click has no public types
    """Keep each example of a help text on a line of its own; click would join them to a paragraph."""
    if command.help:
        lines = command.help.splitlines()
        for number, line in enumerate(lines):
            if line.strip().startswith(_EXAMPLE) and not (number and lines[number - 1].strip().startswith(_EXAMPLE)):
                lines[number] = f"\b\n{line}"
        command.help = "\n".join(lines)
    for inner in getattr(command, "commands", {}).values():
        _keep_examples(inner)
