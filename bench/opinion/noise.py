"""Texts as hurried people and dodgers of filters write them: variants for training."""

import random
import re
from collections.abc import Callable

_MARKS = re.compile(r"[.,!?'\"]")
_LEET = str.maketrans("aeiost", "431057")
_LONG_ENOUGH = 4
_ONE_WORD_IN = 8


def noised(text: str, chance: random.Random) -> str:
    """Return ``text`` as it is in most cases, else in small letters, without marks, with typing errors or tricks."""
    share = chance.random()
    for below, change in _CHANGES:
        if share < below:
            return change(text, chance)
    return text


def _small(text: str, _: random.Random) -> str:
    return text.lower()


def _without_marks(text: str, _: random.Random) -> str:
    return _MARKS.sub("", text.lower())


def _mistyped(text: str, chance: random.Random) -> str:
    return _in_some_words(text, chance, _mistype)


def _tricked(text: str, chance: random.Random) -> str:
    return _in_some_words(text, chance, _trick)


def _in_some_words(text: str, chance: random.Random, change: Callable[[str, random.Random], str]) -> str:
    words = text.split(" ")
    for _ in range(max(1, len(words) // _ONE_WORD_IN)):
        place = chance.randrange(len(words))
        if len(words[place]) >= _LONG_ENOUGH:
            words[place] = change(words[place], chance)
    return " ".join(words)


def _mistype(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return chance.choice([before + after, before + after[0] + letter + after[1:], before + letter + letter + after])


def _trick(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return chance.choice([
        word.translate(_LEET),
        f"{word[:place]}*{word[place + 1 :]}",
        "".join(letter for letter in word if letter not in "aeiou") or word,
        f"{word[:place]}{word[place] * 3}{word[place + 1 :]}",
        f"{word[:place]} {word[place:]}",
        f"{word[:place]}.{word[place:]}",
    ])  # fmt: skip


_CHANGES = ((0.15, _small), (0.25, _without_marks), (0.38, _mistyped), (0.46, _tricked))
