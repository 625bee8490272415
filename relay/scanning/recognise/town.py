"""Small towns, and quarters of cities, where a young person lives."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.lexicon import big_places, common_words, is_given_name, small_towns
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_ADVERBS = (
    r"(?:(?:right|way|out|up|down|over|back|just|close|actually|currently|now|still|together|here|basically|like|with my \w+|a little|deep)\s+|in (?:a|the) (?:small |little |tiny |boring )?(?:town|place|village|city|apartment|condo|trailer|house)"
    r"\s+(?:called |named |of |in |near )?|(?:to )?(?:a|the) (?:small |little |tiny )?(?:town|place|village|condo|apartment|house|trailer|ranch|farm)\s+(?:called |named |in |near |outside |of )?|un pueblo\s+|pueblo\s+|arriba |alla |aca )*"
)
_IN = r"(?:in|near|outside(?: of)?|at|to|by|next to|called|named|en|cerca de|llamado|de|from)?\s*"
_PLACE = r"((?-i:[A-Z][a-z'.-]+)(?:\s(?:(?-i:[A-Z])[a-z'.-]+|(?:del?|la|los|las|of) (?-i:[A-Z])[a-z.-]+))*)"
_LIVES = (
    r"\b(?:(?:i|we) (?:live|stay|reside)|i am living|i'?m living|we'?re living|we are living|i'?m from|i am from|we'?re from|im from|my (?:home ?)?town is|my family lives|my house is|our house is|my home is"
    r"|vivo|vivimos|soy de|somos de|yo vivo|mi pueblo es|mi casa esta|i come from|we(?: just| recently)? moved|i(?: just)? moved|living|our (?:apartment|place|town|farm|ranch|trailer) is|live|stay|nos mudamos|me mude"
    r"|you(?:'?re| are| live| must be| must live)(?: from| in)|your town is|tu (?:eres|vives)(?: de| en)?|(?:i've|ive|we've|weve|i have|we have) lived|born and raised)\s+"
)
_TOWN = pattern(rf"{_LIVES}{_ADVERBS}{_IN}{_PLACE}")
_LOWER_TOWN = pattern(
    r"\b(?:i live|we live|i'?m from|im from|we'?re from|vivo|soy de|my town is)\s+(?:in|near|outside|by|en|de)?\s*([a-z][a-z'-]{2,}(?:\s[a-z][a-z'-]+)?)\b"
)
_WHERE = pattern(
    rf"\b(?:out|up|down|over|back|here|home|still|stuck|alone)\s+(?:here )?in {_PLACE}|\bin {_PLACE},? (?:where (?:we|i) (?:are|live)|(?:that|it) counts|we (?:have|get|call|don't)|here|everyone|everybody|nobody|my whole life|all my life)"
    rf"|\b(?:everyone|everybody|nobody|kids|people|life|winter|summer|mornings?) (?:here )?in {_PLACE}|\b{_PLACE} (?:gets|is so|is too|is where (?:i|we|you)|has (?:one|two|no|like|a single|exactly)|,? is home)|\b(?:before|outside|past|from|near) {_PLACE},? (?:past|up|by|off) the"
    rf"|\b(?:our town|the town|my town|this town|hometown|home town)(?:'s| is| of|:|,)? {_PLACE}|{_PLACE}(?:, (?-i:[A-Z])[a-z]+)?,? is (?:where (?:you|i|we) live|home to)|\btown\b[^.!?\n]{{0,70}}\b(?:must be|is called|would be) {_PLACE}|\b(?:live|vivo|vivimos)\b[^.!?\n]{{0,25}}\b(?:en|in) {_PLACE}|\b(?:el pueblo de|aqui en|aca en) {_PLACE}"
    rf"|\b{_PLACE} (?:born and raised|represent\b|gang\b|kid\b)|^{_PLACE}, (?:the|right) "
)
_QUARTER = pattern(
    rf"\b(?:in|from|to|at|of) (?:the )?{_PLACE} (?:neighbou?rhood|projects|district|barrio|area)\b|\b(?:el barrio|la colonia|el fraccionamiento|la vecindad) (?:de )?{_PLACE}"
    r"|\b((?-i:[A-Z])[a-z]+ (?:Heights|Point|Hill|Village|Terrace|Gardens|Meadows|Estates|Courts|Homes|Towers|Projects)) (?:is where|projects)\b"
)
_NOT_TOWNS = frozenset(
    "a an the my this that these our your his her their with in at by near on off out up down here there alone together small big little tiny"
    " rural farm country town city suburbs suburb apartment house home fear constant peace hope different same two three one far close"
    " about around across right just outside inside downtown now still basically like pretty kinda sort under over next between among"
    " for because and but so actually currently where what someplace somewhere nowhere anywhere earth space minecraft it a la el un una mi"
    " con los las mis ciudad pueblo campo casa aqui alli familia lejos cerca mexico-american mom dad moms dads parents grandma grandpa"
    " grandparents aunt uncle sister brother foster hills mountains coast beach woods middle dorm dorms trailer condo mars jupiter venus saturn"
    " narnia hogwarts gotham wakanda middle-earth january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec spring summer winter fall english spanish math science history i".split()
)
_PAST = pattern(
    r"\b(?:used to|grew up|was born|born in|years ago|when i was|before we|moved (?:here )?from|originally|before that|last (?:year|summer|week|month)|nacio|naci|antes|creci|visit\w*|vacation\w*|trip|grand(?:ma|pa|parents)'?s? (?:live|lives|house)|book|novel|movie|story|game|history)\b"
)
_BEYOND = 24  # characters behind a place that may belong to its name
_HERE = pattern(r"\b(?:here|aqui) (?:in|en) $")
_MENTOR_OF_STUDENT = pattern(r"\b(?:you|your|you're|you've|tu|tus|eres|vives|te)\b")


def find_towns(passage: Passage, author: Role | None) -> Iterator[Match]:
    """Yield towns under 100,000 people where a young person lives; a mentor's own town passes."""
    for expression in (_TOWN, _LOWER_TOWN, _WHERE, _QUARTER):
        for match in expression.finditer(passage.text):
            index = next((i for i in range(1, expression.groups + 1) if match.group(i)), 0)
            start, end = match.span(index)
            if author is Role.MENTOR and not _MENTOR_OF_STUDENT.search(passage.around(start, end)):
                continue
            if expression is _LOWER_TOWN and not passage.text[start].islower():
                continue
            if author is Role.MENTOR and _HERE.search(passage.before(start, 12)):
                continue  # where they live themselves
            if _PAST.search(passage.around(start, end)):
                continue
            start = _without_first_word(passage.text, start, end)
            place = passage.text[start:end].strip(" .'-").lower()
            if expression is _QUARTER:
                known = True
            elif expression is _TOWN:
                known = _is_small_town(passage, place, start) or _is_quarter(place)
            else:
                known = _known_town(place, lived_in=expression is _LOWER_TOWN) or _is_quarter(place)
            if known:
                yield Match(Category.PII_LOCATION, start, end, "a small town where a young person lives", 0.8)


