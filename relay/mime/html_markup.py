"""HTML as its tags and the text between them (WHATWG HTML 13.2.5), in one linear pass.

Not the tree: that is the sanitizer's work. This comes before it, since a parser's cost is in the number and
nesting of tags and attributes, and must be known before.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Attributes up to the ">" that ends the tag; possessive, so that nothing is read twice.
_ATTRIBUTES = r"""(?:[\t\n\f\r /]*+(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)
    (?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?+)?+)*+"""
_MARKUP = re.compile(
    rf"""<!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>)?+)   # comment, also one without end
    |<[!?][^>]*+>?+                                           # doctype, <![if !mso]>, <?xml … ?>
    |</(?![a-zA-Z])[^>]*+>?+                                  # no end tag: a comment to browsers
    |<(?P<slash>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)(?P<attributes>{_ATTRIBUTES})[\t\n\f\r /]*+(?P<end>>)?+""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+(=?[^\t\n\f\r />=]*+)
    (?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"([^"]*+)"|'([^']*+)'|([^\t\n\f\r >"'][^\t\n\f\r >]*+))?+)?+""",
    re.VERBOSE,
)
# Elements without tags inside: their content runs to their end tag.
_SHOWN_RAW = frozenset({"textarea", "xmp", "listing", "plaintext"})
_HIDDEN_RAW = frozenset({"script", "style", "title", "iframe", "noembed", "noframes"})
# Data of the program that wrote the page: browsers would show it as text, mail programs do not (CASES A48).
_DATA = frozenset(
    {"xml", "o:documentproperties", "o:officedocumentsettings", "w:worddocument", "o:author", "o:lastauthor",
     "o:company", "o:manager"}
)  # fmt: skip


class Markup(NamedTuple):
    """A tag (``name`` in lower case) or a run of text; ``literal``: its references are no references."""

    text: str = ""
    name: str = ""
    closing: bool = False
    attributes: str = ""
    literal: bool = False


def read_markup(source: str) -> Iterator[Markup]:
    """Yield the tags and texts of ``source``, without comments, scripts, styles and a writing program's own data.

    A tag that is never finished is text: browsers would drop it, and what stands behind it.
    """
    position = 0
    endless: set[str] = set()
    while (match := _MARKUP.search(source, position)) is not None:
        if match.start() > position:
            yield Markup(source[position : match.start()])
        position = match.end()
        name = (match["name"] or "").lower()
        if not name:
            continue
        if match["end"] is None:
            yield Markup(match[0])
        elif match["slash"]:
            yield Markup(name=name, closing=True)
        elif name in _HIDDEN_RAW:
            position = _content_end(source, position, name, len(source))
        elif name in _DATA and name not in endless:
            end = _content_end(source, position, name, -1)
            position = max(end, position)
            endless |= {name} if end < 0 else set()
        else:
            yield Markup(name=name, attributes=match["attributes"])
            if name in _SHOWN_RAW:
                end = len(source) if name == "plaintext" else _content_end(source, position, name, len(source))
                yield Markup(source[position:end], literal=name != "textarea")
                position = end
    if position < len(source):
        yield Markup(source[position:])


def _content_end(source: str, start: int, name: str, otherwise: int) -> int:
    """Return where the end tag of ``name`` begins after ``start``."""
    end = re.compile(rf"</{re.escape(name)}(?=[\t\n\f\r />])", re.IGNORECASE).search(source, start)
    return end.start() if end else otherwise


def read_attributes(written: str, wanted: frozenset[str]) -> dict[str, str]:
    """Return the ``wanted`` attributes, unresolved; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        name = match[1].lower()
        if name in wanted and name not in found:
            found[name] = match[2] or match[3] or match[4] or ""
    return found
