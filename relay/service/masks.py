"""Masked addresses: drawn at random, one for each member of each pair, never given twice."""

import secrets
from collections.abc import Callable, Iterable

from relay.model.errors import TemporaryError
from relay.model.ids import new_mask
from relay.store.pair_records import insert_mask
from relay.store.people import find_mask
from relay.store.unit import Unit

_TRIES = 20  # at 68 random bits even a second draw never happens, unless the source of chance is broken


def give_masks(
    unit: Unit, pair_id: str, participant_ids: Iterable[str], choice: Callable[[str], str] = secrets.choice
) -> None:
    """Give each member of a pair a mask; record it afterwards. ``choice`` draws a character securely.

    One that exists, or once existed, is drawn again. Raises TemporaryError when chance fails.
    """
    for participant_id in participant_ids:
        insert_mask(unit, _unused(unit, choice), pair_id, participant_id)


def _unused(unit: Unit, choice: Callable[[str], str]) -> str:
    for _ in range(_TRIES):
        mask = new_mask(choice)
        if find_mask(unit.session, mask) is None:
            return mask
    raise TemporaryError("no unused masked address was drawn: the source of random numbers repeats itself")
