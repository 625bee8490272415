"""Redact and release: chosen places become ``[removed]``, wherever else the same words stand too."""

import re
from dataclasses import dataclass

from relay.masking.frame import ChangeKind, MaskingError, Redaction
from relay.masking.search import REMOVED
from relay.masking.text import Ledger
from relay.mime.tree import MessageTree
from relay.model.finding import BODY, HTML, SUBJECT

_SHORTEST_ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a message that are delivered, by part name of its attachments."""

    subject: str
    body: str
    html_text: str
    attachments: dict[str, str]


def texts_of(tree: MessageTree) -> Texts:
    """Return the texts of ``tree``."""
    attached = {part.name: part.text for part in tree.attachments}
    return Texts(tree.subject, tree.text, tree.html_text, attached)


def redacted(tree: MessageTree, redactions: tuple[Redaction, ...], ledger: Ledger) -> Texts:
    """Return the texts of ``tree`` without the places in ``redactions``.

    The same words are also removed where they stand elsewhere (a quote, the subject, the other form of
    the text). Raises MaskingError for a place that the message does not have.
    """
    originals = {SUBJECT: tree.subject, BODY: tree.text, HTML: tree.html_text}
    originals |= {part.name: part.text for part in tree.attachments}
    spans: dict[str, list[tuple[int, int]]] = {}
    for redaction in redactions:
        text = originals.get(redaction.part)
        if text is None or not 0 <= redaction.start <= redaction.end <= len(text):
            raise MaskingError("a place to be removed is not in the message")
        if redaction.start < redaction.end:
            spans.setdefault(redaction.part, []).append((redaction.start, redaction.end))
            ledger.note(ChangeKind.REDACTED, redaction.part)
    words = {originals[part][start:end] for part, places in spans.items() for start, end in places}
    elsewhere = _same_words(words)
    cut = {part: _elsewhere(_without(text, spans.get(part, [])), elsewhere) for part, text in originals.items()}
    attached = {part.name: cut[part.name] for part in tree.attachments}
    return Texts(cut[SUBJECT], cut[BODY], cut[HTML], attached)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return ``text`` with each of ``spans`` replaced; those that touch become one."""
    out: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start > end or not out:
            out += [text[end:start], REMOVED]
        end = max(end, stop)
    return "".join([*out, text[end:]])


def _same_words(words: set[str]) -> re.Pattern[str] | None:
    """Return a pattern for the removed words in any wrapping and case; very short ones are left."""
    telling = sorted(
        (word.split() for word in words if len(word.strip()) >= _SHORTEST_ELSEWHERE), key=len, reverse=True
    )
    patterns = [r"[\s>]+".join(re.escape(word) for word in parts) for parts in telling if parts]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE) if patterns else None


def _elsewhere(text: str, pattern: re.Pattern[str] | None) -> str:
    return pattern.sub(REMOVED, text) if pattern else text
