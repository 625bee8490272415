"""The scanner: the texts of a message in, its findings out."""

from collections.abc import Sequence

from relay.mime import MessageTree
from relay.model.finding import Finding
from relay.model.policy import Policy
from relay.scanning.context import ScanContext
from relay.scanning.language_model import LanguageModel


class Scanner:
    """Everything that one policy looks for, compiled once."""

    def __init__(self, policy: Policy, language_model: LanguageModel) -> None:
        """Compile the policy's phrases and lists."""
        self._policy = policy
        self._model = language_model

    def scan_texts(self, texts: Sequence[tuple[str, str]], context: ScanContext) -> tuple[Finding, ...]:
        """Return the findings in ``texts``, pairs of part name and text as written."""
        raise NotImplementedError

    def scan_message(self, tree: MessageTree, context: ScanContext) -> tuple[Finding, ...]:
        """Return the findings in a message: its texts, attachments and structure."""
        raise NotImplementedError
