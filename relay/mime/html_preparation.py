"""HTML made ready for the sanitizer: the tags and attributes that can stay, plainly written, within limits.

The parser (html5ever) takes time and memory quadratic or worse in some hostile pages: deep nesting, many
attributes, formatting that is opened again in every paragraph, text between the rows of a table, references. After
this none of them is left, and what was counted is what is parsed.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from relay.mime.charset import unix_lines, without_controls
from relay.mime.html_display import Apart, Lines
from relay.mime.html_markup import Markup, read_attributes, read_markup
from relay.mime.html_ruby import Ruby
from relay.mime.html_seams import meet
from relay.mime.references import resolved, resolved_in_attribute

TAGS = frozenset(
    {
        "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del", "div", "dl",
        "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
        "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
        "thead", "tr", "tt", "u", "ul", "var",
    }
)  # fmt: skip
# Elements that browsers set apart from the text around them: each becomes a plain block.
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "button", "details", "dialog", "dir", "fieldset", "figcaption", "figure",
        "footer", "foreignobject", "form", "header", "hgroup", "legend", "main", "marquee", "math", "menu", "nav",
        "noscript", "search", "section", "select", "summary", "text", "textarea",
    }
)  # fmt: skip
_CALLED = {
    **{tag: tag for tag in TAGS}, **dict.fromkeys(_BLOCKS, "div"), "image": "img",
    "listing": "pre", "plaintext": "pre", "xmp": "pre", "option": "option", "optgroup": "option",
}  # fmt: skip
_PAGE = frozenset({"html", "body"})
VOID = frozenset({"br", "hr", "img"})
# Their end tags are often left out, so that an opening one says nothing about depth.
_NOT_NESTING = VOID | {"p", "li", "td", "tr", "th", "dd", "dt", "tbody", "thead", "tfoot"}
# What is not closed in a paragraph goes on in the next one: the parser opens it again.
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"})
# Amid a line, if no style says otherwise.
_IN_LINES = _FORMATTING | {
    "abbr", "cite", "del", "img", "ins", "kbd", "mark", "q", "samp", "span", "sub", "sup", "var"
}  # fmt: skip
_CELLS = frozenset({"td", "th", "caption"})
_ROWS = frozenset({"tr", "tbody", "thead", "tfoot"})

_ANYWHERE = frozenset({"dir", "lang"})
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    **{tag: frozenset() if tag in _FORMATTING else _ANYWHERE for tag in TAGS},
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": _ANYWHERE | {"start"},
    "table": _ANYWHERE | {"border"},
    **dict.fromkeys(("td", "th"), _ANYWHERE | {"align", "colspan", "rowspan"}),
    "p": _ANYWHERE | {"align", "compact"},
    **dict.fromkeys(("div", "h1", "h2", "h3", "h4", "h5", "h6"), _ANYWHERE | {"align"}),
}
# Attribute values that nobody reads could carry a message or a number: only what a writing program needs stays.
_NUMBER = re.compile(r"[0-9]{1,3}")
_PIXELS = re.compile(r"[1-9][0-9]{0,2}|1[0-9]{3}|2000")
_VALUES: Mapping[str, re.Pattern[str]] = {
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-[A-Za-z]{2})?"),  # language, script, region (BCP 47)
    "dir": re.compile("rtl|ltr|auto"),
    "start": re.compile(r"[0-9]{1,4}"),
    "border": re.compile(r"[1-9][0-9]?"),
    "compact": re.compile(""),
    "align": re.compile("left|right|center"),
    "colspan": _NUMBER, "rowspan": _NUMBER, "width": _PIXELS, "height": _PIXELS,
    "src": re.compile(r"(?i:cid):[^\s<>\"']{1,500}"),
    "href": re.compile(r"(?i:https?|mailto):.+"),
    "alt": re.compile(r".*\S.*", re.DOTALL),
}  # fmt: skip
# A paragraph without space around it, as Word and Google Docs write lines: ``compact`` says so from here on.
_TIGHT_CLASS = re.compile(r"(?:x_)*Mso(?:Normal|PlainText|NoSpacing|ListParagraph\w*|Header|Footer)", re.IGNORECASE)
_TIGHT_STYLE = re.compile(
    r"margin:\s*0(?:in|cm|pt|px|em)?\b(?!\.)|margin-top:\s*0(?:in|cm|pt|px)?\s*;\s*margin-bottom:\s*0(?:in|cm|pt|px)?\b(?!\.)",
    re.IGNORECASE,
)
_NOT_IN_TARGETS = re.compile(r"[\t\n\r]|^ +| +$")

# Stand-ins for characters that the parser reads slowly, in any spelling; never characters of a text (Unicode 23.7).
_STAND_INS = {"&": "\ufdd0", "\xa0": "\ufdd1", "<": "\ufdd2", ">": "\ufdd3", '"': "\ufdd4"}
_ANY_STAND_IN = re.compile("[\ufdd0-\ufdd4]")

_LONGEST = 4_000_000  # characters
_DEEPEST = 400
_MOST_TAGS = 50_000
_MOST_OPENED_AGAIN = 250_000  # formatting elements, summed over all tags and texts that they may stand around
_MOST_ASTRAY = 1000  # tags and texts inside a table and outside its cells


def prepared(source: str) -> str | None:
    """Return ``source`` as the sanitizer gets it; None if it is more than can be read quickly."""
    return _Preparation().run(source) if len(source) <= _LONGEST else None


def in_plain_characters(text: str) -> str:
    """Return ``text`` with the stand-ins of `prepared` taken back."""
    for character, stand_in in _STAND_INS.items():
        text = text.replace(stand_in, character)
    return text


def _with_stand_ins(text: str) -> str:
    if text.isalnum():
        return text
    for character, stand_in in _STAND_INS.items():
        text = text.replace(character, stand_in)
    return text


class _Preparation:
    """Writes one page anew. One use."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: Counter[str] = Counter()
        self._depth = 0
        self._tags = 0
        self._formatting = 0  # formatting elements that are open
        self._opened_again = 0
        self._tables: list[bool] = []  # for each open table, whether one of its cells is open
        self._astray = 0
        self._in_option = False
        self._has_direction = False
        self._is_past_unknown = False  # whether a tag that goes stood since the text before
        self._ruby = Ruby()
        self._lines = Lines()

    def run(self, source: str) -> str | None:
        for markup in read_markup(source):
            if markup.name:
                self._tag(markup)
            else:
                self._text(markup)
            self._opened_again += self._formatting
            if self._is_too_much():
                return None
        self._end_ruby()
        return "".join(self._out)

    def _is_too_much(self) -> bool:
        return (
            self._depth > _DEEPEST
            or self._tags > _MOST_TAGS
            or self._opened_again > _MOST_OPENED_AGAIN
            or self._astray > _MOST_ASTRAY
        )

    def _text(self, markup: Markup) -> None:
        written = _ANY_STAND_IN.sub("", markup.text)
        text = _ANY_STAND_IN.sub("", unix_lines(written if markup.literal else resolved(written)))
        if self._ruby.is_above:
            self._ruby.note(text)
        else:
            self._write(text)

    def _write(self, text: str) -> None:
        self._set_apart(text)
        if self._tables and not self._tables[-1] and text.strip():
            self._astray += 1
        if self._is_past_unknown and self._out and meet(self._out[-1], text):
            self._tags += 1
            self._out.append("<span></span>")
        self._is_past_unknown = False
        self._out.append(_with_stand_ins(text))

    def _set_apart(self, text: str) -> None:
        """Write what a style sets ``text``, or what stands for it, apart by from what is before it in its line."""
        due = self._lines.due_before(text)
        if due is Apart.LINE:
            self._tags += 1
            self._out.append("<br>")
            self._place("br")
        elif due is Apart.CELL:
            self._out.append(" ")

    def _end_ruby(self) -> None:
        noted = self._ruby.ended()
        if noted:
            self._write(noted.lstrip() if self._out[-1:] and self._out[-1].endswith(" ") else noted)

    def _tag(self, markup: Markup) -> None:
        name = _CALLED.get(markup.name)
        is_in_line = name is None or name in _IN_LINES
        if self._ruby.takes(markup.name, closing=markup.closing):
            return
        if is_in_line and self._ruby.drops(markup.name, closing=markup.closing):
            return
        if markup.name == "ruby" or not is_in_line:
            self._end_ruby()
        if is_in_line and markup.closing:
            self._lines.end(markup.name)
        elif is_in_line:
            self._lines.begin(markup.name, markup.attributes)
        if name is None:
            self._unknown(markup)
        else:
            self._known(name, markup)
        if name == "img":
            self._lines.end(markup.name)
        elif not is_in_line:
            self._lines.broken()

    def _unknown(self, markup: Markup) -> None:
        if markup.name in _PAGE and not markup.closing:
            self._begin_page(markup)
        self._is_past_unknown |= markup.name != "wbr"

    def _known(self, name: str, markup: Markup) -> None:
        self._tags += 1
        if name == "br":
            self._set_apart(name)
        if self._in_option and markup.name == "select":
            self._in_option = False
            self._end("div")
        if name == "option":
            self._option(markup)
        elif markup.closing:
            self._end(name)
        else:
            self._start(name, markup.attributes)

    def _begin_page(self, markup: Markup) -> None:
        """Write that a whole page runs from right to left as that of a block around all; it ends with the page."""
        if not self._has_direction and _attributes("div", markup.attributes).get("dir") == "rtl":
            self._has_direction = True
            self._out.append('<div dir="rtl">')

    def _option(self, markup: Markup) -> None:
        """Write an option, whose end tag is mostly left out, as a block."""
        if self._in_option:
            self._end("div")
        self._in_option = not markup.closing
        if self._in_option:
            self._start("div", "")

    def _end(self, name: str) -> None:
        if name == "br":
            self._out.append("<br>")
        elif name not in VOID:
            self._out.append(f"</{name}>")
            self._close(name)

    def _close(self, name: str) -> None:
        if self._open[name]:
            self._open[name] -= 1
            self._depth -= 1
            self._formatting -= name in _FORMATTING
        if name == "table" and self._tables:
            self._tables.pop()
        elif self._tables and name in _CELLS | _ROWS:
            self._tables[-1] = False

    def _start(self, name: str, written: str) -> None:
        kept = "".join(
            f' {attribute}="{_with_stand_ins(value)}"' for attribute, value in _attributes(name, written).items()
        )
        if name == "img" and not kept:
            return
        if name == "img":
            self._set_apart(name)
        if name == "p" and _is_tight(written):
            kept += ' compact=""'
        self._out.append(f"<{name}{kept}>")
        self._place(name)
        if name not in _NOT_NESTING and not (name == "a" and self._open["a"]):  # a link ends the one before
            self._open[name] += 1
            self._depth += 1
            self._formatting += name in _FORMATTING

    def _place(self, name: str) -> None:
        """Keep account of where in a table we are."""
        if name == "table":
            if not self._tables or self._tables[-1]:  # between rows it ends the one before
                self._tables.append(False)
        elif self._tables and name in _CELLS | _ROWS:
            self._tables[-1] = name in _CELLS
        elif self._tables and not self._tables[-1]:
            self._astray += 1


