"""The value of a MIME field: its token and parameters (RFC 2045, 2231), and whether others may read it otherwise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from relay.mime.charset import decode_text
from relay.mime.words import clean, decode_words

_PARAMETER = re.compile(
    r""";\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", re.DOTALL
)  # an unclosed quote runs to the end
_SECTION = re.compile(r"\A([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_OUTSIDE_QUOTES = re.compile(r'"(?:[^"\\]|\\.)*+"?|\\.|[()]|[^"()\\]+|\\', re.DOTALL)
_NAMES = frozenset({"filename", "name"})  # the two that people write, often wrongly; nothing hangs on them
_NOT_IN_BOUNDARIES = re.compile(r"\A\s|\s\Z|\"|=\?|[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class MimeValue:
    """``token`` in lower case; ``parameters`` decoded and cleaned.

    ``ambiguous``: mail programs differ in what they make of it (CASES D8): a parameter twice, a comment that
    changes what is read, a boundary that is not plain.
    """

    token: str
    parameters: dict[str, str]
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """A piece of a parameter (RFC 2231): ``number`` -1 for a plain one; ``encoded``: by percent signs."""

    number: int
    encoded: bool
    text: str


def read_value(value: bytes) -> MimeValue:
    """Read the value of a MIME field.

    The first of two equal names wins; extended forms win over plain ones.
    """
    text = decode_text(value, "utf-8")[0]
    read = _read(text)
    if "(" not in text:
        return read
    bare = _read(_without_comments(text))
    differs = (read.token, read.parameters.get("boundary")) != (bare.token, bare.parameters.get("boundary"))
    names = {name: value for name, value in read.parameters.items() if name in _NAMES}
    return MimeValue(bare.token, read.parameters | bare.parameters | names, read.ambiguous or bare.ambiguous or differs)


def _read(text: str) -> MimeValue:
    found: dict[str, list[_Section]] = {}
    for match in _PARAMETER.finditer(text):
        if section := _SECTION.match(match[1].lower()):
            is_name = section[1] in _NAMES
            written = _unescaped(match[2], is_name=is_name) if match[2] is not None else (match[3] or "").strip()
            number = int(section[2]) if section[2] else 0 if section[3] else -1
            found.setdefault(section[1], []).append(_Section(number, bool(section[3]), written))
    parameters = {clean(name): clean(_value(name, sections)) for name, sections in found.items()}
    ambiguous = any(_is_ambiguous(name, sections) for name, sections in found.items() if name not in _NAMES)
    return MimeValue(clean(text.partition(";")[0].strip().lower()), parameters, ambiguous)


def _value(name: str, sections: list[_Section]) -> str:
    extended = [section for section in sections if section.number >= 0]
    if extended:
        return _joined(extended)
    return decode_words(sections[0].text) if name in _NAMES else sections[0].text


def _is_ambiguous(name: str, sections: list[_Section]) -> bool:
    places = [section.number for section in sections]
    if len(set(places)) < len(places) and len({(s.number, s.text) for s in sections}) > len(set(places)):
        return True
    if -1 in places and len(set(places)) > 1:
        return True
    return name == "boundary" and (places != [-1] * len(places) or bool(_NOT_IN_BOUNDARIES.search(sections[0].text)))


def _joined(sections: Iterable[_Section]) -> str:
    """Join the sections of one parameter (RFC 2231 section 4.1): the first may name a charset."""
    pieces, charset = b"", "utf-8"
    for index, section in enumerate(sorted(sections, key=lambda s: s.number)):
        rest = section.text
        if section.encoded and index == 0 and rest.count("'") >= 2:
            charset, _, rest = rest.split("'", 2)
        pieces += unquote_to_bytes(rest) if section.encoded else rest.encode("utf-8", "replace")
    return decode_text(pieces, charset)[0]


def _unescaped(quoted: str, *, is_name: bool) -> str:
    """Undo escapes; in a name a backslash before an ordinary character is part of a path of Windows."""
    return re.sub(r'\\(["\\])' if is_name else r"\\(.)", r"\1", quoted, flags=re.DOTALL)


def _without_comments(text: str) -> str:
    """Return ``text`` without comments (RFC 5322 section 3.2.2); one that never ends runs to the end."""
    out: list[str] = []
    depth = 0
    for match in _OUTSIDE_QUOTES.finditer(text):
        token = match[0]
        if token == "(":
            depth += 1
        elif token == ")" and depth:
            depth -= 1
        elif not depth:
            out.append(token)
    return "".join(out)
