"""What of a file is prose: neither tables nor lists, code nor the notes of a piece of music."""

from collections.abc import Iterator

from relay.scanning.folding import UNREADABLE
from relay.scanning.patterns import pattern

# Prose has none of these for several words; cells of a table, names of a program and lines of a list are shorter.
_PIECE = pattern(r"[^\n\t,;:|(){}\[\]<>=\"/\\*#_&+0-9]+")
_WORD = pattern(rf"[a-z{UNREADABLE}'-]{{2,}}")
_CHORD = pattern(r"^[A-G](?:m|maj|min|sus|dim|aug|add)?$", ignore_case=False)
_FEWEST = 4  # words
_MORE_THAN_A_NAME = 7  # words from which on capitals say nothing
_WITHOUT_BLANKS = UNREADABLE * 8  # of a script that may set no blanks between words


def prose_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the pieces of a folded text stand that read like parts of sentences, in whatever language."""
    for match in _PIECE.finditer(text):
        piece = match.group(0)
        words = [word.group(0) for word in _WORD.finditer(piece) if not _CHORD.match(word.group(0))]
        if (len(words) >= _FEWEST and not _are_names(words)) or _WITHOUT_BLANKS in piece:
            yield match.span()


def _are_names(words: list[str]) -> bool:
    """Whether words may be a row of names, of people or of kinds: most of them have a capital."""
    if len(words) >= _MORE_THAN_A_NAME or all(word.isupper() for word in words):
        return False
    return sum(word[0].isupper() for word in words) * 2 > len(words)
