"""Text whose letters stand apart, "k i l l" or "k.i.l.l", read as words.

Where some gaps are wider than the usual one they part words, and these are taken as they are, names among them. Where
all are alike, and once more in any case, the likeliest words are looked for.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from relay.scanning.patterns import pattern
from relay.scanning.reading import Piece, Reading, build
from relay.scanning.segmentation import Segmenter

_GAP = r"[ \t\n.\-_*~/,|+\x1a]{1,12}"
_SPACED = pattern(rf"(?:^|[^\w'@$])((?:(?:[a-z0-9@$]'?|'){_GAP}){{2,}}[a-z0-9])\b")
_LEET = str.maketrans("0134578@$", "oieastbas")
_LEAST_LETTERS = 3
_Sign = tuple[str, int]  # a character, and where it stands
_Words = list[list[_Sign]]


def spaced_readings(text: str, segmenter: Segmenter) -> Iterator[Reading]:
    """Yield a folded text with what is spelled letter by letter put together; in time linear in its length."""
    runs = [signs for match in _SPACED.finditer(text) if _is_spelled(signs := _signs(match.group(1), match.start(1)))]
    if not runs:
        return
    by_gaps = [_by_gaps(text, run) for run in runs]
    by_words = [_by_words(run, segmenter) for run in runs]
    if any(len(words) > 1 for words in by_gaps):
        either = [gaps if len(gaps) > 1 else words for gaps, words in zip(by_gaps, by_words, strict=True)]
        yield _with_words(text, either)
    if any(by_words):
        yield _with_words(text, by_words)


def spelled(words: Sequence[Sequence[_Sign]]) -> Iterator[Piece]:
    """Yield words with a space between each and the next, as pieces of a reading."""
    for index, word in enumerate(words):
        if index:
            before = words[index - 1][-1][1]
            yield " ", before, before + 1
        for sign, at in word:
            yield sign, at, at + 1


def cut_as(words: Sequence[str], signs: Sequence[_Sign]) -> _Words:
    """Return ``signs`` cut into ``words``, which they spell."""
    cut, done = [], 0
    for word in words:
        cut.append(list(signs[done : done + len(word)]))
        done += len(word)
    return cut


def _signs(run: str, start: int) -> list[_Sign]:
    return [(sign, at) for at, sign in enumerate(run, start) if sign.isalnum() or sign in "@$'"]


def _is_spelled(signs: Sequence[_Sign]) -> bool:
    letters = sum(sign.isalpha() for sign, _ in signs)
    return letters >= _LEAST_LETTERS and letters * 2 >= len(signs)


def _by_gaps(text: str, signs: Sequence[_Sign]) -> _Words:
    """Return the words that gaps other than the usual one part: wider, or white space where that is a mark."""
    gaps = [text[a + 1 : b] for (_, a), (_, b) in pairwise(signs)]
    counts: dict[str, int] = {}
    for gap in gaps:
        counts[gap] = counts.get(gap, 0) + bool(gap)
    usual = max(counts, key=lambda gap: (counts[gap], -len(gap)))
    words: _Words = [[signs[0]]]
    for gap, sign in zip(gaps, signs[1:], strict=True):
        if gap != usual and (len(gap) > len(usual) or gap.isspace()):
            words.append([])
        words[-1].append(sign)
    return [_unleet(word) for word in words]


def _unleet(word: list[_Sign]) -> list[_Sign]:
    """Return a word with the letters that its digits stand for; a number stays one."""
    if not any(sign.isalpha() for sign, _ in word):
        return word
    return [(sign.translate(_LEET), at) for sign, at in word]


def _by_words(signs: Sequence[_Sign], segmenter: Segmenter) -> _Words:
    """Return the likeliest words, whatever the gaps; none where they tell nothing."""
    plain = _unleet([(sign, at) for sign, at in signs if sign != "'"])
    spelling = segmenter.spelling("".join(sign for sign, _ in plain))
    return cut_as(spelling.words, plain) if spelling.is_telling else []


def _with_words(text: str, runs: Sequence[_Words]) -> Reading:
    pieces: list[Piece] = []
    done = 0
    for words in runs:
        if words:
            pieces.append((text[done : words[0][0][1]], done, words[0][0][1]))
            pieces += spelled(words)
            done = words[-1][-1][1] + 1
    return build([*pieces, (text[done:], done, len(text))])
