"""Which policy a command scans files by: --policy and --group, and the scanner that they ask for."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relay.cli.context import config_of

if TYPE_CHECKING:
    from relay.service.scan_files import FileScanner

PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="A policy.toml other than that of relay.toml."),
]
GroupOption = Annotated[str | None, typer.Option("--group", metavar="NAME", help="Use the rules of this group.")]


def file_scanner(context: typer.Context, policy_file: Path | None, group: str | None) -> "FileScanner":
    """Return a scanner as --config, --policy and --group say."""
    from relay.service.scan_files import load_file_scanner

    return load_file_scanner(config_of(context), os.environ, Path.cwd(), policy=policy_file, group=group)
