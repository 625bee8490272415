"""The second opinion on a text: what it seems to do, though no rule knows its words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from relay.model.category import Category
from relay.model.finding import BODY, HTML, SUBJECT
from relay.model.identity import Role
from relay.model.policy import OpinionPolicy
from relay.scanning.opinion.judged import Judged
from relay.scanning.opinion.model import Judgement, OpinionModel
from relay.scanning.opinion.windows import Span, windows, zone_at
from relay.scanning.opinion.wording import SEEMS
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.stretches import Stretches
from relay.scanning.zones import Zone

_MOST_WINDOWS = 100  # of one text, by hints and by the screen each; what is beyond them holds
_TOO_LONG = "so long that only the likeliest parts had a second look"
_BATCH = 8
_PERSONAL = "pii"  # a family of categories
_BY_EYE = (SUBJECT, BODY, HTML)
# Below it a window is plainly harmless, and likely phrases there do not count.
_PLAINLY_HARMLESS = 0.2
# A look too many costs less than a cry for help that is passed on. Of 2,374 messages that nothing was trained on, 0.3, as
# other hints have it, would lose 2 in 100 of the crises to let 1 in 200 more of the clean pass.
_HARMLESS_FOR_CRISIS = 0.25
_PLAIN = 0.5  # from which score on a further category is found, if its threshold is not above that
_NEVER = 1.0  # a threshold
_NARROW_SHARE = 0.9  # of a window's score that a part of it must have to stand for it

_WORD = pattern(r"[a-z]{2}")


class SecondOpinion:
    """The model asked as a policy wants it."""

    def __init__(self, model: OpinionModel, policy: OpinionPolicy) -> None:
        """Take the policy's thresholds, and the model's own where it names none."""
        self._model = model
        self._thresholds: Mapping[Category, float] = {**model.thresholds, **policy.thresholds}

    def judging(self, author: Role | None) -> Judged:
        """Begin with a message by ``author``."""
        return Judged(self._model, author)

    def find(
        self, passage: Passage, judged: Judged, hints: Sequence[Match] = (), likely: Sequence[Match] = ()
    ) -> Iterator[Match]:
        """Yield what a text of the message being ``judged`` seems to do, offsets into its folded text.

        Of ``hints``, found by rules, those are yielded whose window does not read as harmless; of those of a crisis, and
        of what is ``likely``, also those that do, where it is not plainly so.
        """
        crises = [hint for hint in hints if hint.category.is_crisis]
        marks = [(hint, _HARMLESS_FOR_CRISIS if hint.category.is_crisis else 1.0) for hint in hints]
        marks += [(one, _PLAINLY_HARMLESS) for one in likely]
        told = [(match, min(mark, self._model.harmless_below)) for match, mark in marks]
        spans, left_out = self._worth_a_look(passage, [match for match, _ in told])
        doubted = Stretches.covering((one.start, one.end) for one in (*likely, *crises))
        for batch, thoroughly in _batches(spans, doubted):
            judgements = judged.judge(_texts(passage, batch), thoroughly=thoroughly)
            for span, judgement in zip(batch, judgements, strict=True):
                if passage.part in _BY_EYE and zone_at(passage, span[0]) is Zone.NEW:
                    judged.note(passage.text[slice(*span)], judgement)
                yield from self._matches(passage, span, judgement, judged)
                yield from (match for match, least in told if judgement.harm >= least and _overlap(span, match))
        looked_at = Stretches.covering(spans)
        yield from (match for match, _ in told if not looked_at.overlap(match.start, match.end))
        if left_out:
            yield Match(Category.SYSTEM_UNPARSEABLE, left_out[0][0], left_out[-1][1], _TOO_LONG)

    def _worth_a_look(self, passage: Passage, hints: Sequence[Match]) -> tuple[list[Span], list[Span]]:
        """Return the windows that need the encoder, of very many those that the screen likes least, and the others."""
        screen = self._model.screen
        scored = [
            (screen.score(text), span) for span in windows(passage) if _is_prose(text := passage.text[slice(*span)])
        ]
        hinting = Stretches.covering((hint.start, hint.end) for hint in hints)
        hinted = [span for _, span in scored if hinting.overlap(*span)]
        passed = sorted((score, span) for score, span in scored if score >= screen.mark)
        chosen = {*hinted[:_MOST_WINDOWS], *(span for _, span in passed[-_MOST_WINDOWS:])}
        read = set(_texts(passage, chosen))
        beyond = (span for _, span in passed[:-_MOST_WINDOWS] if passage.text[slice(*span)] not in read)
        return sorted(chosen), sorted(beyond)

    def _found(self, judgement: Judgement) -> Iterator[tuple[Category, float]]:
        """Yield the likeliest category as surely as there is harm at all, and the others that are plain by themselves.

        Each is asked by its own threshold: one that a policy wants less of hides none beside it.
        """
        likeliest = int(judgement.scores.argmax()) if judgement.scores.size else -1
        for index, score in enumerate(judgement.scores.tolist()):
            category = self._model.categories[index]
            threshold = self._thresholds.get(category, _NEVER)
            sure, least = (judgement.harm, threshold) if index == likeliest else (score, max(_PLAIN, threshold))
            if threshold < _NEVER and sure >= least:
                yield category, round(sure, 3)

    def _matches(self, passage: Passage, span: Span, judgement: Judgement, judged: Judged) -> Iterator[Match]:
        """Yield what is found in a window, each in the one sentence that has its score by itself, if there is one."""
        found = list(self._found(judgement))
        if not found:
            return
        sentences = [(max(a, span[0]), min(b, span[1])) for a, b in passage.sentences() if a < span[1] and span[0] < b]
        alone = judged.judge(_texts(passage, sentences)) if len(sentences) > 1 else []
        for category, score in found:
            index = self._model.categories.index(category)
            scores = [min(one.harm, 2 * float(one.scores[index])) if one.scores.size else 0.0 for one in alone]
            best = max(range(len(scores)), key=scores.__getitem__, default=-1)
            narrowed = best >= 0 and scores[best] >= _NARROW_SHARE * score
            start, end = _trimmed(passage, sentences[best] if narrowed else span)
            yield Match(category, start, end, self._explanation(category, judgement), score)

    def _explanation(self, category: Category, judgement: Judgement) -> str:
        example = self._model.nearest_example(category, judgement)
        return f'{SEEMS[category]}, as in "{example}"' if example else SEEMS[category]


def beside(exact: Sequence[Match], seeming: Iterable[Match], counts: Callable[[Match], bool]) -> Iterator[Match]:
    """Yield of ``seeming`` what says something new: where an exact match of its category stands, that one speaks.

    Of personal data any exact match speaks that ``counts``, not passing as information: what number it is, a recogniser
    knows better. One that passes says nothing about the rest of its sentence.
    """
    said: defaultdict[Category, list[Span]] = defaultdict(list)
    for one in exact:
        said[one.category].append((one.start, one.end))
    of_category = {category: Stretches.covering(spans) for category, spans in said.items()}
    personal: Stretches | None = None
    for match in seeming:
        if match.category in of_category and of_category[match.category].overlap(match.start, match.end):
            continue
        if match.category.family == _PERSONAL:
            personal = personal or _counting(exact, counts)
            if personal.overlap(match.start, match.end):
                continue
        yield match


def _counting(exact: Sequence[Match], counts: Callable[[Match], bool]) -> Stretches:
    return Stretches.covering((one.start, one.end) for one in exact if one.category.family == _PERSONAL and counts(one))


def _texts(passage: Passage, spans: Iterable[Span]) -> list[str]:
    return [passage.text[start:end] for start, end in spans]


def _batches(spans: Sequence[Span], doubted: Stretches) -> Iterator[tuple[Sequence[Span], bool]]:
    """Yield spans to be judged at once, and whether through all layers: where something is ``doubted``, its score counts."""
    for thoroughly in (True, False):
        group = [span for span in spans if doubted.overlap(*span) is thoroughly]
        for first in range(0, len(group), _BATCH):
            yield group[first : first + _BATCH], thoroughly


def _is_prose(text: str) -> bool:
    """Whether there are words at all, not numbers and marks alone."""
    return _WORD.search(text) is not None


def _trimmed(passage: Passage, span: Span) -> Span:
    start, end = span
    text = passage.text[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def _overlap(span: Span, match: Match) -> bool:
    return match.start < span[1] and span[0] < match.end
