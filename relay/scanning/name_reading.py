"""A reading in which names and places are plain that were spelled, split or written in leetspeak.

`relay.scanning.undisguise` does the like for phrases, with the words of the rules; here the lists of names decide.
Codes are read in `relay.scanning.ciphers`.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from relay.scanning.lexicon import common_words, given_names, is_given_name, surnames
from relay.scanning.patterns import Pattern, pattern, runs
from relay.scanning.reading import Piece, Reading, replaced
from relay.scanning.stretches import Stretches

# One letter (or the digit that stands for one) after the other, with the same mark or gap between them.
_SPELLED = pattern(r"(?:^|[^\w'@$])((?:[\w@$](?:[ \t.\-_*~/,|+\x1a]{1,6}|\n)){2,}[\w@$])(?:$|[^\w'])", ignore_case=True)
_LEET = pattern(r"[a-z0-9@$!]*(?:[a-z][0-9@$!]+[a-z]|[0-9@$!]+[a-z]{2,}|[a-z]{2,}[0-9@$]+)[a-z0-9@$!]*")
_LEET_TABLES = tuple(str.maketrans("0134578@$!", letters) for letters in ("oieastbasi", "oleastbasl"))
_NUMBER = pattern(
    r"^[\d.,:]+(?:st|nd|rd|th|am|pm|s|k|m|x|h|hr|hrs|min|mins|ft|in|lb|lbs|kg|km|cm|mm|mb|gb|d|yr|yrs|yo|a|b|c|p)?$"
)
_SPLIT = pattern(r"\"?\b[a-z]+\"?(?:(?:[.\-/|_+*]| [-/] |\"? \+ \"?)[a-z]+)+\b\"?")
_FILE = pattern(r"\b\w+(?:[_-]\w+){1,8}\.(?:docx?|pdf|pptx?|xlsx?|txt|jpe?g|png|odt|zip|mp[34]|gdoc)\b")
_WORD = runs(r"[a-z]{2,}")
_RUN_ON = pattern(r"\b(?:my(?:full|real)?nameis|iam|im|mellamo|minombrees)([a-z]{8,})\b")
_ANY = pattern(
    r"[a-z][0-9@$!]+[a-z]|\b[0-9][a-z]{2}|[a-z]{2}[0-9@$]\b|[@$][a-z]|\b\w[ \t.\-_*~/,|+\x1a\n]{1,6}\w[ \t.\-_*~/,|+\x1a\n]{1,6}\w\b"
    r"|[a-z][.\-/|_+*][a-z]| [-/+] |[a-z]{11}"
)
_ADDRESS = pattern(r"[^ \n\t]*(?:://|www\.|\w@[\w-]+\.[a-z]{2,})[^ \n\t]*")
_MOST_LETTERS = 60
_LONGEST_INITIALS = 4
_LEAST_NAME = 3
_LEAST_LINES = 6
# The paragraphs of one letter in forty begin with six or seven letters that are two short names by chance.
_LEAST_UNTOLD = 8  # letters of a name that nothing points at
_POINTED_AT = pattern(
    r"\b(?:acrostic\w*|acrostico|(?:first|1st) (?:letters?|of each|of every)|primeras? letras?|read (?:it |this |me )?down\w*)\b"
)


def plain_names(text: str) -> Reading | None:
    """Return ``text`` with such disguises undone, or None where it has none."""
    if not _ANY.search(text):
        return None
    found: list[Piece] = []
    taken = Stretches()
    # Letters of a mail address or a link are as they are meant, and so are what they touch.
    addresses = Stretches(match.span() for match in _ADDRESS.finditer(text))
    for expression, undo in _UNDOING:
        for match in expression.finditer(text):
            start, end = match.span(1) if expression.groups else match.span()
            if taken.overlap(start, end) or addresses.overlap(start - 1, end + 1):
                continue
            plain = undo(text[start:end])
            if plain is not None and plain != text[start:end]:
                found.append((plain, start, end))
                taken.add(start, end)
    return replaced(Reading(text), sorted(found, key=lambda piece: piece[1])) if found else None


def acrostic_name(text: str) -> Reading | None:
    """Return ``text`` with the name that the first letters of its lines spell in their place; None where they spell none."""
    acrostic = _acrostic(text) if text.count("\n") >= _LEAST_LINES else None
    return None if acrostic is None else replaced(Reading(text), [acrostic])


def _spelled(run: str) -> str | None:
    """Join single letters; where the gap is another or a wider one than between most of them, a word ends."""
    letters = [(at, at + 1) for at, sign in enumerate(run) if sign.isalnum() or sign in "_@$"]
    if len(letters) > _MOST_LETTERS or all(run[start].isdigit() for start, _ in letters):
        return None
    gaps = [run[a[1] : b[0]] for a, b in pairwise(letters)]
    usual = max(set(gaps), key=gaps.count)
    words = [run[letters[0][0]]]
    for gap, (start, _) in zip(gaps, letters[1:], strict=True):
        if gap != usual and (len(gap) > len(usual) or gap.isspace()):
            words.append("")
        words[-1] += run[start]
    if len(words) == 1 and run.isupper() and len(letters) <= _LONGEST_INITIALS:
        return words[0]
    return " ".join(_unleet(word).capitalize() for word in words)


def _leet(word: str) -> str | None:
    if _NUMBER.match(word) or not any(c.isalpha() for c in word) or not any(not c.isalpha() for c in word.rstrip("!")):
        return None
    plain = _unleet(word)
    if plain in common_words() and not is_given_name(plain):
        return plain if word[0].islower() or not word[0].isalpha() else plain.capitalize()
    known = plain in surnames() or is_given_name(plain)
    return plain.capitalize() if known or sum(c.isalpha() for c in word) * 2 >= len(word) else None


def _unleet(word: str) -> str:
    """Return the reading of ``word`` that is a word or a name, else the first one, in lower case."""
    readings = [word.lower().rstrip("!").translate(table) for table in _LEET_TABLES]
    known = (r for r in readings if r in common_words() or r in surnames() or is_given_name(r))
    return next(known, readings[0])


def _split(word: str) -> str | None:
    """Put a name together that was cut by marks, unless its pieces are names themselves ("Smith-Jones")."""
    pieces = [piece for piece in _WORD.findall(" " + word.lower()) if piece]
    joined = "".join(c for c in word.lower() if c.isalpha())
    if len(joined) <= _LEAST_NAME or not (joined in surnames() or is_given_name(joined)):
        return None
    whole = "+" not in word and all(len(p) > _LEAST_NAME and (p in surnames() or is_given_name(p)) for p in pieces)
    return None if whole or joined in common_words() else joined.capitalize()


def _run_on(letters: str) -> str | None:
    """Return " Given Surname " for the longest names that a text without spaces begins with."""
    for end in range(min(len(letters), 14), 2, -1):
        if letters[:end] not in given_names():
            continue
        for last in range(min(len(letters), end + 14), end + 3, -1):
            if letters[end:last] in surnames():
                return f" {letters[:end].capitalize()} {letters[end:last].capitalize()} {letters[last:]}"
    return None


def _file_name(name: str) -> str | None:
    """Write the names in a file's name as they are written in a text."""
    words = pattern(r"[a-z]+|\d+").findall(name.lower().rpartition(".")[0])
    known = [index for index, word in enumerate(words) if word in given_names()]
    if not known:
        return None
    for index in known:
        words[index] = words[index].capitalize()
        if index + 1 < len(words) and words[index + 1] not in common_words():
            words[index + 1] = words[index + 1].capitalize()
    return " ".join(words)


def _acrostic(text: str) -> Piece | None:
    """Return the name that the first letters of lines spell, in place of the lines."""
    lines = [(start, line) for start, line in _lines(text) if line.strip()][:_MOST_LETTERS]
    for skipped in range(min(3, max(0, len(lines) - _LEAST_LINES + 1))):
        letters = "".join(next((c for c in line if c.isalpha()), "") for _, line in lines[skipped:]).lower()
        told = len(letters) >= _LEAST_UNTOLD or _POINTED_AT.search(text) is not None
        if letters in common_words() or not told:
            continue
        for cut in range(_LEAST_NAME, len(letters) - 2):
            if is_given_name(letters[:cut]) and letters[cut:] in surnames():
                return f"{letters[:cut].capitalize()} {letters[cut:].capitalize()}", lines[skipped][0], len(text)
    return None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


_UNDOING: tuple[tuple[Pattern, Callable[[str], str | None]], ...] = (
    (_FILE, _file_name),
    (_SPELLED, _spelled),
    (_RUN_ON, _run_on),
    (_LEET, _leet),
    (_SPLIT, _split),
)
