"""HTML to a small clean set of it: what the reader gets, what is scanned and what monitors see.

nh3 (ammonia, html5ever) parses as browsers do and keeps allow-listed tags and attributes alone. It gets the page
prepared (`html_preparation`); its output is balanced and escaped, so a plain tokenizer reads it without surprises.
"""

import nh3

from relay.mime.html_pieces import Piece, read_pieces, serialized
from relay.mime.html_preparation import ATTRIBUTES, TAGS, prepared

__all__ = ["Piece", "is_readable", "pieces_of", "pieces_or_none", "serialized"]

_SCHEMES = {"http", "https", "mailto", "cid"}
_TAGS = set(TAGS)
_ATTRIBUTES = {tag: set(names) for tag, names in ATTRIBUTES.items()}


def pieces_or_none(source: str) -> list[Piece] | None:
    """Return the pieces of any HTML ``source``, sanitised first; None if it is more than can be read quickly.

    Hidden text is kept as text. Comments, head, scripts, styles and everything remote are gone.
    """
    ready = prepared(source)
    if ready is None:
        return None
    clean = nh3.clean(
        ready,
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        strip_comments=True,
        link_rel=None,
    )
    return read_pieces(clean)


def pieces_of(source: str) -> list[Piece]:
    """Return the pieces of ``source``; none if it cannot be read quickly (`is_readable`)."""
    return pieces_or_none(source) or []


def is_readable(source: str) -> bool:
    """Return whether ``source`` is within what can be parsed quickly: its length, the number and nesting of tags."""
    return prepared(source) is not None
