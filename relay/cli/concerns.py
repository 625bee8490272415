"""`mentor-relay concern`: what was raised about a pair or the program, until it is closed."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.acting import ActingAs, LookingAs, StaffNames, decider, looker
from relay.cli.arguments import everything
from relay.cli.context import program_of
from relay.cli.output import JsonOption, cell, print_facts, print_json, print_table, say

if TYPE_CHECKING:
    from relay.service.concerns import ConcernView

concern = typer.Typer(
    no_args_is_help=True, help="Concerns: a cry for help, a mail to concern@, something that staff raised."
)

ConcernId = Annotated[str, typer.Argument(metavar="ID", help="As concern list shows it.")]


class Standing(StrEnum):
    """Which concerns are listed."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(concern, name="concern")


@concern.command("list")
def list_all(
    context: typer.Context,
    status: Annotated[Standing, typer.Option(help="Open ones, closed ones, or all.")] = Standing.OPEN,
    group: Annotated[str | None, typer.Option(help="Of this group (name or id).")] = None,
    pair: Annotated[str | None, typer.Option(metavar="ID", help="About this pair.")] = None,
    acting_as: LookingAs = None,
    as_json: JsonOption = False,
) -> None:
    """List concerns, the newest first. "holds" tells whether all mail of the pair is held while it is open.

    Example: mentor-relay concern list
    Example: mentor-relay concern list --status all --pair pr_01jd…
    """
    from relay.service.concerns import list_concerns
    from relay.service.scope import require_known

    word = None if status is Standing.ALL else status.value
    with program_of(context) as program:
        actor = looker(program, acting_as)
        require_known(program, actor, group=group, pair=pair)
        found = list(everything(lambda page: list_concerns(program, actor, page, status=word, group=group, pair=pair)))
    if as_json:
        print_json({"items": found})
        return
    columns = ("id", "status", "severity", "opened", "from", "group", "pair", "message", "holds", "summary")
    print_table(columns, (_row(one) for one in found), empty="no concern is open" if word == "open" else "none")


@concern.command("show")
def show(
    context: typer.Context, concern_id: ConcernId, acting_as: LookingAs = None, as_json: JsonOption = False
) -> None:
    """Show a concern with its notes. That it was read stands in the audit log.

    Example: mentor-relay concern show c_01jd…
    """
    from relay.service.concerns import get_concern

    with program_of(context) as program:
        actor = looker(program, acting_as)
        found = get_concern(program, actor, concern_id)
        names = StaffNames(program, actor, acting_as)
    if as_json:
        print_json(found)
    else:
        _print(found, names)


@concern.command("note")
def note(
    context: typer.Context,
    concern_id: ConcernId,
    acting_as: ActingAs,
    text: Annotated[str, typer.Option("--text", help="What was done or learnt; it is never changed.")],
    as_json: JsonOption = False,
) -> None:
    """Add a note to a concern, open or closed.

    Example: mentor-relay concern note c_01jd… --as ruth@example.org --text "Called the school counsellor."
    """
    from relay.service.concerns import add_note

    with program_of(context) as program:
        added = add_note(program, decider(program, acting_as), concern_id, text=text)
    if as_json:
        print_json(added)
    else:
        say(f"{added.id}  noted")


@concern.command("close")
def close(
    context: typer.Context,
    concern_id: ConcernId,
    acting_as: ActingAs,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is over; kept for staff.")],
    as_json: JsonOption = False,
) -> None:
    """Close a concern for good, with the reason. If it held its pair's mail, it does so no longer.

    What was held meanwhile waits on for a monitor (queue list), and a pair that was frozen stays so
    until it is opened again (pair resume).

    Example: mentor-relay concern close c_01jd… --as ruth@example.org --reason "Talked to the family; no danger."
    """
    from relay.service.concerns import close_concern

    with program_of(context) as program:
        closed = close_concern(program, decider(program, acting_as), concern_id, reason=reason)
    if as_json:
        print_json(closed)
        return
    freed = ": its pair's mail is no longer held for it" if closed.holds_pair else ""
    say(f"{closed.id} is closed{freed}")


def _row(view: "ConcernView") -> tuple[object, ...]:
    return (
        view.id,
        view.status,
        view.severity,
        view.opened_at,
        view.source,
        view.group,
        view.pair_id,
        view.message_id,
        _holds(view),
        view.summary,
    )


def _holds(view: "ConcernView") -> bool:
    return view.holds_pair and view.status == Standing.OPEN


def _print(view: "ConcernView", names: StaffNames) -> None:
    print_facts(
        (
            ("concern", view.id),
            ("status", view.status),
            ("severity", view.severity),
            ("from", view.source),
            ("group", view.group),
            ("pair", view.pair_id),
            ("participant", view.participant_id),
            ("message", view.message_id),
            ("holds", "all mail of the pair is held while it is open" if _holds(view) else ""),
            ("summary", view.summary),
            ("opened", view.opened_at),
            ("  by", names.of(view.opened_by)),
            ("closed", view.closed_at),
            ("  by", names.of(view.closed_by)),
            ("  because", view.close_reason),
        )
    )
    if view.notes:
        say()
        print_table(("noted", "by", "text"), ((n.written_at, names.of(n.staff_id), cell(n.text)) for n in view.notes))
