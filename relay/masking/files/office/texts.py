"""Masks the texts of a part of a document where they stand, also where runs and spans cut an identity in pieces."""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial

from relay.masking.files.cleaning import TextMask
from relay.mime.charset import unix_lines
from relay.mime.files.office.markup import Element, elements, named, short, sweep, take_out
from relay.mime.files.office.text import UNSHOWN, Paragraph, Piece, Place, paragraphs, text_of

_BATCH = 200  # paragraphs that are searched at once
_MOST_TOKENS = 400  # of a changed passage that is compared word by word
_TOKEN = re.compile(r"[\w.@%+-]+|.", re.DOTALL)  # an address is one word
_LETTERLESS = re.compile(r"[\W\d_]*|[A-Z]{1,3}\d{1,7}")  # also the name of a cell
_IDENTIFIER = re.compile(r"[\w.:-]+")
_NOT_OF_IDENTIFIERS = re.compile(r"[^\w.:-]+")
_OTHER_CELL = "…"
_OF_CELLS = frozenset({"x:sst", "x:worksheet"})
_SIGNS_OF_WORDS = frozenset({"w:softHyphen", "w:noBreakHyphen", "w:sym"})
_Edit = tuple[int, int, str]


def mask_texts(root: Element, mask: TextMask) -> None:
    """Mask every paragraph of a part in all the ways it can be seen, and every two that follow each other."""
    masked = partial(masked_cell, mask=mask) if short(root.tag) in _OF_CELLS else mask.text
    lines = []
    for item in paragraphs(root):
        if isinstance(item, Paragraph) and item.text.strip():
            _drop_controls(item.pieces)
            for view in item.views():
                if view is not item.pieces:
                    _mask_lines([view], masked)
            lines.append(item.pieces)
    for start in range(0, len(lines), _BATCH):
        _mask_lines(lines[max(start - 1, 0) : start + _BATCH], masked)
    sweep(root)


def _drop_controls(pieces: list[Piece]) -> None:
    """Take out what turns text around or is not shown: it was not between the letters when they were scanned."""
    for piece in pieces:
        clean = unix_lines(piece.text)
        if clean != piece.text and piece.place is not Place.SIGN:
            piece.write(clean)


def _mask_lines(lines: Sequence[list[Piece]], masked: Callable[[str], str]) -> None:
    """Mask lines, halving them to find the few in which something is."""
    text = "\n".join(map(text_of, lines))
    safe = masked(text)
    if safe == text:
        return
    if len(lines) == 1:
        rewrite(lines[0], text, safe)
        return
    middle = len(lines) // 2
    for half in (lines[:middle], lines[middle:]):
        _mask_lines(half, masked)
    above, below = lines[middle - 1], lines[middle]
    seam = [*above, Piece("\n", below[0].element, Place.SIGN), *below]
    text = text_of(seam)
    rewrite(seam, text, masked(text))


def rewrite(pieces: Sequence[Piece], text: str, masked: str) -> None:
    """Make ``pieces``, which say ``text``, say ``masked``: the first piece that is touched gets the new words."""
    edits = list(_differences(text, masked))
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        _edit(piece, start, edits)
        start = end


def _edit(piece: Piece, start: int, edits: list[_Edit]) -> None:
    end, out, done = start + len(piece.text), [], start
    if piece.place is Place.SIGN:
        if short(piece.element.tag) in _SIGNS_OF_WORDS and any(a <= start < b for a, b, _ in edits):
            take_out(piece.element)
            piece.text = ""
        return
    for number, (begin, stop, new) in enumerate(edits):
        if begin > end or stop < start or (begin == end and begin != stop):
            continue
        cut = max(begin, start)
        out += [piece.text[done - start : cut - start], new]
        done = max(done, min(stop, end))
        edits[number] = (begin, stop, "")
    if out:
        changed = "".join([*out, piece.text[done - start :]])
        if changed != piece.text:
            piece.write(changed)


def _differences(old: str, new: str) -> Iterator[_Edit]:
    """Yield what makes ``new`` of ``old``: (start, end, replacement) in order."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    place = sum(map(len, before[:head]))
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(before) > _MOST_TOKENS or len(after) > _MOST_TOKENS:
        yield place, place + sum(map(len, before)), "".join(after)
        return
    places = [place]
    for token in before:
        places.append(places[-1] + len(token))
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield places[i], places[j], "".join(after[k:m])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def masked_cell(value: str, mask: TextMask) -> str:
    """Return a value masked as one in a table: an everyday word that is all of it is nobody's sign-off there."""
    masked = mask.text(f"{_OTHER_CELL}\n{value}\n{_OTHER_CELL}")
    lines = masked.split("\n")
    if (lines[0], lines[-1]) == (_OTHER_CELL, _OTHER_CELL) and len(lines) > 2:
        return "\n".join(lines[1:-1])
    return mask.text(value)


def masked_values(values: Sequence[str], mask: TextMask) -> dict[str, str]:
    """Return those of ``values`` in which something has to go, with what they become."""
    text = "\n".join(values)
    masked = mask.text(text)
    if masked == text:
        return {}
    if len(values) == 1:
        masked = masked_cell(text, mask)
        return {} if masked == text else {text: masked}
    middle = len(values) // 2
    return masked_values(values[:middle], mask) | masked_values(values[middle:], mask)


def mask_attributes(root: Element, mask: TextMask) -> None:
    """Mask every attribute of a part, and the texts that nobody is shown; equal values stay equal."""
    unshown = [one for one in named(root, UNSHOWN) if one.text]
    said = dict.fromkeys(one.text or "" for one in unshown)
    for element in elements(root):
        said.update(dict.fromkeys(map(str, element.values())))
    changed = masked_values([one for one in said if not _LETTERLESS.fullmatch(one)], mask)
    if not changed:
        return
    changed = {old: _of_the_same_form(old, new) for old, new in changed.items()}
    for element in unshown:
        element.text = changed.get(element.text or "", element.text)
    for element in elements(root):
        for key, value in element.attrib.items():
            if value in changed:
                element.set(key, changed[str(value)])


def _of_the_same_form(old: str, new: str) -> str:
    """Return ``new`` without the signs that an identifier cannot have, if ``old`` is one."""
    return (_NOT_OF_IDENTIFIERS.sub("", new) or "x") if _IDENTIFIER.fullmatch(old) else new
