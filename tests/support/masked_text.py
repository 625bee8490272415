"""A text as its reader gets it, and what is still found in it, without a mail around it."""

from dataclasses import replace

from relay.identities.people import known_people
from relay.identities.search import find_identities
from relay.masking.text import Ledger, Masker
from relay.masking.verification import readings
from relay.model.identity import Identity
from tests.support.letters import GRETA, OMAR, RELAY_DOMAIN, TIM, TO_MENTOR, TO_STUDENT


def masked_text(text: str, *, writer: Identity = GRETA, reader: Identity = TIM) -> str:
    """Return ``text`` with everything replaced that ``reader`` must not see."""
    masker = Masker(known_people(writer, reader), RELAY_DOMAIN, (TO_STUDENT, TO_MENTOR))
    return masker.text(text, "text", Ledger())


def last_look_finds(text: str, *, writer: Identity = GRETA, reader: Identity = TIM) -> bool:
    """Return whether the last look would hold a mail for ``text``."""
    people = known_people(writer, reader)
    return any(find_identities(form, people) for form in readings(text))


def named(given: str, family: str, *addresses: str, like: Identity = OMAR) -> Identity:
    """Return somebody of another name, with Omar's mask and, without ``addresses``, an address that tells nothing."""
    return replace(like, given_name=given, family_name=family, addresses=addresses or ("x9@mentors.example",))
