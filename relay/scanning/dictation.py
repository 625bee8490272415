"""Text as it is dictated: letters one by one, signs by their names, words for what comes next.

"oldbaker, then the sign, then aol, then com" is read as ``oldbaker@aol com``, "s n a p" as ``snap``. What
comes out is only for recognisers of numbers, names and addresses; prose is not legible in it.
"""

from collections.abc import Iterator

from relay.scanning.patterns import Pattern, pattern
from relay.scanning.reading import Piece, Reading, replaced
from relay.scanning.spoken import spoken_digits

# Letters one by one, all with the same sign between. Where gaps are of two widths, the wider ones part words.
_SPACED = pattern(
    r"(?:^|[\s()\[\]{}])((?:[^\s] {1,3}){2,}[^\s])(?:\s|[.,;:!?)]*$|[.,;:!?)]+\s)"
    + "".join(
        rf"|(?:^|[^a-z0-9])((?:[^\s{sign}]{sign} ?){{2,}}[^\s{sign}])(?:[^a-z0-9]|$)"
        for sign in ("_", "\\.", "\\-", "\\*", "~", "/", ",", "\\|", "\\+")
    )
    + r"|(?:^|\n)((?:[ \t]*[^\s][ \t]*\n){2,}[ \t]*[^\s])[ \t]*(?:\n|$)"
)
_LINES = pattern(r"(?:^|\n)((?:[ \t]*[^\s]{1,4}[ \t]*\n){3,}[ \t]*[^\s]{1,16})")
_ACROPHONIC = pattern(
    r"\b[a-z] (?:as in|for|like|de|como en) [a-z]+\b(?:[\s,]+(?:[a-z] (?:as in|for|like|de|como en) [a-z]+|[a-z0-9])\b)+"
)
_LETTER_OF = pattern(r"\b([a-z0-9])(?: (?:as in|for|like|de|como en) [a-z]+)?\b")
_LETTER_WORD = pattern(r"\b[a-z] (?:as in|for|like|de|como en) [a-z]+")

_AROUND = r"(?:[\s,;:\"'()\[\]{}<>*+_-]|\b(?:then|and|followed by|the|a|an|un|una|el|la|luego|y|con|next|put|after that|sign|symbol|letter|word)\b)*"
_NEAR = r"(?:[\s,;\"'()\[\]{}<>*+_-]|\b(?:then|and|a|an|the|un|una|luego|y)\b)*"
_AT = (
    r"(?:at[ -]?sign|at[ -]?symbol|curly a|(?:the |la )?a (?:in a circle|with a (?:tail|circle)|con rabito|en un circulo|con cola|encerrada)"
    r"|arroba|snail|(?:then|,) the sign|[\[({<*_]\s*(?:at|a|arroba|@)\s*[\])}>*_]|@+)"
)
_PROVIDER = r"(?:g[\s.+-]*mail|googlemail|yahoo|ymail|hot[\s.+-]*mail|outlook|i[\s.]?cloud|aol|proton[\s.+-]?(?:mail)?|gmx|tuta(?:nota)?|zoho|live|msn|me|fastmail|mail|comcast|gee[\s-]?mail|jee[\s-]?mail)"
_TLD = r"(?:com|net|org|edu|gov|io|co|me|us|mx|es|info|app|dev|uk|ca|email|gg|ly|gl|be|ee|tv|to|gd|ms|link|page|site|xyz|online)"
_DOT = r"(?:dot|d0t|punto|full stop|period|point|pt|[\[({<*_]\s*(?:dot|d0t|punto|period|point|\.)\s*[\])}>*_])"
_STAGES: tuple[tuple[Pattern, str], ...] = (
    (pattern(rf"{_AROUND}{_AT}{_AROUND}"), "@"),
    (pattern(rf"(?:[\s,;\"'()<>-]|\bthen\b)+(?:at|en) (?:the )?({_PROVIDER})\b{_AROUND}{_DOT}"), "@\\1."),
    (pattern(r"(?:[\s,;\"'()<>-]|\bthen\b)+at (?:the )?(g[\s.+-]?mail|hot[\s.+-]*mail|gmx|proton[\s.+-]?mail|gee[\s-]mail)\b"), "@\\1"),
    (pattern(rf"{_NEAR}\b(?:underscore|under score|guion bajo|raya baja|subguion)\b{_NEAR}"), "_"),
    (pattern(rf"{_NEAR}\b(?:forward slash|slash|diagonal|stroke|barra)\b{_NEAR}"), "/"),
    (pattern(rf"{_NEAR}(?:\b(?:dot|d0t|punto|full stop|period)\b|[\[({{<*_]\s*(?:dot|d0t|punto|period|\.)\s*[\])}}>*_]){_NEAR}"), "."),
    (pattern(r"\s*\b(?:exclamation (?:mark|point)|bang|signo de exclamacion)\b"), "!"),
    (pattern(r"\s+\b(?:dash|hyphen|guion(?: medio)?|minus sign)\b\s+"), "-"),
    (pattern(rf"\s+\.\s*({_TLD})\b"), ".\\1"),
    (pattern(r"\s+/\s+"), "/"),
    (pattern(r"\"[\s,]+\""), " "),
    (pattern(r"\s*\bcolon\b\s*"), ":"),
)  # fmt: skip
_HINTS = pattern(
    rf"\b(?:underscore|under score|guion bajo|raya baja|slash|diagonal|stroke|barra|full stop|exclamation|bang|dash|hyphen|guion|colon|dot|d0t|punto|period)\b|{_AT}|\bat (?:the )?{_PROVIDER}\b|[\[({{<*_]\s*\.\s*[\])}}>*_]|\s\.\s?{_TLD}\b|\w\s/\s\w|\"[\s,]+\""
)
_FILLERS = pattern(
    r"(?:[\s,;:\"'()+]|\b(?:and )?then\b|\bfollowed by\b)*(?:\b(?:and )?then\b|\bfollowed by\b|\by luego\b|\bluego\b| \+ |\b(?:first|second|then) the word\b|\bthe (?:letter|word|number)\b|\bla (?:letra|palabra)\b|\b(?:1st|2nd|3rd|first|second|third|last) word:?|\bnumber:|\bwith (?:a|an)\b)(?:[\s,;:\"'()+]|\b(?:the )?(?:word|letter|number)\b)*"
)
_LEAST_LETTERS = 3
_LEAST_DIGITS = 2


