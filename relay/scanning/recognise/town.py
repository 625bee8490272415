"""Small towns where a young person lives."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.lexicon import big_places
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_LIVES = (
    r"\b(?:i live|i am living|i'?m living|we live|we'?re living|we are living|i'?m from|i am from|we'?re from|my (?:home ?)?town is|i stay|we stay|my family lives|my house is|our house is"
    r"|vivo|vivimos|soy de|yo vivo|mi pueblo es|mi casa esta|i come from|here|we moved|i moved|living)\s+(?:(?:right|way|out|up|down|just|close|actually|currently|now|over|still|together|with my \w+|a little|in a (?:small |little |tiny )?(?:town|place|village)"
    r"|un pueblo|pueblo)\s+){0,3}?(?:in|near|outside(?: of)?|at|to|by|next to|called|named|en|cerca de|llamado|de)?\s*"
)  # fmt: skip
_TOWN = pattern(rf"{_LIVES}((?-i:[A-Z][a-z'.-]+(?:\s(?:[A-Z][a-z'.-]+|del?|la|los))*))")
_LOWER_TOWN = pattern(
    r"\b(?:i live|we live|i'?m from|im from|vivo|soy de|my town is)\s+(?:in|near|outside|by|en|de)?\s*([a-z][a-z'-]{2,}(?:\s(?:city|falls|grove|springs|creek|ridge|lake|rapids|heights|hills|valley|park|point|center|centre|junction|bluffs|view|port|beach|ville))?)\b"
)
_NOT_TOWNS = frozenset(
    "a an the my this that these our your his her their with in at by near on off out up down here there alone together small big little tiny"
    " rural farm country town city suburbs suburb apartment house home fear constant peace hope different same two three one far close"
    " about around across right just outside inside downtown now still basically like pretty kinda sort under over next between among"
    " for because and but so actually currently where what someplace somewhere nowhere anywhere earth space minecraft it a la el un una mi"
    " con los las mis ciudad pueblo campo casa aqui alli familia lejos cerca mexico-american mom dad moms dads parents grandma grandpa"
    " grandparents aunt uncle sister brother foster hills mountains coast beach woods middle dorm dorms trailer condo".split()
)
_PAST = pattern(
    r"\b(?:used to|grew up|was born|born in|years ago|when i was|before we|moved (?:here )?from|originally|before that|last year|nacio|naci|antes|creci)\b"
)
_MENTOR_OWN = (Role.MENTOR,)


def find_towns(passage: Passage, author: Role | None) -> Iterator[Match]:
    """Yield towns under 100,000 people where the writer lives; a mentor's own town passes."""
    if author in _MENTOR_OWN:
        return
    for expression in (_TOWN, _LOWER_TOWN):
        for match in expression.finditer(passage.text):
            start, end = match.span(1)
            if expression is _LOWER_TOWN and not passage.text[start].islower():
                continue
            place = passage.text[start:end].strip(" .'-").lower()
            longer = " ".join(passage.text[start : end + 20].lower().split()[:2]).strip(" .,'-!?")
            if longer in big_places():
                continue
            if _is_small_town(place) and not _PAST.search(passage.around(start, end)):
                yield Match(Category.PII_LOCATION, start, end, "a small town where a young person lives", 0.8)


def _is_small_town(place: str) -> bool:
    words = place.split()
    if not words or words[0] in _NOT_TOWNS or place in big_places():
        return False
    return words[0] not in big_places() or (len(words) > 1 and place not in big_places() and not _known_prefix(words))


def _known_prefix(words: list[str]) -> bool:
    return any(" ".join(words[:count]) in big_places() for count in range(len(words), 0, -1))
