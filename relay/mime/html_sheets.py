"""What the style sheets of a page hide, as simple selectors say: ``.x``, ``#x``, ``b``, ``span.x``, ``[data-x]``.

Of a selector with several parts the last one counts alone, and conditions (``:nth-child``, ``@media``) are taken as
met: whoever is wrong here reads a text once too often (`relay.mime.html_hidden`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from relay.mime.html_markup import Markup, read_attributes
from relay.mime.references import resolved_in_attribute

_SHEET = re.compile(r"<style\b[^<>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_COMBINATOR = re.compile(r"[\s>+~]+")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)[^\[\]]*\]")
_CONDITION = re.compile(r":[\w-]+(?:\([^()]*\))?")
_NOT_OF_THE_ELEMENT = (":before", ":after", ":hover", ":active", ":focus", ":first-l", ":visited", ":selection")
_COMPOUND = re.compile(r"([a-z][a-z0-9-]*|\*)?((?:[.#][\w-]+)*)\Z", re.IGNORECASE)
_NAMES = re.compile(r"([.#])([\w-]+)")
_MOST_SELECTORS = 5000
_MOST_ALIKE = 20  # selectors with one and the same first part


@dataclass(frozen=True, slots=True)
class Selector:
    """Which elements a rule is about; what is empty says nothing."""

    tag: str
    classes: frozenset[str]
    identifier: str
    attributes: frozenset[str]

    @property
    def key(self) -> str:
        """The part by which it is looked up."""
        first = next(iter(sorted(self.classes)), "")
        if first or self.identifier:
            return f".{first}" if first else f"#{self.identifier}"
        return self.tag or f"[{next(iter(sorted(self.attributes)))}"


class Selectors:
    """Many selectors, asked together."""

    def __init__(self, listed: Iterable[Selector]) -> None:
        """Take them in order."""
        self._by_key: dict[str, list[Selector]] = {}
        for selector in listed:
            alike = self._by_key.setdefault(selector.key, [])
            if len(alike) < _MOST_ALIKE:
                alike.append(selector)
        listed_names = (selector.attributes for alike in self._by_key.values() for selector in alike)
        self._attributes = frozenset({"class", "id"}).union(*listed_names)

    def fit(self, markup: Markup) -> bool:
        """Return whether one of them is about the element that ``markup`` opens."""
        if not self._by_key:
            return False
        found = read_attributes(markup.attributes, self._attributes)
        classes = frozenset(resolved_in_attribute(found.get("class", "")).lower().split())
        identifier = resolved_in_attribute(found.get("id", "")).strip().lower()
        keys = [markup.name, f"#{identifier}", *(f".{name}" for name in classes), *(f"[{name}" for name in found)]
        return any(
            selector.tag in {"", markup.name}
            and selector.classes <= classes
            and selector.identifier in {"", identifier}
            and selector.attributes <= found.keys()
            for key in keys
            for selector in self._by_key.get(key, ())
        )


def sheets(source: str) -> Iterator[str]:
    """Yield the style sheets that stand in a page, without their comments."""
    for match in _SHEET.finditer(source):
        yield _COMMENT.sub(" ", match[1])


def hiding_selectors(source: str, hides: Callable[[str], bool]) -> Selectors:
    """Return what the rules of a page are about whose declarations ``hides`` tells to hide."""
    found: dict[Selector, None] = {}
    for sheet in sheets(source):
        for prelude, declarations in _rules(sheet):
            if hides(declarations):
                found |= dict.fromkeys(_selectors(prelude))
            if len(found) > _MOST_SELECTORS:
                break
    return Selectors(found)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of each innermost block."""
    prelude = text = ""
    for piece in _BRACE.split(sheet):
        if piece == "{":
            prelude, text = text, ""
        elif piece == "}":
            if prelude:
                yield prelude.rpartition(";")[2], text
            prelude = text = ""
        else:
            text = piece


def _selectors(written: str) -> Iterator[Selector]:
    for one in written.split(","):
        lowered = one.strip().lower()
        if not lowered or any(kind in lowered for kind in _NOT_OF_THE_ELEMENT):
            continue
        attributes = frozenset(_ATTRIBUTE.findall(_COMBINATOR.split(lowered)[-1]))
        compound = _CONDITION.sub("", _ATTRIBUTE.sub("", _CONDITION.sub("", lowered)))
        match = _COMPOUND.match(_COMBINATOR.split(compound.strip())[-1])
        if match is None or not (match[1] or match[2] or attributes):
            continue
        names = [(kind, name) for kind, name in _NAMES.findall(match[2])]
        yield Selector(
            "" if match[1] in {None, "*"} else match[1],
            frozenset(name for kind, name in names if kind == "."),
            next((name for kind, name in names if kind == "#"), ""),
            attributes,
        )
