"""The readings of a text that undo its disguise as a whole: what is coded decoded, what is dictated put together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relay.model.category import Category
from relay.model.finding import BODY, SUBJECT, Finding
from relay.scanning.ciphers import decoded
from relay.scanning.dictation import dictated
from relay.scanning.lexicon import common_words
from relay.scanning.passage import Passage
from relay.scanning.reading import Reading, composed

_TOGETHER = "subject and body"
_BETWEEN = ": "
_LONGEST_SUBJECT = 300


def decoded_passage(passage: Passage) -> Passage | None:
    """Return the passage with its coded pieces decoded; None where there are none."""
    reading = decoded(passage.text)
    return None if reading is None else _read_as(passage, reading)


def dictated_passage(passage: Passage) -> Passage | None:
    """Return the passage with what is dictated put together, legible for recognisers of contact data alone."""
    reading = dictated(passage.text)
    return None if reading is None else _read_as(passage, reading)


def _read_as(passage: Passage, reading: Reading) -> Passage:
    return Passage(passage.part, passage.written, composed(reading, passage.folded), passage.known)


def together(subject: str, body: str) -> Passage | None:
    """Return subject and body as one text; None where there is no subject to speak of."""
    if not subject.strip() or len(subject) > _LONGEST_SUBJECT or body.lstrip().startswith(">"):
        return None
    return Passage(_TOGETHER, f"{subject}{_BETWEEN}{body}")


def _is_prose(finding: Finding, end: int) -> bool:
    """Whether a subject that names a service only seems to name a user, since the body begins with a word: "Snapchat: everybody"."""
    return finding.category is Category.PII_HANDLE and finding.start > end and finding.text.lower() in common_words()


def told_apart(findings: Sequence[Finding], subject: str) -> Iterator[Finding]:
    """Yield findings in `together` as what they are in the subject and in the body, each where it stands."""
    end = len(subject)
    begin = end + len(_BETWEEN)
    for finding in findings:
        if _is_prose(finding, end):
            continue
        read_as = finding.read_as or finding.text
        if finding.start < end:
            cut = min(finding.end, end)
            yield replace(finding, part=SUBJECT, end=cut, text=finding.text[: cut - finding.start], read_as=read_as)
        if finding.end > begin:
            start = max(finding.start, begin)
            yield replace(
                finding, part=BODY, start=start - begin, end=finding.end - begin,
                text=finding.text[start - finding.start :], read_as=read_as,
            )  # fmt: skip
