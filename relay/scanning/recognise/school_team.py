"""Teams that give a school away: a mascot with its town, or with the name of the school."""

from collections.abc import Iterator

from relay.scanning.lexicon import big_places, common_words, public_names, small_towns, surnames
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.school_words import without_first_words

_TEAM = pattern(
    r"\b(?:play|plays|played|playing|run|running|swim|wrestle|cheer|compete|pitch|quarterback|goalie|captain|try out|tryouts|varsity|jv)\b[^.!?\n]{0,25}?\b(?:for|with|on)\s+(?:the\s+)?"
    r"([A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s(?:Lady\s)?[A-Z][a-z]+s)\b",
    ignore_case=False,
)
_MASCOTS = (
    r"(?:aggies|angels|badgers|bearcats|bears|bees|beavers|bison|blazers|blue ?devils|bobcats|braves|broncos|bruins|buccaneers|bucks|buffalo(?:es)?|bulldogs|bulls|cardinals|cavaliers|chargers|chiefs|chieftains|cobras|colts|comets|conquistadors|cougars|cowboys|coyotes|crusaders|cubs"
    r"|cyclones|demons|devils|dolphins|dragons|ducks|eagles|falcons|flyers|foxes|gators|generals|giants|gladiators|golden bears|golden eagles|gophers|greyhounds|grizzlies|gryphons|griffins|hawks|hornets|hounds|hurricanes|huskies|indians|jackets|jaguars|jets|kangaroos|knights|lancers|leopards|lions"
    r"|longhorns|lumberjacks|lynx|marauders|mariners|matadors|mavericks|minutemen|monarchs|mountaineers|mustangs|nighthawks|orioles|otters|owls|panthers|patriots|pelicans|phoenix|pilots|pioneers|pirates|plainsmen|polar bears|pumas|raiders|rams|rangers|raptors|ravens|razorbacks|rebels|red devils|redhawks|redwoods"
    r"|rockets|roadrunners|royals|saints|scorpions|seahawks|senators|sharks|skyhawks|spartans|stallions|stars|stingers|storm|tigers|timberwolves|titans|tornadoes|trailblazers|trojans|turtles|vikings|vipers|warriors|wildcats|wolfpack|wolverines|wolves|yellow ?jackets|hodags|jayhawks|hoosiers|fighting \w+s|lady \w+s)"
)
_TOWN_MASCOT = pattern(rf"\b((?-i:[A-Z])[a-z'.]+(?: (?-i:[A-Z])[a-z'.]+){{0,2}}) ((?:lady )?{_MASCOTS})\b")
_WE_MASCOT = pattern(
    rf"\b(?:we'?re|we are|i'?m|im|us|our|go|proud|morning|thats us|home of the|being|the) (?:all |the |a |an |proud |fighting |mighty )*(?:(?-i:[A-Z])\w+ )?({_MASCOTS})\b"
)
_COLOURED = pattern(
    rf"\b(?:purple|red|blue|green|gold|golden|black|white|orange|maroon|silver) {_MASCOTS}\b[^.!?\n]{{0,60}}\bus\b"
)
_SOMEWHERE = pattern(
    r"\b(?:in|of|from|town'?s|town is|take on|all of|here in|at|play|against|beat|lost to|vs\.?|versus|the town,)\s+((?-i:[A-Z])[a-z']+(?: (?-i:[A-Z])[a-z']+){0,2})"
)
_GIVEN_AWAY = "a team's name that gives a school away"


def find_teams(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Yield a team that is named with its town or school, none of a professional league."""
    for match in _TEAM.finditer(passage.text):
        if match.group(1).lower() not in public_names():
            yield *match.span(1), _GIVEN_AWAY
    for match in _TOWN_MASCOT.finditer(passage.text):
        begin, _ = without_first_words(passage.text, *match.span(1))
        town = passage.text[begin : match.end(1)].lower()
        public = f"{town} {match.group(2).lower()}" in public_names() or town in big_places()
        named = passage.text[match.start(2)].isupper() or (town in small_towns() and town not in common_words())
        if begin < match.end(1) and not public and named and _may_be_place(town):
            yield begin, match.end(), _GIVEN_AWAY
    for expression in (_WE_MASCOT, _COLOURED):
        for match in expression.finditer(passage.text):
            place = _place_beside(passage, *match.span())
            if place is not None:
                yield min(match.start(), place[0]), max(match.end(), place[1]), _GIVEN_AWAY


def _may_be_place(name: str) -> bool:
    """Whether a capitalised word before a mascot may be a town or a school: none that only begins a sentence."""
    return " " in name or name in small_towns() or name in surnames() or name not in common_words()


def _place_beside(passage: Passage, start: int, end: int) -> tuple[int, int] | None:
    """Return where a town is named in the sentence of a span, or the next."""
    first, last = passage.sentence_of(start, end)
    last = passage.sentence_at(min(last, max(0, len(passage.text) - 1)))[1]
    for place in _SOMEWHERE.finditer(passage.text[first:last]):
        if _is_place(place.group(1)):
            return first + place.start(1), first + place.end(1)
    return None


def _is_place(name: str) -> bool:
    words = name.lower().removesuffix("'s").split()
    return any(
        " ".join(words[:count]) in big_places() or " ".join(words[:count]) in small_towns()
        for count in range(1, len(words) + 1)
    )
