"""Where a message lies among all texts, as the encoder of the second opinion has it."""

from collections.abc import Iterator, Sequence

from relay.model.identity import Role
from relay.scanning.conversation.learned import packed
from relay.scanning.opinion.model import OpinionModel
from relay.scanning.opinion.windows import windows
from relay.scanning.passage import Passage
from relay.scanning.zones import Zone

_MOST_WINDOWS = 3  # of one message: what it begins with says what it is about


def place_of(model: OpinionModel, passages: Sequence[Passage], author: Role | None) -> str:
    """Return the packed place of a message, told by what a reader sees of it once; "" of one without words."""
    texts = [text for passage in passages for text in _newly_written(passage) if text.strip()][:_MOST_WINDOWS]
    return packed([judged.place for judged in model.judge(texts, author, thoroughly=True)]) if texts else ""


def _newly_written(passage: Passage) -> Iterator[str]:
    for start, end in windows(passage):
        if passage.zones.lines[passage.zones.index_at(start)].zone is Zone.NEW:
            yield passage.text[start:end]
