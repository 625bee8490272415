"""A surname beside its given name: ``Greta Oldfield``, ``Oldfield, Greta``, ``gretaoldfield7``, ``李小明``."""

import re
from functools import lru_cache

from relay.identities.everyday import GREETING_WORDS, is_everyday
from relay.identities.people import Person, Telling
from relay.identities.place import Place
from relay.identities.said import is_said_of
from relay.identities.spot import Spot
from relay.identities.words_around_surnames import is_ordinary

_REACH = 48
_SIGN = re.compile(r"[._-]")
_CELL = re.compile(r"[\"']?[,;|\t][\"']?")
_CELL_ENDS = re.compile(r"[\"']?(?:[,;|\t\n]|\Z)")
_CELL_BEGINS = re.compile(r"(?:\A|[,;|\t\n:])[\"']?\Z")
_BLANK = r"[ \t*_]{1,4}"
_SPACE = re.compile(rf"{_BLANK}(?:[^\W\d_]{{1,2}}\.[ \t]{{0,2}}){{0,2}}")
_BRACKET = re.compile(r"[ \t]?[(\[\"“']")
_BRACKET_ENDS = re.compile(r"[)\]\"”']")
_NICKNAME = re.compile(r"[ \t]{1,2}[(\"“'][^\n()\"“”]{1,20}[)\"”'][ \t]{1,2}")
_WRAP = re.compile(r"[ \t*_]{0,3}\n[>\s*_]{0,12}")
_MIDDLE = re.compile(r"[ \t]{1,2}([^\W\d_][\w'’-]{1,19}[ \t]{1,2})(?:([^\W\d_][\w'’-]{1,19})[ \t]{1,2})?")
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,20})([ \t*_]{1,4}(?:[^\W\d_]\.[ \t]{1,2})?)\Z")
_DETERMINER = re.compile(
    r"(?:\A|[^\w])(?:the|a|an|in|on|my|your|our|his|her|their|this|that|every|each|one|el|la|los|las|un|una)[ \t]+\Z"
)
_CAPITAL_BEFORE = re.compile(r"[^\W\d_][\w'’-]*[ \t]+\Z")
_BULLET = re.compile(r"[*-][ \t]\Z")
_QUOTING = " \t>*_|,~-"
_LETTERS = re.compile(r"[^\W\d_]*")
# What makes another word or another name of an everyday one: Youngster, Youngblood.
_NAMES_GO_ON = frozenset(
    "s er ers est ing ings ish ly y ness ster sters land lands wood ville ton field son sen man men stone dale town"
    " bridge house hill ford berg blood smith worth ham brook well port burg mouth ie en ed".split()
)
_SHORTEST = 3
_SHORTEST_JOINED = 8
_SMALLEST_ID = 5


def beside_given(spot: Spot, person: Person, telling: Telling, *, named: bool) -> Place | None:
    """Return the place where the given name stands beside the surname, so that the given name stays.

    ``telling`` is how telling the surname is here. ``named``: something else shows it to be a name.
    """
    if not any(token in spot.left[-_REACH:] or token in spot.right[:_REACH] for token in person.given_tokens):
        return _after_nickname(spot, person) if telling is not Telling.SHARED else None
    distinct = telling is Telling.DISTINCT
    found = _after_given(spot, person, distinct=distinct, named=named)
    return found or _before_given(spot, person, telling, named=named)


@lru_cache(maxsize=256)
def _given_left(tokens: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{_any(tokens)})(?P<gap>.{{0,{_REACH}}})\Z", re.DOTALL)


