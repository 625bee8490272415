"""Where the words of a finding stand, told to who reads it: in a picture, or in text that a page hides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from relay.mime.tree import MessageTree
from relay.model.finding import Finding
from relay.scanning.reading import Reading, build

Spans = Mapping[str, Sequence[tuple[int, int]]]
_IN_PICTURE = "read in a picture: "
_HIDDEN = "in text that the page hides: "


def with_provenance(findings: Iterable[Finding], tree: MessageTree, hidden: Spans) -> list[Finding]:
    """Return ``findings`` of ``tree``, those in pictures and in ``hidden`` text with an explanation that says so."""
    pictures = {part.name: part.pictures_offset for part in tree.attachments}
    return [_told(finding, pictures, hidden) for finding in findings]


def _told(finding: Finding, pictures: Mapping[str, int], hidden: Spans) -> Finding:
    if not finding.text:
        return finding
    if finding.start >= pictures.get(finding.part, finding.start + 1):
        return replace(finding, explanation=_IN_PICTURE + finding.explanation)
    if any(start <= finding.start and finding.end <= end for start, end in hidden.get(finding.part, ())):
        return replace(finding, explanation=_HIDDEN + finding.explanation)
    return finding


def as_seen(text: str, hidden: Sequence[tuple[int, int]]) -> Reading:
    """Return the reading of ``text`` without what is ``hidden`` in it, in order."""
    edges = [0, *(edge for span in hidden for edge in span), len(text)]
    seen = [(min(start, len(text)), min(end, len(text))) for start, end in list(pairwise(edges))[::2]]
    return build([(text[start:end], start, end) for start, end in seen if start < end])


def is_of_picture(finding: Finding) -> bool:
    """Return whether a finding is of words that a program read in a picture."""
    return finding.explanation.startswith(_IN_PICTURE)
