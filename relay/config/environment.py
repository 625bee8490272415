"""Settings from the environment: ``MENTOR_RELAY__SECTION__KEY``, lists as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from relay.config.toml_lines import nearest

PREFIX = "MENTOR_RELAY__"
_LOOSE_PREFIX = "MENTOR_RELAY_"


@dataclass
class FromEnvironment:
    """What the environment sets: values by section and key, the variable each came from, and what is wrong."""

    values: dict[tuple[str, str], object] = field(default_factory=dict)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_environment(
    environ: Mapping[str, str], known: Mapping[str, frozenset[str]], lists: frozenset[tuple[str, str]]
) -> FromEnvironment:
    """Return what ``environ`` sets.

    ``known`` are the keys of each section, ``lists`` those whose value is a list. Other variables
    that begin with MENTOR_RELAY__ are problems, and so is a section after a single underscore.
    """
    found = FromEnvironment()
    for variable in sorted(environ):
        if variable.startswith(PREFIX):
            _read(found, variable, environ[variable], known, lists)
        elif section := _single_underscore(variable, known):
            key = variable.removeprefix(f"{_LOOSE_PREFIX}{section.upper()}").strip("_")
            found.problems.append(
                f"{variable} (environment): not a setting; did you mean {PREFIX}{section.upper()}__{key}?"
            )
    return found


def _read(
    found: FromEnvironment,
    variable: str,
    text: str,
    known: Mapping[str, frozenset[str]],
    lists: frozenset[tuple[str, str]],
) -> None:
    section, separator, key = variable.removeprefix(PREFIX).lower().partition("__")
    if problem := _unknown(section, key if separator else None, known):
        found.problems.append(f"{variable} (environment): {problem}")
        return
    found.variables[section, key] = variable
    if (section, key) not in lists:
        found.values[section, key] = text
        return
    value = _json_list(text)
    if value is None:
        found.problems.append(
            f'{variable} (environment): {section}.{key}: a list is written as JSON here, such as ["…", "…"]'
        )
        return
    found.values[section, key] = value


def _unknown(section: str, key: str | None, known: Mapping[str, frozenset[str]]) -> str:
    if section not in known:
        return f'unknown section "{section}"{nearest(section, known)}'
    if key is None:
        return f"a section is not set as a whole: set its keys, {PREFIX}{section.upper()}__KEY"
    return unknown_key(section, key, known) if key not in known[section] else ""


def unknown_key(section: str, key: str, known: Mapping[str, frozenset[str]]) -> str:
    """Return what is wrong with a key that ``section`` does not have, and what may have been meant."""
    elsewhere = [other for other, keys in known.items() if key in keys]
    hint = nearest(key, known[section])
    if elsewhere and not hint:
        hint = f"; it belongs under [{elsewhere[0]}]"
    return f'unknown key "{key}" in [{section}]{hint}'


def _single_underscore(variable: str, known: Mapping[str, frozenset[str]]) -> str:
    if not variable.startswith(_LOOSE_PREFIX):
        return ""
    rest = variable.removeprefix(_LOOSE_PREFIX).lower()
    return next((section for section in known if rest.startswith(f"{section}_")), "")


def _json_list(text: str) -> list[object] | None:
    try:
        value = json.loads(text) if text.strip() else []
    except ValueError:
        return None
    return value if isinstance(value, list) else None
