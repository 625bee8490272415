"""Conduct and crisis rules of the policy: compiled once, matched on every reading of a text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from relay.model.identity import Role
from relay.model.policy import PhraseRule, ScanPolicy
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import Pattern, pattern
from relay.scanning.prefilter import Prefilter
from relay.scanning.reading import Reading
from relay.scanning.recognise.language import everyday_words
from relay.scanning.undisguise import Undisguiser

_LITERAL = pattern(r"\\?[a-z]{2,}")
_KINDS = 3  # of what a rule finds: sure, likely, hints
_MOST_MATCHES = 50  # of one rule in one text
_MOST_OTHERS = 1000  # that are told as one
_MOST_EXCUSED = 200  # of one rule in one text: that nobody says so often
_SCORE = 0.9
_DISGUISED_SCORE = 0.8
_Told = tuple[int, int, str]  # start, end, as what it was read


def _joined(expressions: Iterable[str]) -> "Pattern | None":
    alternatives = "|".join(expressions)
    return pattern(f"(?:{alternatives})") if alternatives else None


@dataclass(frozen=True)
class _Compiled:
    rule: PhraseRule
    excuses: tuple[str, ...]

    @cached_property
    def phrases(self) -> "Pattern | None":
        return _joined(self.rule.patterns)

    @cached_property
    def hints(self) -> "Pattern | None":
        return _joined(self.rule.hints)

    @cached_property
    def likely(self) -> "Pattern | None":
        return _joined(self.rule.likely)

    @cached_property
    def exceptions(self) -> "Pattern | None":
        return _joined(self.rule.exceptions)

    @cached_property
    def excusing(self) -> "Pattern | None":
        return _joined(self.excuses)

    @cached_property
    def mentor_exceptions(self) -> "Pattern | None":
        return _joined(self.rule.mentor_exceptions)

    def is_excused(self, passage: Passage, start: int, end: int, author: Role | None) -> bool:
        first, last = passage.sentence_of(start, end)
        for exceptions in (self.exceptions, self.mentor_exceptions if author is Role.MENTOR else None):
            if exceptions is not None and exceptions.search(passage.text[first:last]):
                return True
        return self.excusing is not None and self.excusing.search(passage.text[first:end]) is not None

    def without_excused(self, spans: Iterable[_Told], passage: Passage, author: Role | None) -> Iterator[_Told]:
        """Yield the spans that nothing excuses; after many that something does, the others count as they are."""
        excused = 0
        for span in spans:
            if excused < _MOST_EXCUSED and self.is_excused(passage, span[0], span[1], author):
                excused += 1
            else:
                yield span


class PhraseMatcher:
    """All rules of one policy."""

    def __init__(self, policy: ScanPolicy) -> None:
        """Compile the rules, so that a worker is born with them."""
        self._rules = tuple(
            _Compiled(rule, tuple(e for name in rule.excused_by for e in policy.excuses.get(name, ())))
            for rule in policy.rules
        )
        for rule in self._rules:
            _ = rule.phrases, rule.hints, rule.likely, rule.exceptions, rule.mentor_exceptions, rule.excusing
        # By turns the phrases, the likely ones and the hints of each rule.
        self._prefilter = Prefilter(
            [told for rule in policy.rules for told in (rule.patterns, rule.likely, rule.hints)]
        )
        literals = (
            m.group(0).lstrip("\\")
            for rule in policy.rules
            for expression in (*rule.patterns, *rule.likely, *rule.hints)
            for m in _LITERAL.finditer(expression)
        )
        self._undisguiser = Undisguiser({*(w.lower() for w in literals), *everyday_words()})

    def find(self, passage: Passage, author: Role | None) -> "Found":
        """Return what the rules find in a text by ``author``, offsets into its folded text.

        Where the author is not known, the rules for either role apply.
        """
        found = Found([], [], [])
        self._look(Reading(passage.text), passage, author, _SCORE, found)
        for reading in self._undisguiser.readings(passage.text, passage.zones):
            self._look(reading, passage, author, _DISGUISED_SCORE, found)
        return found

    def _look(self, reading: Reading, passage: Passage, author: Role | None, score: float, found: "Found") -> None:
        for number in sorted(self._prefilter.matching(reading.text)):
            compiled, kind = self._rules[number // _KINDS], number % _KINDS
            rule = compiled.rule
            if author is not None and rule.author not in (None, author):
                continue
            told = (found.sure, found.likely, found.hints)[kind]
            expression = (compiled.phrases, compiled.likely, compiled.hints)[kind]
            spans = compiled.without_excused(_spans(expression, reading), passage, author)
            told.extend(
                Match(rule.category, start, end, rule.explanation, score, rule.severity, read_as)
                for start, end, read_as in islice(spans, _MOST_MATCHES)
            )
            told.extend(_others(rule, list(islice(spans, _MOST_OTHERS)), score, passage))


@dataclass(frozen=True, slots=True)
class Found:
    """Matches of phrases that hold by themselves, and of likely ones and hints, which want a second opinion."""

    sure: list[Match]
    likely: list[Match]
    hints: list[Match]


def _others(rule: PhraseRule, spans: Sequence[_Told], score: float, passage: Passage) -> Iterator[Match]:
    """Yield one match for all that a rule finds beyond the bound: what is allowed or quoted before must not hide them."""
    if spans:
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        if len(spans) == _MOST_OTHERS:
            start, end = 0, len(passage.text)
        yield Match(
            rule.category, start, end, f"many more of the same: {rule.explanation}", score, rule.severity, many=True
        )


def _spans(expression: "Pattern | None", reading: Reading) -> Iterator[_Told]:
    if expression is None:
        return
    for match in expression.finditer(reading.text):
        if match.end() > match.start():
            yield *reading.span(match.start(), match.end()), match.group(0)
