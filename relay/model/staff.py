"""Who of the staff may see what: the scope that every query and every decision is held against."""

import hashlib
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


OPERATOR = StaffMember("operator", StaffRole.ADMINISTRATOR)
"""Whoever works at the command line of the relay's own machine: no member of staff, and sees all."""


def token_hash(token: str) -> bytes:
    """Return what a bearer token is stored and found by: SHA-256 of its text.

    A token carries 256 random bits, so that a plain digest cannot be reversed by trying.
    """
    return hashlib.sha256(token.encode()).digest()
