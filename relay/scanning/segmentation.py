"""Letters that stand without gaps between words, as the words that they most likely spell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relay.scanning.lexicon import common_words, given_names

_LONGEST_WORD = 14
# A word of the rules costs less than any other one, and two of them less than one that merely looks like both.
_OF_RULES, _OF_LISTS, _UNKNOWN_LETTER = 10, 25, 25
_LEAST_NAME, _LEAST_LISTED = 3, 4  # letters; shorter ones of the lists are found in anything
_LEAST_TELLING = 4  # letters of a word that chance seldom makes
_NEVER = 1 << 40


@dataclass(frozen=True, slots=True)
class Spelling:
    """The letters as words in their order, and which of these are known."""

    words: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def known_share(self) -> float:
        """The share of the letters that is in known words of three letters or more."""
        telling = sum(len(word) for word in self.known if len(word) >= _LEAST_NAME)
        return telling / max(1, sum(map(len, self.words)))

    @property
    def is_telling(self) -> bool:
        """Whether it is more than an alphabet or a row of answers: a word among it that chance seldom makes, or all known."""
        return len(self.known) == len(self.words) or any(len(word) >= _LEAST_TELLING for word in self.known)


class Segmenter:
    """Knows the words that letters may spell: those that matter to rules, everyday ones, and given names."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words that matter."""
        self.words = frozenset(word for word in words if len(word) > 1) | {"a", "i", "u", "o", "y"}
        self._of_rules = dict.fromkeys(self.words, _OF_RULES)
        self._all = {
            **dict.fromkeys((word for word in given_names() if len(word) >= _LEAST_NAME), _OF_LISTS),
            **dict.fromkeys((word for word in common_words() if len(word) >= _LEAST_LISTED), _OF_LISTS),
            **self._of_rules,
        }

    def strictly(self, letters: str) -> tuple[str, ...] | None:
        """Return the fewest of the words that matter which ``letters`` spell; None where they spell none."""
        letters = letters.lower()
        cost, starts = _cheapest(letters, self._of_rules, _NEVER)
        return None if cost >= _NEVER else tuple(word for word, _ in _cut(letters, starts))

    def spelling(self, letters: str) -> Spelling:
        """Return the likeliest words; what nobody knows, as the name of a friend, stays in between as it is."""
        letters = letters.lower()
        _, starts = _cheapest(letters, self._all, _UNKNOWN_LETTER)
        words: list[str] = []
        known: list[str] = []
        after_unknown = False
        for word, is_known in _cut(letters, starts):
            if not is_known and after_unknown:
                words[-1] += word
            else:
                words.append(word)
            known += [word] if is_known else []
            after_unknown = not is_known
        return Spelling(tuple(words), tuple(known))


def _cheapest(letters: str, prices: Mapping[str, int], unknown: int) -> tuple[int, list[int]]:
    """Return the least cost, and for each end where its last word starts; -1 for an ``unknown`` letter, at that price."""
    costs, starts = [0], [-1]
    for end in range(1, len(letters) + 1):
        best, begin = costs[-1] + unknown, -1
        for start in range(max(0, end - _LONGEST_WORD), end):
            price = prices.get(letters[start:end])
            if price is not None and costs[start] + price < best:
                best, begin = costs[start] + price, start
        costs.append(best)
        starts.append(begin)
    return costs[-1], starts


def _cut(letters: str, starts: list[int]) -> list[tuple[str, bool]]:
    """Return the words, and whether each is known."""
    words: list[tuple[str, bool]] = []
    end = len(letters)
    while end:
        known = starts[end] >= 0
        start = starts[end] if known else end - 1
        words.append((letters[start:end], known))
        end = start
    return words[::-1]
