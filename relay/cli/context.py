"""What every command needs: the configuration that was asked for, and the program it describes."""

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relay.config.settings import Settings
    from relay.service.program import Program


@dataclass(frozen=True, slots=True)
class Globals:
    """The options that stand before the command."""

    config: Path | None = None


def config_of(context: typer.Context) -> Path | None:
    """Return the file that --config names, if it was given."""
    found = context.find_object(Globals)
    return found.config if found is not None else None


def settings_of(context: typer.Context) -> "Settings":
    """Return the settings of --config, the environment or the usual places; raises ConfigurationError."""
    from relay.config.settings import load_settings

    return load_settings(config_of(context), os.environ, Path.cwd())


@contextmanager
def program_of(context: typer.Context) -> "Iterator[Program]":
    """Open the program for the time of a command; raises ConfigurationError, TemporaryError."""
    from relay.config.log import configure_logging
    from relay.service.opening import open_program

    settings = settings_of(context)
    configure_logging(sys.stderr, environ=os.environ)
    program = open_program(settings, os.environ)
    try:
        yield program
    finally:
        program.close()
