"""`init` and `check-config`: making a relay, and checking what was written for it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from relay.cli.context import config_of
from relay.cli.output import JsonOption, complain, print_json, say


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("init")(init)
    app.command("check-config")(check_config)


def init(
    directory: Annotated[
        Path, typer.Option("--dir", metavar="D", help="Where the relay is to stand; made if it is not there.")
    ] = Path(),
    domain: Annotated[
        str | None,
        typer.Option("--domain", metavar="D", help="Domain of the masked addresses, such as mail.example.org."),
    ] = None,
    program: Annotated[
        str | None, typer.Option("--program", metavar="NAME", help="Name of the mentoring program, as people see it.")
    ] = None,
) -> None:
    """Make a new relay: relay.toml, policy.toml, keys and the database.

    Nothing is overwritten: where a relay stands already, nothing happens and the exit code is 1.
    The master key (keys/master.key) opens everything that is stored: keep a copy of it elsewhere.

    Example: mentor-relay init --dir /etc/mentor-relay --domain mail.example.org --program "Bridges"
    """
    from relay.service.initialise import initialise

    new = initialise(directory, os.environ, domain=domain, program=program)
    say(f"A new relay stands in {new.directory}.")
    say()
    say(f"  settings  {new.settings_file}")
    say(f"  policy    {new.policy_file}")
    say(f"  database  {new.database}, ready")
    say(f"  keys      {new.keys}: without them nothing that is stored can be read; keep a copy elsewhere")
    say()
    at = f"mentor-relay --config {new.settings_file}"
    say("Next:")
    say(f"  {at} check-config")
    say(f"  {at} staff add you@example.org --role administrator")
    say(f"  {at} staff token you@example.org")
    say(f"  {at} serve")


def check_config(context: typer.Context, as_json: JsonOption = False) -> None:
    """Check relay.toml, policy.toml and the mail templates; print every error with file and key.

    Nothing is opened or changed: neither database nor network. Exits with 1 if anything is wrong.

    Example: mentor-relay --config /etc/mentor-relay/relay.toml check-config
    """
    from relay.service.configuration_check import check_configuration

    checked = check_configuration(config_of(context), os.environ, Path.cwd())
    if as_json:
        print_json(checked)
    else:
        for error in checked.errors:
            complain(f"error: {error}")
        for warning in checked.warnings:
            complain(f"warning: {warning}")
        if not checked.errors:
            say(f"{checked.file}: in order")
    if checked.errors:
        raise typer.Exit(1)
