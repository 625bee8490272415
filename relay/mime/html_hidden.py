"""What a page hides from its reader by its styles, as places in the text that is scanned and delivered.

All text is read and delivered, also what was hidden. Seen without it, pieces come together: a number that hidden
letters break. Judged by attributes and by simple selectors of the page's own style sheets: whoever is wrong here
reads a text once too often.
"""

import html
import re
from collections.abc import Iterator

from relay.mime.html_markup import Markup, read_attributes, read_markup
from relay.mime.html_preparation import VOID
from relay.mime.html_sheets import Selectors, hiding_selectors
from relay.mime.html_text import render
from relay.mime.references import resolved_in_attribute
from relay.mime.tree import Block, MessageTree
from relay.model.finding import BODY, HTML

Span = tuple[int, int]
_BEGIN, _END = "\ufdd5", "\ufdd6"  # never characters of a text (Unicode 23.7); the sanitizer lets them by
_MARKS = re.compile(f"[{_BEGIN}{_END}]")
_MAY_HIDE = re.compile(
    r"hidden|display|visibility|opacity|font|height|width|color|mso-hide|indent|position|clip|transform|margin"
    r"|<(?:template|datalist|dialog|audio|video|canvas|object)\b",
    re.IGNORECASE,
)
_STYLE = re.compile(
    r"""display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0*\s*(?:;|!|$)|mso-hide\s*:\s*all
    |font-size\s*:\s*[01](?:\.0*)?\s*(?:px|pt|em|rem|%|;|!|$)|(?:max-)?height\s*:\s*0(?:px)?\s*(?:;|!|$)
    |(?:text-indent|(?<![\w-])(?:left|right|top|bottom)|margin(?:-\w+)?)\s*:\s*-\d{3}
    |(?<![\w-])font\s*:[^;]{0,80}?(?<![\d.])0(?:px|pt|em|rem|%)?(?=[\s/;])|(?<![\w-])(?:max-)?width\s*:\s*0(?:px)?\s*(?:;|!|$)
    |clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)
    |transform\s*:[^;]{0,80}?scale[xy]?\(\s*0\s*[,)]|content-visibility\s*:\s*hidden""",
    re.IGNORECASE | re.VERBOSE,
)
_WHITE = re.compile(r"(?:^|[;\s])color\s*:\s*(?:white|transparent|#fff(?:fff)?)\s*(?:;|!|$)", re.IGNORECASE)
_WANTED = frozenset({"style", "hidden", "color"})
_NEVER_SHOWN = frozenset({"template", "datalist", "audio", "video", "canvas", "object"})  # nor what stands inside
_NO_COLOURS = frozenset({"white", "#fff", "#ffffff", "transparent"})


def hidden_spans(tree: MessageTree) -> dict[str, list[Span]]:
    """Return where in the body and in the HTML's text there is what the page hides; nothing for parts without."""
    body: list[tuple[Block, str]] = []
    page: list[tuple[Block, str]] = []
    for block in tree.blocks:
        body.append((block, block.plain if block.plain is not None else block.shown))
        if block.html is not None and block.plain is not None:
            page.append((block, block.shown))
    found = {BODY: list(_in_blocks(body)), HTML: list(_in_blocks(page))}
    return {part: spans for part, spans in found.items() if spans}


def _in_blocks(blocks: list[tuple[Block, str]]) -> Iterator[Span]:
    offset = 0
    for block, text in blocks:
        if block.html is not None and text is block.shown and _MAY_HIDE.search(block.html):
            yield from ((start + offset, end + offset) for start, end in _hidden(block.html, text))
        offset += len(text) + 1


def _hidden(source: str, shown: str) -> list[Span]:
    """Return the places of hidden text in ``shown``, which is what ``source`` shows."""
    marked = "".join(_marked(_MARKS.sub("", source)))
    return _places(render(marked), shown) if _BEGIN in marked else []


def _marked(source: str) -> Iterator[str]:
    """Yield the page again, with marks around every text in an element that is hidden."""
    by_sheets = hiding_selectors(source, _is_hiding_style)
    hiding, depth = "", 0  # the element that hides, and how many of its name are open in it
    for markup in read_markup(source):
        if not markup.name:
            text = html.escape(markup.text) if markup.literal else markup.text
            yield f"{_BEGIN}{text}{_END}" if depth and text.strip() else text
            continue
        yield f"<{'/' if markup.closing else ''}{markup.name}{markup.attributes}>"
        if depth and markup.name == hiding:
            depth += -1 if markup.closing else 1
        elif not depth and not markup.closing and markup.name not in VOID and _hides(markup, by_sheets):
            hiding, depth = markup.name, 1


def _hides(markup: Markup, by_sheets: Selectors) -> bool:
    if markup.name in _NEVER_SHOWN or (markup.name == "dialog" and "open" not in markup.attributes.lower()):
        return True
    if by_sheets.fit(markup):
        return True
    if not _MAY_HIDE.search(markup.attributes):
        return False
    found = read_attributes(markup.attributes, _WANTED)
    if "hidden" in found or found.get("color", "").strip().lower() in _NO_COLOURS:
        return True
    return _is_hiding_style(resolved_in_attribute(found.get("style", "")))


def _is_hiding_style(written: str) -> bool:
    style = written.strip()
    return bool(_STYLE.search(style)) or (bool(_WHITE.search(style)) and "background" not in style.lower())


def _places(marked: str, shown: str) -> list[Span]:
    """Return the places in ``shown`` of what has marks around it in ``marked``: the same text, but for white space."""
    spans: list[Span] = []
    at, start, is_hidden = 0, -1, False
    for character in marked:
        if character == _BEGIN:
            is_hidden, start = True, -1
        elif character == _END:
            spans += [(start, at)] if start >= 0 else []
            is_hidden, start = False, -1
        elif not character.isspace():
            while at < len(shown) and shown[at].isspace():
                at += 1
            if at >= len(shown) or shown[at] != character:
                return []  # laid out otherwise: then nothing is told of it
            start = at if is_hidden and start < 0 else start
            at += 1
    return spans
