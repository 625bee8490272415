"""Whether a link's target has to be shown beside its text, and how: one rule for plain text and for HTML."""

import re
from unicodedata import category, normalize
from urllib.parse import urlsplit

_PLAIN_SCHEME = re.compile(r"\A(?:https?://|mailto:)", re.IGNORECASE)
_CLOSING = frozenset(".,;:!?…\"'>、。")  # beside closing brackets and quotes
_LONGEST = 100  # characters that still read well amid a sentence


def tells_more(target: str, shown: str) -> bool:
    """Return whether ``target`` is something else than the link's text ``shown`` says.

    A scheme, a slash at the end and capitals tell nothing more.
    """
    return bool(target) and _bare(target) != _bare(shown)


def stands_behind(words: str, following: str) -> bool:
    """Return whether a target stands in brackets behind its link already: what we wrote comes back in quotes."""
    return following.lstrip().startswith((f"({words})", f"<{words}>"))


def blank_before(following: str) -> str:
    """Return what keeps ``following`` from running into a target before it: a blank, but before what closes."""
    first = normalize("NFKC", following[:1])[:1]
    return "" if not first or first.isspace() or first in _CLOSING or category(first) in {"Pe", "Pf"} else " "


def without_mailto(target: str) -> str:
    """Return the address that a mail link leads to; any other target as it is."""
    return target[7:] if target[:7].lower() == "mailto:" else target


def in_words(target: str) -> str:
    """Return ``target`` as people read it amid a sentence: a mail address alone, of a long link the site."""
    if target[:7].lower() == "mailto:":
        return without_mailto(target)
    if len(target) <= _LONGEST:
        return target
    try:
        parts = urlsplit(target)
    except ValueError:
        return target
    return f"{parts.scheme}://{parts.netloc}/…" if parts.netloc else target


def _bare(text: str) -> str:
    """Return a link target or text without what does not tell two of them apart."""
    return _PLAIN_SCHEME.sub("", text.strip()).rstrip("/").casefold()
