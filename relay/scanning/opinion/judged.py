"""What the model says of the texts of one message: asked once for each, however many readings show it."""

from collections.abc import Sequence

from relay.model.identity import Role
from relay.scanning.opinion.impression import Impression, impression_of
from relay.scanning.opinion.model import Judgement, OpinionModel


class Judged:
    """The judgements of one message so far. What is decoded or drawn leaves most windows as they were."""

    def __init__(self, model: OpinionModel, author: Role | None) -> None:
        """Ask ``model`` about what ``author`` wrote."""
        self._model = model
        self._author = author
        self._known: dict[tuple[str, bool], Judgement] = {}
        self._newly_written: dict[str, Judgement] = {}

    def judge(self, texts: Sequence[str], *, thoroughly: bool = False) -> list[Judgement]:
        """Return a judgement for each text; ``thoroughly`` as for `OpinionModel.judge`."""
        new = [text for text in dict.fromkeys(texts) if (text, thoroughly) not in self._known]
        for text, judgement in zip(new, self._model.judge(new, self._author, thoroughly=thoroughly), strict=True):
            self._known[text, thoroughly] = judgement
        return [self._known[text, thoroughly] for text in texts]

    def note(self, text: str, judgement: Judgement) -> None:
        """Note that ``text`` is a window of what the author newly wrote: it counts in the `impression`."""
        self._newly_written.setdefault(text, judgement)

    def impression(self) -> Impression:
        """Return what all that the author newly wrote comes to."""
        return impression_of(tuple(self._newly_written.values()), self._model.categories, self._model.version)
