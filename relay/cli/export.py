"""`export`: messages, their record and the audit log as one zip."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.arguments import end_of, start_of
from relay.cli.context import program_of
from relay.cli.output import JsonOption, complain, print_facts, print_json
from relay.cli.progress import progress_bar
from relay.model.export import ExportFilter, ExportFormat
from relay.model.staff import OPERATOR

if TYPE_CHECKING:
    from relay.service.exporting.to_file import ExportResult


def _format(text: str) -> ExportFormat:
    try:
        return ExportFormat(text)
    except ValueError:
        raise typer.BadParameter("there are jsonl, csv, eml and mbox; others are not built") from None


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("export")(export)


def export(  # noqa: PLR0913, PLR0917 - one option a filter
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="Where to write; must not exist yet.")],
    group: Annotated[str | None, typer.Option(metavar="NAME", help="Only this group (name or id).")] = None,
    pair: Annotated[str | None, typer.Option(metavar="ID", help="Only this pair.")] = None,
    thread: Annotated[str | None, typer.Option(metavar="ID", help="Only this thread.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Received on this day or later (UTC).")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Received on this day or earlier (UTC); a time is exclusive.")
    ] = None,
    formats: Annotated[
        list[ExportFormat] | None,
        typer.Option(
            "--format",
            metavar="eml|mbox|jsonl|csv",
            parser=_format,
            help="May be given several times; jsonl and csv are always in it.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.zip if it exists.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write messages, what was found, decided and delivered, and the audit log to a zip.

    In it: messages.jsonl and messages.csv, audit.jsonl, with --format eml every mail as it came in
    and as it was delivered, with --format mbox the same as mailboxes, and manifest.json, which names
    every file with its SHA-256. docs/export.md tells the fields, and how to check the sums.

    The file is readable by you alone, appears whole or not at all, and holds what children wrote:
    keep it where only those may read who should. The export itself is recorded in the audit log.

    Example: mentor-relay export --out everything.zip
    Example: mentor-relay export --out spring.zip --group "Spring 2027" --since 2027-01-01 --format eml
    """
    from relay.service.exporting.to_file import export_to_file

    wanted = ExportFilter(
        group=group,
        pair=pair,
        thread=thread,
        since=start_of(since) if since is not None else None,
        until=end_of(until) if until is not None else None,
    )
    with _ended_by_signals(), program_of(context) as program, progress_bar("messages") as progress:
        result = export_to_file(
            program, OPERATOR, out, wanted=wanted, formats=formats or (), replace=force, progress=progress
        )
    _tell(result, as_json=as_json)
    if result.counts.unreadable:
        complain(f"{result.counts.unreadable} messages could not be read whole: see mentor-relay audit verify")
        raise typer.Exit(1)


def _tell(result: "ExportResult", *, as_json: bool) -> None:
    about = {"file": str(result.file), "bytes": result.size, "sha256": result.sha256}
    if as_json:
        print_json(about | result.facts)
        return
    print_facts(
        [
            ("written", result.file),
            ("bytes", f"{result.size:,}"),
            ("sha-256", result.sha256),
            ("messages", f"{result.counts.messages:,}"),
            ("threads", f"{result.counts.threads:,}"),
            ("erased", result.counts.erased or None),
            ("audit events", f"{result.counts.audit_events:,}"),
            ("as of audit event", f"{result.facts['audit_sequence']:,}"),
        ]
    )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the command as Ctrl-C does, so that nothing half-written stays behind."""
    earlier = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)
