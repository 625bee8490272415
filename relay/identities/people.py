"""What is looked for: both people's addresses, names and hosts, compiled to linear patterns once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import chain

import re2

from relay.identities.addresses import address_patterns, escaped, host_patterns
from relay.identities.everyday import FOREIGN, is_everyday
from relay.identities.fold import fold
from relay.identities.spellings import spellings
from relay.model.identity import Identity

_PARTICLES = frozenset(
    "van der den de la las los del della di da das do dos du le el al bin ben ibn ter ten tot von zu y e st san".split()
)
_APOSTROPHES = "'’‘ʼ`´"
APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
NAME_SEPARATORS = re.compile(r"[\s\-‐‑–_.]+")
# Between two parts of a family name, and between a particle ("van der") and what follows it.
_JOINT = r"(?:[ \t]+|[-_.‐‑–]|[ \t]*\n[>\s]*)?"
_OTHER_PARTICLES = rf"(?:(?:[ \t]+|-)(?:(?:{'|'.join(sorted(_PARTICLES))})[ \t]+)+)"


Finder = Callable[[str], list[tuple[int, int]]]
"""Gives the places of all matches in a folded text, in linear time."""


class Telling(Enum):
    """How far a surname alone tells whose it is."""

    DISTINCT = 1  # wherever it stands as a word or in an id
    CAPITAL = 2  # the same, but small it is a word of some language
    EVERYDAY = 3  # also an ordinary word: only where a name stands
    SHARED = 4  # also a given name of one of the two: only beside the person's own given name


@dataclass(frozen=True, slots=True)
class Person:
    """One side of the pair, ready to be looked for. All texts are folded but ``given``.

    ``given`` is what a surname becomes; ``given_tokens`` the whole given name first, then its words;
    ``surnames`` tells for each component of the family name, in each spelling and without apostrophes, how
    telling it is. ``names`` finds components and unbroken sequences of them, with the particles before.
    """

    identity: Identity
    given: str
    given_tokens: tuple[str, ...]
    initials: tuple[str, ...]
    surnames: dict[str, Telling]
    names: Finder
    addresses: Finder
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


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    return options


def finder(patterns: Iterable[str]) -> Finder:
    """Compile ``patterns`` (RE2 syntax, over folded text) to one that looks for any of them."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    if not joined:
        return lambda _: []
    pattern = re2.compile(joined, _options())
    return lambda text: [match.span() for match in pattern.finditer(text)]


def _name_finder(spelt: Iterable[str], family_name: str) -> Finder:
    """Return what finds the parts of a family name; particles within another word ("Madela Cruz") are left out."""
    pattern = _sequence(spelt, family_name)
    if not pattern:
        return lambda _: []
    compiled = re2.compile(pattern, _options())

    def find(text: str) -> list[tuple[int, int]]:
        places = []
        for match in compiled.finditer(text):
            start, end = match.span()
            bare = match.start(1)
            within_word = text[start - 1 : start].isalpha() and NAME_SEPARATORS.search(text, start, bare)
            places.append((bare if within_word else start, end))
        return places

    return find


def _words(name: str) -> list[str]:
    return [word for word in NAME_SEPARATORS.split(name) if word]


def _components(family_name: str) -> list[str]:
    """Return the words of a family name as written, without its particles unless it has nothing else."""
    words = _words(family_name.casefold())
    return list(dict.fromkeys([word for word in words if fold(word).text not in _PARTICLES] or words))


def _key(spelling: str) -> str:
    return APOSTROPHE.sub("", spelling)


def _given_tokens(identity: Identity) -> tuple[str, ...]:
    words = _words(identity.given_name.casefold())
    parts = [spelling for word in words for spelling in spellings(word)]
    return tuple(dict.fromkeys([" ".join(fold(word).text for word in words), *parts])) if parts else ()


def _person(identity: Identity, other: Identity, *, is_reader: bool) -> Person:
    tokens = _given_tokens(identity)
    ordinary = {*tokens, *_given_tokens(other)}
    components = dict.fromkeys(chain.from_iterable(map(_components, identity.family_names)))
    spelt = [spelling for component in components for spelling in spellings(component)]
    return Person(
        identity=identity,
        given=identity.given_name.strip(),
        given_tokens=tokens,
        initials=tuple(dict.fromkeys(token[0] for token in tokens)),
        surnames={_key(one): _telling(_key(one), shared=_key(one) in ordinary) for one in spelt},
        names=_name_finder(spelt, " ".join(identity.family_names)),
        addresses=finder(chain.from_iterable(map(address_patterns, identity.known_addresses))),
        hosts=finder(chain.from_iterable(map(host_patterns, sorted(set(identity.hosts), key=len, reverse=True)))),
        is_reader=is_reader,
    )


def _telling(spelling: str, *, shared: bool) -> Telling:
    if shared:
        return Telling.SHARED
    if is_everyday(spelling):
        return Telling.EVERYDAY
    return Telling.CAPITAL if spelling in FOREIGN else Telling.DISTINCT


def _pattern(spelling: str) -> str:
    """Return the pattern of a component; an apostrophe in it may be any, a space or missing (O'Neil, ONeil)."""
    return f"[{_APOSTROPHES} -]?".join(escaped(piece) for piece in APOSTROPHE.split(spelling))


def _sequence(spelt: Iterable[str], family_name: str) -> str:
    """Return the pattern of one or more components in a row (group 1), with particles before and between."""
    one = "|".join(_pattern(spelling) for spelling in sorted(spelt, key=len, reverse=True))
    if not one:
        return ""
    own = [escaped(word) for word in _words(fold(family_name).text) if word in _PARTICLES]
    before = rf"(?:(?:{'|'.join(dict.fromkeys(own))}){_JOINT})*" if own else ""
    return rf"{before}((?:{one})(?:(?:{_JOINT}{before}|{_OTHER_PARTICLES})(?:{one}))*)"


@lru_cache(maxsize=256)
def known_people(writer: Identity, reader: Identity) -> People:
    """Compile what is to be looked for in a message from ``writer`` to ``reader``."""
    return People(_person(writer, reader, is_reader=False), _person(reader, writer, is_reader=True))
