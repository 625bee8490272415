"""The scanner as measurements need it: with parts left out, and with its two slow parts counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.identity import Role
from relay.model.policy import Policy
from relay.scanning.language_model import Entity, LanguageModel, load_language_model
from relay.scanning.opinion.model import SHIPPED, Judgement, OpinionModel, load_opinion_model
from relay.scanning.scanner import Scanner
from relay.service.scan_files import FileScanner


class CountedLanguageModel(LanguageModel):
    """A language model that counts how often it is asked."""

    def __init__(self, model: LanguageModel) -> None:
        """Stand before ``model``."""
        self._model = model
        self.description = model.description
        self.asked = 0

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Count, and ask."""
        self.asked += 1
        return self._model.entities(text)


@dataclass(frozen=True)
class CountedOpinionModel(OpinionModel):
    """A learned part that counts how often its encoder is run: ``runs`` has a text count for each time."""

    runs: list[int] = field(default_factory=list)

    def judge(self, texts: Sequence[str], author: Role | None, *, thoroughly: bool = False) -> list[Judgement]:
        """Count, and judge."""
        if texts:
            self.runs.append(len(texts))
        return super().judge(texts, author, thoroughly=thoroughly)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is loaded once for all scanners of a run. The learned model is None where it is not installed."""

    policy: Policy
    language: CountedLanguageModel
    opinion: CountedOpinionModel | None

    def scanner(self, *, ner: bool = True, learned: bool = True) -> Scanner:
        """Return a scanner, by default the whole one."""
        return Scanner(self.policy, self.language if ner else None, self.opinion if learned else None)

    def file_scanner(self) -> FileScanner:
        """Return the whole scanner, for lines of files."""
        return FileScanner(self.policy, self.scanner())


def load_parts() -> Parts:
    """Load the policy that is shipped, the language model and, where there is one, the learned part."""
    opinion = None
    if SHIPPED.is_file():
        model = load_opinion_model()
        opinion = CountedOpinionModel(**{part.name: getattr(model, part.name) for part in fields(model)})
    policy = load_policy(resource_path("config", "policy.toml")).default
    return Parts(policy, CountedLanguageModel(load_language_model()), opinion)
