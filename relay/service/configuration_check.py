"""Checking the configuration: relay.toml, policy.toml and the mail templates, every defect at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relay.config.files import check_files, find_settings_file
from relay.config.policy import load_policy
from relay.config.settings import Settings, load_settings
from relay.model.errors import ConfigurationError
from relay.scanning.model_files import check_model
from relay.service.templates import check_templates, speaks

_POLICY = "policy.toml"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong, each with file and key, and what is allowed but must be known."""

    file: Path
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def check_configuration(path: Path | None, environ: Mapping[str, str], cwd: Path) -> Checked:
    """Check everything that can be checked without opening a database or the network.

    Raises ConfigurationError where there is no relay.toml at all.
    """
    file = find_settings_file(path, environ, cwd).absolute()
    errors: list[str] = []
    settings: Settings | None = None
    try:
        settings = load_settings(file, environ, cwd)
    except ConfigurationError as error:
        errors += error.problems
    # A relay.toml that cannot be read names no policy: then the one beside it is looked at.
    policy = settings.scanning.policy if settings else file.parent / _POLICY
    if settings is not None or policy.exists():
        errors += _policy_errors(policy)
    errors += check_templates()
    if settings is not None:
        errors += check_files(settings)
        errors += _model_errors(settings.scanning.spacy_model)
    return Checked(file, tuple(errors), _warnings(settings) if settings else ())


def _warnings(settings: Settings) -> tuple[str, ...]:
    language, clamd = settings.relay.language, settings.scanning.clamd
    found = list(settings.warnings())
    if not speaks(language):
        found.append(f'relay.language: there are no mail templates in "{language}", so notices are in English')
    if clamd.startswith("/") and not Path(clamd).is_socket():
        found.append(f"scanning.clamd: there is no socket {clamd} now; while ClamAV does not answer all mail is held")
    return tuple(found)


def _model_errors(name: str) -> tuple[str, ...]:
    try:
        check_model(name)
    except ConfigurationError as error:
        return error.problems
    return ()


def _policy_errors(policy: Path) -> tuple[str, ...]:
    try:
        load_policy(policy)
    except ConfigurationError as error:
        return error.problems
    return ()
