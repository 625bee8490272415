"""What is known about the two people of a pair: what masking hides and scanning looks for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from relay.model.entries import likeness
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
    ``former_family_names`` and ``former_addresses`` are registered no more and hidden all the same:
    older mails and their quotes hold them. Nothing is sent to a former address.
    """

    role: Role
    given_name: str
    family_name: str = ""
    addresses: tuple[str, ...] = ()
    masked_address: str = ""
    hosts: tuple[str, ...] = ()
    former_family_names: tuple[str, ...] = ()
    former_addresses: tuple[str, ...] = ()

    @property
    def family_names(self) -> tuple[str, ...]:
        """The surname, and those before."""
        return (self.family_name, *self.former_family_names)

    @property
    def known_addresses(self) -> tuple[str, ...]:
        """Every real address, also those that are registered no more."""
        return (*self.addresses, *self.former_addresses)


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


def still_hidden(former: Iterable[str], given_name: str, others: Collection[str]) -> tuple[str, ...]:
    """Return which of a person's ``former`` surnames are theirs to be hidden.

    Words of the given name are none: they had been entered in the wrong place. What stands in ``others`` is the
    surname of now, or the other member's, whose it is.
    """
    given = {likeness(word) for word in given_name.split()}
    known = set(map(likeness, others))
    words = ([word for word in name.split() if likeness(word) not in given] for name in former)
    names = dict.fromkeys(" ".join(left) for left in words)
    return tuple(name for name in names if name and likeness(name) not in known)
