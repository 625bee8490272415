"""policy.toml: what is looked for in mail, and what is done about it."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from relay.config.policy_reader import Table
from relay.config.policy_schema import SECTIONS, STAND_IN, read_policy
from relay.config.toml_lines import Problems
from relay.model.category import INFORMATION_CATEGORIES, Category
from relay.model.errors import ConfigurationError
from relay.model.policy import INFORMATION, CategoryPolicy, Policy

_VERSION_DIGITS = 12
_PLACE_IN_ERROR = re.compile(r" \(at line (\d+), column (\d+)\)$")  # as tomllib ends its messages


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The program's policy, and those of groups that differ from it, by the group's name."""

    default: Policy
    groups: Mapping[str, Policy] = field(default_factory=dict)

    def policy_for(self, group: str | None) -> Policy:
        """Return the policy of ``group``; the program's own where it has none or is not known."""
        return self.default if group is None else self.groups.get(group, self.default)


def load_policy(path: Path) -> PolicySet:
    """Read and check a policy file.

    Raises ConfigurationError that names every defect with file, line and key, and the nearest
    right word where one is near.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode()
        values = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_not_toml(path, str(error))) from None
    problems = Problems(path, text)
    policies = _read(Table(values, (), problems), hashlib.sha256(raw).hexdigest()[:_VERSION_DIGITS])
    if problems.found:
        raise ConfigurationError(*problems.found)
    return policies


def _not_toml(path: Path, told: str) -> str:
    """Say what is wrong with the line first, as for every other mistake."""
    place = _PLACE_IN_ERROR.search(told)
    if place is None:
        return f"{path}: is not TOML: {told}"
    return f"{path}:{place[1]}: is not TOML: {told[: place.start()]} (column {place[2]})"


def _read(table: Table, version: str) -> PolicySet:
    table.expect_only((*SECTIONS, "group"))
    default, words = read_policy(table, Policy(version, dict.fromkeys(INFORMATION_CATEGORIES, INFORMATION)), {})
    default = replace(default, categories=_all_categories(table, default.categories))
    groups = {}
    group_tables = table.table("group")
    for name in group_tables.values:
        group_table = group_tables.table(name)
        group_table.expect_only(SECTIONS)
        groups[name] = read_policy(group_table, default, words)[0]
    return PolicySet(default, groups)


def _all_categories(table: Table, found: Mapping[Category, CategoryPolicy]) -> dict[Category, CategoryPolicy]:
    """Return ``found`` with a stand-in for each category that is missing, which is noted."""
    is_told = "categories" in table.values and not isinstance(table.values["categories"], dict)
    for category in Category:
        if category not in found and not is_told:
            table.problems.add(("categories",), f'the category "{category}" is missing')
    return {**dict.fromkeys(Category, STAND_IN), **found}
