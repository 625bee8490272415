"""Where the words of a finding stand, told to who reads it: in a picture, as a program read it."""

from collections.abc import Iterable
from dataclasses import replace

from relay.mime.tree import MessageTree
from relay.model.finding import Finding

_IN_PICTURE = "read in a picture: "


def with_provenance(findings: Iterable[Finding], tree: MessageTree) -> list[Finding]:
    """Return ``findings`` of ``tree``, those in pictures with an explanation that says so."""
    pictures = {part.name: part.pictures_offset for part in tree.attachments}
    return [
        replace(finding, explanation=_IN_PICTURE + finding.explanation)
        if finding.part in pictures and finding.text and finding.start >= pictures[finding.part]
        else finding
        for finding in findings
    ]


def is_of_picture(finding: Finding) -> bool:
    """Return whether a finding is of words that a program read in a picture."""
    return finding.explanation.startswith(_IN_PICTURE)
