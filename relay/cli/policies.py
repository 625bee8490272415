"""`policy`: what the policy makes of labelled mail, what a change of it does, and how two of them differ."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.arguments import check_readable, open_bytes
from relay.cli.context import program_of
from relay.cli.evaluation import comparison_as_json, evaluation_as_json, print_comparison, print_evaluation
from relay.cli.output import JsonOption, complain, print_json
from relay.cli.policy_choice import GroupOption, PolicyOption, file_scanner
from relay.cli.progress import progress_bar
from relay.cli.trial import print_dry_run

if TYPE_CHECKING:
    from relay.config.policy import PolicySet
    from relay.service.evaluate import Split
    from relay.service.program import Program
    from relay.service.scan_input import InputLine

policy = typer.Typer(help="Try the policy on labelled mail and on the archive.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(policy, name="policy")


def _split(text: str) -> "Split":
    from relay.service.evaluate import Split

    try:
        return Split(text)
    except ValueError:
        choices = ", ".join(f"'{part}'" for part in Split)
        raise typer.BadParameter(f"'{text}' is not one of {choices}.", param_hint="'--split'") from None


@policy.command("evaluate")
def evaluate(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="LABELLED.jsonl…", help="Labelled lines; - for stdin.")],
    policy_file: PolicyOption = None,
    group: GroupOption = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="OLD.toml", help="Tell what is other than under this policy.")
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", metavar="dev|report", help="Only the lines of this part of the set.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare what the policy does with what people said of the same messages.

    A line is as for `scan --jsonl`, with "expect": "hold" or "forward", and "categories": the list of
    those that a careful monitor would name. Prints precision, recall and F1 of holding and of each
    category, with 95 % bounds, the same by "style" and "language" where labels have them and for whole
    conversations, and every miss and false alarm with its text.

    With --against, both policies judge the same mail: the table then has both figures, and every message of
    which they say different things is told. --split takes lines by the SHA-256 of their id: those whose
    first byte is below 24, about a tenth of all, are "report", the others "dev".

    Example: mentor-relay policy evaluate labelled.jsonl
    Example: mentor-relay policy evaluate labelled.jsonl --policy new.toml --against policy.toml
    """
    from relay.service.evaluate import compare
    from relay.service.evaluate import evaluate as judge
    from relay.service.scan_files import load_group_policy

    part = _split(split) if split is not None else None
    for file in files:  # what is wrong with them, or with --against, is told before models are loaded
        check_readable(file)
    if against:
        load_group_policy(against, group)
    scanner = file_scanner(context, policy_file, group)
    earlier = file_scanner(context, against, group) if against else None
    reader = _Labelled(files, part)
    if earlier is not None:
        pairs = ((earlier.scan_line(line, file), scanner.scan_line(line, file)) for file, line in reader.lines())
        comparison = compare(pairs)
        cases = comparison.after.cases
        if as_json:
            print_json(comparison_as_json(comparison))
        elif cases:
            print_comparison(comparison)
    else:
        evaluation = judge(scanner.scan_line(line, file) for file, line in reader.lines())
        cases = evaluation.cases
        if as_json:
            print_json(evaluation_as_json(evaluation))
        elif cases:
            print_evaluation(evaluation)
    if not cases:
        complain(f"nothing to evaluate: no line{f' of --split {part}' if part else ''} that can be read has a label")
    if reader.unread or not cases:
        raise typer.Exit(1)


@policy.command("dry-run")
def dry_run(
    context: typer.Context,
    policy_file: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="The changed policy; by default that of relay.toml.")
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=3650, help="Mail of so many days.")] = 30,
    group: Annotated[str | None, typer.Option("--group", metavar="NAME", help="Only mail of this group.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a changed policy would have held of the mail in the archive, and what no longer.

    With --policy, the mail of the last days is scanned under that policy and under the one of relay.toml, and
    those messages are told of which the two say different things. Without it, the policy of relay.toml as it is
    now is compared with what was decided when the mail came.

    Findings and policy alone count here, not supervision, gates or the state of a pair. Ids and categories are
    printed, never what the mail says; nothing changes but the audit log, which notes that the mail was read.

    Example: mentor-relay policy dry-run --policy new.toml --days 14
    """
    import asyncio

    from relay.config.policy import load_policy
    from relay.model.staff import OPERATOR
    from relay.scanning.workers import ScanPool
    from relay.service.dry_run import DryRun, Trial
    from relay.service.dry_run import dry_run as run

    with program_of(context) as program, progress_bar("messages") as progress:
        trial = Trial(load_policy(policy_file), program.policies) if policy_file else Trial(program.policies)
        _complain_of_groups(program, trial.after)

        async def work() -> DryRun:
            scanning = program.settings.scanning
            pool = ScanPool(scanning.processes, trial.named(), spacy_model=scanning.spacy_model)
            await pool.start()
            try:
                return await run(program, OPERATOR, pool, trial, days=days, group=group, progress=progress)
            finally:
                await pool.close()

        found = asyncio.run(work())
    if as_json:
        print_json(found)
    else:
        print_dry_run(found)
    if found.unreadable:
        complain(f"{found.unreadable} messages could not be read: they were erased, or see mentor-relay audit verify")


def _complain_of_groups(program: "Program", policies: "PolicySet") -> None:
    """Tell of tables of a policy that are for no group of the program: nothing would ever use them."""
    from relay.config.toml_lines import nearest
    from relay.model.staff import OPERATOR
    from relay.service.groups import list_groups

    known = [group.name for group in list_groups(program, OPERATOR)]
    for name in policies.groups:
        if name not in known:
            complain(f'[group."{name}"] is for no group of this program{nearest(name, known)}')


class _Labelled:
    """The lines of several files, or of one part of them; what cannot be read is told on stderr and counted."""

    def __init__(self, files: Sequence[Path], part: "Split | None") -> None:
        self._files = files
        self._part = part
        self.unread = 0

    def lines(self) -> "Iterator[tuple[str, InputLine]]":
        """Yield each line with the name of its file."""
        from relay.service.scan_files import UnreadLine, read_lines

        for file in self._files:
            with open_bytes(file) as stream:
                for line in read_lines(stream):
                    if isinstance(line, UnreadLine):
                        self.unread += 1
                        name = f"{file}: " if len(self._files) > 1 else ""
                        complain(f"{name}line {line.number}: {line.problem}")
                    elif self._part is None or self._part.holds(line.id):
                        yield str(file), line
