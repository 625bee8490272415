"""Loads relay.toml and the environment into Settings, and says everything that is wrong with them at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError

from relay.config.environment import FromEnvironment, read_environment, unknown_key
from relay.config.fields import DIRECTORY
from relay.config.files import find_settings_file, read_text
from relay.config.settings_model import Settings
from relay.config.settings_rules import Key, conflicts
from relay.config.toml_lines import key_lines, nearest
from relay.model.errors import ConfigurationError

__all__ = ["Settings", "load_settings", "settings_from"]


def _sections() -> dict[str, type[BaseModel]]:
    found = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {name: kind for name, kind in found.items() if isinstance(kind, type) and issubclass(kind, BaseModel)}


SECTIONS = _sections()
KEYS = {section: frozenset(kind.model_fields) for section, kind in SECTIONS.items()}
LISTS = frozenset(
    (section, key)
    for section, kind in SECTIONS.items()
    for key, info in kind.model_fields.items()
    if get_origin(info.annotation) is tuple
)


def load_settings(path: Path | None, environ: Mapping[str, str], cwd: Path) -> Settings:
    """Return the settings of the relay.toml that ``path`` (--config), the environment or ``cwd`` leads to.

    Raises ConfigurationError with every problem: file, line and key, or environment variable, what
    is wrong and what to write instead.
    """
    file = find_settings_file(path, environ, cwd).absolute()
    text = read_text(file)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: not TOML: {error}") from None
    return _Loading(file, text, environ).settings(values)


def settings_from(values: Mapping[str, object], file: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that ``values`` (tables of keys, as TOML has them) stand for.

    ``file`` need not exist; relative paths are relative to its directory. Raises as ``load_settings`` does.
    """
    return _Loading(file.absolute(), "", environ or {}).settings(values)


@dataclass
class _Loading:
    """The loading of one file: gathers values and what is wrong with them."""

    file: Path
    text: str
    environ: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def settings(self, values: Mapping[str, object]) -> Settings:
        tables = self._tables(values)
        over = read_environment(self.environ, KEYS, LISTS)
        self.problems += over.problems
        for (section, key), value in over.values.items():
            tables[section][key] = value
        settings, wrong = self._validated(tables, over)
        for conflict in conflicts(settings):
            if wrong.isdisjoint({conflict.key, *conflict.others}):
                self._add(conflict.key, conflict.problem, over)
        if self.problems:
            raise ConfigurationError(*self.problems)
        return settings

    def _tables(self, values: Mapping[str, object]) -> dict[str, dict[str, object]]:
        tables: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
        for name, value in values.items():
            if name not in SECTIONS:
                self._add((name,), f'unknown section "{name}"{nearest(name, SECTIONS)}')
            elif not isinstance(value, dict):
                self._add((name,), f"must be a table: write [{name}] once, and its keys below")
            else:
                tables[name] = {key: item for key, item in value.items() if self._is_known(name, key)}
        return tables

    def _is_known(self, section: str, key: str) -> bool:
        if key in KEYS[section]:
            return True
        self._add((section, key), unknown_key(section, key, KEYS))
        return False

    def _validated(self, tables: dict[str, dict[str, object]], over: FromEnvironment) -> tuple[Settings, set[Key]]:
        """Return the settings, with defaults where a value is wrong, and the keys of those that are."""
        wrong: set[Key] = set()
        try:
            return self._model(tables), wrong
        except ValidationError as error:
            for defect in error.errors(include_url=False, include_input=False):
                section, key = str(defect["loc"][0]), str(defect["loc"][1])
                wrong.add((section, key))
                self._add((section, key), _reason(defect), over)
                tables[section].pop(key, None)
        return self._model(tables), wrong

    def _model(self, tables: Mapping[str, object]) -> Settings:
        return Settings.model_validate({"file": self.file, **tables}, context={DIRECTORY: self.file.parent})

    def _add(self, key: tuple[str, ...], problem: str, over: FromEnvironment | None = None) -> None:
        name = ".".join(key)
        if over is not None and len(key) == 2 and (key[0], key[1]) in over.variables:
            variable = over.variables[key[0], key[1]]
            self.problems.append(f"{variable} (environment): {name}: {problem}")
            return
        line = key_lines(self.text).get(key)
        place = f"{self.file}:{line}" if line else str(self.file)
        self.problems.append(f"{place}: {name}: {problem}")


def _reason(defect: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails has an open context
    reason = defect.get("ctx", {}).get("error")
    return str(reason) if reason is not None else str(defect["msg"])
