"""Words that two people agree on to mean something else, and their use later."""

from collections.abc import Iterator, Mapping

from relay.scanning.conversation.features import Signal
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern, runs

CODE_WORD = "agreed.word"
_LEAST_LETTERS = 4
_MOST_WORDS = 6  # agreed in one message
_MOST_PLACES = 600  # words of a text that are looked up
_ARTICLE = r"(?:the|a|an|my|our|some|el|la|un|una|de|del|about|word|something|how|que|sobre)"
_MEANS = r"(?:means?|knows?|you'?ll know|i'?ll know|then|that means|significa|quiere decir|sabes|es que)"
_SAYS = (
    r"(?:write|writes|say|says|said|mention|mentions|talk|talks|ask|asks|use|put|digo|diga|escribo|escriba|dices|hablo)"
)
_NAME = r"[\"']?([a-z]{4,20})[\"']?"
# "If one of us writes about marmalade, the other knows …"; "when i say pineapple it means …"
_CONDITION = pattern(
    rf"\b(?:if|when|whenever|si|cuando)\s[^.!?\n]{{0,30}}?\b{_SAYS}\s(?:{_ARTICLE}\s){{0,3}}{_NAME}[^.!?\n]{{0,60}}\b{_MEANS}\b"
)
# "pineapple means mom is home"; "pineapple is our word for …"
_DEFINITION = pattern(
    rf"{_NAME}\s(?:(?:will\s)?means?|stands for|is (?:our|the|a) (?:word|code|name|sign|signal) (?:for|that)|significa)\b"
)
# "the app where you talk in servers is the aquarium", "the mall could be the moon", "let's call it the garden"
_RENAMED = pattern(
    rf"\b(?:app|place|house|home|number|phone|mall|school|room|mom|dad|parents|staff|program|site|chat|picture|pic|car|work|casa|escuela)"
    rf"\b[^.!?\n]{{0,40}}?\b(?:is|are|=|could be|would be|will be|becomes|es|sera)\s(?:called\s)?(?:the|a|our|el|la|un|una)\s{_NAME}\b"
)
_CALLED = pattern(
    rf"\b(?:call|calling|llamemos|llamarlo)\s(?:it|that|this|(?:the|my|our|your)\s\w+)\s(?:the\s|a\s)?{_NAME}"
)
_BETWEEN_THEM = pattern(
    r"\b(?:own (?:names?|words?)|rename|nickname|our (?:word|name)s?|code|in here|from now on|secret|let'?s call"
    r"|the other knows|you(?:'ll)? know|names for (?:stuff|things))\b"
)
_EVERYDAY = frozenset(
    "this that what when where will with from have they them your about then than nothing something else word".split()
)
_WORD = runs(r"[a-z]{4,20}")


def find_agreements(passage: Passage, start: int, end: int, *, renaming: bool) -> Iterator[Signal]:
    """Yield the words that a sentence agrees on; ``renaming``: the two talk of names of their own for things."""
    text = passage.text[start:end]
    expressions = (
        [_CONDITION] if not _BETWEEN_THEM.search(text) and not renaming else [_CONDITION, _DEFINITION, _CALLED]
    )
    if renaming:
        expressions.append(_RENAMED)
    count = 0
    for expression in expressions:
        for match in expression.finditer(text):
            word = match.group(1).lower()
            if word in _EVERYDAY or count >= _MOST_WORDS:
                continue
            count += 1
            first, last = passage.folded.span(start + match.start(1), start + match.end(1))
            yield Signal(CODE_WORD, passage.part, first, last, word)


def word_places(passage: Passage, start: int, end: int) -> Mapping[str, tuple[str, int, int]]:
    """Return where each longer word of a stretch stands first: part, start and end as written."""
    places: dict[str, tuple[str, int, int]] = {}
    for match in _WORD.finditer(passage.text[start:end]):
        word = match.group(0).lower()
        if word not in places and len(places) < _MOST_PLACES:
            places[word] = (passage.part, *passage.folded.span(start + match.start(), start + match.end()))
    return places
