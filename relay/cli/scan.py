"""`scan`: what the scanner finds in a mail, or in lines of JSON, and what would be done with it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relay.cli.arguments import open_bytes
from relay.cli.explaining import explanation_as_json, findings_as_json, print_explanation, verdict_facts
from relay.cli.output import JsonOption, cell, complain, print_facts, print_json, print_table, say
from relay.cli.policy_choice import GroupOption, PolicyOption, file_scanner
from relay.model.finding import Finding
from relay.model.identity import Role

if TYPE_CHECKING:
    from relay.model.policy import Policy
    from relay.service.scan_files import FileScanner, Scan, ScannedLine

_SHOWN = ("category", "severity", "score", "part", "start", "end", "text", "explanation")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("scan")(scan)


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
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the text with its findings, how they were read, and why.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Scan a mail, or many texts, and say what would be done with them; nothing is stored.

    Findings and policy alone decide here: supervision and the state of a pair come on top for real mail.
    Without a relay.toml the policy that comes with the software is used.

    A line of --jsonl is {"id", "from_role": "mentor" or "student", "subject", "body"}, or a conversation
    {"id", "messages": [{"from_role", "subject", "body"}, ...]}; either may carry "participants":
    {"mentor": {"given_name", "family_name", "email"}, "student": {...}}. A line is printed for each, in
    order; one that cannot be read is told on stderr, and the exit code is then 1.

    With --explain, findings are marked in the text: in colour on a terminal, else as [1: the words]. Each is
    told in a sentence: what it looks like, how it was read where that is not as it was written ("read as"),
    and what the policy makes of it. In JSON, "texts", "read_as", "effect" and more stand beside the rest.

    Example: mentor-relay scan letter.eml
    Example: mentor-relay scan --explain letter.eml
    Example: mentor-relay scan --jsonl messages.jsonl > findings.jsonl
    """
    if jsonl:
        with open_bytes(file) as lines:
            _scan_lines(file_scanner(context, policy_file, group), lines, explain=explain, as_json=as_json)
        return
    with open_bytes(file) as stream:
        raw = stream.read()
    scanner = file_scanner(context, policy_file, group)
    found = scanner.scan_mail(raw, author)
    if as_json:
        print_json({"id": str(file), **_scan_as_json(found, scanner.policy if explain else None)})
    elif explain:
        print_explanation(found, scanner.policy)
    else:
        _print_scan(found)


def _scan_lines(scanner: "FileScanner", lines: Iterable[bytes], *, explain: bool, as_json: bool) -> None:
    from relay.service.scan_files import UnreadLine

    unread = 0
    for line in scanner.scan_lines(lines):
        if isinstance(line, UnreadLine):
            unread += 1
            complain(f"line {line.number}: {line.problem}")
        elif explain and not as_json:
            _explain_line(line, scanner.policy)
        else:
            told = _line_as_json(line, scanner.policy if explain else None)
            say(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    if unread:
        raise typer.Exit(1)


def _explain_line(scanned: "ScannedLine", policy: "Policy") -> None:
    for number, scan in enumerate(scanned.scans, start=1):
        name = cell(scanned.line.id)
        say(f"== {name}" if scanned.line.single else f"== {name}, message {number}")
        print_explanation(scan, policy)
        say()


def _line_as_json(scanned: "ScannedLine", explained_by: "Policy | None") -> dict[str, Any]:
    scans = [_scan_as_json(scan, explained_by) for scan in scanned.scans]
    if scanned.line.single:
        return {"id": scanned.line.id, **scans[0]}
    return {"id": scanned.line.id, "messages": scans}


def _scan_as_json(scan: "Scan", explained_by: "Policy | None") -> dict[str, Any]:
    """Return a scan as JSON; with why it decided so under a policy, where one is given."""
    verdict = scan.verdict
    told = {
        "decision": verdict.outcome.value,
        "severity": verdict.severity.value if verdict.severity else None,
        "findings": [_finding_as_json(finding) for finding in scan.findings],
    }
    if explained_by is None:
        return told
    more = findings_as_json(scan, explained_by)
    told["findings"] = [_finding_as_json(f) | why for f, why in zip(scan.findings, more, strict=True)]
    return told | explanation_as_json(scan, explained_by)


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in _SHOWN} | {"score": round(finding.score, 3)}


def _print_scan(scan: "Scan") -> None:
    print_facts(verdict_facts(scan.verdict))
    if scan.findings:
        say()
        rows = [(f.category, f.severity, f.part, f"{f.start}-{f.end}", f.text, f.explanation) for f in scan.findings]
        print_table(("category", "severity", "part", "place", "text", "why"), rows)
