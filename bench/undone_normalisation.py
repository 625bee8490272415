"""Normalisation left out, for measurements alone: the scanner itself has no way to be run without it.

A switch for it in the scanner would be one that somebody can turn. So the functions that give another reading of a
text are exchanged in this process, wherever `relay.scanning` holds them, and put back.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from unittest.mock import patch

from relay.scanning.ciphers import coded_pieces
from relay.scanning.conversation import pieces  # noqa: F401 -- so that all who hold a function are loaded
from relay.scanning.folding import fold
from relay.scanning.name_reading import acrostic_name, plain_names
from relay.scanning.reading import Reading
from relay.scanning.recognise.own_surname import find_hidden_own_surnames
from relay.scanning.shown import readings_as_drawn
from relay.scanning.spoken import spoken_digits
from relay.scanning.spoken_addresses import spoken_addresses
from relay.scanning.told import decoded_passage, dictated_passage, together
from relay.scanning.undisguise import Undisguiser


def _nothing(*_: object) -> None:
    return None


def _none(*_: object) -> tuple[()]:
    return ()


def _as_it_is(text: str) -> Reading:
    return Reading(text)


_LEFT_OUT: tuple[tuple[Callable[..., object], Callable[..., object]], ...] = (
    (fold, _as_it_is),
    (plain_names, _nothing),
    (acrostic_name, _nothing),
    (readings_as_drawn, _none),
    (spoken_digits, _nothing),
    (spoken_addresses, _none),
    (decoded_passage, _nothing),
    (dictated_passage, _nothing),
    (together, _nothing),
    (coded_pieces, _none),
    (find_hidden_own_surnames, _none),
)


@contextmanager
def as_written() -> Iterator[None]:
    """Have scanners of this process read texts as they are written, and in no other way."""
    with ExitStack() as exchanged:
        for function, instead in _LEFT_OUT:
            places = list(_holders(function))
            assert places, function
            for module, name in places:
                exchanged.enter_context(patch.object(module, name, instead))
        exchanged.enter_context(patch.object(Undisguiser, "readings", lambda *_: iter(())))
        yield


def _holders(function: Callable[..., object]) -> Iterator[tuple[ModuleType, str]]:
    for module in list(sys.modules.values()):
        if module.__name__.startswith("relay.scanning."):
            yield from ((module, name) for name, value in vars(module).copy().items() if value is function)
