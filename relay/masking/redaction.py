"""Redact and release: chosen places become ``[removed]``, wherever else the same words stand too."""

import re
from dataclasses import dataclass

from relay.identities.search import REMOVED
from relay.masking.frame import MaskingError, Redaction
from relay.masking.text import Ledger
from relay.mime.tree import MessageTree
from relay.model.change import ChangeKind
from relay.model.finding import BODY, HTML, SUBJECT
from relay.model.signature import find_signatures

_SHOWN = frozenset({SUBJECT, BODY, HTML})
_SHORTEST_ELSEWHERE = 3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a message that are delivered, by part name of its attachments.

    ``neutral_names``: attachments lose their file names, which may tell what was taken out.
    """

    subject: str
    body: str
    html_text: str
    attachments: dict[str, str]
    neutral_names: bool = False


def texts_of(tree: MessageTree) -> Texts:
    """Return the texts of ``tree``."""
    attached = {part.name: part.text for part in tree.attachments}
    return Texts(tree.subject, tree.text, tree.html_text, attached)


def redacted(
    tree: MessageTree,
    redactions: tuple[Redaction, ...],
    ledger: Ledger,
    signatures: tuple[str, ...] = (),
    *,
    both: bool = False,
) -> Texts:
    """Return the texts of ``tree`` without the places in ``redactions``.

    The same words are also removed where they stand elsewhere (a quote, the subject, the other form of
    the text). ``signatures`` are cut at once: with a word removed they would not be found any more. ``both``: plain
    text and HTML differ and both are sent, so that neither stands for the other.

    Raises MaskingError for a place that the message does not have.
    """
    originals = {SUBJECT: tree.subject, BODY: tree.text, HTML: tree.html_text}
    originals |= {part.name: part.readable for part in tree.attachments}
    drawn = {part.name for part in tree.attachments if part.file and part.file.pictures}
    spans: dict[str, list[tuple[int, int]]] = {}
    in_pictures: set[str] = set()
    for redaction in redactions:
        text = originals.get(redaction.part)
        if text is not None and redaction.part in drawn and redaction.end > len(text):
            in_pictures.add(redaction.part)  # what was read in a picture: it cannot be written anew, the file stays out
            ledger.note(ChangeKind.REDACTED, "attachment")
            continue
        if text is None or not 0 <= redaction.start <= redaction.end <= len(text):
            raise MaskingError("a place to be removed is not in the message")
        if redaction.start < redaction.end:
            spans.setdefault(redaction.part, []).append((redaction.start, redaction.end))
            ledger.note(ChangeKind.REDACTED, redaction.part if redaction.part in _SHOWN else "attachment")
    elsewhere = _same_words({originals[part][start:end] for part, places in spans.items() for start, end in places})
    for part in tree.attachments:  # file names go altogether: what is left counts from where the text begins
        originals[part.name] = part.text
        spans[part.name] = _moved(spans.get(part.name, []), part.text_offset)
    signed = {part: find_signatures(originals[part], signatures) for part in (BODY, HTML)}
    for shown in (shown for shown, places in signed.items() if places):
        ledger.note(ChangeKind.SIGNATURE, shown)
    cut = {
        part: _elsewhere(_without(text, spans.get(part, []), signed.get(part, [])), elsewhere)
        for part, text in originals.items()
    }
    attached = {part.name: cut[part.name] + (REMOVED if part.name in in_pictures else "") for part in tree.attachments}
    if HTML in spans and not both and cut[BODY] == _without(originals[BODY], [], signed[BODY]):
        # The plain text writes it in another way that was not found: what the HTML shows is sent instead.
        return Texts(cut[SUBJECT], cut[HTML], cut[HTML], attached, neutral_names=True)
    return Texts(cut[SUBJECT], cut[BODY], cut[HTML], attached, neutral_names=True)


def _moved(spans: list[tuple[int, int]], offset: int) -> list[tuple[int, int]]:
    return [(max(start - offset, 0), end - offset) for start, end in spans if end > offset]


def _without(text: str, spans: list[tuple[int, int]], signed: list[tuple[int, int]]) -> str:
    """Return ``text`` with each of ``spans`` replaced, those that touch become one, and without what is ``signed``."""
    out: list[str] = []
    end = 0
    for start, stop, instead in sorted([*((*at, REMOVED) for at in spans), *((*at, "") for at in signed)]):
        if start > end or not out:
            out += [text[end:start], instead]
        end = max(end, stop)
    return "".join([*out, text[end:]])


def _same_words(passages: set[str]) -> re.Pattern[str] | None:
    """Return a pattern for the removed passages in any case, wrapping and emphasis; very short ones are left."""
    telling = [_WORD.findall(passage) for passage in passages if len(passage.strip()) >= _SHORTEST_ELSEWHERE]
    patterns = [r"[\W_]+".join(words) for words in sorted(telling, key=len, reverse=True) if words]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])", re.IGNORECASE) if patterns else None


def _elsewhere(text: str, pattern: re.Pattern[str] | None) -> str:
    return pattern.sub(REMOVED, text) if pattern else text
