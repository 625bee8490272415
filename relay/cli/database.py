"""`db`: the migrations of the relay's database."""

import os
from dataclasses import asdict

import typer

from relay.cli.context import settings_of
from relay.cli.output import JsonOption, print_facts, print_json, say

db = typer.Typer(help="Bring the database to this release, or show where it stands.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(db, name="db")


@db.command("upgrade")
def upgrade(context: typer.Context) -> None:
    """Bring database and key store to this release. Repeated, it is harmless.

    Stop the server and make a backup before a new release; after it, run this once.

    Example: mentor-relay db upgrade
    """
    from relay.service.database import upgrade_database

    say(f"The database is at revision {upgrade_database(settings_of(context), os.environ)}.")


@db.command("current")
def current(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the revision of the database, and the one that this release needs; exits with 1 where they differ.

    Example: mentor-relay db current
    """
    from relay.service.database import database_revision

    revision = database_revision(settings_of(context))
    if as_json:
        print_json(revision)
    else:
        print_facts(asdict(revision).items())
    if not revision.up_to_date:
        raise typer.Exit(1)
