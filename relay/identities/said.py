"""Where an everyday word behind a given name says something of somebody: "Is Omar young?", "it keeps Omar young"."""

import re

_SAYS_OF = re.compile(
    r"(?:(?:^|[.!?\n])\s*(?:is|was|were|are|isn't|wasn't)"
    r"|\b(?:makes?|made|keeps?|kept|stays?|feels?|looks?|seems|when|while|as|if|because|that|thinks?|calls?|finds?))\s+\Z"
)


def is_said_of(before: str) -> bool:
    """Return whether what stands before the given name, folded or in small letters, makes it such a sentence."""
    return _SAYS_OF.search(before) is not None
