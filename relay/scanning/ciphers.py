"""Pieces of a text that are written in a code that decodes to text: another reading has them decoded.

Base64, hexadecimal, binary, percent and HTML escapes, Morse, letters by their number in the alphabet, shifted
alphabets (ROT13 and Caesar's), words and whole lines written backwards.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from relay.scanning.folding import LETTERS_ONLY
from relay.scanning.lexicon import common_words
from relay.scanning.patterns import pattern, runs
from relay.scanning.reading import Reading, replaced
from relay.scanning.stretches import Stretches

Found = tuple[str, int, int]

_MOST_PIECES = 200  # of one text, of each kind
_LEAST_DECODED = 3  # characters
_BASE64 = runs(r"[a-z0-9+/_-]{12,}")
_HEX = pattern(r"(?:^|[^a-z0-9])((?:(?:0x|\\x|%)?[0-9a-f]{2}[\s:,-]{0,2}){5,}(?:0x|\\x)?[0-9a-f]{2})(?:[^a-z0-9]|$)")
_BINARY = pattern(r"\b((?:[01]{7,8}[\s,.-]{1,2}){2,}[01]{7,8}|(?:[01]{8}){3,})\b")
_PERCENT = pattern(r"[^\s]{0,80}?(?:%[0-9a-f]{2}[\w.@-]{0,20}){2,}")
_ENTITY = pattern(r"(?:[\w.@-]{0,40}&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,12});?)+")
_MORSE = pattern(r"(?:^|[^.\-\w])((?:[.\-]{1,6}(?:\s?[/|]\s?|\s{1,3})){4,}[.\-]{1,6})(?:[^.\-\w]|$)")
_ALPHABET = pattern(r"\b((?:\d{1,2}[-.,_ ]{1,2}(?:/ )?){4,}\d{1,2})\b")
_WORD = runs(r"[a-z]{2,}")
_NUMBER = re.compile(r"\d+|[^\d]+")
_MORSE_SIGNS = {
    ".-": "a", "-...": "b", "-.-.": "c", "-..": "d", ".": "e", "..-.": "f", "--.": "g", "....": "h", "..": "i",
    ".---": "j", "-.-": "k", ".-..": "l", "--": "m", "-.": "n", "---": "o", ".--.": "p", "--.-": "q", ".-.": "r",
    "...": "s", "-": "t", "..-": "u", "...-": "v", ".--": "w", "-..-": "x", "-.--": "y", "--..": "z", ".----": "1",
    "..---": "2", "...--": "3", "....-": "4", ".....": "5", "-....": "6", "--...": "7", "---..": "8", "----.": "9",
    "-----": "0", ".--.-.": "@", ".-.-.-": ".", "--..--": ",", "..--..": "?",
}  # fmt: skip
_MORSE_GAP = re.compile(r"\s?[/|]\s?|\s{2,3}")


@lru_cache(maxsize=4)
def coded_pieces(text: str) -> tuple[Found, ...]:
    """Return what the coded pieces of a folded text say, each with where it stands."""
    found: list[Found] = []
    taken = Stretches()
    for read in _READERS:
        for piece in read(text):
            if not taken.overlap(piece[1], piece[2]):
                found.append(piece)
                taken.add(piece[1], piece[2])
    return tuple(found)


def decoded(text: str) -> Reading | None:
    """Return a folded text with its coded pieces decoded; None where there is none."""
    found = coded_pieces(text)
    return replaced(Reading(text), sorted(found, key=lambda piece: piece[1])) if found else None


def _is_text(decoded_bytes: bytes) -> str:
    """Return bytes as text, where they are printable and more words and digits than marks; else nothing."""
    try:
        text = decoded_bytes.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    plain = sum(c.isalnum() or c in " \n.,@" for c in text)
    readable = all(c.isprintable() or c in "\n\r\t" for c in text) and text.isascii()
    return text if readable and len(text) >= _LEAST_DECODED and plain * 10 >= len(text) * 8 else ""


def _base64(text: str) -> Iterator[Found]:
    read = 0
    for match in _BASE64.finditer(text):
        piece = match.group()
        if piece.islower() or piece.isdigit() or (piece.isalpha() and piece[1:].islower()):
            continue
        try:
            raw = base64.b64decode(piece.replace("-", "+").replace("_", "/") + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue
        if new := _is_text(raw):
            filled = text[match.end() : match.end() + 2]
            yield new, match.start(), match.end() + len(filled) - len(filled.lstrip("="))
            read += 1
        if read >= _MOST_PIECES:
            return


def _hexadecimal(text: str) -> Iterator[Found]:
    for match in _HEX.finditer(text):
        digits = re.sub(r"0x|\\x|[^0-9a-fA-F]", "", match.group(1))
        if (
            len(digits) % 2 == 0
            and (new := _is_text(bytes.fromhex(digits)))
            and sum(c.isalpha() or c == " " for c in new) * 2 > len(new)
        ):
            yield new, *match.span(1)


def _binary(text: str) -> Iterator[Found]:
    for match in _BINARY.finditer(text):
        run = match.group(1)
        parts = re.findall(r"[01]+", run)
        if len(parts) == 1:
            parts = [run[i : i + 8] for i in range(0, len(run), 8)]
        if new := _is_text(bytes(int(part, 2) for part in parts)):
            yield new, *match.span(1)


def _percent(text: str) -> Iterator[Found]:
    for match in _PERCENT.finditer(text):
        new = unquote(match.group(0), errors="replace")
        if not _is_in_link(text, match.start()) and new != match.group(0) and "\ufffd" not in new:
            yield new, *match.span()


def _is_in_link(text: str, at: int) -> bool:
    begin = max(text.rfind(blank, max(0, at - _LONGEST_RUN), at) for blank in " \n\t<(") + 1
    return "://" in text[begin : at + 80].split(None, 1)[0] if text[begin : at + 80].strip() else False


def _entities(text: str) -> Iterator[Found]:
    for match in _ENTITY.finditer(text):
        new = html.unescape(match.group(0))
        if new != match.group(0):
            yield new, *match.span()


def _morse(text: str) -> Iterator[Found]:
    for match in _MORSE.finditer(text):
        words = _MORSE_GAP.split(match.group(1).strip())
        letters = [[_MORSE_SIGNS.get(sign, "") for sign in word.split()] for word in words]
        flat = [letter for word in letters for letter in word]
        if all(flat) and len(set(flat)) > 2:
            yield " ".join("".join(word) for word in letters), *match.span(1)


def _alphabet(text: str) -> Iterator[Found]:
    for match in _ALPHABET.finditer(text):
        new = "".join(
            chr(ord("a") + int(part) - 1)
            if part.isdigit() and 1 <= int(part) <= 26
            else " "
            if " " in part or "/" in part
            else ""
            if not part.isdigit()
            else "#"
            for part in _NUMBER.findall(match.group(1))
        )
        if "#" not in new and _is_known(new):
            yield new, *match.span(1)


def _is_known(text: str, least: float = 0.6) -> bool:
    """Whether most letters of a text stand in words of a language that is scanned."""
    words = _WORD.findall(text.lower())
    letters = sum(len(word) for word in words)
    return letters > 3 and sum(len(word) for word in words if word in common_words()) >= least * letters


_RUN = pattern(r"[^\n.!?:;]+")
_LEAST_CODED_WORDS = 2
_LEAST_CODED_LETTERS = 8
_TABLES = [
    str.maketrans(
        "".join(map(chr, [*range(97, 123), *range(65, 91)])),
        "".join(chr(base + (i + shift) % 26) for base in (97, 65) for i in range(26)),
    )
    for shift in range(1, 26)
]
_LONGEST_RUN = 4000


@lru_cache(maxsize=4)
def _unknown_words(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case, that no language which is scanned knows."""
    return frozenset(word for word in text.lower().translate(LETTERS_ONLY).split() if len(word) > 1) - common_words()


