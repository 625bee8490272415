"""What replacements bring to light: two words that meet only when something between them is gone.

``Omar Young`` on one line and ``Young`` on the next: once the first surname is taken out, the second stands under
the given name. The last look would find it, and hold the mail.
"""

from collections.abc import Callable
from dataclasses import replace

from relay.identities.search import Hit

_MOST_ROUNDS = 3
_MOST_IN_A_ROUND = 200  # more is no mail of a person: the last look holds it


def settled(text: str, hits: list[Hit], find: Callable[[str], list[Hit]]) -> list[Hit]:
    """Return ``hits``, in order and apart, and what ``find`` finds in the text that they leave."""
    for _ in range(_MOST_ROUNDS):
        more = find(replaced(text, hits)) if hits else []
        if not more or len(more) > _MOST_IN_A_ROUND:
            break
        for hit in reversed(more):  # what stands before it stays where it is
            hits = _with(hits, hit)
    return hits


def replaced(text: str, hits: list[Hit]) -> str:
    """Return ``text`` with each of ``hits``, which are in order and apart, replaced."""
    out, end = [], 0
    for hit in hits:
        out += [text[end : hit.start], hit.replacement]
        end = hit.end
    return "".join([*out, text[end:]]) if out else text


def _with(hits: list[Hit], later: Hit) -> list[Hit]:
    """Return ``hits`` and ``later``, which was found in the text that they leave, as one with those it touches."""
    before: list[Hit] = []
    touched: list[tuple[Hit, int]] = []  # and by how much the text left before it is longer than the original
    after: list[Hit] = []
    shift = shift_before = shift_within = 0
    for hit in hits:
        longer = len(hit.replacement) - (hit.end - hit.start)
        if hit.start + shift + len(hit.replacement) <= later.start:
            before.append(hit)
            shift_before = shift_within = shift + longer
        elif hit.start + shift >= later.end:
            after.append(hit)
        else:
            touched.append((hit, shift))
            shift_within = shift + longer
        shift += longer
    start, end = later.start - shift_before, later.end - shift_within
    left = right = ""
    if touched:
        first, moved = touched[0]
        left = first.replacement[: max(later.start - first.start - moved, 0)]
        start = min(start, first.start)
        last, moved = touched[-1]
        right = last.replacement[max(later.end - last.start - moved, 0) :]
        end = max(end, last.end)
    return [*before, replace(later, start=start, end=end, replacement=left + later.replacement + right), *after]
