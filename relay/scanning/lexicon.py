"""Word lists that come with the software: names of people and of places, public names, everyday words."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")
# Given names that are also everyday words: a given name only where a surname or a cue stands beside it.
_WORDS_AS_GIVEN = frozenset(
    "ace amber angel april art ash aspen august autumn basil bill blaze bliss bob brandy brook cash chance charity chase"
    " cherry chip christian chuck clay cliff colt coral crystal daisy dale dawn dean destiny drew duke earl eden ember ernest"
    " faith fern finn flora ford forest frank gene ginger glen glory grace grant guy harmony harry hazel heath heather holly"
    " honor hope hunter iris ivory ivy jack jade jasmine jay jean jet jo john josh joy june junior justice kit lance laurel lily"
    " linden liberty lucky mark mason max may melody mercy miles mike misty nick norm olive opal paris pat patience peace pearl penny"
    " pepper piper poppy porter precious prince quill ray reed rex rich river robin rocky rod rose rosemary ruby rusty sage"
    " sally sam sandy savannah serenity sky skip sterling sue summer sunny tab tad taylor teddy terry tom tony trinity"
    " true verity victor violet wade warren will willow winter woody wren alba alegria angeles blanca clara consuelo cruz dolores"
    " esperanza estrella flor gloria guadalupe ines jesus leon lourdes luz mar margarita marina mercedes milagros norma paloma paz"
    " perla pilar reina remedios rocio rosa rosario salvador santos sol soledad socorro trinidad victoria violeta".split()
)


@cache
def words(name: str) -> frozenset[str]:
    """Return the lines of the data file ``name``.txt; lines that begin with # are comments."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def given_names() -> frozenset[str]:
    """Given names of many countries, lower case, none that is an everyday word."""
    return words("given_names")


def is_given_name(word: str) -> bool:
    """Whether a word in lower case may be a given name, also one that is an everyday word ("Grace", "Mark")."""
    return word in given_names() or word in _WORDS_AS_GIVEN


@cache
def surnames() -> frozenset[str]:
    """Surnames in the United States, lower case; many are also everyday words."""
    return words("surnames")


@cache
def common_words() -> frozenset[str]:
    """Everyday words of English and Spanish, folded, lower case; some are also names."""
    return words("words_en") | words("words_es")


@cache
def big_places() -> frozenset[str]:
    """Cities of 100,000 people or more, states, countries and regions, lower case."""
    return words("cities") | words("regions")


@cache
def public_names() -> frozenset[str]:
    """Public and historical figures, authors, characters, works, feasts, breeds and brands, lower case."""
    return words("public_names") | words("public_people") | words("wordnet_names")


@cache
def small_towns() -> frozenset[str]:
    """Towns under 100,000 people and quarters of cities in North America, lower case; many are also words or names."""
    return words("small_towns")
