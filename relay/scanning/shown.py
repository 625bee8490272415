"""Other readings of a text as written: as it is drawn, and as the program that opens it reads it.

A text is scanned as it stands and in each of these, so that nothing is missed for a reading that
turns out to be wrong.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from relay.mime.files.kinds import FileKind
from relay.mime.tree import Part
from relay.scanning.braille import braille_readings
from relay.scanning.columns import readings_by_columns
from relay.scanning.patterns import pattern
from relay.scanning.reading import Piece, Reading, build, replaced

_BLANK = "\u2800\u3164\uffa0"  # wide blanks that are letters or symbols to Unicode
_AS_SPACES = str.maketrans(dict.fromkeys(_BLANK, " "))
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _POP = "\u202d", "\u202e", "\u202c"
_OPENING = ("\u202a", "\u202b", _LEFT_TO_RIGHT, _RIGHT_TO_LEFT)
# Pictures that are used in place of a word.
_PICTURE_WORDS = {
    "\U0001f47b": "snapchat", "\U0001f4f8": "instagram", "\U0001f4f7": "instagram", "\U0001f426": "twitter",
    "\U0001f3ae": "xbox", "\U0001f4b8": "venmo", "\U0001f4de": "phone", "\U0001f4f1": "phone", "\u260e": "phone",
    "\U0001f919": "call me", "\U0001f4e7": "email", "\u2709": "email", "\U0001f4e9": "email", "\U0001f3e0": "home",
    "\U0001f3e1": "home", "\U0001f511": "password", "\U0001f510": "password",
}  # fmt: skip
_MOST_PICTURE_WORDS = 200
_PICTURE_JOINTS = ("\ufe0f",)
_LEAST_PICTURES = 3  # rows of pictures
_MOST_COUNTED = 13  # of one picture in a row
_DEEPEST = 125  # Unicode Standard Annex 9, section 3.3.2
_FOLD_OR_ESCAPE = pattern(r"\n[ \t]|\\[nN,;\\]")
_FOLDED_TYPES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
_ESCAPED = {"n": "\n", "N": "\n"}
_NAME_MARKS = str.maketrans("_+", "  ")


def readings_as_drawn(text: str) -> Iterator[Reading]:
    """Yield what a reader may see instead: blanks as spaces, overridden direction in drawn order."""
    if text.isascii():
        return
    if any(blank in text for blank in _BLANK):
        yield Reading(text.translate(_AS_SPACES))
    yield from braille_readings(text)
    if not _PICTURE_WORDS.keys().isdisjoint(text):
        yield build(_with_picture_words(text))
    counted = _counted(text)
    if counted is not None:
        yield counted
    if _LEFT_TO_RIGHT in text or _RIGHT_TO_LEFT in text:
        order = _drawn_order(text)
        yield Reading("".join(text[index] for index in order), order, [index + 1 for index in order])


def _with_picture_words(text: str) -> Iterator[Piece]:
    left = _MOST_PICTURE_WORDS
    for index, character in enumerate(text):
        is_word = left > 0 and character in _PICTURE_WORDS
        left -= is_word
        yield f" {_PICTURE_WORDS[character]} " if is_word else character, index, index + 1


def _counted(text: str) -> Reading | None:
    """Return the text with rows of one and the same picture as their number; None where there are hardly any."""
    runs: list[tuple[int, int]] = []
    index, most = 0, 0
    while index < len(text):
        end = index + 1
        if unicodedata.category(text[index]) == "So":
            while end < len(text) and text[end] in (text[index], *_PICTURE_JOINTS):
                end += 1
            runs.append((index, end))
            most = max(most, text[index:end].count(text[index]))
        index = end
    if len(runs) < _LEAST_PICTURES or not 1 < most < _MOST_COUNTED:
        return None
    return replaced(Reading(text), ((f" {text[start:end].count(text[start])} ", start, end) for start, end in runs))


@dataclass(slots=True)
class _Run:
    """A stretch of one direction: places of characters, and runs inside it."""

    is_reversed: bool
    items: "list[int | _Run]"

    def in_order(self) -> "Iterator[int | _Run]":
        return reversed(self.items) if self.is_reversed else iter(self.items)


def _drawn_order(text: str) -> list[int]:
    """Return the places of the characters in the order in which overrides draw Latin text."""
    outermost = _Run(is_reversed=False, items=[])
    runs, too_deep = [outermost], 0
    for index, character in enumerate(text):
        if character in _OPENING and len(runs) < _DEEPEST:
            inner = _Run(is_reversed=character == _RIGHT_TO_LEFT, items=[])
            runs[-1].items.append(inner)
            runs.append(inner)
        elif character in _OPENING:
            too_deep += 1
        elif character == _POP and too_deep:
            too_deep -= 1
        elif character == _POP and len(runs) > 1:
            runs.pop()
        elif character == "\n":  # what is open ends with its paragraph
            del runs[1:]
            too_deep = 0
        runs[-1].items.append(index)
    return _flat(outermost)


def _flat(outermost: _Run) -> list[int]:
    order: list[int] = []
    left = [outermost.in_order()]
    while left:
        item = next(left[-1], None)
        if item is None:
            left.pop()
        elif isinstance(item, _Run):
            left.append(item.in_order())
        else:
            order.append(item)
    return order


def readings_of_attachment(text: str, part: Part) -> Iterator[Reading]:
    """Yield what the program for an attachment shows: file names with their words apart, calendars unfolded."""
    first_line = text.partition("\n")[0]
    apart = first_line.translate(_NAME_MARKS)
    if apart != first_line:
        yield Reading(apart + text[len(first_line) :])
    is_csv = part.file is not None and part.file.kind is FileKind.CSV
    yield from readings_by_columns(text) if is_csv else readings_by_columns(text, "\t")
    is_folded = part.content_type in _FOLDED_TYPES or (part.file is not None and part.file.kind is FileKind.CONTACT)
    if is_folded and _FOLD_OR_ESCAPE.search(text):
        yield _unfolded(text)


def _unfolded(text: str) -> Reading:
    """Undo line folding and escapes (RFC 5545 sections 3.1 and 3.3.11; RFC 6350 the same)."""
    return replaced(Reading(text), ((_meant(m.group(0)), m.start(), m.end()) for m in _FOLD_OR_ESCAPE.finditer(text)))


def _meant(written: str) -> str:
    """Return what an escape stands for; a fold in a line stands for nothing."""
    return _ESCAPED.get(written[1], written[1]) if written.startswith("\\") else ""
