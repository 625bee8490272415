"""WordPiece: text to the numbers of its pieces, as BERT's uncased vocabularies want it (Devlin et al. 2019).

Texts come folded to ASCII (`relay.scanning.folding`), so that lower case and a split at every mark are all that is
left of BERT's own preparation.
"""

from collections.abc import Sequence
from functools import lru_cache

from relay.scanning.patterns import pattern

_WORD = pattern(r"[a-z0-9]+|[^\sa-z0-9]")
_INSIDE = "##"
_UNKNOWN, _FIRST, _LAST = "[UNK]", "[CLS]", "[SEP]"
_LONGEST_WORD = 40  # characters; what is longer is no word
_REMEMBERED = 20_000  # words


class WordPieces:
    """A vocabulary and the split of words into its pieces."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Take the pieces in the order of their numbers; those that go on a word begin with ``##``."""
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown, self.first, self.last = (self._numbers[name] for name in (_UNKNOWN, _FIRST, _LAST))
        self._split = lru_cache(_REMEMBERED)(self._pieces_of)

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, text: str, most: int) -> list[int]:
        """Return the numbers of at most ``most`` pieces of a folded text, with those that open and close it."""
        return [self.first, *self._all(text)[: most - 2], self.last]

    def parts(self, before: str, text: str, most: int) -> list[list[int]]:
        """Return the numbers of a folded text's pieces after those of ``before``, each list as `numbers` has it.

        A text of odd spelling has more pieces than ``most``: it comes in parts of the same length, none left out.
        """
        opening, pieces = [self.first, *self._all(before)], self._all(text)
        room = most - len(opening) - 1
        count = max(1, -(-len(pieces) // room))
        size = max(1, -(-len(pieces) // count))
        return [[*opening, *pieces[at : at + size], self.last] for at in range(0, max(1, len(pieces)), size)]

    def _all(self, text: str) -> list[int]:
        return [number for word in _WORD.findall(text.lower()) for number in self._split(word)]

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        """Return the longest pieces from left to right; the unknown one where a rest is none."""
        if len(word) > _LONGEST_WORD:
            return (self.unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            piece, end = self._longest(word, start)
            if piece is None:
                return (self.unknown,)
            found.append(piece)
            start = end
        return tuple(found)

    def _longest(self, word: str, start: int) -> tuple[int | None, int]:
        mark = _INSIDE if start else ""
        for end in range(len(word), start, -1):
            number = self._numbers.get(mark + word[start:end])
            if number is not None:
                return number, end
        return None, start
