"""Readings in which the usual tricks against word lists are undone.

Leetspeak, stretched words, letters with spaces or dots between them, first letters of lines, and
text written backwards. Each reading's map leads to the folded text.
"""

from collections.abc import Iterable, Iterator, Mapping

from relay.scanning.folding import LETTERS_ONLY
from relay.scanning.lexicon import common_words
from relay.scanning.patterns import pattern, runs
from relay.scanning.reading import Piece, Reading, build, replaced, reverse
from relay.scanning.zones import Zone, Zones

_STRETCHED = pattern("|".join(f"{letter}{{3,}}" for letter in "abcdefghijklmnopqrstuvwxyz"))
_LEET_WORD = pattern(r"[a-z0-9@$!|+€]*(?:[a-z][0-9@$!|+]+[a-z]|[0-9@$|]+[a-z]|[a-z][0-9@$|]+)[a-z0-9@$!|+]*")
_LEET = str.maketrans("0134578@$!|+", "oieastbasilt")
_LEET_L = str.maketrans("0134578@$!|+", "oleastbasllt")
_ORDINAL = pattern(
    r"^\d+(?:st|nd|rd|th|am|pm|s|k|m|x|h|hr|hrs|min|mins|ft|in|lb|lbs|kg|km|cm|mm|mb|gb|d|yr|yrs|a|b|c)?$"
)
_SPACED = pattern(r"\b(?:[a-z][ .\-_*~/,|]{1,3}){2,}[a-z]\b")
_LETTER = pattern(r"[a-z]")
_WORD = runs(r"[a-z]+")
_VOWELS = "aeiou"
_LEAST_STRANGE = 3
_LEAST_TOGETHER = 10  # letters of words that are run together
_LEAST_WORDS = 4  # of fewer, Spanish verbs and compounds are made
_MOST_SEGMENT = 1_000  # letters of a spelled run that are looked at
_MOST_LINES = 60  # of an acrostic
_LONGEST_WORD = 14
_LEAST_LINES = 4
_BACKWARDS = pattern(r"\b(?:moc|gro|ten|em|ruoy|eht|uoy|llac|txet|dna|rof|liamg)\b")
_LEAST_BACKWARDS = 2


