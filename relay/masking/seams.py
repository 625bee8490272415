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

_SHORT = 4  # letters: tags amid a word can leave such a name by chance ("Eng<b>li</b>sh")


class Glued(NamedTuple):
    """An identity, and the seams at which a blank shows it."""

    hit: Hit
    places: tuple[int, ...]


def glued_in(text: str, seams: Sequence[Seam], masker: Masker, known: Sequence[Hit]) -> list[Glued]:
    """Return the identities that ``text`` shows with a blank at its ``seams``, beside the hits that are ``known``.

    Where one of those is wider, it takes the word beside along, and is none. The seams of links are looked at alone
    first: other tags cut words in two as well.
    """
    found: list[Glued] = []
    every = [seam.place for seam in seams]
    links = [seam.place for seam in seams if seam.at_link]
    for places in [links, every] if 0 < len(links) < len(every) else [every]:
        reading = _with_blanks(text, places)
        taken = [one.hit for one in found]
        hits = [hit.traced(reading) for hit in masker.hits(reading.text)]
        new = [hit for hit in hits if not _at(hit, taken) and _is_better(text, hit, _at(hit, known))]
        found += [Glued(hit, _showing(hit, places)) for hit in new if not _is_bit_of_word(text, hit, places)]
        found.sort(key=lambda one: one.hit.start)
    return found


def with_glued(hits: Sequence[Hit], glued: Sequence[Glued]) -> list[Hit]:
    """Return ``hits`` of a text and those that its seams show, in order and apart."""
    better = [one.hit for one in glued]
    return sorted([*(hit for hit in hits if not _at(hit, better)), *better], key=lambda hit: hit.start)


def _is_better(text: str, hit: Hit, known: Hit | None) -> bool:
    """Return whether ``hit`` tells more exactly what goes than what was ``known`` there: all of a name or address."""
    if known is None:
        return True
    if not (known.start <= hit.start and hit.end <= known.end and hit.end - hit.start < known.end - known.start):
        return False
    if hit.kind is ChangeKind.ADDRESS:
        return known.kind is ChangeKind.LINK
    rest = _letters(text[known.start : hit.start]), _letters(text[hit.end : known.end])
    surname = _letters(hit.person.identity.family_name) if hit.person else ""
    is_whole = surname in _letters(text[hit.start : hit.end]) and not any(surname in one for one in rest)
    return bool(surname) and is_whole and hit.kind is known.kind is ChangeKind.NAME


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


def _at(hit: Hit, others: Sequence[Hit]) -> Hit | None:
    """Return one of ``others``, which are in order and apart, that overlaps ``hit``."""
    index = bisect_left(others, hit.end, key=lambda other: other.start) - 1
    return others[index] if index >= 0 and others[index].end > hit.start else None


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
    renderer = Renderer()
    text = renderer.run(pieces_of(page))
    glued = glued_in(text, renderer.seams, masker, masker.hits(text)) if renderer.seams else []
    if not glued:
        return []
    places = sorted({place for one in glued for place in one.places})
    apart = _with_blanks(text, places).text
    left = [Seam(seam.place + bisect_right(places, seam.place), seam.at_link) for seam in renderer.seams]
    left = [seam for seam in left if apart[seam.place - 1] != " "]
    if text != shown or glued_in(apart, left, masker, masker.hits(apart)):
        raise IdentityLeftError((HTML,))
    return places


def _moved(redaction: Redaction, places: Sequence[int]) -> Redaction:
    """Return ``redaction`` where it stands with a blank at each of ``places``."""
    start = redaction.start + bisect_right(places, redaction.start)
    end = redaction.end + bisect_left(places, redaction.end)
    return replace(redaction, start=start, end=max(start, end) if redaction.start <= redaction.end else end)
