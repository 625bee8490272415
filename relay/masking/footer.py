"""The relay's own footer: taken out of quotes, so that it stands once under each mail (CASES A57)."""

import re
from functools import lru_cache

import re2

from relay.identities.fold import fold
from relay.identities.people import Finder, finder
from relay.identities.search import Hit
from relay.model.change import ChangeKind

# Between two words of a quoted footer: space, quote marks, emphasis, a link target that a program added.
_GAP = r"(?:[\s>*_|]|<[^<>\s]*>)+"
_TARGET = r"(?:<[^<>\s]*>)?"
_LEAD = r"(?:\n[ \t>]*)*(?:--[ \t]*(?:\n[ \t>]*)+)?"
_APOSTROPHES = re.compile("['’]")
_FEWEST_WORDS = 4


@lru_cache(maxsize=64)
def _finder(footers: tuple[str, ...]) -> Finder:
    bodies = []
    for footer in footers:
        words = fold(footer).text.split()
        if len(words) >= _FEWEST_WORDS:
            bodies.append(_GAP.join(map(_word, words)))
    return finder([f"{_LEAD}(?:{body})" for body in bodies])


def _word(word: str) -> str:
    """Return the pattern of one word; behind an address or a site Outlook writes its target, before what ends it."""
    bare = word.rstrip(".,;:!?)")
    target = _TARGET if "@" in bare or "." in bare else ""
    return _APOSTROPHES.sub("['’]", str(re2.escape(bare))) + target + str(re2.escape(word[len(bare) :]))


def find_footers(text: str, footers: tuple[str, ...]) -> list[Hit]:
    """Return each place where one of ``footers`` stands in ``text``, quoted and wrapped as it may be."""
    folded = fold(text)
    places = _finder(footers)(folded.text)
    return [Hit(*folded.span(start, end), "", ChangeKind.FOOTER, None) for start, end in places]
