"""How a writer usually sends, in the store: what a scan reads of it, and what a decision adds."""

import json
from contextlib import suppress
from datetime import datetime

from relay.model.errors import KeyDestroyedError
from relay.model.sending import MOST_MESSAGES, Sending, sending_from_json
from relay.service.conversation import has_part
from relay.store import sendings
from relay.store.crypto import Keyring
from relay.store.schema import Message
from relay.store.store import ReadSession
from relay.store.unit import Unit

_KEPT = MOST_MESSAGES + 1  # so that a scan of the newest that is done again reads what it read before


def earlier_sendings(
    session: ReadSession, keyring: Keyring, message: Message, *, before: datetime | None = None
) -> tuple[Sending, ...]:
    """Return how the writer's recent messages were sent, the oldest first; none for automatic or unproven mail.

    ``before``: only of what came before then. What was noted by another version of this software is left out.
    """
    if not has_part(message):
        return ()
    stored = sendings.recent_sendings(session, keyring, message, at_most=MOST_MESSAGES, before=before)
    read = (_read(one) for one in stored)
    return tuple(sending for sending in read if sending is not None)


def _read(stored: str) -> Sending | None:
    try:
        return sending_from_json(json.loads(stored))
    except ValueError:
        return None


def note_sending(unit: Unit, message: Message, sending: Sending | None) -> None:
    """Note how a message was sent for those to come; record the change afterwards."""
    if sending is None or sending.tells_nothing or not has_part(message):
        return
    with suppress(KeyDestroyedError):  # erased while their last mail was scanned
        kept = json.dumps(sending.to_json(), separators=(",", ":"))
        sendings.note_sending(unit, message, kept, at_most=_KEPT)
