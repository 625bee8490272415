"""Words, addresses and whole lines that are written from their end."""

from collections.abc import Iterator

from relay.scanning.codes.alphabets import unknown_words
from relay.scanning.codes.legible import WORD
from relay.scanning.lexicon import common_words, is_given_name, surnames
from relay.scanning.patterns import pattern, runs
from relay.scanning.reading import Piece

_SIGNS = pattern(
    r"(?:moc|ten|gro|ude|oc|oi|em|ee|gg)\.[\w.-]+(?:@|//:s?ptth)|(?:\w+/)?[\w./?=-]+//:s?ptth|\b(?:moc|ten|gro)\.(?:liamg|oohay|liamtoh|kooltuo|duolci)\b"
)
_SAID_SO = pattern(
    r"\b(?:backwards?|revers(?:e|ed)|flip(?:ped)?|mirror(?:ed)?|other way (?:a)?round|wrong way|from (?:the )?(?:end|right)|al reves|de atras)\b"
)
_CAPITAL_LAST = pattern(r"\b[a-z]{2,}[A-Z](?:[ \t][a-z]{2,}[A-Z])*\b", ignore_case=False)
_TOKENS = runs(r"[^\s]+")
_LEAST_LETTERS = 4
_SHORT_TOKEN = 3  # characters of a token that may be a word either way
_LONG_TOKEN = 200  # characters of one that is none any more
_LONGEST_TURNED = 4000  # characters that are turned at once; what is longer is turned in such pieces
_LEAST_ALONE = 6  # letters of a single word

_Run = list[tuple[int, int]]


def backwards(text: str) -> Iterator[Piece]:
    """Yield addresses, and runs of unknown words, that are known ones from their end."""
    known = common_words()
    if not any(word[::-1] in known for word in unknown_words(text)) and _SIGNS.search(text) is None:
        return
    run: _Run = []
    for match in _TOKENS.finditer(text):
        token = match.group(0)
        words = WORD.findall(token.lower())
        plain = any(word in known and len(word) > 1 for word in words) or (not words and not token.isdigit())
        goes_on = bool(run) and len(token) <= _SHORT_TOKEN and "\n" not in text[run[-1][1] : match.start()]
        long = bool(run) and match.end() - run[0][0] > _LONGEST_TURNED
        ends = plain and not goes_on and not _SIGNS.search(token)
        if long or ends:
            yield from _turned(run, text)
            run = []
        if not ends and len(token) <= _LONG_TOKEN:
            run.append(match.span())
    yield from _turned(run, text)


def _turned(run: _Run, text: str) -> Iterator[Piece]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    stretch = text[start:end]
    new = stretch[::-1]
    if _SIGNS.search(stretch):
        yield new, start, end
        return
    words = [word.lower() for word in WORD.findall(new) if len(word) >= _LEAST_LETTERS]
    letters = sum(map(len, words))
    right = sum(len(word) for word in words if word in common_words())
    if words and right >= _LEAST_LETTERS and right * 2 >= letters and (right >= _LEAST_ALONE or len(words) > 1):
        yield new, start, end


def said_backwards(text: str) -> Iterator[Piece]:
    """Yield words that are none, and numbers, turned round, where the text says that something is."""
    if _SAID_SO.search(text) is None:
        return
    known = common_words()
    for match in _TOKENS.finditer(text):
        token = match.group(0).strip(".,;:()\"'")
        letters = "".join(WORD.findall(token.lower()))
        if len(token) > _LEAST_LETTERS and letters not in known and not token[0].isupper():
            start = match.start() + match.group(0).find(token)
            yield token[::-1], start, start + len(token)


def names_backwards(text: str) -> Iterator[Piece]:
    """Yield words with their capital last, one of which is a name from its end."""
    for match in _CAPITAL_LAST.finditer(text):
        new = match.group(0)[::-1]
        if any(word.lower() in surnames() or is_given_name(word.lower()) for word in new.split()):
            yield new, *match.span()
