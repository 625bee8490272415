"""What is to be taken out of a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be taken out, in the folded text, and what is to stand there instead."""

    start: int
    end: int
    replacement: str
