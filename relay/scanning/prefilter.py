"""Which of many expressions match in a text, most of them ruled out by the words of the text alone.

The automaton of a large expression is built as texts are met, and slow in each text whose words it has not seen. But
most texts have none of the words that most of its alternatives need, and those that are left are quickly asked one
by one: the large expression is run only where it is known to match.
"""

from collections.abc import Sequence
from functools import lru_cache

from relay.scanning.folding import LETTERS_AND_DIGITS
from relay.scanning.literals import DIGIT, FIRST, LAST, Clause, needs_of, rarity
from relay.scanning.patterns import Pattern, pattern

_MOST_TEXT = 20_000  # characters; a longer text has nearly every word
_LONGEST_WORD = 60
_WORDS_KEPT = 16_384


class Prefilter:
    """Sets of expressions, known by their numbers; a set matches where one of its expressions does."""

    def __init__(self, sets: Sequence[Sequence[str]]) -> None:
        """Compile the expressions, all of which match without regard to case."""
        self._count = len(sets)
        self._expressions: list[tuple[int, int, Pattern]] = []  # set, clauses that it needs as bits, itself
        self._always: list[int] = []  # indices of those that need nothing
        self._clauses: dict[str, int] = {}  # by piece, the clauses that it fulfils as bits
        self._keyed: dict[str, set[int]] = {}  # by piece, the expressions whose rarest clause it fulfils
        numbers: dict[Clause, int] = {}
        for number, expressions in enumerate(sets):
            for expression in expressions:
                self._take(number, expression, numbers)
        self._begins = frozenset(piece[:2] for piece in self._clauses)
        self._lengths = sorted({len(piece) for piece in self._clauses})
        self._of_word = lru_cache(_WORDS_KEPT)(self._read)

    def _take(self, number: int, expression: str, numbers: dict[Clause, int]) -> None:
        needs, index, bits = needs_of(expression), len(self._expressions), 0
        for clause in needs:
            bit = 1 << numbers.setdefault(clause, len(numbers))
            bits |= bit
            for piece in clause:
                self._clauses[piece] = self._clauses.get(piece, 0) | bit
        if needs:
            for piece in max(needs, key=rarity):
                self._keyed.setdefault(piece, set()).add(index)
        else:
            self._always.append(index)
        self._expressions.append((number, bits, pattern(expression)))

    def _read(self, word: str) -> tuple[int, frozenset[int]]:
        """Return the clauses that a word fulfils, and the expressions to look at for its sake."""
        bits, keyed = 0, set[int]()
        if any(map(str.isdigit, word)):
            bits |= self._clauses.get(DIGIT, 0)
            keyed |= self._keyed.get(DIGIT, set())
        word = f"{FIRST}{word}{LAST}"
        for start in range(len(word) - 1):
            if word[start : start + 2] not in self._begins:
                continue
            for length in self._lengths:
                piece = word[start : start + length]
                if len(piece) == length and piece in self._clauses:
                    bits |= self._clauses[piece]
                    keyed |= self._keyed.get(piece, frozenset())
        return bits, frozenset(keyed)

    def matching(self, text: str) -> set[int]:
        """Return the numbers of the sets that match in ``text``; of a long text those of all, which may not."""
        is_read = len(text) <= _MOST_TEXT and text.isascii()
        words = set(text.lower().translate(LETTERS_AND_DIGITS).split()) if is_read else ()
        if not words or max(map(len, words)) > _LONGEST_WORD:
            return set(range(self._count))
        fulfilled, asked = 0, set(self._always)
        for word in words:
            bits, keyed = self._of_word(word)
            fulfilled |= bits
            asked |= keyed
        found: set[int] = set()
        for index in asked:
            number, needed, expression = self._expressions[index]
            if number not in found and needed & fulfilled == needed and expression.search(text) is not None:
                found.add(number)
        return found
