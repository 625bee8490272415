"""`mentor-relay queue`: the monitor's work in a terminal."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.acting import ActingAs, LookingAs, StaffNames, decider, looker
from relay.cli.arguments import file_bytes
from relay.cli.context import program_of
from relay.cli.messages import print_delivered, print_detail, print_messages, print_original
from relay.cli.output import JsonOption, as_plain, cell, complain, print_json, say
from relay.model.category import Category, Severity
from relay.model.message import MessageState
from relay.model.page import DEFAULT_LIMIT, PageRequest
from relay.model.queue import MessageFilter, Sort

if TYPE_CHECKING:
    from relay.model.staff import StaffMember
    from relay.service.program import Program
    from relay.service.review.views import Decided, MessageItem

MessageId = Annotated[str, typer.Argument(metavar="MESSAGE", help="Id of the message (queue list).")]
Note = Annotated[str, typer.Option("--note", help="Why, for the record; the writer does not see it.")]
Redact = Annotated[
    list[str] | None,
    typer.Option("--redact", metavar="FINDING", help="Take this finding's text out (id); not one in a file."),
]
_FOR_NOBODY = (
    "Shown as to an administrator, whom a freeze does not stop: "
    "--as STAFF_EMAIL shows what stands against that person's release."
)
_CATEGORIES = f"In which this was found; one of {', '.join(Category)}."
Override = Annotated[bool, typer.Option("--override", help="Decide although somebody else has claimed it.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    queue = typer.Typer(no_args_is_help=True, help="The queue of held mail: read it and decide on it.")
    for name, command in (
        ("list", list_queue),
        ("show", show),
        ("preview", preview),
        ("attachment", attachment),
        ("release", release),
        ("reject", reject),
        ("discard", discard),
        ("flag", flag),
        ("remember-signature", remember_signature),
    ):
        queue.command(name)(command)
    app.add_typer(queue, name="queue")


def list_queue(  # noqa: PLR0913, PLR0917 - the options of one command
    context: typer.Context,
    state: Annotated[MessageState | None, typer.Option(help="Messages in this state.")] = None,
    group: Annotated[str | None, typer.Option(help="Of this group (name or id).")] = None,
    pair: Annotated[str | None, typer.Option(help="Of this pair (id).")] = None,
    category: Annotated[Category | None, typer.Option(metavar="CATEGORY", help=_CATEGORIES)] = None,
    min_severity: Annotated[Severity | None, typer.Option(help="At least this grave.")] = None,
    review: Annotated[bool, typer.Option("--review", help="Forwarded ones that wait for a look.")] = False,
    sort: Annotated[Sort | None, typer.Option(help="By default what is held by priority, else the newest.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = DEFAULT_LIMIT,
    acting_as: LookingAs = None,
    as_json: JsonOption = False,
) -> None:
    """List messages: what is held, the gravest first, unless asked otherwise.

    "categories" are what was found in it; "held for" tells where the pair, and not what is written, is
    the reason: its supervision, or that it is frozen. Why that is so: queue show, pair show.

    Example: mentor-relay queue list
    Example: mentor-relay queue list --state failed --json
    """
    from relay.service.scope import require_known

    wanted = MessageFilter(
        state=state or (None if review else MessageState.HELD),
        group=group,
        pair=pair,
        category=category,
        min_severity=min_severity,
        review_pending=review,
        sort=sort,
    )
    with program_of(context) as program:
        actor = looker(program, acting_as)
        require_known(program, actor, group=group, pair=pair)
        items = _items(program, actor, wanted, limit)
        names = StaffNames(program, actor, acting_as)
    if as_json:
        print_json({"items": items})
    else:
        print_messages(items, names)


def show(context: typer.Context, message: MessageId, acting_as: LookingAs = None, as_json: JsonOption = False) -> None:
    """Show a message with its findings and decisions. That it was read stands in the audit log.

    "pair now" tells what holds all mail of its pair at this moment: a freeze, supervision, a concern.

    Example: mentor-relay queue show m_01jd3x8a9v0000000000000001
    """
    from relay.service.holding import why_held
    from relay.service.review.reading import get_content, get_message

    with program_of(context) as program:
        actor = looker(program, acting_as)
        detail = get_message(program, actor, message)
        content = get_content(program, actor, message)
        why = why_held(program, actor, detail.item.pair_id) if detail.item.pair_id else ()
        names = StaffNames(program, actor, acting_as)
    if as_json:
        fields = as_plain(detail)
        assert isinstance(fields, dict)  # noqa: S101 - a view is an object
        print_json(fields.pop("item") | fields | {"why_held": why, "content": content})
        return
    print_detail(detail, why, names)
    print_original(content.original)
    if content.delivered is not None:
        print_delivered("As it was delivered", content.delivered)


def preview(
    context: typer.Context,
    message: MessageId,
    redact: Redact = None,
    acting_as: LookingAs = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a release would deliver now, and what stands against it. That it was read stands in the audit log.

    What stands against it depends on who releases: in a frozen pair a monitor may not, the safeguarding
    lead or an administrator may. --as asks for one of the staff; without it an administrator is meant.
    Exits with 1 if the message would not go out.

    Example: mentor-relay queue preview m_01jd3x8a9v0000000000000001 --redact f_01jd3x8a9v0000000000000006
    """
    from relay.service.holding import freeze_of
    from relay.service.review.preview import preview_release

    with program_of(context) as program:
        actor = looker(program, acting_as)
        shown = preview_release(program, actor, message, redact or ())
        frozen = freeze_of(program, actor, message)
    if as_json:
        print_json(shown)
    elif shown.delivered is not None:
        print_delivered("As it would be delivered", shown.delivered)
    if acting_as is None:
        complain(_FOR_NOBODY)
    if frozen is not None and shown.problem is None:
        complain(frozen.explanation)
    if shown.problem is not None:
        complain(shown.problem)
        raise typer.Exit(1)