def _has_unknown_run(text: str) -> bool:
    """Whether two words in a row are unknown, and no names by their capital."""
    unknown, known, run = _unknown_words(text), common_words(), 0
    for word in text.translate(LETTERS_ONLY).split():
        if word.lower() in unknown and not word.istitle():
            run += len(word)
            if run >= _LEAST_CODED_LETTERS:
                return True
        elif len(word) > 2 or word.lower() in known:
            run = 0
    return False


def _shifted(text: str) -> Iterator[Found]:
    """Yield stretches that are of no known word, and of known ones in a shifted alphabet."""
    if not _has_unknown_run(text):
        return
    for count, (start, end) in enumerate(_unknown_stretches(text)):
        if count >= _MOST_PIECES:
            return
        new = _unshifted(text[start:end])
        if new:
            yield new, start, end


@lru_cache(maxsize=64)
def _unshifted(stretch: str) -> str:
    for table in _TABLES:
        new = stretch.translate(table)
        if _is_known(new, 0.8):
            return new
    return ""


def _unknown_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of two or more words that are unknown, none of them a name by its capital."""
    known = common_words()
    run: list[tuple[int, int]] = []
    lead: tuple[int, int] | None = None  # a short word that may be known by chance
    for match in _WORD.finditer(text):
        word = match.group(0)
        gap = text[run[-1][1] : match.start()] if run else ""
        far = len(gap) > 3 or any(sign in gap for sign in "\n.:;!?")
        strange = word.lower() not in known
        if run and (far or not (strange or len(word) == 2)):
            yield from _worth_a_try(run, text)
            run = []
        if strange or run:
            if not run and lead is not None and match.start() - lead[1] == 1:
                run.append(lead)
            run.append(match.span())
        lead = match.span() if len(word) == 2 else None
    yield from _worth_a_try(run, text)


def _worth_a_try(run: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    words = [text[start:end] for start, end in run]
    if (
        len(run) >= _LEAST_CODED_WORDS
        and sum(map(len, words)) >= _LEAST_CODED_LETTERS
        and sum(w[0].isupper() for w in words) * 2 <= len(words)
    ):
        yield run[0][0], min(run[-1][1], run[0][0] + _LONGEST_RUN)


_BACKWARD_SIGNS = pattern(
    r"(?:moc|ten|gro|ude|oc|oi|em|ee|gg)\.[\w.-]+(?:@|//:s?ptth)|(?:\w+/)?[\w./?=-]+//:s?ptth|\b(?:moc|ten|gro)\.(?:liamg|oohay|liamtoh|kooltuo|duolci)\b"
)
_TOKENS = runs(r"[^\s]+")
_LEAST_BACKWARD_LETTERS = 4
_SHORT_TOKEN = 3  # characters of a token that may be a word either way


def _backwards(text: str) -> Iterator[Found]:
    """Yield addresses, and runs of unknown words, that are known ones from their end."""
    known = common_words()
    if not any(word[::-1] in known for word in _unknown_words(text)) and _BACKWARD_SIGNS.search(text) is None:
        return
    run: list[tuple[int, int]] = []
    for match in _TOKENS.finditer(text):
        token = match.group(0)
        words = _WORD.findall(token.lower())
        plain = any(word in known and len(word) > 1 for word in words) or (not words and not token.isdigit())
        goes_on = bool(run) and len(token) <= _SHORT_TOKEN and "\n" not in text[run[-1][1] : match.start()]
        if plain and not goes_on and not _BACKWARD_SIGNS.search(token):
            yield from _turned(run, text)
            run = []
        elif match.end() - match.start() <= 200:
            run.append(match.span())
    yield from _turned(run, text)


def _turned(run: list[tuple[int, int]], text: str) -> Iterator[Found]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    stretch = text[start:end][:_LONGEST_RUN]
    new = stretch[::-1]
    if _BACKWARD_SIGNS.search(stretch):
        yield new, start, start + len(stretch)
        return
    words = [w.lower() for w in _WORD.findall(new) if len(w) >= _LEAST_BACKWARD_LETTERS]
    known = common_words()
    letters = sum(map(len, words))
    right = sum(len(w) for w in words if w in known)
    if words and right >= _LEAST_BACKWARD_LETTERS and right * 2 >= letters and (right >= 6 or len(words) > 1):
        yield new, start, start + len(stretch)


_SAID_SO = pattern(
    r"\b(?:backwards?|revers(?:e|ed)|flip(?:ped)?|mirror(?:ed)?|other way (?:a)?round|wrong way|from (?:the )?(?:end|right)|al reves|de atras)\b"
)


def _said_backwards(text: str) -> Iterator[Found]:
    """Yield words that are none, and numbers, turned round, where the text says that something is."""
    if _SAID_SO.search(text) is None:
        return
    known = common_words()
    for count, match in enumerate(_TOKENS.finditer(text)):
        token = match.group(0).strip(".,;:()\"'")
        letters = "".join(_WORD.findall(token.lower()))
        if (
            count < 10 * _MOST_PIECES
            and len(token) > _LEAST_BACKWARD_LETTERS
            and letters not in known
            and not token[0].isupper()
        ):
            start = match.start() + match.group(0).find(token)
            yield token[::-1], start, start + len(token)


_READERS: tuple[Callable[[str], Iterator[Found]], ...] = (
    _entities, _percent, _binary, _hexadecimal, _base64, _morse, _alphabet, _backwards, _said_backwards, _shifted,
)  # fmt: skip
