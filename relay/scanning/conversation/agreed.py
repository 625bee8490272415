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
# "lets say candy when we mean my number", "say homework instead of call"
_INSTEAD = pattern(
    rf"\b{_SAYS}\s(?:{_ARTICLE}\s)?{_NAME}\s(?:when|if|whenever|cuando|si)\s(?:we|you|u|i|one of us|queremos|quiero|quieres)\s"
    r"(?:really\s|want to\s)?(?:mean|say|talk|want|decir|hablar|hablemos)\b"
)
_IN_PLACE_OF = pattern(rf"\b{_SAYS}\s(?:{_ARTICLE}\s)?{_NAME}\s(?:instead of|in place of|en vez de|en lugar de)\s[a-z]")
# As in: homework is what we call our calls; from now on candy = vape
_WE_CALL = pattern(
    rf"{_NAME}\s(?:is|will be|es|sera)\s(?:what|how|como)\s(?:we(?:'ll)?|you and i|les?|nosotros)\s?(?:call|say|llamamos)\b"
)
_EQUALS = pattern(rf"{_NAME}\s?(?:=|->|equals)\s?[a-z]")
# "our word for it is pineapple"
_OUR_WORD = pattern(
    r"\b(?:our|nuestra|nuestro)\s(?:(?:secret|own|little|new|safe)\s)?(?:word|code|code ?word|name|clave|palabra)\s"
    rf"(?:(?:for|para)\s[^.!?\n]{{1,30}}?\s)?(?:is|will be|could be|es|sera)\s(?:the\s)?{_NAME}"
)
_OF_A_CLASS = pattern(r"\b(?:vocab\w*|spelling|class|week|today|team|lesson|club|clase|semana|hoy|equipo|game|juego)\b")
_BETWEEN_THEM = pattern(
    r"\b(?:own (?:names?|words?)|rename|nickname|our (?:word|name)s?|code|in here|from now on|desde ahora|entre nosotros|secret\w*|let'?s (?:call|say)|what we call|if (?:anyone|anybody) asks"
    r"|the other knows|you(?:'ll)? know|names for (?:stuff|things))\b"
)
_EVERYDAY = frozenset(
    "this that what when where will with from have they them your about then than nothing something else word".split()
)
_WORD = runs(r"[a-z]{4,20}")


def find_agreements(passage: Passage, start: int, end: int, *, renaming: bool) -> Iterator[Signal]:
    """Yield the words that a sentence agrees on; ``renaming``: the two talk of names of their own for things."""
    text = passage.text[start:end]
    expressions = [_CONDITION]
    if renaming or _BETWEEN_THEM.search(text):
        expressions += [_DEFINITION, _CALLED, _INSTEAD, _IN_PLACE_OF, _WE_CALL, _EQUALS]
    if not _OF_A_CLASS.search(text):
        expressions.append(_OUR_WORD)
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
