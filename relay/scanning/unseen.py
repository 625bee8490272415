"""Texts of characters that nobody sees: a message can be written in them, and no reader can judge it."""

import unicodedata

_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc", "Cn"})
_FEWEST = 1000  # characters; flags and families of emoji are made with some


def is_mostly_unseen(text: str) -> bool:
    """Return whether most of a text is marks, joiners and other characters without a look of their own."""
    if text.isascii():
        return False
    unseen = sum(1 for character in text if not character.isspace() and unicodedata.category(character) in _UNSEEN)
    return unseen >= _FEWEST and 2 * unseen > len(text)
