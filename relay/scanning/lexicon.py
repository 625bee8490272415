"""Word lists that come with the software: given names, big cities, regions, public names."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


@cache
def words(name: str) -> frozenset[str]:
    """Return the lines of the data file ``name``.txt; lines that begin with # are comments."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def given_names() -> frozenset[str]:
    """Given names of many countries, lower case."""
    return words("given_names")


@cache
def big_places() -> frozenset[str]:
    """Cities of 100,000 people or more, states, countries and regions, lower case."""
    return words("cities") | words("regions")


def public_names() -> frozenset[str]:
    """Public and historical figures, authors, characters, brands, lower case."""
    return words("public_names")
