"""`staff`: monitors, leads, administrators, evaluators and auditors, and their tokens."""

from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.context import program_of
from relay.cli.output import JsonOption, complain, print_json, print_table, say
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relay.service.staff import StaffView

staff = typer.Typer(help="Who of the staff may see and decide what.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Their address (or id).")]
Groups = Annotated[
    list[str] | None, typer.Option("--group", metavar="G", help="A group they see; may be given several times.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(staff, name="staff")


@staff.command("add")
def add(
    context: typer.Context,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Alerts and notices go there.")],
    role: Annotated[StaffRole, typer.Option(help="What they may do.")],
    group: Groups = None,
    as_json: JsonOption = False,
) -> None:
    """Add a member of staff; one who was disabled comes back.

    A monitor without a group sees nothing; the other roles without one see all groups. Then make a
    token with: mentor-relay staff token EMAIL

    Example: mentor-relay staff add ruth@example.org --role monitor --group "Spring 2027"
    """
    from relay.service.staff import add_staff

    with program_of(context) as program:
        made = add_staff(program, OPERATOR, email, role, group or ())
    _print_one(made, as_json=as_json)
    if made.role is StaffRole.MONITOR and not made.groups:
        complain("A monitor without a group sees nothing: give one with mentor-relay staff set … --group")


@staff.command("set")
def set_staff(
    context: typer.Context,
    email: Email,
    role: Annotated[StaffRole | None, typer.Option(help="The new role.")] = None,
    group: Groups = None,
    no_groups: Annotated[bool, typer.Option("--no-groups", help="Take all groups away.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Change the role or the groups of a member of staff; --group names all they are to have.

    Example: mentor-relay staff set ruth@example.org --group "Spring 2027" --group "Autumn 2027"
    """
    from relay.service.staff import change_staff

    if (role is None and not group and not no_groups) or (group and no_groups):
        raise typer.BadParameter("say what to set: --role, --group (several times) or --no-groups")
    groups = () if no_groups else group
    with program_of(context) as program:
        _print_one(change_staff(program, OPERATOR, email, role=role, groups=groups or None), as_json=as_json)


@staff.command("token")
def token(
    context: typer.Context,
    email: Email,
    replace: Annotated[bool, typer.Option("--replace", help="Revoke their earlier tokens.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a token for the API. It is shown this once; only a digest of it is stored.

    Example: mentor-relay staff token ruth@example.org --replace
    """
    from relay.service.staff import issue_token

    with program_of(context) as program:
        made = issue_token(program, OPERATOR, email, replace=replace)
    if as_json:
        print_json(made)
        return
    say(made.token)
    complain("Keep it like a password; it is not shown again. Use: Authorization: Bearer TOKEN")


@staff.command("list")
def list_all(context: typer.Context, as_json: JsonOption = False) -> None:
    """List all staff.

    Example: mentor-relay staff list
    """
    from relay.service.staff import list_staff

    with program_of(context) as program:
        people = list_staff(program, OPERATOR)
    if as_json:
        print_json({"items": people})
    else:
        _print_staff(people)


@staff.command("disable")
def disable(context: typer.Context, email: Email, as_json: JsonOption = False) -> None:
    """Shut a member of staff out: their tokens stop working at once; what they did stays on record.

    Example: mentor-relay staff disable ruth@example.org
    """
    from relay.service.staff import disable_staff

    with program_of(context) as program:
        _print_one(disable_staff(program, OPERATOR, email), as_json=as_json)


@staff.command("conflict")
def conflict(
    context: typer.Context,
    email: Email,
    participant: Annotated[str, typer.Option(metavar="ID", help="The participant's id.")],
    remove: Annotated[bool, typer.Option("--remove", help="There is no conflict any more.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Note that somebody must neither see nor judge the pairs of a participant: kin, friends.

    A member of staff who is a mentor too needs no entry: the address tells.

    Example: mentor-relay staff conflict ruth@example.org --participant p_01jd…
    """
    from relay.service.staff import set_conflict

    with program_of(context) as program:
        changed = set_conflict(program, OPERATOR, email, participant, present=not remove)
    _print_one(changed, as_json=as_json)


def _print_one(view: "StaffView", *, as_json: bool) -> None:
    if as_json:
        print_json(view)
    else:
        _print_staff([view])


def _print_staff(people: "Sequence[StaffView]") -> None:
    rows = [
        [person.id, person.email, person.role, person.groups, person.conflicts, "disabled" if person.disabled else ""]
        for person in people
    ]
    columns = ["id", "email", "role", "groups", "conflicts", ""]
    print_table(columns, rows, empty="There is no staff yet: see mentor-relay staff add --help.")
