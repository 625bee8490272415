"""What a message completes, as findings graded by a policy."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from relay.model.finding import MOST_TEXT, Finding
from relay.model.policy import Policy
from relay.scanning.conversation.completion import Completed, find_completed
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import ConversationFeatures

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def conversation_findings(
    policy: Policy,
    earlier: Sequence[ConversationFeatures],
    new: NewMessage,
    texts: Mapping[str, str] = _NO_TEXTS,
) -> tuple[Finding, ...]:
    """Return the findings that ``new`` completes with ``earlier``, the oldest first; ``texts`` by part, as written.

    Without ``texts`` a finding says where, and repeats nothing of what stands there.
    """
    return tuple(_finding(policy, done, texts) for done in find_completed(earlier, new))


def _finding(policy: Policy, done: Completed, texts: Mapping[str, str]) -> Finding:
    severity = policy.categories[done.category].severity
    text = texts.get(done.part, "")[done.start : done.end][:MOST_TEXT]
    return Finding(done.category, severity, done.score, done.part, done.start, done.end, text, done.explanation)
