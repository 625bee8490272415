"""A telephone number in parts: digits of several messages that have a number's length together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from relay.scanning.conversation.features import ConversationFeatures, Signal
from relay.scanning.conversation.pieces import BARE, COUNTED, CUED, LOOSE

_QUALITY = {CUED: 1.0, BARE: 0.8, LOOSE: 0.5, COUNTED: 0.0}
_AGREED, _ASKED, _MATHEMATICS = "digits.agreed", "digits.asked", "digits.mathematics"
_LENGTHS = (7, 10, 11)
_WHOLE = 10
_MOST_CANDIDATES = 11
_LEAST_PARTS, _MOST_PARTS = 2, 10
_LEAST_QUALITY = 0.7
_PROMISED = 0.8  # of any number, once somebody said that numbers are to be collected
_NEAR = 9  # messages between a promise and what it promises
_ASKED_FOR = 0.9
_IN_A_LESSON = 0.4
_IN_A_SERIES = 0.8  # of a digit among so many messages with one digit each, by one author
_LEAST_SERIES, _WITHIN = 7, 12


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int  # of the message, the new one's being the greatest
    signal: Signal
    quality: float


def find_number(
    earlier: Sequence[ConversationFeatures], new: ConversationFeatures
) -> tuple[list[int], list[Signal]] | None:
    """Return which earlier messages (by index) make a number with the new one, and the new one's pieces of it.

    None where they make none. Order counts for a number's beginning alone: the last four may come first.
    """
    everything = [*(features for features in earlier), new]
    at = len(earlier)
    candidates = list(_candidates(everything))
    adds = any(c.index == at for c in candidates) or any(s.kind == _AGREED for s in new.signals)
    if not adds or len({c.index for c in candidates}) < _LEAST_PARTS:
        return None
    best: tuple[tuple[bool, float], tuple[_Candidate, ...]] | None = None
    revealed = any(s.kind == _AGREED for s in new.signals)
    for parts in _combinations(candidates[-_MOST_CANDIDATES:]):
        messages = {part.index for part in parts}
        if len(messages) < _LEAST_PARTS or not (at in messages or revealed):
            continue
        quality = sum(part.quality for part in parts) / len(parts)
        rank = (sum(len(part.signal.token) for part in parts) == _WHOLE, quality)
        if quality >= _LEAST_QUALITY and (best is None or rank > best[0]) and _is_number(parts):
            best = rank, parts
    if best is None:
        return None
    return sorted({p.index for p in best[1]} - {at}), [p.signal for p in best[1] if p.index == at]


def _candidates(everything: Sequence[ConversationFeatures]) -> Iterator[_Candidate]:
    agreeing = [n for n, features in enumerate(everything) if any(s.kind == _AGREED for s in features.signals)]
    series = _series(everything)
    subjects: set[str] = set()
    asked = False
    for index, features in enumerate(everything):
        agreed = any(abs(index - other) <= _NEAR for other in agreeing)
        lesson = any(s.kind == _MATHEMATICS for s in features.signals)
        for signal in features.signals:
            quality = _QUALITY.get(signal.kind)
            if quality is None or not 1 <= len(signal.token) <= _MOST_PARTS - 1:
                continue
            if agreed:
                quality = max(quality, _PROMISED)
            elif index in series and quality > 0:
                quality = max(quality, _IN_A_SERIES)
            elif asked and signal.kind in (BARE, LOOSE, CUED):
                quality = max(quality, _ASKED_FOR)
            if lesson and not agreed and index not in series:
                quality *= _IN_A_LESSON
            repeated = signal.part == "subject" and signal.token in subjects and index not in series
            if quality > 0 and not repeated:
                yield _Candidate(index, signal, quality)
            if signal.part == "subject":
                subjects.add(signal.token)
        asked = any(s.kind == _ASKED for s in features.signals) or (asked and not features.signals)


def _series(everything: Sequence[ConversationFeatures]) -> set[int]:
    """Return which messages are of one author who puts one digit into each of many; what counts up is a numbering."""
    found: set[int] = set()
    for author in {features.author for features in everything}:
        own = [index for index, features in enumerate(everything) if features.author is author][-_WITHIN:]
        digits = {index: pieces[0] for index in own if len(pieces := _pieces(everything[index])) == 1}
        single = {index: digit for index, digit in digits.items() if len(digit) == 1}
        steps = {(int(b) - int(a)) % 10 for a, b in pairwise(single.values())}
        if len(single) >= _LEAST_SERIES and len(steps) > 1:
            found |= single.keys()
    return found


def _pieces(features: ConversationFeatures) -> list[str]:
    return [signal.token for signal in features.signals if _QUALITY.get(signal.kind, 0) > 0 and signal.token.isdigit()]


def _combinations(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, ...]]:
    for count in range(_LEAST_PARTS, min(_MOST_PARTS, len(candidates)) + 1):
        for parts in combinations(candidates, count):
            if sum(len(part.signal.token) for part in parts) in _LENGTHS:
                yield parts


def _is_number(parts: Sequence[_Candidate]) -> bool:
    digits = "".join(part.signal.token for part in parts)
    cued = sum(part.quality >= _ASKED_FOR for part in parts)
    if len(digits) != _WHOLE:
        return cued >= _LEAST_PARTS and len(parts) <= 3
    if min(len(part.signal.token) for part in parts) == 1 and len(parts) < _WHOLE and cued < len(parts):
        return False
    return cued >= 1 or (digits[0] not in "01" and digits[3] not in "01")
