"""Schools that a young person attends or attended, and what gives them away."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_STRONG = (
    r"(?:(?:Senior |Junior |Jr\.? )?High School|Middle School|(?:Elementary|Primary|Intermediate|Grade|Grammar|Secondary|Charter|Magnet|Day|Catholic|Christian"
    r"|Lutheran|Montessori|Preparatory|Prep|Public|Country Day|Parochial) School|Junior High|Jr\.? High|Elementary|Country Day|Senior High)"
)
_WEAK = r"(?:High|HS|H\.S\.|Middle|MS|Academy|Prep|Elem|Montessori|Christian|Catholic|Charter|Tech)"
_NAMED = pattern(rf"\b((?:[A-Z][\w'.&-]*\s+)(?:(?:[A-Z][\w'.&-]*|of|the)\s+){{0,3}}?{_STRONG})\b", ignore_case=False)
_NAMED_WEAK = pattern(rf"\b((?:[A-Z][\w'.&-]*\s+){{1,3}}?{_WEAK})\b", ignore_case=False)
_LOWER = pattern(
    r"\b(?:go|goes|going|went|attend|attends|attending|attended|student|enrolled|freshman|freshmen|sophomore|junior|senior|grader|grade|transfer(?:red|ring)?|class(?:es)?"
    r"|school is|school'?s|school called|school named|graduat\w+|study|studying|kid|here)\s+(?:\w+\s+){0,2}?(?:to|at|in|from|is|called|named|over at)\s+((?:[a-z][\w'.-]*\s+){1,3}?"
    r"(?:high(?: school)?|middle(?: school)?|elementary(?: school)?|junior high|jr high|hs|ms|academy|prep|charter|montessori))\b"
)
_SCHOOL_IS = pattern(
    r"\b(?:[Mm]y|[Oo]ur)\s+(?:\w+\s+)?school(?:'s name)?\s+(?:is|was)\s+(?:called |named )?((?:[A-Z][\w'.-]*)(?:\s[A-Z][\w'.-]*){0,4})",
    ignore_case=False,
)
_NUMBERED = pattern(r"\b(?:P\.?S\.?|I\.?S\.?|M\.?S\.?|J\.?H\.?S\.?|PS/MS)\s?#?\d{1,3}\b", ignore_case=False)
_SPANISH = pattern(
    r"\b((?:[Ee]scuela|[Cc]olegio|[Ss]ecundaria|[Pp]reparatoria|[Pp]repa|[Ii]nstituto|[Pp]rimaria|[Ll]iceo|[Tt]elesecundaria)\s+(?:(?:Primaria|Secundaria|Preparatoria|Tecnica|primaria"
    r"|secundaria|preparatoria|tecnica|publica|de|del|la|el|las|los)\s+){0,3}(?:[A-Z][\w'.-]*(?:\s+(?:(?:de|del|la|los)\s+)?[A-Z][\w'.-]*){0,3}|(?:numero|no\.?|#)\s?\d+|\d+))",
    ignore_case=False,
)
_TEAM = pattern(
    r"\b(?:play|plays|played|playing|run|running|swim|wrestle|cheer|compete|pitch|quarterback|goalie|captain|try out|tryouts|varsity|jv)\b[^.!?\n]{0,25}?\b(?:for|with|on)\s+(?:the\s+)?"
    r"([A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s(?:Lady\s)?[A-Z][a-z]+s)\b",
    ignore_case=False,
)
_MASCOT = pattern(
    r"\b(?:our (?:school |team )?mascot (?:is|are)|(?:go|we'?re|we are|i'?m|proud to be) (?:the |a |an )?(?:fighting|lady|little|golden|mighty) [a-z]+s?|(?:our|my) school'?s? (?:mascot|colors|initials|nickname)s? (?:is|are))\b"
)
_FIRST_WORDS = frozenset(
    "my the your our a an in at to for his her their this that local public private new old any every some no one after before when"
    " if but and so since until during i we they he she most many both another other which what your my different big small"
    " middle high from into with like as is was it's its catholic christian american english regular typical actual all or"
    " whether maybe because even then now just only still also junior senior freshman first second last next nice good great".split()
)
_NOT_SCHOOLS = pattern(
    r"\b(?:khan|hogwarts|degrassi|bayside|sweet valley|rydell|east high|ridgemont|starfleet|police|umbrella|naval|military|air force|coast guard|royal|vampire"
    r"|hero|u\.?a\.? high|riverdale|sunnydale|shermer|hillman|summer heights|national|plato's|motion picture|monster|ever after|never been|high school musical"
    r"|gotham|smallville|liberty high|west beverly|capeside|wayside|sky high|junior high school musical|award)\b"
)
_OPPONENT = pattern(
    r"\b(?:against|versus|vs\.?|beat|beating|lost to|losing to|opponent|rival|rivals|faced|facing|defeated|contra)\s+(?:\w+\s+){0,3}$|\b(?:play|played|playing)\s+(?:the\s+)?$"
)
_PLACE_OR_DAY = pattern(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tonight|tomorrow|at home|away game|our (?:gym|field|place)|at \d|\d ?(?:pm|am)|home game)\b"
)
_PAST_OF_ADULT = pattern(
    r"\b(?:i (?:went|attended|graduated|taught|teach|studied|was)|my (?:old|former)|back in|years ago|in (?:19|20)\d\d|when i was)\b"
)
_YOUNG = pattern(r"\b(?:you|your|my (?:son|daughter|kid|niece|nephew|child)|students?)\b")
_TOLD = pattern(r"\b(?:book|novel|movie|film|show|series|episode|anime|game|character|story|tv)\b")


def find_schools(passage: Passage, author: Role | None) -> Iterator[Match]:
    """Yield names of schools, and of what gives them away."""
    text = passage.text
    for expression, weak in ((_NAMED, False), (_NAMED_WEAK, True)):
        for match in expression.finditer(text):
            start, end = _without_first_words(text, *match.span(1))
            if end > start and not (weak and not _is_cued(passage, start)) and _is_held(passage, start, end, author):
                yield _match(start, end, "the name of a school")
    for match in _LOWER.finditer(text):
        start, end = _without_first_words(text, *match.span(1))
        if end > start and len(text[start:end].split()) > 1 and _is_held(passage, start, end, author):
            yield _match(start, end, "the name of a school")
    for expression, explanation in (
        (_SCHOOL_IS, "the name of a school"),
        (_NUMBERED, "the number of a school"),
        (_SPANISH, "the name of a school"),
        (_TEAM, "a team's name that gives a school away"),
        (_MASCOT, "a mascot or colours that give a school away"),
    ):
        for match in expression.finditer(text):
            start, end = match.span(1) if expression.groups else match.span()
            if _is_held(passage, start, end, author):
                yield _match(start, end, explanation)


def _match(start: int, end: int, explanation: str) -> Match:
    return Match(Category.PII_SCHOOL, start, end, explanation, 0.85)


_KIND_ALONE = pattern(rf"^(?:{_STRONG}|{_WEAK})$")


def _without_first_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Take "My", "The", "When" … off the front; nothing is left of "my high school"."""
    while start < end:
        word = text[start:end].split(maxsplit=1)[0]
        if word.lower().strip("'.,") not in _FIRST_WORDS or _KIND_ALONE.match(text[start:end]):
            break
        start += len(word)
        while start < end and text[start].isspace():
            start += 1
    return (end, end) if _KIND_ALONE.match(text[start:end]) else (start, end)


_CUE = pattern(
    r"\b(?:go|goes|going|went|attend\w*|student|enrolled|freshman|sophomore|junior|senior|grader|grade|transfer\w*|school|class(?:es)?|teach\w*|graduat\w+|at|from|start\w*|play for)\b[^.!?\n]{0,25}$"
)


def _is_cued(passage: Passage, start: int) -> bool:
    return _CUE.search(passage.before(start, 40)) is not None


def _is_held(passage: Passage, start: int, end: int, author: Role | None) -> bool:
    sentence = passage.around(start, end)
    if _NOT_SCHOOLS.search(passage.text[max(0, start - 12) : end]) or _TOLD.search(sentence):
        return False
    if _OPPONENT.search(passage.before(start, 40)) and not _PLACE_OR_DAY.search(sentence):
        return False
    if author is Role.MENTOR and _PAST_OF_ADULT.search(sentence) and not _YOUNG.search(sentence):
        return False
    return "university" not in passage.text[start:end].lower()
