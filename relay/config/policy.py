"""policy.toml: what is looked for in mail, and what is done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from relay.model.policy import Policy


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

    Raises ConfigurationError that names every defect with file, line and key.
    """
    raise NotImplementedError
