"""The forms in which one text is sent (multipart/alternative), and whether they fit together."""

import unicodedata
from collections.abc import Sequence

from relay.mime.html_source import pieces_of
from relay.mime.tree import Block

DIFFERENT = "a text is sent twice in one form, and differs"


def joined(groups: Sequence[Sequence[Block]]) -> tuple[list[Block], bool]:
    """Return the one block that the alternatives ``groups`` make, and whether two in one form say different things.

    Each group is what one alternative shows. A form without words gives way to the one that has some (CASES B45).
    """
    plains = [text for group in groups if (text := _together([block.plain for block in group])) is not None]
    pages = [page for group in groups if (page := _page(group)) is not None]
    if not plains and not pages:
        return [], False
    plains, pages = _with_words(plains, pages)
    differ = len({" ".join(text.split()) for text in plains}) > 1 or len({" ".join(p.shown.split()) for p in pages}) > 1
    if not differ:
        plains, pages = plains[:1], pages[:1]
    plain = _together(plains)
    html = _together([page.html for page in pages])
    return [Block(plain, html, _together([page.shown for page in pages]) or "")], differ


def _together(texts: Sequence[str | None]) -> str | None:
    present = [text for text in texts if text is not None]
    return "\n".join(present) if present else None


def _page(group: Sequence[Block]) -> Block | None:
    pages = [block for block in group if block.html is not None]
    if not pages:
        return None
    return Block(None, _together([page.html for page in pages]), _together([page.shown for page in pages]) or "")


def _with_words(plains: list[str], pages: list[Block]) -> tuple[list[str], list[Block]]:
    has_plain = any(map(_says, plains))
    if has_plain and not any(_says(page.shown) or _has_picture(page) for page in pages):
        return plains, []
    if not has_plain and any(_says(page.shown) for page in pages):
        return [], pages
    return plains, pages


def _says(text: str) -> bool:
    """Return whether ``text`` shows anything; spaces, joiners and marks of direction do not."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def _has_picture(page: Block) -> bool:
    return any(piece.tag == "img" for piece in pieces_of(page.html or ""))
