"""`audit`: the log of everything that happened, and whether it and the records still agree."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.arguments import end_of, start_of
from relay.cli.context import program_of
from relay.cli.output import JsonOption, complain, print_json, print_table, say
from relay.cli.progress import progress_bar

if TYPE_CHECKING:
    from relay.service.audit_log import EventPage
    from relay.store.verification import Verification

audit = typer.Typer(help="The append-only log: list its events, or check it against the records.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(audit, name="audit")


@audit.command("verify")
def verify(context: typer.Context, as_json: JsonOption = False) -> None:
    """Check every event and every audited record: none changed, removed, inserted or out of order.

    Reads everything once; the relay may go on meanwhile. Exits with 1 and names each event or record
    that does not agree. Whoever holds the master key could forge what this checks.

    Example: mentor-relay audit verify
    """
    from relay.service.audit_log import count_events, verify_log

    with program_of(context) as program, progress_bar("events") as progress:
        total = count_events(program)
        found = verify_log(program, lambda done: progress(done, max(done, total)))
    _tell(found, as_json=as_json)
    if not found.passed:
        raise typer.Exit(1)


def _tell(found: "Verification", *, as_json: bool) -> None:
    if as_json:
        print_json({"passed": found.passed, "events": found.events, "rows": found.rows, "problems": found.problems})
    elif found.passed:
        say(f"{found.events:,} events and {found.rows:,} rows agree")
        return
    for problem in found.problems:
        complain(problem)


@audit.command("list")
def list_events(
    context: typer.Context,
    after: Annotated[int, typer.Option(metavar="N", min=0, help="Only events numbered above N.")] = 0,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="At most so many.")] = 100,
    action: Annotated[str | None, typer.Option(metavar="NAME", help="Only this action, as message.held.")] = None,
    subject: Annotated[str | None, typer.Option(metavar="ID", help="Only events about this record.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="On this day or later (UTC).")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="On this day or earlier (UTC); a time is exclusive.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List events in the order of the log; they hold ids, states and counts, never names or text.

    Example: mentor-relay audit list --subject m_01jd…
    Example: mentor-relay audit list --action message.released --since 2027-03-01
    """
    from relay.service import audit_log

    wanted = audit_log.EventFilter(
        action=action,
        subject=subject,
        since=start_of(since) if since is not None else None,
        until=end_of(until) if until is not None else None,
    )
    with program_of(context) as program:
        page = audit_log.list_events(program, None, wanted=wanted, after=after, limit=limit)
    if as_json:
        print_json(page)
        return
    _print(page)


def _print(page: "EventPage") -> None:
    rows = [
        [event.seq, event.at, event.actor, event.action, event.subject, json.dumps(event.details, ensure_ascii=False)]
        for event in page.items
    ]
    print_table(["number", "at", "by", "action", "about", "details"], rows, empty="no events")
    if page.next_after is not None:
        complain(f"There are more: --after {page.next_after}")
