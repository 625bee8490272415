"""A surname of the pair that is also an everyday word, written without a capital: "im omar young btw"."""

from relay.identities.said import is_said_of
from relay.scanning.lexicon import given_names
from relay.scanning.own import Own
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern

_REACH = 80
_BEFORE = pattern(r"(.*?)([a-z][a-z'-]*)[ \t,(]{1,3}$")
_AFTER = pattern(r"[ \t]?,?[ \t]{0,2}([a-z][a-z'-]*)")
_LABEL = pattern(
    r"\b(?:(?:last|family|full|second) ?name|surname|apellidos?|(?:mr|mrs|ms|dr|prof|coach)\.?)(?:\s*(?:,?\s*it'?s|is|es|was|:|=|-))?\s*$"
    r"|\b(?:calls? me|known as|we(?:'re| are) the)\s+$"
)
_SOMEBODY = pattern(
    r"\b(?:called|named|name is|name's|names|i'?m|i am|this is|it'?s|from|by|with|to|and|brother|sister|mom|mother|dad|father|cousin|uncle|aunt"
    r"|son|daughter|wife|husband|friend|mr|mrs|ms|dr|me llamo|soy|se llama)\s+$"
)
_DESCRIBED = pattern(r"\b(?:the|a|an|my|your|our|his|her|their|this|that|little|poor|very|so|too|when|while|as)\s+$")


def names_somebody(passage: Passage, start: int, end: int, own: Own) -> bool:
    """Whether the word at ``start`` is a surname by what stands beside it: a given name, a title, "last name"."""
    left = passage.text[max(0, start - _REACH) : start].lower()
    if _LABEL.search(left):
        return True
    if _stands_under_given(passage, start, end, own):
        return True
    words = _BEFORE.search(left.rpartition("\n")[2])
    if words is not None and not is_said_of(words.group(1)):
        given = words.group(2)
        if given in own.given or (given in given_names() and _SOMEBODY.search(words.group(1))):
            return True
    following = _AFTER.match(passage.text[end : end + _REACH].lower())
    return following is not None and following.group(1) in own.given and not _DESCRIBED.search(left)


def _stands_under_given(passage: Passage, start: int, end: int, own: Own) -> bool:
    """Whether the word is alone on its line, and the line above it, blank ones apart, is a given name alone."""
    line = passage.zones.lines[passage.zones.index_at(start)]
    if passage.text[line.start : line.end].strip(" \t>") != passage.text[start:end]:
        return False
    above = passage.text[max(0, line.start - _REACH) : line.start].rstrip(" \t\n>").rpartition("\n")[2]
    return above.strip(" \t>,").lower() in own.given
