"""The conversation of a pair in the store: what a scan reads of it, and what a decision adds."""

import json
from datetime import datetime, timedelta

from relay.model.finding import Finding
from relay.model.policy import Policy
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import (
    MOST_DAYS,
    MOST_MESSAGES,
    ConversationFeatures,
    features_from_json,
)
from relay.scanning.conversation.view import conversation_findings
from relay.service.circumstances import is_proven
from relay.store.conversations import StoredFeatures, note_features, recent_features, recent_ids
from relay.store.crypto import Keyring
from relay.store.schema import Channel, Message
from relay.store.store import ReadSession
from relay.store.unit import Unit

_WINDOW = timedelta(days=MOST_DAYS)
_KEPT = MOST_MESSAGES + 1  # so that a scan of the newest that is done again reads what it read before


def earlier_features(
    session: ReadSession, keyring: Keyring, message: Message, *, before: datetime | None = None
) -> tuple[ConversationFeatures, ...]:
    """Return what the pair's recent messages add to the conversation, the oldest first; of none where it has no part.

    ``before``: only what came before then. What was noted by another version of this software is left out.
    """
    if message.pair_id is None or message.channel is not Channel.MASK:
        return ()
    since = message.received_at - _WINDOW
    stored = recent_features(session, keyring, message, since=since, at_most=MOST_MESSAGES, before=before)
    read = (_read(one) for one in stored)
    return tuple(features for features in read if features is not None)


def _read(stored: StoredFeatures) -> ConversationFeatures | None:
    try:
        value = json.loads(stored.features)
        return features_from_json(value, message=stored.message_id, settled=stored.released)
    except ValueError:
        return None


def completed_meanwhile(
    unit: Unit, policy: Policy, message: Message, new: NewMessage, seen: frozenset[str]
) -> tuple[Finding, ...]:
    """Return what ``new`` completes with messages of its pair that were decided while it was scanned.

    ``seen`` are ids of those that the scan knew of: as a rule that is all there are, and nothing is opened.
    """
    if not has_part(message):
        return ()
    since = message.received_at - _WINDOW
    if set(recent_ids(unit.session, message, since=since, at_most=MOST_MESSAGES)) <= seen:
        return ()
    return conversation_findings(policy, earlier_features(unit.session, unit.keyring, message), new)


def note_conversation(unit: Unit, message: Message, new: NewMessage) -> None:
    """Note what a message adds for those to come, and drop what no longer adds; record the change afterwards."""
    if has_part(message) and not new.features.is_empty:
        features = json.dumps(new.features.to_json(), separators=(",", ":"))
        note_features(unit, message, features, since=message.received_at - _WINDOW, at_most=_KEPT)


def has_part(message: Message) -> bool:
    """Return whether a message is one of the two talking: not what a program answers, nor what anybody forged."""
    return (
        message.pair_id is not None and message.channel is Channel.MASK and is_proven(message) and not message.automatic
    )
