"""`scan` and `policy evaluate`: what the scanner finds in a mail, and how well it does on labelled ones."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from relay.cli.arguments import file_bytes
from relay.cli.context import config_of
from relay.cli.evaluation import evaluation_as_json, print_evaluation
from relay.cli.output import JsonOption, complain, print_facts, print_json, print_table, say
from relay.model.finding import Finding
from relay.model.identity import Role

if TYPE_CHECKING:
    from relay.service.scan_files import FileScanner, Scan, ScannedLine

_STDIN = "-"
_SHOWN = ("category", "severity", "score", "part", "start", "end", "text", "explanation")

policy = typer.Typer(help="Try the policy on labelled mail.", no_args_is_help=True)

PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="A policy.toml other than that of relay.toml."),
]
GroupOption = Annotated[str | None, typer.Option("--group", metavar="NAME", help="Use the rules of this group.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("scan")(scan)
    app.add_typer(policy, name="policy")


def scan(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A mail as it came (.eml); - for stdin.")],
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="FILE holds a message or a conversation of JSON on each line.")
    ] = False,
    author: Annotated[
        Role | None, typer.Option("--from", help="Who wrote the mail, as far as the policy asks.")
    ] = None,
    policy_file: PolicyOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Scan a mail, or many texts, and say what would be done with them; nothing is stored.

    Findings and policy alone decide here: supervision and the state of a pair come on top for real mail.
    Without a relay.toml the policy that comes with the software is used.

    A line of --jsonl is {"id", "from_role": "mentor" or "student", "subject", "body"}, or a conversation
    {"id", "messages": [{"from_role", "subject", "body"}, ...]}; either may carry "participants":
    {"mentor": {"given_name", "family_name", "email"}, "student": {...}}. A line is printed for each, in
    order; one that cannot be read is told on stderr, and the exit code is then 1.

    Example: mentor-relay scan letter.eml
    Example: mentor-relay scan --jsonl messages.jsonl > findings.jsonl
    """
    if jsonl:
        with _stream(file) as lines:
            _scan_lines(_scanner(context, policy_file, group), lines)
        return
    raw = sys.stdin.buffer.read() if str(file) == _STDIN else file_bytes(file)
    found = _scanner(context, policy_file, group).scan_mail(raw, author)
    if as_json:
        print_json({"id": str(file), **_scan_as_json(found)})
    else:
        _print_scan(found)


@policy.command("evaluate")
def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="LABELLED.jsonl", help="Labelled lines; - for stdin.")],
    policy_file: PolicyOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare what the policy does with what people said of the same messages.

    A line is as for `scan --jsonl`, with "expect": "hold" or "forward", and "categories": the list of
    those that a careful monitor would name. Prints precision, recall and F1 of holding and of each
    category, with 95 % bounds, and every miss and false alarm with its text.

    Example: mentor-relay policy evaluate labelled.jsonl
    """
    from relay.service.evaluate import evaluate as compare
    from relay.service.scan_files import UnreadLine

    unread = []
    with _stream(file) as lines:
        read: list[ScannedLine] = []
        for line in _scanner(context, policy_file, group).scan_lines(lines):
            if isinstance(line, UnreadLine):
                unread.append(line)
                complain(f"line {line.number}: {line.problem}")
            else:
                read.append(line)
    evaluation = compare(read)
    if as_json:
        print_json(evaluation_as_json(evaluation))
    else:
        print_evaluation(evaluation)
    if unread:
        raise typer.Exit(1)


def _scanner(context: typer.Context, policy_file: Path | None, group: str | None) -> "FileScanner":
    from relay.service.scan_files import load_file_scanner

    return load_file_scanner(config_of(context), os.environ, Path.cwd(), policy=policy_file, group=group)


@contextmanager
def _stream(file: Path) -> Iterator[BinaryIO]:
    if str(file) == _STDIN:
        yield sys.stdin.buffer
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{file}: cannot be read ({error.strerror})") from None
    with opened:
        yield opened


def _scan_lines(scanner: "FileScanner", lines: Iterable[bytes]) -> None:
    from relay.service.scan_files import UnreadLine

    unread = 0
    for line in scanner.scan_lines(lines):
        if isinstance(line, UnreadLine):
            unread += 1
            complain(f"line {line.number}: {line.problem}")
        else:
            say(json.dumps(_line_as_json(line), ensure_ascii=False, separators=(",", ":")))
    if unread:
        raise typer.Exit(1)


def _line_as_json(scanned: "ScannedLine") -> dict[str, Any]:
    scans = [_scan_as_json(scan) for scan in scanned.scans]
    if scanned.line.single:
        return {"id": scanned.line.id, **scans[0]}
    return {"id": scanned.line.id, "messages": scans}


def _scan_as_json(scan: "Scan") -> dict[str, Any]:
    verdict = scan.verdict
    return {
        "decision": verdict.outcome.value,
        "severity": verdict.severity.value if verdict.severity else None,
        "findings": [_finding_as_json(finding) for finding in scan.findings],
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in _SHOWN} | {"score": round(finding.score, 3)}


def _print_scan(scan: "Scan") -> None:
    verdict = scan.verdict
    print_facts(
        [
            ("decision", verdict.outcome),
            ("severity", verdict.severity),
            ("because of", verdict.reasons),
            ("alerts for", verdict.alerts),
        ]
    )
    if scan.findings:
        say()
        rows = [(f.category, f.severity, f.part, f"{f.start}-{f.end}", f.text, f.explanation) for f in scan.findings]
        print_table(("category", "severity", "part", "place", "text", "why"), rows)
