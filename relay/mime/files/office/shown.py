"""What a part shows in attributes: alternative texts, prompts, names of sheets, labels of lists."""

import re
from collections.abc import Iterator
from functools import lru_cache

from relay.mime.files.office.formats import format_words, written_formats
from relay.mime.files.office.markup import Element, elements, named, short

# On whatever element they stand.
_ANYWHERE = frozenset(
    {
        "descr", "title", "alt", "tooltip", "prompt", "promptTitle", "error", "errorTitle", "display", "string",
        "w:tooltip", "w:instr", "xlink:title", "office:string-value", "text:string-value", "text:description",
        "text:string-value-if-true", "text:string-value-if-false", "style:display-name", "style:num-prefix",
        "style:num-suffix", "text:key1", "text:key2", "table:title", "draw:name", "table:name",
        "style:num-list-format", "text:start-value", "office:value", "text:formula", "table:formula",
    }
)  # fmt: skip
_ON_ELEMENTS = frozenset(
    {
        "w:alias@w:val", "w:tag@w:val", "w:listItem@w:displayText", "w:listItem@w:value", "w:listEntry@w:val",
        "w:default@w:val", "w:helpText@w:val", "w:statusText@w:val", "w:tblCaption@w:val", "w:lvlText@w:val",
        "w:tblDescription@w:val", "wp:docPr@name", "pic:cNvPr@name", "p:cNvPr@name",
        "wps:cNvPr@name", "wpg:cNvPr@name", "xdr:cNvPr@name", "cdr:cNvPr@name", "a:cNvPr@name", "dsp:cNvPr@name",
        "p:cSld@name", "p:custShow@name", "p14:section@name", "x:sheet@name", "x:definedName@name",
        "x:definedName@comment", "x:definedName@description", "x:table@displayName", "x:table@comment",
        "x:tableColumn@name", "x:tableColumn@totalsRowLabel", "x:filter@val", "x:customFilter@val",
        "x:hyperlink@location", "field:param@field:value", "text:label@text:value",
        "w:start@w:val", "w:startOverride@w:val", "w:numStart@w:val", "w:pgNumType@w:start", "a:buAutoNum@startAt",
        "x:pageSetup@firstPageNumber", "style:page-layout-properties@style:first-page-number",
    }
)  # fmt: skip
_NUMBER = re.compile(r"%\d")
_NAME = re.compile(r"\A(?!_)(.*)\Z", re.DOTALL)  # of a place in the text; programs hide those of their own
_BULLETS = frozenset({"a:buChar@char", "text:list-level-style-bullet@text:bullet-char"})
_WORDS = re.compile(r"\A(..+)\Z", re.DOTALL)  # bullets of symbol fonts are single letters
_WHOLE = re.compile(r"\A(.*)\Z", re.DOTALL)


def shown_attributes(root: Element) -> Iterator[str]:
    """Yield what attributes show, in document order; then the words in formats of numbers."""
    for element in elements(root):
        for key, value in element.attrib.items():
            pattern = _shown_part(element.tag, str(key))
            if pattern is not None:
                yield from (match[1] for match in pattern.finditer(str(value)) if _says_something(match[1]))
    for level in named(root, {"w:lvl"}):
        yield from filter(_says_something, _first_number(level))
    for _, code in written_formats(root):
        yield from filter(_says_something, format_words(code))


def _first_number(level: Element) -> Iterator[str]:
    """Yield how a list of Word begins to count, with what stands around its number."""
    values = {short(one.tag): one.get(f"{{{level.nsmap.get(level.prefix)}}}val") or "" for one in level}
    text = values.get("w:lvlText", "")
    if "%" in text:
        yield _NUMBER.sub(values.get("w:start", ""), text)


@lru_cache(maxsize=16_384)
def _shown_part(tag: str, key: str) -> re.Pattern[str] | None:
    """Return what finds the shown parts of an attribute's value, None if nobody is shown it."""
    on_element = f"{short(tag)}@{short(key)}"
    if short(key) == "text:name" or on_element == "w:bookmarkStart@w:name":
        return _NAME
    if on_element in _BULLETS:
        return _WORDS
    return _WHOLE if short(key) in _ANYWHERE or on_element in _ON_ELEMENTS else None


def _says_something(value: str) -> bool:
    """Return whether there is more than a mark or a short number in ``value``."""
    return any(map(str.isalpha, value)) or sum(map(str.isdigit, value)) > 2
