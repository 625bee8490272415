"""Which code and model made a finding; stored with every decision."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_RELAY = Path(__file__).resolve().parents[1]
_FOLDERS = ("mime", "model", "scanning")  # what reads mail, what a finding is, what finds it
_READ = frozenset({".py", ".txt", ".toml", ".json"})  # the models have versions of their own


@cache
def code_version(folders: tuple[Path, ...] = tuple(_RELAY / name for name in _FOLDERS)) -> str:
    """Return a digest of the scanner's code and lists: whoever changes a recogniser or a list has another version."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in _files(folder):
            content = path.read_bytes()
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:12]


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.suffix in _READ and path.is_file())


def scan_versions(model: str, opinion: str, conversation: str) -> str:
    """Return the string that names the versions of the scanner's code and of its three models."""
    return f"scanner {code_version()}; {model}; opinion {opinion}; conversation {conversation}"
