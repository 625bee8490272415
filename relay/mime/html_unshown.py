"""What a page holds beside the text that it shows: titles and labels, where its links and buttons lead, what it loads.

None of it is delivered (`relay.mime.html_source`). It is read all the same: some programs show it, read it aloud or
follow it, and who writes into it means somebody to find it.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin

from relay.mime.charset import unix_lines
from relay.mime.html_markup import Markup, read_attributes, read_markup
from relay.mime.html_sheets import sheets
from relay.mime.references import resolved, resolved_in_attribute

_WORDS = frozenset(
    {
        "title", "aria-label", "aria-description", "aria-placeholder", "aria-valuetext", "aria-roledescription",
        "placeholder", "value", "label", "summary", "abbr", "standby", "prompt",
    }
)  # fmt: skip
_LEADS = frozenset({"href", "xlink:href", "action", "formaction", "data", "cite", "longdesc", "ping"})
_LOADS = frozenset({"src", "srcset", "imagesrcset", "poster", "background", "lowsrc", "dynsrc", "icon"})
_OTHERS = frozenset({"alt", "content", "name", "http-equiv", "style", "srcdoc", "type"})
_WANTED = _WORDS | _LEADS | _LOADS | _OTHERS
_FRAMES = frozenset({"iframe", "frame", "embed"})  # what they load is a page
_COUNTS = frozenset({"li", "progress", "meter"})  # whose value is a number for layout
_OF_PROGRAMS = frozenset(
    {
        "viewport", "generator", "progid", "originator", "format-detection", "color-scheme", "supported-color-schemes",
        "content-type", "x-ua-compatible", "x-apple-disable-message-reformatting", "content-style-type",
    }
)  # fmt: skip
_REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_CONTENT = re.compile(r"(?<![\w-])content\s*:\s*([^;{}]{1,2000})", re.IGNORECASE)
_STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_LOADED = re.compile(r"url\(\s*[\"']?([^\"')\s]{4,2000})", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_RAW = re.compile(
    r"<(title|iframe|noembed|noframes|script)\b((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>(.*?)(?:</(?:title|iframe|noembed|noframes|script)\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_PARAMETER = re.compile(r"[&;]?[\w.-]*=|[&;]")
_TAG = re.compile(r"<[^<>]*>")
_PAGE = re.compile(r"data:text/[a-z+.-]*|data:,|data:;", re.IGNORECASE)
_MAIL = re.compile(r"mailto:", re.IGNORECASE)
_HOST = re.compile(r"[\w-]\.[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(r"https?:", re.IGNORECASE)
_INSIDE = re.compile(r"(?:#|cid:|mid:|about:|x-apple-data-detectors:|data:image/|data:font/|blob:)", re.IGNORECASE)
_LONGEST_SHOWN = 300  # characters of the text of a link
_MOST_DECODED = 20_000  # characters of one ``data:`` link


@dataclass(slots=True)
class Unshown:
    """What was found, each once: ``words`` are meant for people, ``leads`` are links.

    ``loads`` is what programs fetch or run: sources of pictures, style sheets, scripts, comments.
    """

    words: dict[str, None] = field(default_factory=dict)
    leads: dict[str, None] = field(default_factory=dict)
    loads: dict[str, None] = field(default_factory=dict)

    def texts(self) -> tuple[str, str, str]:
        """Return words, leads and loads, each as one text with a line for each."""
        return _text(self.words), _text(self.leads), _text(self.loads)


def read_unshown(source: str) -> Unshown:
    """Return what the page ``source`` holds beside its text. Linear, never raises."""
    return _Reader().run(source)


def _text(lines: dict[str, None]) -> str:
    return unix_lines("\n".join(line for line in lines if line.strip()))


class _Reader:
    """Reads one page. One use."""

    def __init__(self) -> None:
        self._found = Unshown()
        self._base = ""
        self._link = ""  # the target of the link that is open
        self._shown: list[str] = []  # its text so far

    def run(self, source: str) -> Unshown:
        for markup in read_markup(source):
            if not markup.name:
                self._shown += [resolved(markup.text)] if self._link else []
            elif markup.name == "a" and markup.closing:
                self._close_link()
            elif not markup.closing and markup.attributes:
                self._attributes(markup)
        self._close_link()
        self._raw(source)
        return self._found

    def _attributes(self, markup: Markup) -> None:
        read = read_attributes(markup.attributes, _WANTED)
        found = {name: resolved_in_attribute(value).strip() for name, value in read.items()}
        words = _WORDS - {"value"} if markup.name in _COUNTS else _WORDS
        self._found.words |= dict.fromkeys(found[name] for name in words & found.keys())
        if markup.name != "img":
            self._found.words[found.get("alt", "")] = None
        if markup.name == "meta":
            self._meta(found)
        if markup.name == "base" and not self._base:
            self._base = found.get("href", "")
        if "srcdoc" in found:
            self._found.words[_TAG.sub(" ", resolved(found["srcdoc"]))] = None
        self._targets(markup.name, found)
        self._styles(found.get("style", ""))

    def _meta(self, found: dict[str, str]) -> None:
        content, name = found.get("content", ""), (found.get("name") or found.get("http-equiv", "")).lower()
        if name == "refresh" and (target := _REFRESH.search(content)):
            self._lead(target[1])
        elif name not in _OF_PROGRAMS:
            self._found.words[content] = None

    def _targets(self, name: str, found: dict[str, str]) -> None:
        is_link = name in {"a", "area"}
        for attribute in _LEADS & found.keys():
            if name == "link":
                self._load(found[attribute])
            elif name != "base":
                self._lead(found[attribute])
        for attribute in _LOADS & found.keys():
            (self._lead if name in _FRAMES else self._load)(found[attribute])
        if is_link and name == "a":
            self._close_link()
            self._link = found.get("href", "")

    def _lead(self, target: str) -> None:
        if _INSIDE.match(target):
            return
        if _PAGE.match(target):
            self._found.leads["data:text/html"] = None
            self._found.words[_carried(target)] = None
            return
        if _MAIL.match(target):
            self._found.words[unquote(target[len("mailto:") :].replace("?", "\n").replace("&", "\n"))] = None
            return
        self._found.leads |= dict.fromkeys(_readings(self._whole(target)))

    def _load(self, target: str) -> None:
        if not _INSIDE.match(target):
            self._found.loads |= dict.fromkeys(_readings(self._whole(target)))

    def _whole(self, target: str) -> str:
        """Return a target as what it leads to on the page's base."""
        if not self._base:
            return target
        try:
            return urljoin(self._base, target)
        except ValueError:
            return target

    def _close_link(self) -> None:
        """Set each host that the text of a link names beside where the link leads."""
        target, shown = self._whole(self._link), "".join(self._shown)[:_LONGEST_SHOWN]
        self._link, self._shown = "", []
        if _WEB.match(target):
            hosts = [word.strip("()[]<>,;\"'") for word in shown.split() if _HOST.search(word) and "@" not in word]
            self._found.leads |= dict.fromkeys(f"{host} <{target}>" for host in hosts)

    def _styles(self, style: str) -> None:
        if "(" in style or "content" in style:
            strings = [
                "".join(one or other for one, other in _STRING.findall(value)) for value in _CONTENT.findall(style)
            ]
            self._found.loads[_ESCAPE.sub(_character, "".join(strings))] = None
            for target in _LOADED.findall(style):
                self._load(target)

    def _raw(self, source: str) -> None:
        for sheet in sheets(source):
            self._styles(sheet)
        for match in _RAW.finditer(source):
            into = self._found.loads if match[1].lower() == "script" else self._found.words
            into[_TAG.sub(" ", resolved(match[3]))] = None
            self._attributes(Markup(name=match[1].lower(), attributes=match[2]))
        for comment in _COMMENT.findall(source):
            if "{" not in comment:  # a style sheet for old programs
                self._found.loads[_TAG.sub(" ", resolved(comment))] = None


def _readings(target: str) -> Iterator[str]:
    """Yield a target, and what stands in its query as words."""
    yield target
    _, _, query = target.partition("?")
    if query:
        yield _PARAMETER.sub(" ", unquote(query.replace("+", " ")))
    elif "%" in target:
        yield unquote(target)


def _carried(target: str) -> str:
    """Return the text that a ``data:`` link carries (RFC 2397)."""
    head, _, data = target.partition(",")
    written = unquote(data[:_MOST_DECODED])
    if head.lower().endswith("base64"):
        try:
            written = base64.b64decode("".join(written.split()) + "==").decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""
    return _TAG.sub(" ", resolved(written))


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
