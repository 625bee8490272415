"""Readings in which the usual tricks against word lists are undone.

Leetspeak, stretched words, letters with spaces or dots between them (`relay.scanning.letter_spacing`), first letters of
lines, and text written backwards. Each reading's map leads to the folded text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from relay.scanning.folding import LETTERS_ONLY
from relay.scanning.letter_spacing import cut_as, spaced_readings, spelled
from relay.scanning.lexicon import common_words
from relay.scanning.patterns import pattern, runs
from relay.scanning.reading import Reading, build, replaced, reverse
from relay.scanning.segmentation import Segmenter
from relay.scanning.zones import Zone, Zones

_STRETCHED = pattern("|".join(f"{letter}{{3,}}" for letter in "abcdefghijklmnopqrstuvwxyz"))
_LEET_WORD = pattern(r"[a-z0-9@$!|+€]*(?:[a-z][0-9@$!|+]+[a-z]|[0-9@$|]+[a-z]|[a-z][0-9@$|]+)[a-z0-9@$!|+]*")
_LEET = str.maketrans("0134578@$!|+", "oieastbasilt")
_LEET_L = str.maketrans("0134578@$!|+", "oleastbasllt")
_ORDINAL = pattern(
    r"^\d+(?:st|nd|rd|th|am|pm|s|k|m|x|h|hr|hrs|min|mins|ft|in|lb|lbs|kg|km|cm|mm|mb|gb|d|yr|yrs|a|b|c)?$"
)
_LETTER = pattern(r"[a-z]")
_WORD = runs(r"[a-z]+")
_VOWELS = "aeiou"
_LEAST_STRANGE = 3
_LEAST_TOGETHER = 10  # letters of words that are run together
_LEAST_WORDS = 4  # of fewer, Spanish verbs and compounds are made
_MOST_LINES = 60  # of an acrostic
_LEAST_LINES = 4
_LEAST_WITH_NAMES = 8  # first letters of which some may spell nothing
_LEAST_SHARE = 0.6  # of them that must be in known words
_BACKWARDS = pattern(r"\b(?:moc|gro|ten|em|ruoy|eht|uoy|llac|txet|dna|rof|liamg)\b")
_LEAST_BACKWARDS = 2


class Undisguiser:
    """Builds the readings; knows the words that letters may spell."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Take the words that matter: those of the rules, and everyday ones."""
        self._segmenter = Segmenter(vocabulary)
        by_length = sorted(
            self._segmenter.words, key=lambda word: (-len(word), word)
        )  # of several, the shortest one stays
        self._skeletons = {_skeleton(word): word for word in by_length if len(_skeleton(word)) >= _LEAST_STRANGE}

    def readings(self, text: str, zones: Zones) -> Iterator[Reading]:
        """Yield the readings of a folded text that differ from it."""
        if _STRETCHED.search(text):
            yield _squeezed(text, 1)
            yield _squeezed(text, 2)
        yield from _leet(text)
        yield from spaced_readings(text, self._segmenter)
        yield from self._unusual(text)
        acrostic = self._acrostic(text, zones)
        if acrostic is not None:
            yield acrostic
        if len(_BACKWARDS.findall(text)) >= _LEAST_BACKWARDS:
            yield reverse(Reading(text))

    def _unusual(self, text: str) -> Iterator[Reading]:
        """Yield the text with words that are none made known ones: run together, or without their vowels."""
        strange = set(text.lower().translate(LETTERS_ONLY).split()) - self._segmenter.words
        strange = {word for word in strange if len(word) >= _LEAST_STRANGE} - common_words()
        if not strange:
            return
        for known in (self._apart, self._with_vowels):
            found = {word: new for word in strange if (new := known(word))}
            if found:
                yield _replaced_words(text, found)

    def _apart(self, word: str) -> str:
        words = self._segmenter.strictly(word) if len(word) >= _LEAST_TOGETHER else None
        return " ".join(words) if words and _LEAST_WORDS <= len(words) <= len(word) / 3 else ""

    def _with_vowels(self, word: str) -> str:
        return "" if any(vowel in word for vowel in _VOWELS) else self._skeletons.get(word, "")

    def _acrostic(self, text: str, zones: Zones) -> Reading | None:
        firsts = [
            (letter.group(0), line.start + letter.start())
            for line in zones.lines
            if line.zone is Zone.NEW and (letter := _LETTER.search(text[line.start : line.end]))
        ]
        if not _LEAST_LINES <= len(firsts) <= _MOST_LINES:
            return None
        words = self._first_words("".join(letter for letter, _ in firsts))
        return build(spelled(cut_as(words, firsts))) if any(map(_is_full_word, words)) else None

    def _first_words(self, letters: str) -> Sequence[str]:
        """Return what first letters spell; of many, some may be of a name, a greeting or a farewell."""
        spelling = self._segmenter.spelling(letters)
        is_spelled = len(letters) >= _LEAST_WITH_NAMES and spelling.known_share >= _LEAST_SHARE
        return spelling.words if is_spelled or self._segmenter.strictly(letters) is not None else ()


def _is_full_word(word: str) -> bool:
    """Whether it is no mere abbreviation, which the first letters of four paragraphs soon make by chance."""
    return len(word) >= _LEAST_STRANGE and any(vowel in word for vowel in _VOWELS)


def _skeleton(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)


def _replaced_words(text: str, found: Mapping[str, str]) -> Reading:
    words = ((found.get(match.group(0).lower()), match.span()) for match in _WORD.finditer(text))
    return replaced(Reading(text), ((new, *span) for new, span in words if new is not None))


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
