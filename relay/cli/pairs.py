"""`pair`: who writes to whom, under which masked addresses, and whether mail passes."""

from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.arguments import everything
from relay.cli.context import program_of
from relay.cli.messages import in_a_line
from relay.cli.output import JsonOption, as_plain, complain, print_facts, print_json, print_table, say
from relay.model.pairing import PairEvent
from relay.model.people import PairStatus
from relay.model.staff import OPERATOR
from relay.model.supervision import Supervision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relay.service.pairs import PairDetail

pair = typer.Typer(help="Pairs of a mentor and a student, and their masked addresses.", no_args_is_help=True)

PairId = Annotated[str, typer.Argument(metavar="ID", help="As pair list shows it.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; stored for staff, shown to nobody else.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(pair, name="pair")


@pair.command("list")
def list_all(
    context: typer.Context,
    group: Annotated[str | None, typer.Option(help="Only of this group (name or id).")] = None,
    status: Annotated[PairStatus | None, typer.Option(help="Only with this status.")] = None,
    participant: Annotated[str | None, typer.Option(metavar="ID", help="Only of this participant.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List pairs. The masked address of a person is where the other one writes.

    Example: mentor-relay pair list --group "Spring 2027" --status pending
    """
    from relay.service.pairs import list_pairs

    with program_of(context) as program:
        pairs = list(
            everything(
                lambda page: list_pairs(program, OPERATOR, page, group=group, status=status, participant=participant)
            )
        )
    if as_json:
        print_json({"items": pairs})
        return
    print_table(
        ["id", "group", "status", "mentor", "seen as", "student", "seen as"],
        [
            [
                item.id,
                item.group,
                item.status,
                item.mentor.email,
                item.mentor.masked_address,
                item.student.email,
                item.student.masked_address,
            ]
            for item in pairs
        ],
        empty="There are no pairs yet: see mentor-relay import --help.",
    )


@pair.command("show")
def show(context: typer.Context, pair_id: PairId, as_json: JsonOption = False) -> None:
    """Show one pair: members, masks, supervision, the gates that are not met, and what holds all its mail now.

    Example: mentor-relay pair show pr_01jd…
    """
    from relay.service.holding import why_held
    from relay.service.pairs import get_pair

    with program_of(context) as program:
        found = get_pair(program, OPERATOR, pair_id)
        why = why_held(program, OPERATOR, pair_id)
    if as_json:
        fields = as_plain(found)
        assert isinstance(fields, dict)  # noqa: S101 - a view is an object
        print_json(fields | {"why_held": why})
        return
    _print_facts(found, [in_a_line(one) for one in why] or ["only a mail with a finding that holds"])


@pair.command("create")
def create(
    context: typer.Context,
    group: Annotated[str, typer.Option(help="The group, by name or id.")],
    mentor: Annotated[str, typer.Option(metavar="ID", help="The mentor's id.")],
    student: Annotated[str, typer.Option(metavar="ID", help="The student's id.")],
    as_json: JsonOption = False,
) -> None:
    """Pair a mentor and a student. The pair is pending, and takes no mail, until it is activated.

    Example: mentor-relay pair create --group "Spring 2027" --mentor p_01jd… --student p_01je…
    """
    from relay.service.pairs import create_pair

    with program_of(context) as program:
        made = create_pair(program, OPERATOR, group=group, mentor_id=mentor, student_id=student)
        _print_pair(made, as_json=as_json)


@pair.command("activate")
def activate(context: typer.Context, pair_id: PairId, as_json: JsonOption = False) -> None:
    """Open a pair for mail. Refused, with all that is missing on both sides, until every gate is met.

    Example: mentor-relay pair activate pr_01jd…
    """
    _step(context, PairEvent.ACTIVATE, pair_id, as_json=as_json)


@pair.command("pause")
def pause(context: typer.Context, pair_id: PairId, reason: Reason = "", as_json: JsonOption = False) -> None:
    """Pause a pair, visibly: the mentor's mail is refused in friendly words, the student's taken and held.

    Says how many mails were being delivered at that moment and may still arrive.

    Example: mentor-relay pair pause pr_01jd… --reason "mentor on leave until June"
    """
    _step(context, PairEvent.PAUSE, pair_id, reason, as_json=as_json)


@pair.command("freeze")
def freeze(context: typer.Context, pair_id: PairId, reason: Reason = "", as_json: JsonOption = False) -> None:
    """Freeze a pair, invisibly: mail of both is taken and held; neither notices.

    What is held in a frozen pair may be released by the safeguarding lead or an administrator.

    Example: mentor-relay pair freeze pr_01jd… --reason "concern of 3 March"
    """
    _step(context, PairEvent.FREEZE, pair_id, reason, as_json=as_json)


@pair.command("resume")
def resume(context: typer.Context, pair_id: PairId, reason: Reason = "", as_json: JsonOption = False) -> None:
    """Open a paused or frozen pair again. What was held meanwhile waits on for a monitor.

    One that was paused when it was frozen is paused again.

    Example: mentor-relay pair resume pr_01jd…
    """
    _step(context, PairEvent.RESUME, pair_id, reason, as_json=as_json)


@pair.command("close")
def close(context: typer.Context, pair_id: PairId, reason: Reason = "", as_json: JsonOption = False) -> None:
    """Close a pair for good. Other pairs of the same people stay as they are.

    Both are told in friendly words when they write; a student's mail of the first 30 days is taken
    and held. The masks are never given again.

    Example: mentor-relay pair close pr_01jd… --reason "end of the program"
    """
    _step(context, PairEvent.CLOSE, pair_id, reason, as_json=as_json)


@pair.command("set")
def set_supervision(
    context: typer.Context,
    pair_id: PairId,
    supervision: Annotated[Supervision, typer.Option(help="How closely the pair is watched.")],
    rationale: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")],
    n: Annotated[int | None, typer.Option("--n", help="With hold_first_n: how many first messages are held.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Set a pair's supervision: hold_all, hold_first_n or rules.

    This also lifts the rule that everything is held for a child under 13, or of unknown age. Other
    reasons to hold everything, as an open crisis, stay in force.

    Example: mentor-relay pair set pr_01jd… --supervision rules --rationale "age seen on the consent form: 15"
    """
    from relay.service.pairs import set_supervision as apply

    with program_of(context) as program:
        changed = apply(program, OPERATOR, pair_id, supervision=supervision, n=n, rationale=rationale)
        _print_pair(changed, as_json=as_json)


def _step(context: typer.Context, event: PairEvent, pair_id: str, reason: str = "", *, as_json: bool) -> None:
    from relay.service.pair_status import change_status

    with program_of(context) as program:
        outcome = change_status(program, OPERATOR, pair_id, event, reason=reason)
    if as_json:
        print_json(outcome)
        return
    say(f"{pair_id} is {outcome.pair.status}" + ("" if outcome.changed else " already"))
    if outcome.in_flight:
        say(f"{outcome.in_flight} mails were being delivered at that moment and may still arrive")
    if outcome.pair.status is PairStatus.ACTIVE:
        for lack in outcome.pair.lacks:
            complain(f"mail is held until this is met again: {lack}")


def _print_pair(view: "PairDetail", *, as_json: bool) -> None:
    if as_json:
        print_json(view)
    else:
        young = "every mail: the student is under 13 or of unknown age"
        _print_facts(view, [young] if view.supervision.age_rule else [])


def _print_facts(view: "PairDetail", held: "Sequence[str]") -> None:
    supervision = view.supervision
    setting = supervision.setting.value
    if supervision.setting is Supervision.HOLD_FIRST_N:
        setting += f" ({supervision.n})"
    print_facts(
        [
            ("id", view.id),
            ("group", view.group),
            ("status", view.status),
            ("reason", view.status_reason),
            ("mentor", f"{view.mentor_name} <{view.mentor.email}>, {view.mentor.id}"),
            ("  seen as", view.mentor.masked_address),
            ("student", f"{view.student_name} <{view.student.email}>, {view.student.id}"),
            ("  seen as", view.student.masked_address),
            ("supervision", f"{setting}, {'its own' if supervision.own else 'the default of its group'}"),
            ("rationale", supervision.rationale),
            *(("held now", line) for line in held),
            ("active since", view.activated_at),
            ("closed", view.closed_at),
        ]
    )
    for lack in view.lacks:
        say(f"lacks {lack}")
