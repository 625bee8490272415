"""Addresses in header values: one strict reading for From, one that misses nothing for To and Cc."""

import re
from collections.abc import Sequence

from relay.mime.words import decode_words
from relay.model.address import normal_form
from relay.model.errors import InvalidInputError

_QUOTED = r'"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*"'
_COMMENT = r"\([^()\\\x00-\x1f]*\)"
_PHRASE = r"[^\x00-\x08\x0a-\x1f\x7f()<>\[\]:;@\\,\"]"
# display name (words and quoted strings), then <address>; or a bare address; a comment may follow.
_ANGLE = re.compile(
    rf"(?P<display>(?:{_PHRASE}|{_QUOTED})*)<\s*(?P<address>[^\s<>]+)\s*>\s*(?P<comment>{_COMMENT})?\s*"
)
_BARE = re.compile(rf"\s*(?P<address>[^\s<>()\",;:]+)\s*(?P<comment>{_COMMENT})?\s*")

_TOKENS = re.compile(r'"((?:[^"\\]|\\.)*)"|\(([^()]*)\)|(<)|(>)|([,;])|(:)|([^\s<>,;:"()]+)', re.DOTALL)
# Looked for where a word begins alone, so that a long one without "@" is read once (CASES B57).
_ADDRESS = re.compile(r"(?<![^\s<>,;:\"()@])[^\s<>,;:\"()@]++@[^\s<>,;:\"()@]+")


def strict_single_address(value: str) -> tuple[str | None, str]:
    """Return the normal form of the one address of a From value, or None and why there is none.

    ``value`` is unfolded and not decoded (RFC 5322 section 3.4, without groups, routes, quoted local
    parts and nested comments). Any ``@`` outside the address refuses, but the very same address as
    its own display name, which Exchange writes (CASES B39, B40, C22 to C24, D4 to D7).
    """
    match = _ANGLE.fullmatch(value) or _BARE.fullmatch(value)
    if match is None:
        return None, "From is not one plain address"
    try:
        address = normal_form(match["address"])
    except InvalidInputError:
        return None, "the address in From is not a mail address"
    around = (match.groupdict().get("display") or "", match["comment"] or "")
    if any("@" in text and not _is_same(text, address) for text in around):
        return None, "From names more than one address"
    return address, ""


def _is_same(text: str, address: str) -> bool:
    try:
        return normal_form(text.strip().strip("\"'()").strip()) == address
    except InvalidInputError:
        return False


def _mailboxes(value: str) -> list[tuple[list[str], list[str]]]:
    """Split a list at its commas: for each entry (words outside brackets, words inside)."""
    entries: list[tuple[list[str], list[str]]] = [([], [])]
    inside = False
    for match in _TOKENS.finditer(value):
        quoted, _, opens, closes, separator, colon, word = match.groups()
        if opens or closes:
            inside = bool(opens)
        elif (separator or colon) and not (inside and colon):
            if any(entries[-1]):
                entries.append(([], []))
            inside = False
        elif word:
            entries[-1][inside].append(word)
        elif quoted is not None and value[match.end() : match.end() + 1] == "@":
            entries[-1][inside].append(f'"{quoted}"')
    return entries


def addresses_in(value: str, most: int) -> tuple[str, ...]:
    """Return every address of a To or Cc value, as normal form where it has one, at most ``most``.

    Tolerant: what looks like an address and is not well formed is returned in lower case, since
    an outsider must not hide behind bad syntax. Display names and comments are passed over.
    """
    found: dict[str, None] = {}
    for outside, inside in _mailboxes(value):
        for word in _glued(inside) or _glued(outside) or _encoded((*outside, *inside)):
            if "@" in word.strip("@"):
                found[_normal_or_lower(word)] = None
        if len(found) > most:
            break
    return tuple(found)


def _glued(words: list[str]) -> list[str]:
    """Join a quoted local part to the ``@domain`` that follows it."""
    out: list[str] = []
    for word in words:
        if out and word.startswith("@") and out[-1].startswith('"'):
            out[-1] += word
        else:
            out.append(word)
    return [word for word in out if "@" in word]


def _encoded(words: Sequence[str]) -> list[str]:
    """Return addresses that stand inside encoded words alone: no mail program may write them so, and some do."""
    if not any("=?" in word for word in words):
        return []
    return _ADDRESS.findall(decode_words(" ".join(words)))


def _normal_or_lower(word: str) -> str:
    try:
        return normal_form(word.strip("'"))
    except InvalidInputError:
        return word.lower()