@lru_cache(maxsize=256)
def _given_right(tokens: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<gap>[ \t]?,[ \t]*(?:\n[>\s]{{0,6}})?|[\"']?[;|\t][\"']?|[._-]|[ \t]{{1,3}}|[ ]?[・·.][ ]?|)"
        rf"(?:{_any(tokens)})(?P<ends>(?![^\W\d_]))?"
    )


def _any(tokens: tuple[str, ...]) -> str:
    return "|".join(re.escape(token).replace(r"\ ", r"[\s.-]{0,3}") for token in tokens)


def _after_given(spot: Spot, person: Person, *, distinct: bool, named: bool) -> Place | None:
    near = spot.left[-_REACH:]
    match = _last(_given_left(person.given_tokens), near)
    if match is not None:
        gap = match["gap"]
        more = _ends(spot, gap, distinct=distinct)
        given = near[match.start() : match.start("gap")]
        if more is not None and _gap_taken(spot, given, gap, distinct=distinct, named=named):
            return Place(spot.start - len(gap), spot.end + more, "")
        if more is None and gap.strip(" ") == "" != gap and _runs_into_a_word(spot, distinct=distinct):
            return Place(spot.start, spot.end, "")
    return _after_nickname(spot, person)


def _runs_into_a_word(spot: Spot, *, distinct: bool) -> bool:
    """Return whether the surname was glued to the next word ("Omar Youngabout bridges"): that word stays."""
    word = _LETTERS.match(spot.right)
    after = word[0] if word else ""
    if after in _NAMES_GO_ON or is_everyday(spot.name + after) or is_ordinary(spot.name + after):
        return False
    return distinct or (spot.capital and spot.is_lower(spot.end))


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the match that begins last: the nearest given name."""
    found = None
    match = pattern.search(text)
    while match is not None:
        found = match
        match = pattern.search(text, match.start() + 1)
    return found


def _ends(spot: Spot, gap: str, *, distinct: bool) -> int | None:
    """Return how much after the surname goes too (a closing bracket), None where the word goes on."""
    if gap[-1:] in {"(", "[", '"', "“", "'"}:
        return 1
    if spot.ends_word:
        return 0
    plural = spot.right.startswith("s") and not spot.right[1:2].isalpha()
    if plural and distinct:
        return 1
    if spot.hump and not gap:
        return 0
    in_id = distinct and (not gap or _SIGN.fullmatch(gap)) and spot.end - spot.start >= _SMALLEST_ID
    return 0 if in_id or spot.unspaced else None


def _gap_taken(spot: Spot, given: str, gap: str, *, distinct: bool, named: bool) -> bool:
    """Return whether what stands between the given name and the surname joins them to one name."""
    if not gap:
        return _joined(spot, given, spot.start - len(given), distinct=distinct)
    if _WRAP.fullmatch(gap):
        return distinct or named or (spot.capital and _on_two_lines(spot, given, gap))
    if not _SIGN.fullmatch(gap) and (_SPACE.fullmatch(gap) or _NICKNAME.fullmatch(gap)):
        return distinct or spot.capital or named or not is_said_of(spot.left[: len(spot.left) - len(gap) - len(given)])
    return _sign_taken(spot, gap, distinct=distinct) or _middle_taken(spot, gap, distinct=distinct)


def _on_two_lines(spot: Spot, given: str, gap: str) -> bool:
    """Return whether given name and surname stand one under the other, each alone on its line."""
    before = spot.left[: len(spot.left) - len(gap) - len(given)].rpartition("\n")[2]
    return not _BULLET.search(gap) and not before.strip(_QUOTING) and spot.line.strip(_QUOTING) == spot.name


def _sign_taken(spot: Spot, gap: str, *, distinct: bool) -> bool:
    """Return whether the sign between them is one of ids, of tables, or a bracket."""
    if _SIGN.fullmatch(gap):
        new_sentence = gap == "." and spot.capital and spot.right[:1] == " " and spot.is_lower(spot.end + 1)
        return distinct or not new_sentence
    if _CELL.fullmatch(gap):
        return distinct or _CELL_ENDS.match(spot.right) is not None
    bracketed = _BRACKET.fullmatch(gap) and _BRACKET_ENDS.match(spot.right)
    return bracketed is not None


def _middle_taken(spot: Spot, gap: str, *, distinct: bool) -> bool:
    """Return whether one or two further given names stand between them."""
    middle = _MIDDLE.fullmatch(gap)
    if middle is None or not (distinct or spot.capital):
        return False
    begins = spot.start - len(gap)
    capitals = [spot.is_upper(begins + middle.start(group)) for group in (1, 2) if middle[group]]
    return all(capitals) and (distinct or len(capitals) == 1)


def _joined(spot: Spot, other: str, first: int, *, distinct: bool) -> bool:
    """Return whether given name and surname without anything between are an id, not part of a word."""
    if distinct and min(len(other), len(spot.name)) >= _SHORTEST + 1:
        return True
    if spot.hump and spot.is_upper(spot.end):
        return True  # "TimYoungFan"
    if not spot.ends_word or is_everyday(other + spot.name):
        return spot.unspaced
    marked = spot.hump or spot.right[:1].isdigit() or spot.right[:1] in {"@", "_"}
    marked = marked or spot.folded.text[first - 1 : first] == "@"
    long = len(other) > _SHORTEST and len(other) + len(spot.name) >= _SHORTEST_JOINED
    return distinct or marked or long


def _after_nickname(spot: Spot, person: Person) -> Place | None:
    """Return the place after a short or a long form of the given name (Tim, Timothy), which stays."""
    match = _WORD_BEFORE.search(spot.left) if spot.capital and spot.ends_word else None
    if match is None or not spot.is_upper(spot.start - len(match[0])):
        return None
    word = match[1]
    for token in person.given_tokens:
        if min(len(word), len(token)) >= _SHORTEST and (word.startswith(token) or token.startswith(word)):
            return Place(spot.start - len(match[2]), spot.end, "")
    return None


def _before_given(spot: Spot, person: Person, telling: Telling, *, named: bool) -> Place | None:
    match = _given_right(person.given_tokens).match(spot.right)
    if match is None:
        return None
    gap, stop = match["gap"], spot.end + len(match["gap"])
    if spot.stands_free and gap.strip(" ") in {"", "・", "·"}:
        return Place(spot.start, stop, "")
    if match["ends"] is None or not spot.begins_word:
        return None
    if not gap or _SIGN.fullmatch(gap):
        return _id_before(spot, match, person, distinct=telling is Telling.DISTINCT)
    return Place(spot.start, stop, "") if _joins(spot, match, telling, named=named) else None


def _joins(spot: Spot, match: re.Match[str], telling: Telling, *, named: bool) -> bool:
    """Return whether the sign or the space before the given name joins the surname to it."""
    distinct = telling is Telling.DISTINCT
    if match["gap"].strip(" \t\n>") == ",":
        return _comma_joins(spot, match, distinct=distinct, named=named)
    if match["gap"].strip("\"'") in {";", "|", "\t"}:
        return distinct or _are_cells(spot, match)
    plain = telling is Telling.EVERYDAY and spot.capital and spot.name not in GREETING_WORDS
    return match["gap"].isspace() and (distinct or named or (plain and not _DETERMINER.search(spot.left)))


def _are_cells(spot: Spot, match: re.Match[str]) -> bool:
    return _CELL_BEGINS.search(spot.left) is not None and _CELL_ENDS.match(spot.right[match.end() :]) is not None


def _comma_joins(spot: Spot, match: re.Match[str], *, distinct: bool, named: bool) -> bool:
    if distinct or named:
        return True
    if not spot.capital and match["gap"] == "," and _are_cells(spot, match):
        return True
    # Neither "Love, Tim" nor "Happy New Year, Tim" nor "in the Field, Tim".
    if spot.name in GREETING_WORDS or "\n" in match["gap"] or _DETERMINER.search(spot.left):
        return False
    if not spot.capital:
        return spot.line.strip(_QUOTING) == f"{spot.name}{match[0]}"
    before = _CAPITAL_BEFORE.search(spot.left)
    return before is None or not spot.is_upper(spot.start - len(before[0]))


def _id_before(spot: Spot, match: re.Match[str], person: Person, *, distinct: bool) -> Place | None:
    """Return the place of ``oldfield.greta`` or ``oldfieldgreta``, whole."""
    gap = match["gap"]
    given = match[0][len(gap) :]
    if gap:
        sentence = gap == "." and spot.is_upper(spot.end + 1)  # "… is young.Omar said"
        counts = distinct or not sentence
    else:
        hump = spot.is_upper(spot.end) and spot.is_lower(spot.end - 1)
        long = len(given) > _SHORTEST and len(given) + len(spot.name) >= _SHORTEST_JOINED
        marked = hump or spot.right[match.end() : match.end() + 1].isdigit() or spot.left[-1:] == "@"
        counts = (distinct or marked or long) and not is_everyday(spot.name + given)
    return Place(spot.start, spot.end + match.end(), person.given) if counts else None
