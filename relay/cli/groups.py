"""`group`: classes or cohorts with their own monitors and settings."""

from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.context import program_of
from relay.cli.output import JsonOption, print_json, print_table
from relay.model.staff import OPERATOR
from relay.model.supervision import Supervision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relay.service.groups import GroupView

group = typer.Typer(help="Groups: classes or cohorts with their own monitors and settings.", no_args_is_help=True)

Language = Annotated[str | None, typer.Option(help="Of the group, as en or es.")]
Setting = Annotated[Supervision | None, typer.Option(help="Default of its pairs; rules if nothing is said.")]
FirstN = Annotated[int | None, typer.Option("--n", help="With hold_first_n: how many first messages are held.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(group, name="group")


@group.command("list")
def list_all(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the groups.

    Example: mentor-relay group list
    """
    from relay.service.groups import list_groups

    with program_of(context) as program:
        groups = list_groups(program, OPERATOR)
    if as_json:
        print_json({"items": groups})
    else:
        _print_groups(groups)


@group.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As policy.toml may name it.")],
    supervision: Setting = None,
    n: FirstN = None,
    language: Language = None,
    as_json: JsonOption = False,
) -> None:
    """Add a group. An import makes the groups that it names by itself.

    Example: mentor-relay group add "Spring 2027" --supervision hold_first_n --n 3
    """
    from relay.service.groups import GroupSettings, add_group

    with program_of(context) as program:
        made = add_group(program, OPERATOR, name, GroupSettings(language, supervision, n))
    _print_one(made, as_json=as_json)


@group.command("set")
def set_group(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name or id.")],
    supervision: Setting = None,
    n: FirstN = None,
    language: Language = None,
    as_json: JsonOption = False,
) -> None:
    """Change a group's settings; they apply from the next decision on.

    Example: mentor-relay group set "Spring 2027" --supervision hold_all
    """
    from relay.service.groups import GroupSettings, change_group

    changes = GroupSettings(language, supervision, n)
    if changes == GroupSettings():
        raise typer.BadParameter("say what to set: --supervision, --n or --language")
    with program_of(context) as program:
        changed = change_group(program, OPERATOR, name, changes)
    _print_one(changed, as_json=as_json)


def _print_one(view: "GroupView", *, as_json: bool) -> None:
    if as_json:
        print_json(view)
    else:
        _print_groups([view])


def _print_groups(groups: "Sequence[GroupView]") -> None:
    rows = [
        [
            view.id,
            view.name,
            view.language,
            view.supervision,
            view.supervision_n if view.supervision is Supervision.HOLD_FIRST_N else "",
        ]
        for view in groups
    ]
    print_table(["id", "name", "language", "supervision", "n"], rows, empty="There are no groups yet.")
