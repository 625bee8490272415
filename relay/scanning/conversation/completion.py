"""The pure decision whether a new message completes a picture that earlier ones of the pair began."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relay.model.category import Category
from relay.model.finding import BODY
from relay.scanning.conversation.agreed import CODE_WORD
from relay.scanning.conversation.catalogue import Picture, pictures
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import MOST_MESSAGES, ConversationFeatures, Signal
from relay.scanning.conversation.learned import ConversationModel, conversation_model
from relay.scanning.conversation.numbers import find_number
from relay.scanning.opinion.wording import SEEMS

_LEAST_MESSAGES = 2
_MOST_REPEATS = 2  # of a kind, beyond the first message that has it
_MOST_CITED = 5
_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class Completed:
    """A picture that the new message completes, where in it, and with which earlier messages (by their names)."""

    category: Category
    part: str
    start: int
    end: int
    explanation: str
    score: float = _SCORE


def find_completed(
    earlier: Sequence[ConversationFeatures], new: NewMessage, model: ConversationModel | None = None
) -> tuple[Completed, ...]:
    """Return what ``new`` completes; ``earlier`` are the pair's messages before it, the oldest first.

    ``model``: what was learned, by default what comes with the software; it is asked where no rule finds anything, and
    where its weights belong to the second opinion that judged ``new``.
    """
    known = earlier[-MOST_MESSAGES:]
    if not known:
        return ()
    found = [*_numbers(known, new), *_code_words(known, new)]
    categories = {completed.category for completed in found}
    for picture in pictures():
        if picture.category not in categories and (completed := _picture(picture, known, new.features)):
            found.append(completed)
            categories.add(picture.category)
    if not found and new.judged_by:
        found += _learned(model or conversation_model(), known, new)
    return tuple(found)


def _learned(model: ConversationModel, earlier: Sequence[ConversationFeatures], new: NewMessage) -> Iterator[Completed]:
    """Yield what the messages since the last one that a person released come to, together."""
    last_settled = max((index for index, features in enumerate(earlier) if features.settled), default=-1)
    since = earlier[last_settled + 1 :]
    if not since or new.judged_by != model.opinion:
        return
    weighed = model.weigh(since, new.features, new.place)
    if weighed.score >= model.threshold:
        cited = _cited([since[index] for index in weighed.carrying] or since[-1:])
        explanation = f"together with {cited} it {SEEMS[weighed.category]}"
        yield Completed(weighed.category, BODY, 0, 0, explanation, round(weighed.score, 3))


def _numbers(earlier: Sequence[ConversationFeatures], new: NewMessage) -> Iterator[Completed]:
    found = find_number(earlier, new.features)
    if found is not None:
        indices, pieces = found
        cited = _cited([earlier[index] for index in indices])
        place = pieces[-1] if pieces else Signal("", BODY, 0, 0)
        yield Completed(
            Category.PII_PHONE, place.part, place.start, place.end,
            f"together with {cited} this makes a phone number in parts",
        )  # fmt: skip


def _code_words(earlier: Sequence[ConversationFeatures], new: NewMessage) -> Iterator[Completed]:
    for features in earlier:
        for signal in features.signals:
            if signal.kind == CODE_WORD and signal.token in new.words:
                part, start, end = new.words[signal.token]
                explanation = f"uses a word that in {_cited([features])} was agreed to mean something else"
                yield Completed(Category.CONDUCT_SECRECY, part, start, end, explanation)
                return


def _picture(picture: Picture, earlier: Sequence[ConversationFeatures], new: ConversationFeatures) -> Completed | None:
    if picture.author is not None and not picture.both and new.author not in (None, picture.author):
        return None
    adding = [signal for signal in new.signals if signal.kind in picture.last and picture.kinds.get(signal.kind, 0) > 0]
    if not adding:
        return None
    relevant = [f for f in earlier if (picture.both or f.author is new.author) and _adds(picture, f)]
    points, kinds, core, used = _weighed(picture, [*relevant, new])
    complete = points >= picture.least and kinds >= picture.least_kinds and core >= picture.least_core
    if not complete or len(used) < _LEAST_MESSAGES:
        return None
    place = max(adding, key=lambda s: picture.kinds[s.kind])
    cited = _cited([features for features in used if features is not new])
    explanation = picture.explanation.replace("earlier messages", cited)
    if cited not in explanation:
        explanation = f"{explanation} (see {cited})"
    return Completed(picture.category, place.part, place.start, place.end, explanation)


def _adds(picture: Picture, features: ConversationFeatures) -> bool:
    return not features.settled or any(signal.kind in picture.core for signal in features.signals)


def _weighed(
    picture: Picture, messages: Sequence[ConversationFeatures]
) -> tuple[float, int, int, list[ConversationFeatures]]:
    """Return points, how many kinds and kinds of the core there are, and the messages that have any."""
    having: dict[str, int] = {}
    halved: dict[str, bool] = {}
    used: list[ConversationFeatures] = []
    points = 0.0
    for features in messages:
        kinds = {signal.kind for signal in features.signals} & picture.kinds.keys()
        if any(picture.kinds[kind] > 0 for kind in kinds):
            used.append(features)
        for kind in kinds:
            having[kind] = having.get(kind, 0) + 1
            halved[kind] = halved.get(kind, True) and features.settled
    for kind, times in having.items():
        worth = picture.kinds[kind] * (1 + picture.repeat * min(times - 1, _MOST_REPEATS))
        points += worth / 2 if halved[kind] else worth
    positive = {kind for kind in having if picture.kinds[kind] > 0}
    return points, len(positive), len(positive & picture.core), used


def _cited(messages: Sequence[ConversationFeatures]) -> str:
    names = [features.message for features in messages if features.message][-_MOST_CITED:]
    if not names:
        return "earlier messages"
    word = "message" if len(names) == 1 else "messages"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"earlier {word} {listed}"