def dictated(text: str) -> Reading | None:
    """Return a folded text with what is dictated put together; None where nothing is."""
    reading = Reading(text)
    for stage in (_letters_of_words, _lines_together, _letters_together, _signs):
        reading = stage(reading) or reading
    reading = spoken_digits(reading, _LEAST_DIGITS) or reading
    return None if reading.text == text else reading


def _replaced(base: Reading, found: Iterator[Piece]) -> Reading | None:
    pieces = list(found)
    return replaced(base, pieces) if pieces else None


def _letters_of_words(base: Reading) -> Reading | None:
    """Read "W as in whale, I, L" as ``WIL``."""
    if _LETTER_WORD.search(base.text) is None:
        return None
    return _replaced(
        base,
        (
            ("".join(m.group(1) for m in _LETTER_OF.finditer(found.group(0))), found.start(), found.end())
            for found in _ACROPHONIC.finditer(base.text)
        ),
    )


def _lines_together(base: Reading) -> Reading | None:
    """Join lines of a few letters each."""
    return _replaced(
        base,
        (
            (_without_line_ends(found.group(1)), *found.span(1))
            for found in _LINES.finditer(base.text)
            if any(character.isalpha() for character in found.group(1))
        ),
    )


def _without_line_ends(lines: str) -> str:
    parts: list[str] = []
    for line in lines.split():
        word_begins = parts and line[0].isupper() and (parts[-1][-1].isdigit() or parts[-1][-1].islower())
        parts.append((" " if word_begins else "") + line)
    return "".join(parts)


def _letters_together(base: Reading) -> Reading | None:
    """Read "t r i x 0 9" as ``trix09``."""
    return _replaced(base, _spelled(base.text))


def _spelled(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _SPACED.finditer(text):
        group = found.lastindex or 0
        run, start = found.group(group), found.start(group)
        letters = sum(character.isalpha() for character in run)
        if letters >= _LEAST_LETTERS and letters * 6 >= len(run):
            yield _joined(run), start, start + len(run)


def _joined(run: str) -> str:
    """Return single characters put together; ``run`` begins with one, then come a gap and one in turn."""
    sign = run[1]
    singles, gaps = [run[0]], [""]
    done = 1
    while done < len(run):
        end = done + 1
        while end < len(run) - 1 and run[end] in (" ", "\t", "\n"):
            end += 1
        gaps.append(run[done:end])
        singles.append(run[end])
        done = end + 1
    narrow = min((len(gap) for gap in gaps[1:]), default=1)
    parts = [singles[0]]
    for gap, before, single in zip(gaps[1:], singles, singles[1:], strict=False):
        wide = sign in " \t" and len(gap) > narrow
        new_word = sign == "\n" and single.isupper() and (before.isdigit() or before.islower())
        parts.append((" " if wide or new_word else "") + single)
    return "".join(parts)


def _signs(base: Reading) -> Reading | None:
    if _HINTS.search(base.text) is None and _FILLERS.search(base.text) is None:
        return None
    reading = base
    for expression, sign in _STAGES:
        reading = _replaced(reading, _with_sign(expression, sign, reading.text)) or reading
    return _replaced(reading, ((" ", m.start(), m.end()) for m in _FILLERS.finditer(reading.text))) or reading


def _with_sign(expression: Pattern, sign: str, text: str) -> Iterator[tuple[str, int, int]]:
    for match in expression.finditer(text):
        if match.end() > match.start():
            new = sign if "\\1" not in sign else sign.replace("\\1", "".join(match.group(1).split()))
            if new != match.group(0):
                yield new, match.start(), match.end()
