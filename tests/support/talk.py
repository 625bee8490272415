"""Conversations in tests: who says what, and what each message completes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.conversation.completion import Completed, find_completed
from relay.scanning.conversation.extraction import NewMessage, read_message
from relay.scanning.passage import Passage

if TYPE_CHECKING:
    from relay.scanning.conversation.features import ConversationFeatures

S, M = Role.STUDENT, Role.MENTOR
Said = tuple[Role, str]


def new(role: Role, body: str, subject: str = "") -> NewMessage:
    """Return what a message adds to its conversation."""
    texts = [Passage(part, text) for part, text in (("subject", subject), ("body", body)) if text]
    return read_message(texts, role)


def talk(*said: Said) -> tuple[tuple[Completed, ...], ...]:
    """Return what each message completes."""
    earlier: tuple[ConversationFeatures, ...] = ()
    found = []
    for number, (role, body) in enumerate(said, start=1):
        message = new(role, body)
        found.append(find_completed(earlier, message))
        earlier = (*earlier, replace(message.features, message=str(number)))
    return tuple(found)


def categories(found: Sequence[Completed]) -> set[Category]:
    """Return what is completed."""
    return {completed.category for completed in found}
