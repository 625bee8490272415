"""Finding relay.toml, and the files that it names."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from relay.model.errors import ConfigurationError

if TYPE_CHECKING:
    from relay.config.settings import Settings

FILE_NAME = "relay.toml"
CONFIG_VARIABLE = "MENTOR_RELAY_CONFIG"
SYSTEM_FILE = Path("/etc/mentor-relay") / FILE_NAME


def find_settings_file(path: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the relay.toml to read: ``path`` (--config), $MENTOR_RELAY_CONFIG, ./relay.toml, the system's.

    A file that is named must be there; raises ConfigurationError that says where was looked.
    """
    if path is not None:
        return _named(cwd / path, "--config")
    if environ.get(CONFIG_VARIABLE):
        return _named(cwd / environ[CONFIG_VARIABLE], f"${CONFIG_VARIABLE}")
    for candidate in (cwd / FILE_NAME, SYSTEM_FILE):
        if candidate.is_file():
            return candidate
    raise ConfigurationError(
        f"there is no {FILE_NAME} in {cwd} and no {SYSTEM_FILE}: name one with --config or ${CONFIG_VARIABLE}, "
        "or make a new relay with `mentor-relay init`"
    )


def _named(path: Path, by: str) -> Path:
    if not path.is_file():
        state = "is no file" if path.exists() else "does not exist"
        raise ConfigurationError(f"{path}: the configuration file named by {by} {state}")
    return path


def read_text(path: Path) -> str:
    """Return the text of a configuration file (UTF-8, a byte order mark allowed).

    Raises ConfigurationError if it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 (byte {error.start}): save it as UTF-8") from None


def check_files(settings: "Settings") -> tuple[str, ...]:
    """Return a line for each file that the settings name and that is not there (keys and policy apart)."""
    named = (
        ("smtp.tls_certificate", settings.smtp.tls_certificate),
        ("smtp.tls_key", settings.smtp.tls_key),
        ("delivery.password_file", settings.delivery.password_file),
    )
    return tuple(
        f"{settings.file}: {key}: there is no file {path}"
        for key, path in named
        if path is not None and not path.is_file()
    )
