"""What stands beside the name of a school, and tells whether it is one that a young person goes to."""

from relay.model.identity import Role
from relay.scanning.lexicon import big_places, common_words, is_given_name, surnames
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.school_words import FIRST_WORDS

_NOT_SCHOOLS = pattern(
    r"\b(?:khan|hogwarts|degrassi|bayside|sweet valley|rydell|east high|fast times at ridgemont|starfleet|police|umbrella|naval|military|air force|coast guard|royal|vampire"
    r"|hero|u\.?a\.? high|riverdale|sunnydale|shermer|hillman|summer heights|national|plato's|motion picture|monster|ever after|never been|high school musical"
    r"|gotham|smallville|liberty high|west beverly|capeside|wayside|sky high|junior high school musical|award|georgia tech|virginia tech|texas tech|cal tech|louisiana tech|big tech|ed tech|high tech|info tech|code|recording arts|beauxbatons|durmstrang|welton|xavier school"
    r"|school of rock|school for (?:gifted|good)|school of (?:medicine|law|engineering|nursing|dentistry|music|art|design|the art|business|mines|public|journalism|social|education|pharmacy))\b"
)
_OPPONENT = pattern(
    r"\b(?:against|versus|vs\.?|beat|beating|lost to|losing to|opponent|rival|rivals|faced|facing|defeated|contra)\s+(?:\w+\s+){0,3}$|\b(?:play|played|playing)\s+(?:the\s+)?$"
)
_PLACE_OR_DAY = pattern(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tonight|tomorrow|at home|away game|our (?:gym|field|place)|at \d|\d ?(?:pm|am)|home game)\b"
)
_PAST_OF_ADULT = pattern(
    r"\b(?:i (?:went|attended|graduated|taught|teach|studied|was|sang|played|ran|coached|met|worked)|my (?:old|former|own)|back in|years ago|in (?:19|20)\d\d|when i was|estudie|yo iba|mi vieja|ensene)\b"
)
_YOUNG = pattern(
    r"\b(?:you|your|you're|my (?:son|daughter|kid|niece|nephew|child|grandson|granddaughter)|students?|tu|tus|vas|te)\b"
)
_TOLD = pattern(
    r"\b(?:book|novel|movie|film|show|series|episode|anime|game about|character|(?:my|the|this|a|our) story|tv)\b"
)
_UNIVERSITY = pattern(
    r"\b(?:university|college|stanford|harvard|yale|princeton|mit|cornell|brown|columbia|dartmouth|upenn|duke|rice|howard|spelman|morehouse|juilliard|berkeley|ucla|usc|nyu|notre dame|georgetown|vanderbilt|emory|tufts|purdue|auburn|clemson|baylor|rutgers|tulane|ohio state|penn state|carnegie mellon"
    r"|caltech|georgia tech|virginia tech|texas tech|johns hopkins|northwestern|oxford|cambridge|unam|poli|tec|gallaudet|fisk|tuskegee|hampton|amherst|williams|swarthmore|wellesley|smith|vassar|bowdoin|middlebury|oberlin|reed|west point|annapolis|times square|park|museum|community|camp|church|mass|practice|bed|work|google|target|walmart|sephora|mcdonald'?s|disneyland|disney|costco)\b"
)
# What is talked of beside a name that is no young person's school: a trip, a quiz, the history of segregation.
_ELSEWHERE = pattern(
    r"\b(?:field trip|grade trip|class trip|school trip|battlefield|excursion|sightseeing|trivia|quiz night|team name ideas|mnemonic|fantasy (?:team|league|football)"
    r"|little rock nine|brown v|board of education|segregat\w+|ruby bridges|jim crow|in (?:1[5-8]\d\d|19[0-7]\d)\b)"
)
_REACH = 100  # characters beside a name that tell what it is
_CUE = pattern(
    r"\b(?:go|goes|going|went|attend\w*|student|enrolled|freshman|sophomore|junior|senior|grader|grade|transfer\w*|school|class(?:es)?|teach\w*|graduat\w+|at|from|start\w*|play for|is|ranger|kindergarden|kindergarten|calling us|about|tour of|halls of|kids of|everybody of|open house of|hear|heard that)\b[^.!?\n]{0,25}$"
)
_AS_SUBJECT = pattern(
    r"^(?:'s)?\s+(?:has|have|had|is|was|just|got|canceled|cancelled|starts?|started|lets?|won|needs?|and|kids|students|at|,)\b"
)


def may_be_of_a_young_person(passage: Passage, start: int, end: int, author: Role | None) -> bool:
    """Whether it is no school of stories, no opponent of a game, no place of a trip, and none of an adult's past."""
    sentence = passage.around(start, end)
    if _NOT_SCHOOLS.search(passage.text[max(0, start - 12) : end + 12]) or _TOLD.search(sentence):
        return False
    if _OPPONENT.search(passage.before(start, 40)) and not _PLACE_OR_DAY.search(sentence):
        return False
    if _ELSEWHERE.search(passage.text[max(0, start - _REACH) : end + _REACH]):
        return False
    if author is Role.MENTOR and _PAST_OF_ADULT.search(sentence) and not _YOUNG.search(sentence):
        return False
    name = passage.text[start:end].lower()
    return "university" not in name and not (name.endswith(" tech") and name.removesuffix(" tech") in big_places())


def may_name_school(name: str, *, called: bool) -> bool:
    """Whether what somebody goes to may be a school: no university, town, big shop or first name."""
    lower = name.lower().strip(" .'")
    words = lower.split()
    if (lower in big_places() and not called) or _UNIVERSITY.search(lower) or words[0] in FIRST_WORDS:
        return False
    return not (
        len(words) == 1 and ((words[0] in common_words() and words[0] not in surnames()) or is_given_name(words[0]))
    )


def is_cued(passage: Passage, start: int) -> bool:
    """Whether a word of going to school, or of talking about one, stands before a name."""
    return _CUE.search(passage.before(start, 40)) is not None


def is_subject(passage: Passage, start: int, end: int, author: Role | None) -> bool:
    """Whether "Lakeview Middle" does or has something, in what a student writes."""
    return (
        author is not Role.MENTOR
        and _AS_SUBJECT.match(passage.after(end, 20)) is not None
        and _proper(passage.text[start:end])
    )


def _proper(name: str) -> bool:
    return len(name.split()) > 1 and name.split(maxsplit=1)[0].lower() not in FIRST_WORDS
