"""Ordinary words that hold a surname: St. Petersburg is not about Ada Peters."""

from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("data") / "words_around_surnames.txt"


@cache
def _words() -> frozenset[str]:
    lines = _LIST.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_ordinary(folded_word: str) -> bool:
    """Return whether a folded word is an ordinary one, or somebody else's name, that holds a surname by chance."""
    return folded_word in _words()
