"""Finds the files that belong to the software: migrations, default configuration, mail templates.

In a checkout they stand at the top, where people look for them; the build puts them inside the package
as `relay/_data` (pyproject.toml), so that an installed relay needs nothing beside itself.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file, as `resource_path("config", "policy.toml")`.

    The first part is `config` or `migrations`. Installed packages are always unpacked, so this is a real
    path. Raises FileNotFoundError where there is no such file: an incomplete installation.
    """
    installed = _PACKAGE / "_data"
    path = (installed if installed.is_dir() else _PACKAGE.parent).joinpath(*parts)
    if not path.exists():
        message = f"{path} belongs to Mentor Relay, but is not there: the installation is incomplete"
        raise FileNotFoundError(message)
    return path
