"""`mentor-relay signature`: the lines that are cut from what a participant writes, looked at and forgotten."""

from typing import Annotated

import typer

from relay.cli.acting import ActingAs, LookingAs, StaffNames, decider, looker
from relay.cli.context import program_of
from relay.cli.output import JsonOption, print_json, print_table, say

signature = typer.Typer(
    no_args_is_help=True, help="Remembered signatures: list them and forget them (queue remember-signature adds one)."
)

ParticipantId = Annotated[str, typer.Argument(metavar="PARTICIPANT", help="Id of the participant (participant list).")]
SignatureId = Annotated[str, typer.Argument(metavar="SIGNATURE", help="Id of the signature (signature list).")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(signature, name="signature")


@signature.command("list")
def list_all(
    context: typer.Context, participant: ParticipantId, acting_as: LookingAs = None, as_json: JsonOption = False
) -> None:
    """List what is remembered of a participant, the oldest first; a slash stands between lines.

    That it was read stands in the audit log. Nothing is listed to whoever may see no mail of that person.

    Example: mentor-relay signature list p_01jd…
    """
    from relay.service.review.signatures import list_signatures

    with program_of(context) as program:
        actor = looker(program, acting_as)
        found = list_signatures(program, actor, participant)
        names = StaffNames(program, actor, acting_as)
    if as_json:
        print_json({"items": found})
        return
    print_table(
        ["id", "message", "remembered by", "at", "text"],
        [
            [one.id, one.message_id, names.of(one.remembered_by), one.remembered_at, " / ".join(one.text.split("\n"))]
            for one in found
        ],
        empty="Nothing is remembered: see mentor-relay queue remember-signature --help.",
    )


@signature.command("forget")
def forget(
    context: typer.Context,
    participant: ParticipantId,
    signature_id: SignatureId,
    acting_as: ActingAs,
    as_json: JsonOption = False,
) -> None:
    """Forget a signature: what its sender writes from now on is scanned and delivered as any other text.

    From mail that was scanned or released before it is cut all the same. At most ten signatures of a
    person are remembered: where an eleventh is refused, forget one that is used no more.

    Example: mentor-relay signature forget p_01jd… sg_01jd… --as ruth@example.org
    """
    from relay.service.review.signatures import forget_signature

    with program_of(context) as program:
        forget_signature(program, decider(program, acting_as), participant, signature_id)
    if as_json:
        print_json({"id": signature_id, "participant_id": participant, "forgotten": True})
    else:
        say(f"{signature_id}  forgotten")
