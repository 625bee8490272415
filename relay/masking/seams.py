"""Identities that a tag alone parts from the word beside them: ``<b>Omar Young</b><i>engineer</i>``.

In the text of a page that is one longer word, and no name; whoever sees the page reads the name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from relay.identities.search import Hit
from relay.identities.traced import Traced
from relay.masking.frame import IdentityLeftError, Redaction
from relay.masking.text import Masker
from relay.mime.html_seams import Seam
from relay.mime.html_source import pieces_of
from relay.mime.html_text import Renderer
from relay.mime.tree import Block, MessageTree
from relay.model.change import ChangeKind
from relay.model.finding import BODY, HTML

_MOST_ROUNDS = 5
_CLOSE = 64  # characters
_SHORT = 4  # letters: tags amid a word can leave such a name by chance ("Eng<b>li</b>sh")


class Glued(NamedTuple):
    """An identity, and the seams at which a blank shows it."""

    hit: Hit
    places: tuple[int, ...]


def glued_in(text: str, seams: Sequence[Seam], masker: Masker, known: Sequence[Hit]) -> list[Glued]:
    """Return the identities that ``text`` shows with a blank at its ``seams``, beside the hits that are ``known``.

    Where one of those is wider, it takes the word beside along, and is none.
    """
    found: list[Glued] = []
    for places in _ways(seams):
        reading = _with_blanks(text, places)
        taken = [one.hit for one in found]
        hits = [hit.traced(reading) for hit in masker.hits(reading.text)]
        new = _better(text, [hit for hit in hits if _index_at(hit, taken) is None], known, masker)
        found += [Glued(hit, _showing(hit, places)) for hit in new if not _is_bit_of_word(text, hit, places)]
        found.sort(key=lambda one: one.hit.start)
    return found


def _ways(seams: Sequence[Seam]) -> list[list[int]]:
    """Return at which seams to put blanks, one way after the other.

    Those of links alone, since other tags cut words in two as well; all; and, where two are close, every other one:
    a name may be cut by one tag and end at the next.
    """
    every = [seam.place for seam in seams]
    links = [seam.place for seam in seams if seam.at_link]
    is_close = any(later - place <= _CLOSE for place, later in pairwise(every))
    ways = [links, every, *([every[::2], every[1::2]] if is_close else [])]
    return [way for index, way in enumerate(ways) if way and way not in ways[:index]]


def with_glued(hits: Sequence[Hit], glued: Sequence[Glued]) -> list[Hit]:
    """Return ``hits`` of a text and those that its seams show, in order and apart."""
    better = [one.hit for one in glued]
    kept = [hit for hit in hits if _index_at(hit, better) is None]
    return sorted([*kept, *better], key=lambda hit: hit.start)


def _better(text: str, hits: Sequence[Hit], known: Sequence[Hit], masker: Masker) -> list[Hit]:
    """Return those of ``hits`` that are new, or that tell more exactly what goes than one that is ``known``."""
    new: list[Hit] = []
    instead: dict[int, list[Hit]] = {}
    for hit in hits:
        if (index := _index_at(hit, known)) is None:
            new.append(hit)
        else:
            instead.setdefault(index, []).append(hit)
    surnames = [_letters(name) for person in masker.people.both for name in person.identity.family_names]
    for index, few in instead.items():
        touches_another = index > 0 and known[index - 1].end > few[0].start
        if not touches_another and _are_all_of(text, known[index], few, surnames):
            new += few
    return new


def _are_all_of(text: str, wider: Hit, few: Sequence[Hit], surnames: Sequence[str]) -> bool:
    """Return whether ``few`` are whole names or addresses, and leave words alone of what is ``wider``."""
    inner = [edge for hit in few for edge in (max(hit.start, wider.start), min(hit.end, wider.end))]
    edges = [wider.start, *inner, wider.end]
    rest = [_letters(text[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    is_more = any(rest) or few[-1].end > wider.end
    if not is_more or any(surname in one for one in rest for surname in surnames if surname):
        return False
    if wider.kind is ChangeKind.LINK:
        return any(hit.kind is ChangeKind.ADDRESS for hit in few)
    names = [_letters(text[hit.start : hit.end]) for hit in few if hit.kind is wider.kind is ChangeKind.NAME]
    return len(names) == len(few) and all(any(surname in name for surname in surnames if surname) for name in names)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


def _showing(hit: Hit, places: Sequence[int]) -> tuple[int, ...]:
    """Return those of ``places`` that show ``hit``: at its ends and within; else those beside it, for its context."""
    first, last = bisect_left(places, hit.start), bisect_right(places, hit.end)
    return tuple(places[first:last] or places[max(first - 1, 0) : last + 1])


def _with_blanks(text: str, places: Sequence[int]) -> Traced:
    edges = [0, *places, len(text)]
    return Traced(" ".join(text[start:end] for start, end in pairwise(edges)), len(text), partial(_origins, edges))


def _origins(edges: Sequence[int]) -> list[int]:
    """Return where each character of a text with blanks stood; a blank stands for what follows it."""
    origins: list[int] = []
    for start, end in pairwise(edges):
        origins += [start] if start else []
        origins += range(start, end)
    return origins


def _index_at(hit: Hit, others: Sequence[Hit]) -> int | None:
    """Return which of ``others``, which are in order and apart, overlaps ``hit``: the last that does."""
    index = bisect_left(others, hit.end, key=lambda other: other.start) - 1
    return index if index >= 0 and others[index].end > hit.start else None


def _is_bit_of_word(text: str, hit: Hit, places: Sequence[int]) -> bool:
    words = text[hit.start : hit.end]
    index = bisect_left(places, hit.start)
    at_seam = any(place in {hit.start, hit.end} for place in places[index : index + _SHORT + 1])
    return at_seam and len(words) <= _SHORT and words.isalpha() and words.islower()


def parted(
    tree: MessageTree, redactions: tuple[Redaction, ...], masker: Masker
) -> tuple[MessageTree, tuple[Redaction, ...]]:
    """Return ``tree`` with a blank in what its HTML shows as text wherever that alone shows an identity.

    With it the ``redactions`` at their places in these texts. Raises IdentityLeftError where a blank is of no use.
    """
    places = {part: _places(tree.blocks, masker, part) for part in (BODY, HTML)}
    text, html_text = (
        _with_blanks(written, places[part]).text if places[part] else written
        for part, written in ((BODY, tree.text), (HTML, tree.html_text))
    )
    return replace(tree, text=text, html_text=html_text), tuple(
        _moved(redaction, places.get(redaction.part, [])) for redaction in redactions
    )


def _places(blocks: Sequence[Block], masker: Masker, part: str) -> list[int]:
    """Return where blanks go in the text of ``part``, which ``blocks`` make line by line."""
    out: list[int] = []
    begin = 0
    for block in blocks:
        is_page = block.html is not None and (block.plain is None or part == HTML)
        if part == HTML and (block.plain is None or not is_page):
            continue
        shown = block.shown if is_page or block.plain is None else block.plain
        out += [begin + place for place in _places_in(block.html or "", shown, masker)] if is_page else []
        begin += len(shown) + 1
    return out


def _places_in(page: str, shown: str, masker: Masker) -> list[int]:
    """Return where blanks go in what ``page`` shows; each may bring the next name to light."""
    renderer = Renderer()
    text = renderer.run(pieces_of(page))
    left, places = renderer.seams, set[int]()
    for _ in range(_MOST_ROUNDS):
        more = _next_places(text, left, sorted(places), masker)
        if not more:
            return sorted(places)
        if text != shown:
            break
        places |= more
        left = tuple(seam for seam in left if seam.place not in more)
    raise IdentityLeftError((HTML,))


def _next_places(text: str, seams: Sequence[Seam], places: Sequence[int], masker: Masker) -> set[int]:
    """Return those of ``seams`` that show an identity when a blank stands at each of ``places`` already."""
    if not seams:
        return set()
    apart = _with_blanks(text, places).text
    moved = {seam.place + bisect_right(places, seam.place): seam for seam in seams}
    glued = glued_in(apart, [Seam(place, seam.at_link) for place, seam in moved.items()], masker, masker.hits(apart))
    return {moved[place].place for one in glued for place in one.places}


def _moved(redaction: Redaction, places: Sequence[int]) -> Redaction:
    """Return ``redaction`` where it stands with a blank at each of ``places``."""
    start = redaction.start + bisect_right(places, redaction.start)
    end = redaction.end + bisect_left(places, redaction.end)
    return replace(redaction, start=start, end=max(start, end) if redaction.start <= redaction.end else end)
