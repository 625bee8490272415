"""Schools that a young person attends or attended, and what gives them away."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.lexicon import big_places, common_words, is_given_name, public_names, small_towns, surnames
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.spanish_school import spanish_schools

_STRONG = (
    r"(?:(?:Senior |Junior |Jr\.? )?High School|Middle School|(?:Elementary|Primary|Intermediate|Grade|Grammar|Secondary|Charter|Magnet|Day|Catholic|Christian"
    r"|Lutheran|Montessori|Preparatory|Prep|Public|Country Day|Parochial) School|Junior High|Jr\.? High|Elementary|Country Day|Senior High|Consolidated)"
)
_WEAK = r"(?:High|HS|H\.S\.|Middle|MS|M\.S\.|Academy|Prep|Elem|Montessori|Christian|Catholic|Lutheran|Charter|Magnet|Tech|Science & Tech)"
_NAMED = pattern(rf"\b((?:[A-Z][\w'.&-]*\s+)(?:(?:[A-Z][\w'.&-]*|of|the)\s+){{0,5}}?{_STRONG})\b", ignore_case=False)
_NAMED_WEAK = pattern(rf"\b((?:[A-Z][\w'.&-]*\s+){{1,3}}?{_WEAK})(?:\b|\s|$)", ignore_case=False)
_ACADEMY_OF = pattern(
    r"\b((?:Academy|School|Preparatory) (?:of|for) (?:the )?[A-Z][\w'-]+(?: (?:and |of |& )?[A-Z][\w'-]+){0,3})",
    ignore_case=False,
)
_LOWER = pattern(
    r"\b(?:go|goes|going|went|attend|attends|attending|attended|student|enrolled|freshman|freshmen|sophomore|junior|senior|grader|grade|transfer(?:red|ring)?|class(?:es)?"
    r"|school is|school'?s|school called|school named|graduat\w+|study|studying|kid|here)\s+(?:\w+\s+){0,2}?(?:to|2|at|in|from|is|called|named|over at)\s+((?:[a-z][\w'.-]*\s+){1,3}?"
    r"(?:high(?: school)?|middle(?: school)?|elementary(?: school)?|junior high|jr high|hs|ms|academy|prep|catholic|charter|montessori))\b"
)
_PROPER = r"(?-i:[A-Z])[\w'-]+(?: (?:(?-i:[A-Z])[\w'-]+|of(?: the)? (?-i:[A-Z])[\w'-]+)){0,3}"
_SAINT = r"(?:St\. |Saint |Santa |San )?"
_GO_TO = pattern(
    rf"\b(?:(?:i|we|he|she|you|my \w+|my \w+ \w+|and i both|both) (?:currently |now |just |also |both )?(?:(?:go|goes|went|transferred|switched|started|start|graduated|got in)(?: at| to| from| into| 2)|attend|attends|attended) |(?:freshman|sophomore|junior|senior|\d+th grader|\w+ grader|student|kindergarten|new kid) (?:here )?at "
    rf"|(?:our|my|your|the) (?:\w+ ){{0,2}}(?:team|squad|club|band|choir|class|locker|principal|quarterback) (?:from|at) |everybody at |how (?:are|is) (?:things|it going|life|everything|school) at |how'?s (?:school|life|it going) at |(?:do|does) things at |you go to |back at )({_SAINT}{_PROPER})"
)
_YOUR_SCHOOL = pattern(
    rf"\b(?:my|our|your) (?:\w+ )?school(?:'s name)?(?:,| is| was|:| =| called| named|'s)\s+(?:called |named |in )?({_SAINT}{_PROPER})"
    rf"|\bschool\s*[:=]\s*({_SAINT}{_PROPER})|\b(?:skewl|skool)\s*[:=]\s*({_PROPER})|\bat your ({_PROPER}) (?:emptied|had|was|has|got|kids)|\b(?:that'?s|you're|she's|he's) an? ({_PROPER}) (?:kid|student|girl|boy)"
    rf"|\b(?:we at|us at|between us,|shared between us,) ({_PROPER})|\bit'?s an? ({_PROPER}) tradition|\byou'?re at ({_PROPER}),?|\bcalling us ({_PROPER})"
    rf"|\bfire drill at (?:your )?({_PROPER})|\b({_PROPER}) is the name on my (?:gym|school|p\.?e\.?) \w+"
)
_NUMBERED = pattern(
    r"\b(?:P\.?S\.?|I\.?S\.?|M\.?S\.?|J\.?H\.?S\.?|PS/MS|CETIS|CBTIS|CONALEP|CECYT|ETI|CCH|CECATI|COBACH|CECyTE|EST)\s?(?:#|No\.? ?|numero )?\d{1,3}\b",
    ignore_case=False,
)
_WORD_NUMBERED = pattern(
    r"\b(?:go|goes|went|going) to (?:ps|is|ms|jhs) ?\d{1,3}\b|\b(?:ETI|CETIS|CBTIS|CECYT|EST|la (?:tecnica|federal|prepa|secundaria|primaria|general))\b[\s(]*(?:sin punto\)?)?[\s,]*(?:numero|no\.?|#)?\s*(?:\d{1,3}\b|veinti\w+|treinta|cuarenta|cincuenta|once|doce|trece)"
)
_KIND_ES = r"(?:[Ee]scuela|[Cc]olegio|[Ss]ecundaria|[Ss]ecu|[Ss]ekundaria|[Pp]reparatoria|[Pp]repa|[Ii]nstituto|[Pp]rimaria|[Ll]iceo|[Tt]elesecundaria|[Kk]inder|[Jj]ard[ií]n de [Nn]i[nñ]os|[Bb]achillerato|[Tt]ecnica|la [Ff]ederal)"
_SPANISH = pattern(
    rf"\b({_KIND_ES}\s+(?:(?:[Ss]uperior|Primaria|Secundaria|Preparatoria|Tecnica|primaria|secundaria|preparatoria|tecnica|publica|federal|Federal|general|General|de|del|la|el|las|los)\s+){{0,3}}(?:[A-Z][\w'.-]*(?:\s+(?:(?:de|del|la|los)\s+)?[A-Z][\w'.-]*){{0,3}}|(?:numero|no\.?|#)\s?\d+|\d+))",
    ignore_case=False,
)
_VAS_A = pattern(
    r"\b(?:vas|voy|va|vamos|estudias?|estudio|entras?te?|sali|ahi en|que en) (?:a|en|de) la ((?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+){1,2})"
)
_SENTENCE_ENDS = pattern(r"[a-z]{4,}[.]\s|\n\s*\n")
_LA_NAMED = pattern(
    r"\b(?:en|a|de) la ((?-i:[A-Z])[a-z]+(?: (?-i:[A-Z])[a-z]+){1,3})\b[^.!?\n]{0,80}\b(?:tu|mi|nuestra) (?:escuela|secundaria|prepa|primaria|salon)\b"
)
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
_INITIALS = pattern(
    r"\b((?-i:[A-Z]{1,3}[HM]S))\b[^.!?\n]{0,12}(?:\(?the one in (?-i:[A-Z])|in (?-i:[A-Z])|on my (?:jersey|hoodie|jacket|shirt)|represent|is my school|all day)"
)
_PRINTED = pattern(
    r"\b(?:hoodie|sweatshirt|jersey|jacket|jackets|sweater|t-?shirt|shirt|shirts|uniform|cap|backpack|yearbook|gym shorts|sudadera|diploma|banner)\b[^.!?\n]{0,80}?\b(?:with|says?|that say|reads?|stitched|printed|written)\b[^.!?\n]{0,60}?((?-i:[A-Z]{3,}(?: [A-Z]{3,})+)|(?-i:[A-Z][a-z]+(?:-[A-Z][a-z]+)? (?:[A-Z][a-z]+ )?(?:Prep|High|Middle|Academy|Consolidated|Lutheran|Catholic|Christian|Regional|Unified)))"
)
_PAPER = pattern(
    r"\b(?:[Tt]he|[Oo]ur) ((?-i:[A-Z])[a-z]+ (?:Gazette|Herald|Courier|Chronicle|Beacon|Bugle|Messenger|Echo|Tribune|Courant))\b"
)
_SCHOOL_PAPER = pattern(
    r"\b(?:my (?:article|column|poem)|lunch menu|page (?:one|two|three|\d)|school|editor|our paper)\b"
)
_SPACED_PREP = pattern(r"\bwe\.?\s?are\.?\s?([a-z]+[. ][a-z]+[. ](?:prep|high|middle|academy))\b")
_SO_HIGH = pattern(
    r"\badd \"?(?:high|middle|prep|academy|elementary)\"?:? ?(?:so,? )?((?-i:[A-Z])[a-z']+)?|\+ ?\"(?:magnet school|high|high school|middle|academy|prep|middle school)\"|\bso ((?-i:[A-Z])[A-Za-z]+ (?:M\.S\.|H\.S\.|Middle|High|Prep))|\bput \"(?:middle|high|prep|academy)\" after"
)
_FIRST_WORDS = frozenset(
    "my the your our a an in at to for his her their this that local public private new old any every some no one after before when"
    " if but and so since until during i we they he she most many both another other which what your my different big small"
    " middle high from into with like as is was it's its catholic christian american english regular typical actual all or"
    " whether maybe because even then now just only still also junior senior freshman first second last next nice good great"
    " former christmas easter thanksgiving halloween hanukkah diwali eid ramadan times recess lunch practice dear hi hey yes no ok your go goes going".split()
)
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


def find_schools(passage: Passage, author: Role | None) -> Iterator[Match]:
    """Yield names of schools, and of what gives them away."""
    for start, end, why in _candidates(passage, author):
        if end > start and _is_held(passage, start, end, author):
            yield Match(Category.PII_SCHOOL, start, end, why, 0.85)


_NAME = "the name of a school"
_Found = tuple[int, int, str]


def _candidates(passage: Passage, author: Role | None) -> Iterator[_Found]:
    yield from _named(passage, author)
    yield from _gone_to(passage.text)
    yield from _telling(passage)
    yield from _mascots(passage)


def _named(passage: Passage, author: Role | None) -> Iterator[_Found]:
    """Yield what is called a school, an academy, a high."""
    text = passage.text
    for expression, weak in ((_NAMED, False), (_NAMED_WEAK, True)):
        for match in expression.finditer(text):
            start, end = _without_first_words(text, *match.span(1))
            if end > start and (not weak or _is_cued(passage, start) or _is_subject(passage, start, end, author)):
                yield start, end, _NAME
    for match in _LOWER.finditer(text):
        start, end = _without_first_words(text, *match.span(1))
        if len(text[start:end].split()) > 1 and not _SENTENCE_ENDS.search(text[start:end]):
            yield start, end, _NAME


def _gone_to(text: str) -> Iterator[_Found]:
    """Yield the proper name of what somebody goes to, or calls their school."""
    for expression in (_GO_TO, _YOUR_SCHOOL, _VAS_A):
        for match in expression.finditer(text):
            index = next(i for i in range(1, expression.groups + 1) if match.group(i))
            if _may_name_school(text[match.start(index) : match.end(index)], called=expression is _YOUR_SCHOOL):
                yield *match.span(index), _NAME


def _telling(passage: Passage) -> Iterator[_Found]:
    """Yield numbers, initials, clothes, papers and riddles that name a school."""
    for expression, why in (
        (_ACADEMY_OF, _NAME),
        (_LA_NAMED, _NAME),
        (_NUMBERED, "the number of a school"),
        (_WORD_NUMBERED, "the number of a school"),
        (_SPANISH, _NAME),
        (_INITIALS, "the initials of a school"),
        (_PRINTED, "what is printed on a school's clothes"),
        (_SPACED_PREP, _NAME),
        (_SO_HIGH, "a riddle about the name of a school"),
    ):
        for match in expression.finditer(passage.text):
            group = next((i for i in range(1, expression.groups + 1) if match.group(i)), 0)
            yield *match.span(group), why
    yield from ((start, end, _NAME) for start, end in spanish_schools(passage.text))
    for match in _PAPER.finditer(passage.text):
        if _SCHOOL_PAPER.search(passage.around(*match.span())):
            yield *match.span(1), "the paper of a school"


def _mascots(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Yield a team that is named with its town or school, none of a professional league."""
    why = "a team's name that gives a school away"
    for match in _TEAM.finditer(passage.text):
        if match.group(1).lower() not in public_names():
            yield *match.span(1), why
    for match in _TOWN_MASCOT.finditer(passage.text):
        begin, _ = _without_first_words(passage.text, *match.span(1))
        town = passage.text[begin : match.end(1)].lower()
        public = f"{town} {match.group(2).lower()}" in public_names() or town in big_places()
        named = passage.text[match.start(2)].isupper() or (town in small_towns() and town not in common_words())
        if begin < match.end(1) and not public and named and _may_be_place(town):
            yield begin, match.end(), why
    for expression in (_WE_MASCOT, _COLOURED):
        for match in expression.finditer(passage.text):
            place = _place_beside(passage, *match.span())
            if place is not None:
                yield min(match.start(), place[0]), max(match.end(), place[1]), why


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
    r"\b(?:go|goes|going|went|attend\w*|student|enrolled|freshman|sophomore|junior|senior|grader|grade|transfer\w*|school|class(?:es)?|teach\w*|graduat\w+|at|from|start\w*|play for|is|ranger|kindergarden|kindergarten|calling us|about|tour of|halls of|kids of|everybody of|open house of|hear|heard that)\b[^.!?\n]{0,25}$"
)
_AS_SUBJECT = pattern(
    r"^(?:'s)?\s+(?:has|have|had|is|was|just|got|canceled|cancelled|starts?|started|lets?|won|needs?|and|kids|students|at|,)\b"
)


def _is_cued(passage: Passage, start: int) -> bool:
    return _CUE.search(passage.before(start, 40)) is not None


def _is_subject(passage: Passage, start: int, end: int, author: Role | None) -> bool:
    """Whether "Lakeview Middle" does or has something, in what a student writes."""
    return (
        author is not Role.MENTOR
        and _AS_SUBJECT.match(passage.after(end, 20)) is not None
        and _proper(passage.text[start:end])
    )


def _proper(name: str) -> bool:
    return len(name.split()) > 1 and name.split(maxsplit=1)[0].lower() not in _FIRST_WORDS


def _may_name_school(name: str, *, called: bool) -> bool:
    """Whether what somebody goes to may be a school: no university, town, big shop or first name."""
    lower = name.lower().strip(" .'")
    words = lower.split()
    if (lower in big_places() and not called) or _UNIVERSITY.search(lower) or words[0] in _FIRST_WORDS:
        return False
    return not (
        len(words) == 1 and ((words[0] in common_words() and words[0] not in surnames()) or is_given_name(words[0]))
    )


def _is_held(passage: Passage, start: int, end: int, author: Role | None) -> bool:
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