def _without_first_word(text: str, start: int, end: int) -> int:
    """Return where a place begins behind the word that a sentence begins with ("So Havre")."""
    first, _, rest = text[start:end].partition(" ")
    whole = text[start:end].lower().strip(" .'-")
    if rest and first.lower() in common_words() and whole not in small_towns() | big_places():
        return start + len(first) + 1
    return start


def _is_quarter(place: str) -> bool:
    """Whether a name is made like that of a quarter of a city, though it be as big as a city."""
    return place.endswith(
        (" heights", " village", " hill", " hills", " point", " terrace", " park", " gardens", "side")
    ) and place in (big_places() | small_towns())


def _known_town(place: str, *, lived_in: bool) -> bool:
    """Whether the list of small towns has a place, and it is no everyday word by itself, nor a given name unless ``lived_in``."""
    words = place.split()
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).strip(" .'-")
        if name in big_places():
            return False
        if name in small_towns():
            named = is_given_name(name) and not lived_in
            return count > 1 or not (name in common_words() or named or name in _NOT_TOWNS)
    return False


def _is_small_town(passage: Passage, place: str, start: int) -> bool:
    words = place.split()
    longer = " ".join(passage.text[start : start + len(place) + _BEYOND].lower().split()[:2]).strip(" .,'-!?")
    if not words or words[0] in _NOT_TOWNS or place in big_places() or longer in big_places():
        return False
    if " ".join(words) in small_towns():
        return True
    return not any(" ".join(words[:count]) in big_places() for count in range(len(words), 0, -1))
