"""`import` and `participant`: bringing people in, and keeping their records."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relay.cli.arguments import end_of, everything, file_bytes
from relay.cli.context import program_of
from relay.cli.output import JsonOption, complain, print_facts, print_json, print_table, say
from relay.model.identity import Role
from relay.model.staff import OPERATOR

if TYPE_CHECKING:
    from relay.service.importing import ImportResult
    from relay.service.participants import ParticipantChanges, ParticipantView

LastDay = Annotated[
    str | None, typer.Option(metavar="DATE", help="Last day on which it holds; without it, it does not expire.")
]

participant = typer.Typer(help="Mentors and students: records, addresses, gates.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("import")(import_file)
    app.add_typer(participant, name="participant")


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8, with a header; commas or semicolons.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and change nothing.")] = False,
    activate: Annotated[bool, typer.Option("--activate", help="Activate the pairs whose gates are met.")] = False,
    attest: Annotated[
        str | None,
        typer.Option(metavar='"who: why"', help="Who answers for it that gates are taken as met for now, and why."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Import participants and pairs from a CSV file: all of it, or nothing and every bad line named.

    Columns: group, mentor_email, mentor_given_name, mentor_family_name, student_email,
    student_given_name, student_family_name; and, may be empty or missing: student_birth_year,
    guardian_email, mentor_language, student_language, guardian_language. A row is a pair; people
    may stand in several rows. The same file again changes nothing. Unknown groups are made.

    With --activate --attest, gates that are not on record are taken as met for 30 days (the
    policy's attest_days), with your name and reason. Never the consent for a child under 13 or of
    unknown age: such a pair stays pending, is listed with what it lacks, and the exit code is 1.

    Example: mentor-relay import spring.csv --dry-run
    Example: mentor-relay import spring.csv --activate --attest "Ada Okafor: forms seen on paper"
    """
    from relay.service.import_file import ImportRefusedError
    from relay.service.importing import Attestation, ImportOptions, import_people

    if attest is not None and not activate:
        raise typer.BadParameter("--attest is of use with --activate alone")
    options = ImportOptions(dry_run, activate, Attestation.parse(attest) if attest is not None else None)
    raw = file_bytes(file)
    with program_of(context) as program:
        try:
            result = import_people(program, OPERATOR, raw, options)
        except ImportRefusedError as error:
            for problem in error.problems:
                complain(f"{file}: {problem}")
            complain("Nothing was imported.")
            raise typer.Exit(1) from None
    if as_json:
        print_json(result)
    else:
        _tell_result(result)
    if result.pending:
        raise typer.Exit(1)


def _tell_result(result: "ImportResult") -> None:
    say("Dry run: nothing was changed. An import would do this:" if result.dry_run else "Imported.")
    print_facts(
        [
            ("groups made", result.groups_added),
            ("participants added", result.participants_added),
            ("pairs added", result.pairs_added),
            ("pairs on record before", result.pairs_unchanged),
            ("pairs activated", result.pairs_activated),
            ("pairs that stay pending", len(result.pending)),
        ]
    )
    if result.pairs_added and not result.pairs_activated and not result.pending:
        say("The new pairs are pending. Next: participant set ID --gate …, then pair activate ID (or --activate here).")
    for pair in result.pending:
        lacking = ", ".join(f"{lack.role}: {lack.gate} ({lack.state})" for lack in pair.lacks)
        complain(f"line {pair.line}, pair {pair.pair_id or 'to be added'} stays pending; it lacks {lacking}")


@participant.command("list")
def list_all(
    context: typer.Context,
    role: Annotated[Role | None, typer.Option(help="Only mentors, or only students.")] = None,
    group: Annotated[str | None, typer.Option(help="Only those with a pair in this group (name or id).")] = None,
    as_json: JsonOption = False,
) -> None:
    """List mentors and students.

    Example: mentor-relay participant list --role student --group "Spring 2027"
    """
    from relay.service.participants import list_participants

    with program_of(context) as program:
        people = list(everything(lambda page: list_participants(program, OPERATOR, page, role=role, group=group)))
    if as_json:
        print_json({"items": people})
        return
    print_table(
        ["id", "role", "name", "email", "lacks", "pairs"],
        [
            [
                person.id,
                person.role,
                f"{person.given_name} {person.family_name}",
                person.email,
                [gate.gate for gate in person.gates if gate.required and not gate.met],
                [f"{pair.id} {pair.status}" for pair in person.pairs],
            ]
            for person in people
        ],
        empty="There is nobody yet: see mentor-relay import --help.",
    )


@participant.command("show")
def show(
    context: typer.Context, participant_id: Annotated[str, typer.Argument(metavar="ID")], as_json: JsonOption = False
) -> None:
    """Show one participant: record, addresses, gates with who said so and until when, pairs.

    Example: mentor-relay participant show p_01jd…
    """
    from relay.service.participants import get_participant

    with program_of(context) as program:
        _print_participant(get_participant(program, OPERATOR, participant_id), as_json=as_json)


