"""Compares the installed language model with config/spacy_model.toml, before any of its code runs."""

import hashlib
import importlib.metadata
import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError

_KEY = "scanning.spacy_model"


@dataclass(frozen=True, slots=True)
class PinnedModel:
    """What the record says: the package as the index names it, its version, its files' SHA-256."""

    package: str
    version: str
    files: Mapping[str, str]

    @property
    def module(self) -> str:
        """The name under which it is imported."""
        return self.package.replace("-", "_")

    @property
    def requirement(self) -> str:
        """What to install."""
        return f"{self.package}=={self.version}"


def pinned_model() -> PinnedModel:
    """Return the record of the model that this software is measured with."""
    record = tomllib.loads(resource_path("config", "spacy_model.toml").read_text(encoding="utf-8"))
    return PinnedModel(record["package"], record["version"], record["sha256"])


def check_model(name: str) -> str:
    """Return the version of the installed model package ``name``.

    The pinned one must have the version and the very files of the record; another, named by an operator,
    must only be there. Raises ConfigurationError that says which package is wanted.
    """
    pinned = pinned_model()
    requirement = pinned.requirement if name == pinned.module else name.replace("_", "-")
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        raise _refusal(f"the language model {name} is not installed", requirement) from None
    if name == pinned.module:
        if version != pinned.version:
            raise _refusal(f"the language model {name} is installed in version {version}", requirement)
        _check_files(pinned)
    return version


def _check_files(pinned: PinnedModel) -> None:
    spec = importlib.util.find_spec(pinned.module)
    if spec is None or spec.origin is None:
        raise _refusal(f"the language model {pinned.module} is not installed whole", pinned.requirement)
    site = Path(spec.origin).parent.parent
    for file, digest in pinned.files.items():
        if _digest(site / file) != digest:
            raise _refusal(
                f"the file {file} of the language model is not the one that was inspected", pinned.requirement
            )


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _refusal(what: str, requirement: str) -> ConfigurationError:
    return ConfigurationError(f"{_KEY}: {what}; install the package {requirement}")
