"""Who of the staff may see what: the scope that every query and every decision is held against."""

from dataclasses import dataclass

from relay.model.people import StaffRole


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff as authenticated.

    ``groups`` are the ids of the groups they were given. ``barred`` are participants whose pairs
    they may neither see nor decide on: their own other self, and their conflict list.
    """

    id: str
    role: StaffRole
    groups: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()

    @property
    def sees_all_groups(self) -> bool:
        """Whether no group limits them: a monitor without a group sees nothing, the others all."""
        return not self.groups and self.role is not StaffRole.MONITOR

    def sees_group(self, group_id: str | None) -> bool:
        """Return whether records of the group may be seen; None is mail that belongs to no group."""
        return self.sees_all_groups or (group_id is not None and group_id in self.groups)
