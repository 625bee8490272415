"""Which earlier mails of its thread a relayed one names, so that it finds its place in any mail program.

Gmail, Apple Mail and Thunderbird group by In-Reply-To and References, Gmail only under one subject; Outlook,
without a Thread-Index of its own, by the subject. So the subject stays, and References name the thread's first
mail and its latest ones, also where the writer's program named few of them or none (RFC 5322 section 3.6.4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An earlier message, and ``token``, the Message-ID by which the reader's program knows it or will know it.

    ``reached_writer``: the reader wrote it and the writer was given it, so the writer may be answering it.
    """

    message_id: str
    received_at: datetime
    token: str
    reached_writer: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """What In-Reply-To and References say: tokens ``<…>``; the last of ``references`` is ``in_reply_to``."""

    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


def lineage(
    in_reply_to: Sequence[str], references: Sequence[str], known: Mapping[str, Ancestor], thread: Sequence[Ancestor]
) -> Lineage:
    """Return what a message names, of what its writer's program named and of its thread.

    ``in_reply_to`` and ``references`` are the tokens that the writer's program wrote, ``known`` those of
    them that can be told to the reader. ``thread`` are earlier messages of the thread, oldest first; it is
    empty for a message that begins one.
    """
    parent = _parent(in_reply_to, references, known, thread)
    if parent is None:
        return Lineage()
    earlier = {one.message_id: one for one in (*thread, *known.values()) if one.message_id != parent.message_id}
    in_order = sorted(earlier.values(), key=lambda one: (one.received_at, one.message_id))
    tokens = [token for token in dict.fromkeys(one.token for one in in_order) if token != parent.token]
    if len(tokens) >= MOST_NAMED:
        tokens = [tokens[0], *tokens[2 - MOST_NAMED :]]
    return Lineage(parent.token, (*tokens, parent.token))


def _parent(
    in_reply_to: Sequence[str], references: Sequence[str], known: Mapping[str, Ancestor], thread: Sequence[Ancestor]
) -> Ancestor | None:
    """Return what a message answers: as its program says; else the latest that its writer was given of the thread."""
    named = [known[token] for token in (*in_reply_to, *reversed(references)) if token in known]
    likely = [one for one in reversed(thread) if one.reached_writer]
    return next(iter((*named, *likely, *reversed(thread))), None)