@participant.command("add")
def add(  # noqa: PLR0913, PLR0917 - one option a column
    context: typer.Context,
    role: Annotated[Role, typer.Option(help="mentor or student.")],
    email: Annotated[str, typer.Option(help="Their own address; mail goes there.")],
    given_name: Annotated[str, typer.Option(help="Shown to the other member of a pair.")],
    family_name: Annotated[str, typer.Option(help="Never shown to the other member.")],
    birth_year: Annotated[str, typer.Option(help="Of a student; unknown counts as under 13.")] = "",
    language: Annotated[str, typer.Option(help="Of notices, as en or es.")] = "",
    guardian_email: Annotated[str, typer.Option(help="Of a student's parent or guardian.")] = "",
    guardian_language: Annotated[str, typer.Option(help="Of mail to the guardian.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Add a mentor or a student.

    Example: mentor-relay participant add --role student --email tim@example.org --given-name Tim
    --family-name Tull --birth-year 2012
    """
    from relay.service.participants import ParticipantEntry, add_participant

    entry = ParticipantEntry(
        role, email, given_name, family_name, birth_year, language, guardian_email, guardian_language
    )
    with program_of(context) as program:
        _print_participant(add_participant(program, OPERATOR, entry), as_json=as_json)


@participant.command("set")
def set_record(  # noqa: PLR0913, PLR0917 - one option a column
    context: typer.Context,
    participant_id: Annotated[str, typer.Argument(metavar="ID")],
    gate: Annotated[str | None, typer.Option(metavar="NAME", help="A gate that the policy names, as consent.")] = None,
    met: Annotated[bool | None, typer.Option("--met/--revoked", help="Whether the gate is met.")] = None,
    by: Annotated[str | None, typer.Option(metavar="WHO", help="Who says so.")] = None,
    evidence: Annotated[str | None, typer.Option(metavar="TEXT", help="What it rests on.")] = None,
    expires: LastDay = None,
    add_address: Annotated[list[str] | None, typer.Option(help="An address they may send from.")] = None,
    remove_address: Annotated[list[str] | None, typer.Option(help="An address that is theirs no more.")] = None,
    primary: Annotated[str | None, typer.Option(metavar="ADDRESS", help="The address that receives.")] = None,
    given_name: Annotated[str | None, typer.Option(help="Shown to the other member of a pair.")] = None,
    family_name: Annotated[str | None, typer.Option(help="Never shown to the other member.")] = None,
    birth_year: Annotated[str | None, typer.Option(help="Of a student.")] = None,
    language: Annotated[str | None, typer.Option(help="Of notices, as en or es.")] = None,
    guardian_email: Annotated[str | None, typer.Option(help="Of a student's parent or guardian.")] = None,
    guardian_language: Annotated[str | None, typer.Option(help="Of mail to the guardian.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Record that a gate is met or revoked, or change a participant's record or addresses.

    Mail that was held for a lapsed gate alone goes on by itself when the gate is met again. Mail
    that waits goes to the new primary address; from a removed one nothing is taken any more.

    Example: mentor-relay participant set p_01jd… --gate consent --met --by "Pat Tull (mother)"
    --evidence "signed form of 3 March" --expires 2027-06-30

    Example: mentor-relay participant set p_01jd… --gate screening --revoked --by "Ada Okafor" --evidence "call"

    Example: mentor-relay participant set p_01jd… --add-address new@example.org --primary new@example.org
    --remove-address old@example.org
    """
    from relay.service.addresses import AddressChanges
    from relay.service.participants import ParticipantChanges

    changes = ParticipantChanges(
        given_name,
        family_name,
        birth_year,
        language,
        guardian_email,
        guardian_language,
        AddressChanges(tuple(add_address or ()), tuple(remove_address or ()), primary),
    )
    of_gate = any(value is not None for value in (gate, met, by, evidence, expires))
    if of_gate == (changes != ParticipantChanges()):
        raise typer.BadParameter("say what to set: a gate (--gate NAME --met|--revoked …), or parts of the record")
    if not of_gate:
        _change(context, participant_id, changes, as_json=as_json)
        return
    if gate is None or met is None or by is None or evidence is None:
        raise typer.BadParameter("a gate needs --gate NAME, --met or --revoked, --by WHO and --evidence TEXT")
    said = {"gate": gate, "met": met, "by": by, "evidence": evidence}
    until = end_of(expires) if expires is not None else None
    _record_gate(context, participant_id, as_json=as_json, expires_at=until, **said)


def _change(context: typer.Context, participant_id: str, changes: "ParticipantChanges", *, as_json: bool) -> None:
    from relay.service.participants import change_participant

    with program_of(context) as program:
        _print_participant(change_participant(program, OPERATOR, participant_id, changes), as_json=as_json)


def _record_gate(context: typer.Context, participant_id: str, *, as_json: bool, **said: Any) -> None:  # noqa: ANN401
    from relay.service.gates import record_gate

    with program_of(context) as program:
        outcome = record_gate(program, OPERATOR, participant_id, **said)
    if as_json:
        print_json(outcome)
        return
    say(f"{participant_id}: {outcome.gate.gate} is {outcome.gate.state}")
    if outcome.freed_messages:
        say(f"{outcome.freed_messages} held for gates alone go on now")


def _print_participant(view: "ParticipantView", *, as_json: bool) -> None:
    if as_json:
        print_json(view)
        return
    print_facts(
        [
            ("id", view.id),
            ("role", view.role),
            ("name", f"{view.given_name} {view.family_name}".strip() or "erased"),
            ("addresses", view.addresses),
            ("year of birth", view.birth_year),
            ("language", view.language),
            ("guardian", view.guardian_email),
            ("pairs", [f"{pair.id} ({pair.group}, {pair.status})" for pair in view.pairs]),
        ]
    )
    say()
    rows = [[gate.gate, gate.required, gate.state, gate.expires_at, gate.by, gate.evidence] for gate in view.gates]
    print_table(["gate", "required", "state", "until", "by", "evidence"], rows, empty="no gates")
