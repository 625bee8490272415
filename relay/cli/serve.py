"""`mentor-relay serve`: runs the roles in one tree of processes until it is told to end."""

from typing import Annotated

import typer

from relay.cli.context import settings_of
from relay.model.roles import ServerRole


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    role: Annotated[
        list[ServerRole] | None, typer.Option("--role", help="Run this role alone; may be given several times.")
    ] = None,
    until_eof: Annotated[bool, typer.Option("--until-eof", hidden=True)] = False,
) -> None:
    """Run the relay: take mail, scan it, deliver it, and answer the API.

    Prints the word ready on a line of its own when everything listens. SIGTERM or Ctrl-C drains
    what is in flight and ends with 0.

    Example: mentor-relay serve

    Example: mentor-relay serve --role smtp --role scan
    """
    from relay.cli.supervision import start

    start(settings_of(context), frozenset(role) if role else frozenset(ServerRole), until_eof=until_eof)