class Undisguiser:
    """Builds the readings; knows the words that letters may spell."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Take the words that matter: those of the rules, and everyday ones."""
        self._words = frozenset(word for word in vocabulary if len(word) > 1) | {"a", "i", "u", "o", "y"}
        by_length = sorted(self._words, key=lambda word: (-len(word), word))  # of several, the shortest one stays
        self._skeletons = {_skeleton(word): word for word in by_length if len(_skeleton(word)) >= _LEAST_STRANGE}

    def readings(self, text: str, zones: Zones) -> Iterator[Reading]:
        """Yield the readings of a folded text that differ from it."""
        if _STRETCHED.search(text):
            yield _squeezed(text, 1)
            yield _squeezed(text, 2)
        yield from _leet(text)
        spaced = self._spaced(text)
        if spaced is not None:
            yield spaced
        yield from self._unusual(text)
        acrostic = self._acrostic(text, zones)
        if acrostic is not None:
            yield acrostic
        if len(_BACKWARDS.findall(text)) >= _LEAST_BACKWARDS:
            yield reverse(Reading(text))

    def _unusual(self, text: str) -> Iterator[Reading]:
        """Yield the text with words that are none made known ones: run together, or without their vowels."""
        strange = set(text.lower().translate(LETTERS_ONLY).split()) - self._words
        strange = {word for word in strange if len(word) >= _LEAST_STRANGE} - common_words()
        if not strange:
            return
        for known in (self._apart, self._with_vowels):
            found = {word: new for word in strange if (new := known(word))}
            if found:
                yield _replaced_words(text, found)

    def _apart(self, word: str) -> str:
        words = self.segment(word) if len(word) >= _LEAST_TOGETHER else None
        return " ".join(words) if words and _LEAST_WORDS <= len(words) <= len(word) / 3 else ""

    def _with_vowels(self, word: str) -> str:
        return "" if any(vowel in word for vowel in _VOWELS) else self._skeletons.get(word, "")

    def _spaced(self, text: str) -> Reading | None:
        pieces: list[Piece] = []
        done = 0
        for match in _SPACED.finditer(text):
            letters = [
                (character, at) for at, character in enumerate(match.group(0), match.start()) if character.isalpha()
            ]
            if len(letters) > _MOST_SEGMENT:
                continue
            words = self.segment("".join(letter for letter, _ in letters))
            if words is None:
                continue
            pieces.append((text[done : match.start()], done, match.start()))
            pieces += _spelled(words, [at for _, at in letters])
            done = match.end()
        if not pieces:
            return None
        pieces.append((text[done:], done, len(text)))
        return build(pieces)

    def _acrostic(self, text: str, zones: Zones) -> Reading | None:
        firsts = [
            (letter.group(0), line.start + letter.start())
            for line in zones.lines
            if line.zone is Zone.NEW and (letter := _LETTER.search(text[line.start : line.end]))
        ]
        if not _LEAST_LINES <= len(firsts) <= _MOST_LINES:
            return None
        words = self.segment("".join(letter for letter, _ in firsts))
        if not words or not any(_is_full_word(word) for word in words):
            return None
        return build(_spelled(words, [at for _, at in firsts]))

    def segment(self, letters: str) -> list[str] | None:
        """Return the fewest known words that ``letters`` spell; None where they spell none."""
        letters = letters.lower()
        if len(letters) > _MOST_SEGMENT:
            return None
        best: list[list[str] | None] = [[]]
        for end in range(1, len(letters) + 1):
            found: list[str] | None = None
            for start in range(max(0, end - _LONGEST_WORD), end):
                before, word = best[start], letters[start:end]
                if before is not None and word in self._words and (found is None or len(before) + 1 < len(found)):
                    found = [*before, word]
            best.append(found)
        return best[-1]


def _is_full_word(word: str) -> bool:
    """Whether it is no mere abbreviation, which the first letters of four paragraphs soon make by chance."""
    return len(word) >= _LEAST_STRANGE and any(vowel in word for vowel in _VOWELS)


def _skeleton(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)


def _replaced_words(text: str, found: Mapping[str, str]) -> Reading:
    words = ((found.get(match.group(0).lower()), match.span()) for match in _WORD.finditer(text))
    return replaced(Reading(text), ((new, *span) for new, span in words if new is not None))


def _spelled(words: list[str], places: list[int]) -> list[Piece]:
    """Return words, with spaces between, whose letters stand at ``places``."""
    pieces: list[Piece] = []
    index = 0
    for word in words:
        if pieces:
            pieces.append((" ", places[index - 1], places[index - 1] + 1))
        for letter in word:
            pieces.append((letter, places[index], places[index] + 1))
            index += 1
    return pieces


def _squeezed(text: str, kept: int) -> Reading:
    return replaced(Reading(text), (("", match.start() + kept, match.end()) for match in _STRETCHED.finditer(text)))


def _leet(text: str) -> Iterator[Reading]:
    matches = [
        m
        for m in _LEET_WORD.finditer(text)
        if not _ORDINAL.match(m.group(0)) and _is_wordlike(text, m.start(), m.end())
    ]
    if not matches:
        return
    for table in (_LEET, _LEET_L):
        characters = list(text)
        for match in matches:
            characters[match.start() : match.end()] = (
                match.group(0).lower().rstrip("!").translate(table).ljust(len(match.group(0)))
            )
        yield Reading("".join(characters))
        if not any("1" in m.group(0) or "!" in m.group(0) or "|" in m.group(0) for m in matches):
            return


def _is_wordlike(text: str, start: int, end: int) -> bool:
    """Whether a mixed word stands alone, not inside an address or a link."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    word = text[start:end]
    letters = sum(character.isalpha() for character in word)
    return "." not in around[:1] and "/" not in around and "@" not in around and letters * 2 >= len(word)
