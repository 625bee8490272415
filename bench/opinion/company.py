"""Windows in company: a sentence amid the harmless ones that stand around it in a real letter.

Most labelled windows are short messages as a whole; a letter hides one such sentence between others, and what was only
ever seen alone is not known again there. Clean windows get company as often, so that company itself says nothing.
"""

import random
import re
from collections.abc import Sequence

from bench.opinion.labelled import Window
from relay.model.identity import Role
from relay.scanning.opinion.windows import WORDS, length_of

_SHARE = 0.4  # of the windows that have room
_ROOM = 8  # words that must be free in a window
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_FEWEST, _MOST = 4, 30  # words of a sentence that keeps company


class Company:
    """Harmless sentences by each author."""

    def __init__(self, windows: Sequence[Window]) -> None:
        """Take the sentences from the clean ones of ``windows``."""
        self._sentences: dict[Role, list[tuple[str, int]]] = {role: [] for role in Role}
        for window in windows:
            if not window.categories:
                self._sentences[window.author] += [
                    (sentence, length)
                    for match in _SENTENCE.finditer(window.text)
                    if _FEWEST <= (length := length_of(sentence := match[0].strip())) <= _MOST
                ]

    def around(self, window: Window, chance: random.Random) -> str:
        """Return the text of ``window`` alone or, in some cases, between harmless sentences, within a window."""
        room = WORDS - length_of(window.text)
        sentences = self._sentences[window.author]
        if not sentences or room < _ROOM or chance.random() >= _SHARE:
            return window.text
        room = chance.randint(_ROOM, room)
        before: list[str] = []
        after: list[str] = []
        while True:
            sentence, length = chance.choice(sentences)
            room -= length
            if room < 0:
                break
            (before if chance.random() < 1 / 2 else after).append(sentence)
        return chance.choice([" ", " ", "\n"]).join([*before, window.text, *after])
