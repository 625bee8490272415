"""`policy`: what the policy makes of labelled mail, what a change of it does, and how two of them differ."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.arguments import open_bytes
from relay.cli.context import config_of
from relay.cli.evaluation import comparison_as_json, evaluation_as_json, print_comparison, print_evaluation
from relay.cli.output import JsonOption, complain, print_json

if TYPE_CHECKING:
    from relay.service.evaluate import Split
    from relay.service.scan_files import FileScanner
    from relay.service.scan_input import InputLine

policy = typer.Typer(help="Try the policy on labelled mail and on the archive.", no_args_is_help=True)

PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="A policy.toml other than that of relay.toml."),
]
GroupOption = Annotated[str | None, typer.Option("--group", metavar="NAME", help="Use the rules of this group.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(policy, name="policy")


def file_scanner(context: typer.Context, policy_file: Path | None, group: str | None) -> "FileScanner":
    """Return a scanner as --config, --policy and --group say."""
    from relay.service.scan_files import load_file_scanner

    return load_file_scanner(config_of(context), os.environ, Path.cwd(), policy=policy_file, group=group)


def _split(text: str) -> "Split":
    from relay.service.evaluate import Split

    try:
        return Split(text)
    except ValueError:
        raise typer.BadParameter("there are dev and report") from None


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
    first byte is below 64 are "report", the others "dev".

    Example: mentor-relay policy evaluate labelled.jsonl
    Example: mentor-relay policy evaluate labelled.jsonl --policy new.toml --against policy.toml
    """
    from relay.service.evaluate import compare
    from relay.service.evaluate import evaluate as judge

    part = _split(split) if split else None
    scanner = file_scanner(context, policy_file, group)
    earlier = file_scanner(context, against, group) if against else None
    reader = _Labelled(files, part)
    if earlier is not None:
        pairs = ((earlier.scan_line(line, file), scanner.scan_line(line, file)) for file, line in reader.lines())
        comparison = compare(pairs)
        if as_json:
            print_json(comparison_as_json(comparison))
        else:
            print_comparison(comparison)
    else:
        evaluation = judge(scanner.scan_line(line, file) for file, line in reader.lines())
        if as_json:
            print_json(evaluation_as_json(evaluation))
        else:
            print_evaluation(evaluation)
    if reader.unread:
        raise typer.Exit(1)


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