def attachment(
    context: typer.Context,
    message: MessageId,
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="Number of the attachment (queue show).")],
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="Where to write it; must not exist yet.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
    acting_as: LookingAs = None,
    as_json: JsonOption = False,
) -> None:
    """Write an attached file as a release would deliver it. That it was looked at stands in the audit log.

    It is cleaned first: a picture without its place and camera, a document without its authors, names
    and addresses of the two masked. A file that cannot be cleaned (an archive, one with macros, an
    encrypted one) is not written, and the exit code is 1: a release would leave it out, too. With
    --json: its number, its safe name and type, its size, and where it is.

    FILE is readable by you alone and holds what somebody else sent: delete it when you have decided.

    Example: mentor-relay queue attachment m_01jd3x8a9v0000000000000001 1 --output picture.jpg
    """
    from relay.service.exporting.target import new_file
    from relay.service.review.attachments import get_attachment

    with program_of(context) as program:
        actor = looker(program, acting_as)
        with new_file(output, replace=force) as target:
            file = get_attachment(program, actor, message, number)
            target.write(file.content)
    size = len(file.content)
    if as_json:
        print_json({"n": file.n, "name": file.name, "type": file.type, "size": size, "output": str(output)})
    else:
        say(f"{output}  {cell(file.name)} ({file.type}), {size} bytes")


def release(
    context: typer.Context,
    message: MessageId,
    acting_as: ActingAs,
    redact: Redact = None,
    note: Note = "",
    override: Override = False,
    as_json: JsonOption = False,
) -> None:
    """Let a held message through; what is not safe to deliver stays out, with a note in its place.

    Example: mentor-relay queue release m_01jd3x8a9v0000000000000001 --as ruth@example.org
    """
    from relay.service.review import deciding

    with program_of(context) as program:
        actor = decider(program, acting_as)
        done = deciding.release(program, actor, message, note=note, redact=redact or (), override=override)
    _print_decided(done, as_json=as_json)