def _attributes(name: str, written: str) -> dict[str, str]:
    wanted = ATTRIBUTES[name]
    if not written or not wanted:
        return {}
    kept = {}
    for key, raw in read_attributes(written, wanted).items():
        value = _READ.get(key, _plain)(resolved_in_attribute(raw))
        if _VALUES[key].fullmatch(value):
            kept[key] = value
    return kept


def _is_tight(written: str) -> bool:
    if "mso" not in written.lower() and "margin" not in written.lower():
        return False
    found = read_attributes(written, frozenset({"class", "style"}))
    return bool(_TIGHT_CLASS.search(found.get("class", "")) or _TIGHT_STYLE.search(found.get("style", "")))


def _plain(value: str) -> str:
    return _ANY_STAND_IN.sub("", without_controls(value)).strip()


def _alternative(value: str) -> str:
    return _ANY_STAND_IN.sub("", unix_lines(value))


def _target(value: str) -> str:
    """Return a link target as browsers read it; of a mail link the address alone, since nobody sees the rest."""
    target = _ANY_STAND_IN.sub("", without_controls(_NOT_IN_TARGETS.sub("", value)))
    return target.partition("?")[0] if target[:7].lower() == "mailto:" else target


def _keyword(value: str) -> str:
    return _plain(value).lower()


_READ: Mapping[str, Callable[[str], str]] = {
    "href": _target, "src": _target, "alt": _alternative, "align": _keyword, "dir": _keyword,
}  # fmt: skip
