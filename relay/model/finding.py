"""A finding: one thing that a scan found in a message."""

from dataclasses import dataclass, field

from relay.model.category import Category, Severity

SUBJECT = "subject"
BODY = "body"
HTML = "html"
MOST_TEXT = 500  # characters of what a finding repeats


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, and where the sender wrote it.

    ``part`` is ``subject``, ``body`` (the plain text, or what the HTML shows if there is no
    plain text), ``html`` (what the HTML shows, where both exist) or ``attachment:NAME``.
    ``start`` and ``end`` are character offsets into that part as written by the sender, end
    exclusive, also where the match was made in a normalised form; both are 0 for a finding about
    the message as a whole. ``score`` is a confidence from 0 to 1. ``explanation`` is one plain
    sentence for a monitor; it does not repeat the text. ``read_as`` is the normalised form in which it was
    found, empty where that is the text as written; it is shown by `scan --explain` and not stored.
    """

    category: Category
    severity: Severity
    score: float
    part: str
    start: int
    end: int
    text: str
    explanation: str
    read_as: str = field(default="", compare=False)


def finding_about_message(category: Category, severity: Severity, explanation: str) -> Finding:
    """Return a finding that concerns the whole message, as the ``system.*`` ones do."""
    return Finding(category, severity, 1.0, BODY, 0, 0, "", explanation)
