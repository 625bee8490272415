"""Tells whether the plain text and the HTML of a mail say the same (CASES D9).

Programs write the two forms differently: other line breaks, bullets, link targets, ``*emphasis*``,
quotes or the signature in one of them alone. All that is the same. A word more in one is not.
"""

import re
import unicodedata
from collections import Counter

from relay.mime.html_pieces import Piece, picture_id
from relay.mime.html_source import pieces_of
from relay.mime.html_text import Renderer
from relay.mime.tree import Block, MessageTree

_BRACKETED = re.compile(
    r"<[^<>\s]*>|\[(?:image|cid|inline|bild|imagen)[^\[\]\n]*\]|\((?:https?://|mailto:)[^()\s]*\)", re.IGNORECASE
)
_PICTURE = re.compile(r"\[(?:image: ?|cid:)?([^\[\]]{1,500})\]", re.IGNORECASE)  # in Gmail's and Outlook's plain text
_URL = re.compile(r"(?:https?://|mailto:|www\.)[^\s<>]+", re.IGNORECASE)
_ATTRIBUTION = re.compile(r"^[^\n]{0,300}:\s*$")
_ENUMERATION = re.compile(r"\A(?:\d{1,3}|[ivxlc]{1,5}|[a-z])\Z")
_WORD = re.compile(r"\w+")
_INVISIBLE = dict.fromkeys([0xAD, 0x34F, 0x180E, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF])
_DIVIDER = re.compile(r"^[\s>]*[-_]{3,}[^-_\n]{0,60}[-_]*\s*$")  # "----- Original Message -----", a rule
_DATE_OR_ADDRESS = re.compile(r"\d{1,2}[:./]\d{2}|@|<\s*$")
_MOST_WRAPS = 2


def parts_differ(tree: MessageTree) -> bool:
    """Return whether some block of ``tree`` says one thing as plain text and another as HTML."""
    return any(_differs(block) for block in tree.blocks)


def _differs(block: Block) -> bool:
    if block.plain is None or block.html is None:
        return False
    written, page = _without_pictures(block.plain, block.html, block.shown)
    plain, shown = _words(_own_words(written)), _words(_own_words(page))
    if "".join(plain) == "".join(shown) or not _words(written):  # a plain part without a word says nothing else
        return False
    surplus = (Counter(plain) - Counter(shown)) + (Counter(shown) - Counter(plain))
    return not all(_ENUMERATION.match(word) for word in surplus) and not _only_resplit(plain, shown)


def _without_pictures(plain: str, page: str, shown: str) -> tuple[str, str]:
    """Return both texts without the words that stand for pictures: each program writes other ones, or none."""
    if "<img" not in page.lower():
        return plain, shown
    pieces = pieces_of(page)
    alternatives = {_key(piece.attributes.get("alt", "")) for piece in pieces if piece.tag == "img"} - {""}
    named = {_key(match[1]) for match in _PICTURE.finditer(plain)} & alternatives
    written = _PICTURE.sub(lambda match: " " if _key(match[1]) in named else match[0], plain)
    return written, Renderer().run([piece for piece in pieces if not _goes_without_words(piece, named)])


def _goes_without_words(piece: Piece, named: set[str]) -> bool:
    return bool(picture_id(piece)) or (piece.tag == "img" and _key(piece.attributes.get("alt", "")) in named)


def _key(text: str) -> str:
    return "".join(_words(text))


def _only_resplit(plain: list[str], shown: list[str]) -> bool:
    """Return whether both have the same characters in another order, as tables and columns come out."""
    return sorted("".join(plain)) == sorted("".join(shown)) and not Counter(plain) - Counter(shown)


def _own_words(text: str) -> str:
    """Return ``text`` without quotes, the lines that announce them, and without what follows ``-- ``."""
    kept: list[str] = []
    for line in text.split("\n"):
        if line.startswith(">"):
            _drop_attribution(kept)
        elif _DIVIDER.match(line):
            continue
        elif line.strip() == "--":  # Yahoo indents what it quotes
            break
        else:
            kept.append(line)
    return "\n".join(kept)


def _drop_attribution(kept: list[str]) -> None:
    """Take away "On … wrote:" and empty lines at the end; the announcement may be wrapped to three lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    if not (kept and _ATTRIBUTION.match(kept[-1])):
        return
    kept.pop()
    for _ in range(_MOST_WRAPS):
        if kept and _DATE_OR_ADDRESS.search(kept[-1]):
            kept.pop()


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    without_targets = _URL.sub(" ", _BRACKETED.sub(" ", folded))
    return _WORD.findall(without_targets.replace("_", " "))
