"""What is looked for: both people's addresses, names and hosts, compiled to linear patterns once."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import re2

from relay.masking.everyday import is_everyday
from relay.masking.fold import fold
from relay.model.address import split_address
from relay.model.errors import InvalidInputError
from relay.model.identity import Identity

_GMAIL = ("gmail.com", "googlemail.com")
# White space, and the quote marks that stand at the start of a wrapped line.
_GAP = r"[\s>]*"
_WIDE_GAP = r"[\s>_-]+"
_AT_SIGNS = (
    "@", r"\(a\)", r"\[a\]", r"[(\[{<]\s?(?:at|arroba)\s?[)\]}>]", "%(?:25)*40", "&#0*64;", "&#x0*40;", "&commat;"
)  # fmt: skip
_DOT_SIGNS = (r"\.", r"[(\[{<]\s?(?:dot|punto|\.)\s?[)\]}>]", "%(?:25)*2e", "&#0*46;", "&period;")
_AT = rf"(?:{_GAP}(?:{'|'.join(_AT_SIGNS)}){_GAP}|{_WIDE_GAP}(?:at|arroba){_WIDE_GAP})"
_DOT = rf"(?:{_GAP}(?:{'|'.join(_DOT_SIGNS)}){_GAP}|{_WIDE_GAP}(?:dot|punto){_WIDE_GAP})"
_TAG = r"(?:(?:\+|%(?:25)*2b)[^\s@<>\"'()]*)?"
_PARTICLES = frozenset(
    "van der den de la las los del della di da das do dos du le el al bin ben ibn ter ten tot von zu y e st san".split()
)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
NAME_SEPARATORS = re.compile(r"[\s\-‐‑–'’.]+")


Finder = Callable[[str], list[tuple[int, int]]]
"""Gives the places of all matches in a folded text, in linear time."""


class Telling(Enum):
    """How far a surname alone tells whose it is."""

    DISTINCT = 1  # wherever it stands as a word or in an id
    EVERYDAY = 2  # also an ordinary word: only where a name stands
    SHARED = 3  # also a given name of one of the two: only beside the person's own given name


@dataclass(frozen=True, slots=True)
class Person:
    """One side of the pair, ready to be looked for. All texts are folded but ``given``.

    ``given`` is what a surname becomes; ``given_tokens`` the whole given name first, then its words;
    ``surnames`` tells for each component of the family name, in each spelling, how telling it is.
    ``names`` finds components and unbroken sequences of them.
    """

    identity: Identity
    given: str
    given_tokens: tuple[str, ...]
    initials: tuple[str, ...]
    surnames: dict[str, Telling]
    names: Finder
    addresses: Finder
    spaced_addresses: Finder
    hosts: Finder
    is_reader: bool


@dataclass(frozen=True, slots=True)
class People:
    """Both sides."""

    writer: Person
    reader: Person

    @property
    def both(self) -> tuple[Person, Person]:
        """The writer and the reader."""
        return self.writer, self.reader


def _escaped(text: str) -> str:
    return str(re2.escape(text))


def _local_pattern(local: str, *, dotless: bool) -> str:
    if dotless:
        return r"\.?".join(_escaped(character) for character in local.replace(".", ""))
    return _DOT.join(_escaped(label) for label in local.split("."))


def _domain_forms(domain: str) -> list[str]:
    forms = [domain]
    with suppress(UnicodeError):
        forms += [fold(domain.encode("ascii").decode("idna")).text] if "xn--" in domain else []
    return forms


def _parts(address: str) -> tuple[str, list[str], bool]:
    """Return (folded local part without tag, domains, whether dots in it mean nothing) of ``address``."""
    try:
        local, domain = split_address(address)
    except InvalidInputError:
        local, _, domain = address.rpartition("@")
    base = fold(local.partition("+")[0] or local).text
    return (base, list(_GMAIL), True) if domain in _GMAIL else (base, _domain_forms(domain), False)


def _address_pattern(address: str) -> str:
    local, domains, dotless = _parts(address)
    domain = "|".join(_DOT.join(_escaped(label) for label in form.split(".")) for form in domains)
    return f"{_local_pattern(local, dotless=dotless)}{_TAG}{_AT}(?:{domain})"


def _spaced_pattern(address: str) -> str:
    """Return the pattern for a text from which all white space was taken."""
    local, domains, dotless = _parts(address)
    name = _local_pattern(local, dotless=True) if dotless else _escaped(local)
    return f"{name}{_TAG}@(?:{'|'.join(_escaped(form) for form in domains)})"


def finder(patterns: list[str]) -> Finder:
    """Compile ``patterns`` (RE2 syntax, over folded text) to one that looks for any of them."""
    if not patterns:
        return lambda _: []
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    pattern = re2.compile("|".join(f"(?:{pattern})" for pattern in patterns), options)
    return lambda text: [match.span() for match in pattern.finditer(text)]


def _components(family_name: str) -> list[str]:
    words = [word for word in NAME_SEPARATORS.split(fold(family_name).text) if word]
    return list(dict.fromkeys([word for word in words if word not in _PARTICLES] or words))


def _spellings(component: str, family_name: str) -> list[str]:
    """Return the component and, for names with umlauts, their two-letter spelling (Müller, Mueller)."""
    words = [word for word in NAME_SEPARATORS.split(family_name.casefold()) if fold(word).text == component]
    return list(dict.fromkeys([component, *(fold(word.translate(_SPELT_OUT)).text for word in words)]))


def _given_tokens(identity: Identity) -> tuple[str, ...]:
    parts = [part for part in NAME_SEPARATORS.split(fold(identity.given_name).text) if part]
    return tuple(dict.fromkeys([" ".join(parts), *parts])) if parts else ()


def _person(identity: Identity, other: Identity, *, is_reader: bool) -> Person:
    tokens = _given_tokens(identity)
    ordinary = {*tokens, *_given_tokens(other)}
    surnames = {
        spelling: _telling(component, shared=spelling in ordinary)
        for component in _components(identity.family_name)
        for spelling in _spellings(component, identity.family_name)
    }
    return Person(
        identity=identity,
        given=identity.given_name.strip(),
        given_tokens=tokens,
        initials=tuple(dict.fromkeys(token[0] for token in tokens)),
        surnames=surnames,
        names=finder(_sequences(surnames)),
        addresses=finder([_address_pattern(address) for address in identity.addresses]),
        spaced_addresses=finder([_spaced_pattern(address) for address in identity.addresses]),
        hosts=finder([_escaped(host.lower()) for host in sorted(set(identity.hosts), key=len, reverse=True)]),
        is_reader=is_reader,
    )


def _telling(component: str, *, shared: bool) -> Telling:
    if shared:
        return Telling.SHARED
    return Telling.EVERYDAY if is_everyday(component) else Telling.DISTINCT


def _sequences(surnames: Iterable[str]) -> list[str]:
    """Return the pattern of one or more of ``surnames`` in a row, with particles between them."""
    one = "|".join(_escaped(surname) for surname in sorted(surnames, key=len, reverse=True))
    particles = "|".join(sorted(_PARTICLES))
    return [rf"(?:{one})(?:(?:[ \t]+|-|[ \t]*\n[>\s]*)(?:(?:{particles})[ \t]+)*(?:{one}))*"] if one else []


@lru_cache(maxsize=256)
def known_people(writer: Identity, reader: Identity) -> People:
    """Compile what is to be looked for in a message from ``writer`` to ``reader``."""
    return People(_person(writer, reader, is_reader=False), _person(reader, writer, is_reader=True))
