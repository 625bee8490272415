"""What people type into program records: names, languages, years, addresses; cleaned and checked.

Every function returns the value as it is stored, or raises InvalidInputError whose text says what
is wanted, without repeating what was written.
"""

import re
import unicodedata
from datetime import datetime

from relay.model.address import split_address
from relay.model.errors import InvalidInputError

MAX_NAME = 100
OLDEST_STUDENT = 100

_SPACE = re.compile(r"\s+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_NOT_IN_NAMES = frozenset('@<>"\\')


def one_line(text: str) -> str:
    """Return ``text`` composed (NFC), with each run of white space as one space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def likeness(name: str) -> str:
    """Return what two spellings of one name share: width and case do not matter, accents do."""
    return one_line(unicodedata.normalize("NFKC", name)).casefold()


def person_name(text: str) -> str:
    """Return a given or family name."""
    name = _printable(text)
    if not any(character.isalpha() for character in name) or not _NOT_IN_NAMES.isdisjoint(name):
        raise InvalidInputError(f"a name is wanted: letters, at most {MAX_NAME} characters, no @")
    return name


def group_name(text: str) -> str:
    """Return the name of a group."""
    return _printable(text)


def plain_text(text: str, what: str) -> str:
    """Return a note, reason or evidence, which must not be empty; ``what`` names it in the error."""
    cleaned = "".join(character for character in text.strip() if character in "\n\t" or not _is_control(character))
    if not cleaned:
        raise InvalidInputError(f"{what} is wanted, and is empty")
    return cleaned


def language_tag(text: str) -> str:
    """Return a language as ``en``, ``es`` or ``pt-BR`` (BCP 47)."""
    tag = text.strip()
    if not _LANGUAGE.match(tag):
        raise InvalidInputError("a language code is wanted, as en, es or pt-BR")
    return tag


def birth_year_of(text: str, now: datetime) -> int:
    """Return the year of birth of a student."""
    digits = text.strip()
    if not _YEAR.match(digits) or not now.year - OLDEST_STUDENT <= int(digits) <= now.year:
        raise InvalidInputError("a year of birth is wanted: four digits, as 2012")
    return int(digits)


def outside_address(text: str, relay_domain: str) -> str:
    """Return a person's own mail address as it will be written to.

    An address under the relay's domain, a masked one among them, would send mail in a circle.
    """
    address = text.strip()
    _, domain = split_address(address)
    if domain == relay_domain or domain.endswith(f".{relay_domain}"):
        raise InvalidInputError("this is an address of the relay itself (a masked one?); the person's own is wanted")
    return address


def _printable(text: str) -> str:
    name = one_line(text)
    if not name or len(name) > MAX_NAME or any(_is_control(character) for character in name):
        raise InvalidInputError(f"wanted: 1 to {MAX_NAME} printable characters")
    return name


def _is_control(character: str) -> bool:
    # Cc controls, Cf formats (writing direction), Cs lone surrogates, Co private, Cn unassigned.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and (
        character not in "\u200c\u200d"  # joiners that Persian and Indic names need
    )
