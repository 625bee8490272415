"""A remembered signature: a block of whole lines under one sender's mails, and where it stands in a text.

Scan and masking ask the same functions, so that what the scan passes over is what is cut. Texts are compared
word by word: white space, wrapping, quote marks, emphasis, dashes and link targets beside their text do not
matter, so that the same block is found in plain text, in quotes, and in what HTML shows. Every word must be
there in its place, and nothing else on its lines.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from relay.model.entries import plain_text
from relay.model.errors import InvalidInputError

MOST_LINES = 20
MOST_CHARACTERS = 2_000
FEWEST_SIGNS = 8  # letters or digits: what is shorter could be anybody's words
MOST_REMEMBERED = 10  # of one participant

# A link target that a mail program wrote beside its text, or (group 1) a run of what is no space, quote or emphasis.
_TOKEN = re.compile(r"<[^<>\s]*>|([^\s<>*_|]+)|<")
_SIGN = re.compile(r"[^\W_]")
_QUOTE_MARKS = re.compile(r"^[ \t>]+", re.MULTILINE)
_DELIMITER = "--"  # alone on a line it opens a signature (RFC 3676 section 4.3)
_MARGIN = " \t>\n"


def signature_block(text: str) -> str:
    """Return a block as it is kept: without quote marks, blank lines around it and the line ``-- ``.

    Raises InvalidInputError for one that is too long, or too short to be told from other words.
    """
    lines = [line.rstrip() for line in _QUOTE_MARKS.sub("", plain_text(text, "text")).splitlines()]
    while lines and lines[0] in {"", _DELIMITER}:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    block = "\n".join(lines)
    if len(lines) > MOST_LINES or len(block) > MOST_CHARACTERS:
        raise InvalidInputError(f"text: at most {MOST_LINES} lines and {MOST_CHARACTERS:,} characters are wanted")
    if len(_SIGN.findall(" ".join(_Words(block).forms))) < FEWEST_SIGNS:
        raise InvalidInputError(f"text: at least {FEWEST_SIGNS} letters or digits are wanted")
    return block


def same_block(one: str, other: str) -> bool:
    """Return whether two blocks are found at the same places."""
    return _Words(one).forms == _Words(other).forms


def find_signatures(text: str, blocks: Sequence[str]) -> list[tuple[int, int]]:
    """Return where ``blocks`` stand in ``text`` as whole lines: start and end of each place, in order, apart.

    A place goes from the line end before it, with blank lines and a line ``-- `` that precede, to the end of its
    last line.
    """
    wanted = sorted((_Words(block).forms for block in blocks), key=len, reverse=True)
    if not any(forms and (forms[0] in text or not forms[0].isascii()) for forms in wanted):
        return []
    return list(_places(text, wanted))


def _places(text: str, wanted: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    words = _Words(text)
    index, done = 0, 0
    while index < len(words.forms):
        length = next((len(block) for block in wanted if words.stand(index, block)), 0)
        if length:
            begin = _opening(text, done, words.starts[index])
            line_end = text.find("\n", words.ends[index + length - 1])
            done = line_end if line_end >= 0 else len(text)
            yield begin, done
        index += length or 1


def _opening(text: str, done: int, start: int) -> int:
    """Return where the cut for a block begins, no earlier than ``done``; its first word is at ``start``."""
    before, _, _ = text[done:start].rpartition("\n")
    above, _, line = before.rpartition("\n")
    kept = (above if line.strip(_MARGIN) == _DELIMITER else before).rstrip(_MARGIN)
    return text.find("\n", done + len(kept)) if kept else done


class _Words:
    """The words of a text: what each is compared by, where it begins and ends."""

    def __init__(self, text: str) -> None:
        """Read the words of ``text``."""
        self._text = text
        self.forms: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in _TOKEN.finditer(text):
            token = match[1] or ""
            form = token if token.isalnum() else _form(token)
            if form:
                self.forms.append(form)
                self.starts.append(match.start())
                self.ends.append(match.end())

    def stand(self, index: int, block: list[str]) -> bool:
        """Return whether the words from ``index`` on are those of ``block``, alone on their lines."""
        end = index + len(block)
        forms = self.forms
        if end > len(forms) or not block or forms[index] != block[0] or forms[end - 1] != block[-1]:
            return False
        return self._parted(index) and self._parted(end) and forms[index:end] == block

    def _parted(self, index: int) -> bool:
        """Return whether a line ends, or the text, between the word at ``index`` and the one before."""
        at_an_end = index in {0, len(self.forms)}
        return at_an_end or self._text.find("\n", self.ends[index - 1], self.starts[index]) >= 0


def _form(token: str) -> str:
    """Return what a token is compared by; "" for one that holds no letter or digit."""
    if not token.isascii():  # invisible characters come and go between the forms of a text
        composed = unicodedata.normalize("NFC", token)
        token = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    return token if _SIGN.search(token) else ""
