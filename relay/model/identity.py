"""What is known about the two people of a pair: what masking hides and scanning looks for."""

from dataclasses import dataclass
from enum import StrEnum

from relay.model.message import Direction


class Role(StrEnum):
    """Which side of a pair a participant is."""

    MENTOR = "mentor"
    STUDENT = "student"


@dataclass(frozen=True, slots=True)
class Identity:
    """One member of a pair as the other may and may not know them.

    ``addresses`` are the real ones, the primary first; ``masked_address`` is where the other
    member writes to reach this person. ``hosts`` are client and mail hosts, IP addresses and
    Message-ID domains that would give this person away in the message at hand.
    """

    role: Role
    given_name: str
    family_name: str = ""
    addresses: tuple[str, ...] = ()
    masked_address: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correspondents:
    """Both identities of a pair."""

    mentor: Identity
    student: Identity

    def writer(self, direction: Direction) -> Identity:
        """Return who writes a message of ``direction``."""
        return self.mentor if direction is Direction.MENTOR_TO_STUDENT else self.student

    def reader(self, direction: Direction) -> Identity:
        """Return who reads a message of ``direction``."""
        return self.student if direction is Direction.MENTOR_TO_STUDENT else self.mentor


def direction_from(role: Role) -> Direction:
    """Return the direction of what a participant of ``role`` writes."""
    return Direction.MENTOR_TO_STUDENT if role is Role.MENTOR else Direction.STUDENT_TO_MENTOR