def reject(
    context: typer.Context,
    message: MessageId,
    reason: Annotated[str, typer.Option("--reason", help="What the writer is told, in plain words.")],
    acting_as: ActingAs,
    override: Override = False,
    as_json: JsonOption = False,
) -> None:
    """Give a held message back to its writer, with the reason. A crisis message needs two people.

    Example: mentor-relay queue reject m_01jd… --as ruth@example.org --reason "Please leave out your number."
    """
    from relay.service.review import deciding

    with program_of(context) as program:
        actor = decider(program, acting_as)
        done = deciding.reject(program, actor, message, reason=reason, override=override)
    _print_decided(done, as_json=as_json)


def discard(
    context: typer.Context,
    message: MessageId,
    acting_as: ActingAs,
    note: Note = "",
    override: Override = False,
    as_json: JsonOption = False,
) -> None:
    """Drop a held message and tell nobody; it stays archived. A crisis message needs two people.

    Example: mentor-relay queue discard m_01jd3x8a9v0000000000000001 --as ruth@example.org --note spam
    """
    from relay.service.review import deciding

    with program_of(context) as program:
        actor = decider(program, acting_as)
        done = deciding.discard(program, actor, message, note=note, override=override)
    _print_decided(done, as_json=as_json)


def flag(
    context: typer.Context,
    message: MessageId,
    label: Annotated[str, typer.Option("--label", help="A word or two, such as watch.")],
    acting_as: ActingAs,
    severity: Annotated[Severity | None, typer.Option(help="How grave it is.")] = None,
    note: Note = "",
    as_json: JsonOption = False,
) -> None:
    """Put a flag on a message.

    Example: mentor-relay queue flag m_01jd3x8a9v0000000000000001 --as ruth@example.org --label watch
    """
    from relay.service.review.flags import flag_message

    with program_of(context) as program:
        actor = decider(program, acting_as)
        put = flag_message(program, actor, message, label=label, severity=severity, note=note)
    if as_json:
        print_json(put)
    else:
        say(f"{put.id}  {cell(put.label)}")


def remember_signature(
    context: typer.Context,
    message: MessageId,
    acting_as: ActingAs,
    text: Annotated[str, typer.Option("--text", help="The lines, as they stand in the message.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Read the lines from here; - is standard input.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Remember lines of a message as its sender's signature: from now on they are cut, and do not hold.

    What is remembered, and how to take it back: signature list, signature forget.

    Example: mentor-relay queue remember-signature m_01jd… --as ruth@example.org --file signature.txt
    """
    from relay.service.review import signatures

    lines = _given_lines(text, file)
    with program_of(context) as program:
        done = signatures.remember_signature(program, decider(program, acting_as), message, lines)
    if as_json:
        print_json(done.signature)
    else:
        say(f"{done.signature.id}  {'remembered' if done.new else 'was remembered before'}")


def _given_lines(text: str, file: Path | None) -> str:
    """Return what --text or --file gives; raises a usage error unless it is exactly one of them."""
    if bool(text) == (file is not None):
        raise typer.BadParameter("give the lines with --text or with --file")
    if file is None:
        return text
    content = sys.stdin.buffer.read() if str(file) == "-" else file_bytes(file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file}: is not UTF-8") from None


def _items(program: "Program", actor: "StaffMember", wanted: MessageFilter, limit: int) -> "list[MessageItem]":
    from relay.model.page import MAX_LIMIT
    from relay.service.review.listing import list_messages

    found: list[MessageItem] = []
    cursor = None
    while len(found) < limit:
        page = PageRequest(min(MAX_LIMIT, limit - len(found)), cursor)
        shown = list_messages(program, actor, wanted, page)
        found += shown.items
        cursor = shown.next_cursor
        if cursor is None:
            break
    if cursor is not None:
        complain(f"more than {limit} messages: --limit shows more of them")
    return found


def _print_decided(done: "Decided", *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    if done.awaiting:
        say(f"{done.id}  {done.state}: a second person has to decide the same")
        return
    until = f", delivered after {_time(done.not_before)} UTC" if done.not_before else ""
    say(f"{done.id}  {done.state}{until}")


def _time(at: datetime) -> str:
    return at.strftime("%H:%M:%S")
