"""The conversation as the scanner sees it: a message's features, and the findings that it completes."""

from collections.abc import Iterable, Mapping, Sequence

from relay.model.finding import Finding
from relay.model.identity import Role
from relay.model.policy import Policy
from relay.scanning.conversation.catalogue import catalogue
from relay.scanning.conversation.completion import Completed, find_completed
from relay.scanning.conversation.extraction import NewMessage, read_message
from relay.scanning.conversation.features import ConversationFeatures
from relay.scanning.passage import Passage

_NO_OPINIONS: Mapping[str, float] = {}
_MOST_TEXT = 500  # characters of a finding's text


class ConversationView:
    """Reads messages together, and grades by one policy what they complete."""

    def __init__(self, policy: Policy) -> None:
        """Compile the signals, so that a worker is born with them."""
        self._policy = policy
        self._catalogue = catalogue()

    def read(
        self, passages: Iterable[Passage], author: Role | None, opinions: Mapping[str, float] = _NO_OPINIONS
    ) -> NewMessage:
        """Return what a message adds; ``opinions`` are scores by category of whatever else judged it."""
        return read_message(self._catalogue, passages, author, opinions)

    def findings(
        self, earlier: Sequence[ConversationFeatures], new: NewMessage, texts: Mapping[str, str]
    ) -> tuple[Finding, ...]:
        """Return the findings that ``new`` completes with ``earlier``; ``texts`` by part, as written.

        Without ``texts`` a finding says where, and repeats nothing of what stands there.
        """
        return tuple(self._finding(done, texts) for done in find_completed(self._catalogue, earlier, new))

    def _finding(self, done: Completed, texts: Mapping[str, str]) -> Finding:
        severity = self._policy.categories[done.category].severity
        text = texts.get(done.part, "")[done.start : done.end][:_MOST_TEXT]
        return Finding(done.category, severity, done.score, done.part, done.start, done.end, text, done.explanation)
