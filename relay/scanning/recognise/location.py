"""Where a young person is or will be: work, bus stop, club with hours, a place at a time, home alone."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import Pattern, pattern

_NUMBER = r"(?:(?:1\d|2[0-4]|0?\d)(?::\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
_CLOCK = (
    rf"(?:\b(?:at|from|till?|until|til|by|after|before|around|between|since|close at|a las?|de|desde|hasta|como a las|como de) (?:like |about |around |quarter (?:past|to) |half past |ten (?:past|to) |las? )?{_NUMBER}\b"
    rf"|\b{_NUMBER}(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|o'? ?clock|thirty|fifteen|forty(?: five)?|in the (?:morning|afternoon|evening)|at night)\b|\b\d{{1,2}}:\d\d\b|\b\d{{1,2}}\s?(?:-|to|til+|until)\s?(?:\d{{1,2}}|close|closing)\b|\bkickoff\b)"
)
_DAYS = (
    r"(?:\b(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:days?|s)\b|\b(?:mon|tues?|weds?|thurs?|fri|sat|sun)s?\b(?:[-/, ]|$)|\b(?:every|each) (?:day|morning|afternoon|evening|night|week|weekend|single day|mon|tues?|wed|thurs?|fri|sat|sun)|\bweekends?\b|\bweek ?nights\b|\bweekdays\b"
    r"|\bafter ?noons\b|\bafter school\b|\btonight\b|\btomorrow\b|\bthis (?:week|weekend|saturday|sunday|friday|afternoon|evening)\b|\bon the \d{1,2}(?:st|nd|rd|th)\b|\bmost days\b|\bdaily\b|\ball (?:summer|weekend)\b|\b(?:fri|sat|sun)(?:day)? ni(?:te|ght)s?\b|\bshifts?\b"
    r"|\b(?:los |el |cada |todos los )?(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)\b|\btodas las (?:tardes|mananas|noches)\b|\btoda la (?:tarde|manana)\b|\bsaliendo de la escuela\b|\bmanana\b|\bentre semana\b|\bfines? de semana\b|\bsummer\b|\bjuly \d|\bjune \d|\baugust \d)"
)
_WHEN = pattern(rf"{_CLOCK}|{_DAYS}")
_HOURS = pattern(_CLOCK)
_DAY = pattern(_DAYS)
_SPOT = (
    r"(?:gym|rink|pool|park|field|fields|courts?|library|mall|church|temple|mosque|synagogue|rec(?:reation)? center|community center|center|studio|dojo|club|lodge|diner|shop|store|station|plaza|market|skate ?park|marina|camp|theat(?:er|re)|arena|stadium|laundromat|arcade"
    r"|bowling alley|bakery|cafe|restaurant|car wash|fountain|boardwalk|pier|farm|barn|stables?|salon|barber ?shop|clinic|shelter|y|ymca|ywca|boys (?:&|and) girls club|natatorium|track|range|hall|garage|warehouse|gas station|pizza place|ice cream (?:place|stand|shop)|stand|corner|bridge"
    r"|playground|cemetery|museum|zoo|aquarium|fairgrounds?|hospital|bait shop|feed store|taqueria|puesto|mercado|tienda|lavado de carros|cancha|gimnasio|parque|alberca|biblioteca|iglesia|taller|panaderia|gasolinera|deportivo|centro comunitario|plaza)"
)
_PROPER = r"(?:(?:the )?(?-i:[A-Z])[\w'&.-]+(?: (?:(?-i:[A-Z])[\w'&.-]+|of|the|&)){0,4})"
_AT = rf"(?:at|in|by|out of|between|on the (?:steps|corner|bench(?:es)?|porch|roof) of|behind|outside|inside|near|next to|across from|in front of|over at|@|en|afuera de|atras de|frente a|por) (?:the |my |our |a |el |la |un |una |los |mi )?(?:(?:[\w'&.-]+ ){{0,3}}{_SPOT}\b|{_PROPER})"
_PLACE = pattern(rf"\b{_AT}(?:[^.!?\n]{{0,20}}\bon (?-i:[A-Z])\w+)?")
_STREET_CORNER = pattern(
    r"\b(?:(?-i:[A-Z])\w+|\d{1,3}(?:st|nd|rd|th)) (?:and|n|&|y) (?:(?-i:[A-Z])\w+|vine|main|elm|oak|first|second|third|\d{1,3}(?:st|nd|rd|th))\b"
)
_FIRST_PERSON = pattern(
    r"\b(?:i|i'?m|i'?ll|i'?ve|i'?d|im|ill|ive|we|we'?re|we'?ll|my|our|me|us|yo|mi|mis|nos|nosotros|ando|estoy|trabajo|ayudo|entreno|practico|jugamos|entrenamos|ensayamos)\b"
)
_ROUTINE = pattern(
    r"\b(?:work|works|working|job|shift|practice|practices|rehears\w*|train|trains|training|lessons?|class|classes|club|meet|meets|game|games|match|tournament|choir|team|play|plays|playing|swim|skate|hang(?: out)?|volunteer|babysit|lifeguard|tutor\w*|bag|stock(?:ing)?|scoop|serve|clean|cashier"
    r"|get off|gets? out|get out|pick(?:s|ed)? (?:me|up)|drop(?:s|ped)? (?:me|off)|stop for|wait|waiting|there|be at|be in|i'll be|ill be|im at|i'm at|im in|i'm in|starts?|recital|performance|dance|concert|party|walkathon|ballet|karate|band|bus|break at|trabajo|ayudo|entreno|practico|turno|partido|ensayo|clases?|juego|camp|cabin|get off)\b"
)
_GONE_BY = pattern(
    r"\b(?:was|were|went|had|did|used to|yesterday|last (?:week|month|year|night|summer|fall|spring|winter|friday|saturday|sunday|monday)|ago|when i was|once|won|lost|saw|ate|visited|fui|fuimos|ayer|estuve|era|would|if i|wish|imagine|dream\w*|story|novel|character|movie|book report|museum of|comic)\b"
)
_OVER = pattern(
    r"\b(?:was|were|went|had|used to|yesterday|last (?:week|month|year|night|\w+day)|ago|saw|ate|visited|fui|fuimos|ayer|estuve|era|museum|comic|story|novel)\b"
)
_JOB = pattern(
    rf"\b(?:i|im|i'm|i am|i'll|still) (?:also |just |now |still )?(?:work|wrk|volunteer|intern|babysit|lifeguard|bag groceries|bus tables|wait tables|wash dishes|stock shelves|stocking shelves|working|volunteering|bagging groceries|cashier|scoop ice cream|help out|helping out)(?: part[- ]time)? (?:at|for|in|@|over at|with) (?:the |a |my \w+'s? )?(?:{_PROPER}|petco|walmart|target|mcdonald'?s|wendy'?s|subway|starbucks|dairy queen|taco bell|burger king|chick[- ]fil[- ]a|kroger|costco|ikea|arby'?s|sonic|chipotle|wegmans|publix|safeway|aldi|panera|dunkin\w*|{_SPOT})"
    rf"|\bmy (?:new |first |weekend |summer |part[- ]time )?job(?:'s| is|:) (?:at |in |with )?(?:the |a )?{_PROPER}"
    rf"|\b(?:you (?:get off|work|start|close)|stocking shelves|your shift|you're working) (?:is )?(?:at|in|for) (?:the )?{_PROPER}"
    rf"|\b(?:trabajo|trabaj\w+|ayudo|atiendo|chambeo) (?:a mi \w+ |con mi \w+ )?(?:en|con) (?:el|la|un|una|los) (?:{_SPOT}|puesto|negocio|lavado|fonda|rancho)"
    rf"|\b(?:lifeguard|cashier|busser|barista|bagger|hostess|dishwasher|stocker|counselor) (?:at|for) (?:the )?(?:{_PROPER}|(?:\w+ ){{0,3}}{_SPOT})"
)
_BUS = pattern(
    r"\bbus(?: stop)?\b[^.!?\n]{0,40}\b(?:stop (?:is|by|at|on|near)|lets? (?:me|us|you) off|picks? (?:me|us|you) up|drops? (?:me|us|you)|from the (?:stop|corner))\b[^.!?\n]{0,60}"
    r"|\b(?:my|our|the|ur|your) (?:bus )?stop (?:is|'s)(?: the one)? (?:at|by|near|on|in|right|outside|across|next)\b[^.!?\n]{0,60}|\bbus stop (?:is )?(?:the one )?(?:on|at|by|near|outside)\b[^.!?\n]{0,60}"
    r"|\bcorner of [^.!?\n]{2,40}(?:\d{1,2}:\d\d|bus|every|am\b)|\b(?:la parada|el camion|el autobus)\b[^.!?\n]{0,30}\b(?:en la|en el|de la|frente|por)\b[^.!?\n]{0,40}\b(?:espero|tomo|agarro|a las)\b"
)
_WHEN_SAID = rf"{_CLOCK}|{_DAYS}"
_AWAY = r"(?:gone|out|away|at work|working|work|works|asleep|on (?:the )?(?:night|late) shift|driv(?:es?|ing)(?: \w+){0,3}|nights|not (?:home|here|back)|isn't (?:home|back|here)|aren't (?:home|back|here)|at bingo|deployed)"
_GROWN = r"(?:(?:my |our |both |his |her |your )*(?:mom|mother|mama|dad|father|papa|parents|folks|grandma|grandpa|abuela|aunt|uncle|stepdad|stepmom|guardian|sister|brother|foster mom|m0m)s?(?:(?: and |\+|/| & )(?:my )?(?:mom|dad|grandma|brother|sister|stepdad))?)"
_UNTIL = rf"(?:till?|til|until|'til|before|by|from|after|between|to)\s+(?:like |about |around |after |the end of |her shift|his shift|school|supper|dinner|dark|late|{_NUMBER}\b|midnight)"
_ALONE = pattern(
    rf"\b(?:nobody|no ?one|noone|no adults?|none of them)(?: is|'s| was| will be| ever)? (?:@|at|at the|in the|else|even)?\s?(?:home|here|house|there|around|back)\b[^.!?\n]{{0,50}}(?:{_UNTIL}|{_WHEN_SAID})"
    rf"|\b{_GROWN}(?:'s| is| are| both| always|'re)*\s?=?\s?{_AWAY}\b[^.!?\n]{{0,40}}{_UNTIL}[^.!?\n]{{0,60}}"
    rf"|\b(?:it'?s )?(?:just|only) (?:me|us|us kids|me and my (?:little |baby )?(?:brother|sister|siblings))\b[^.!?\n]{{0,30}}(?:{_UNTIL}|{_DAYS})"
    r"|\bit'?s only me\b|\b(?:i'?m|im|i am|you'?re|you are) (?:the only one (?:home|here|at home|in the house)|by myself|all by myself|home by myself|by yourself|alone|home alone|all alone|on my own|on your own) (?:home|here|in (?:the|that|this|our|your) house|at home|from|till?|until|after school|every)"
    r"|\b(?:house|place|apartment|trailer) (?:all )?to (?:myself|ourselves|yourself|me)\b|\bi have the whole (?:house|place|apartment)\b|\bking of (?:the|tha|da) house\b|\b(?:(?-i:h)ome|HOME) alone\b(?: (?:from|till?|until|every|after|most|all|on|this|tonight|again|a lot|by))"
    rf"|\bi get home at {_NUMBER}[^.!?\n]{{0,60}}(?:nobody|no one|alone|empty)|\bnobody'?s (?:home|there) (?:with you|until|till)\b|\bmom works till late\b"
    r"|\b(?:sol[oa]|solit[oa]|solos|solas) en (?:la |mi )?[ck]asa\b[^.!?\n]{0,60}|\bno hay nadie en (?:la )?casa\b|\bya no hay nadie (?:aqui|en casa)\b|\bnadie en (?:la )?casa (?:hasta|de)\b|\bsomos nomas (?:mi|yo|nosotros)\b"
    r"|\b(?:me quedo|nos quedamos) (?:sol[oa]s?|solit[oa]s?)\b[^.!?\n]{0,40}\b(?:hasta|de \w+ a|todas? l[ao]s|en la casa)\b"
)
_LAST = pattern(r"\bi'?m the last one picked up\b|\b(?:everybody|everyone)'?s gone from (?:the )?(?-i:[A-Z])")
_TELLS_READER = pattern(r"\b(?:are we|you|your|you're|tu|tus|te)\b")
_NOT_TOLD = pattern(
    r"\b(?:in (?:the|my|this|our) (?:story|novel|book|movie|film|game|show|play|poem i read)|the character|minecraft|roblox|sims|field trip)\b"
)
_PET = pattern(
    r"\b(?:dog|cat|puppy|kitten|hamster|bird|parrot|rabbit|fish|perr[oa]|gat[oa])s?(?:'s)? (?:is |are |was |stays? )?$"
)
_EVENT_OF_MANY = pattern(r"\b(?:museum|zoo|aquarium|university|college fair|career fair|conference|planetarium)\b")


def find_locations(passage: Passage, author: Role | None) -> Iterator[Match]:
    """Yield where a young person is, works, waits or stays alone; what a mentor tells of themselves passes."""
    for expression, why in (
        (_ALONE, "says when a young person is alone at home"),
        (_BUS, "says where a young person waits for the bus"),
        (_JOB, "says where a young person works"),
        (_LAST, "says where a young person waits after the others are gone"),
    ):
        yield from _told(passage, author, expression, why)
    if author is not Role.MENTOR:
        yield from _places_with_hours(passage)


def _told(passage: Passage, author: Role | None, expression: Pattern, why: str) -> Iterator[Match]:
    for match in expression.finditer(passage.text):
        sentence = passage.around(match.start(), match.end())
        if author is Role.MENTOR and not _TELLS_READER.search(sentence):
            continue
        pet = expression is _ALONE and _PET.search(passage.before(match.start(), 30))
        if expression is _JOB and _DAY.search(match.group(0).rpartition(" ")[2] + " "):
            continue
        if not pet and not _NOT_TOLD.search(sentence) and not _is_past(passage, match.start()):
            yield _match(match.start(), match.end(), why)


def _is_past(passage: Passage, start: int) -> bool:
    return _GONE_BY.search(passage.before(start, 40)) is not None


def _places_with_hours(passage: Passage) -> Iterator[Match]:
    """Yield a place with a day or an hour at which the writer is there, again or soon."""
    for first, last in passage.sentences():
        sentence = passage.text[first:last]
        if not _WHEN.search(sentence) or _NOT_TOLD.search(sentence):
            continue
        # With both a day and an hour it is an appointment: what for may stand in the sentence before.
        if _HOURS.search(sentence) and _DAY.search(sentence):
            around = passage.text[passage.sentence_at(max(0, first - 1))[0] : last]
            told = _ROUTINE.search(around) is not None and _OVER.search(sentence) is None
        else:
            told = bool(_FIRST_PERSON.search(sentence) and _ROUTINE.search(sentence)) and not _GONE_BY.search(sentence)
        if not told:
            continue
        for expression in (_PLACE, _STREET_CORNER):
            for match in expression.finditer(sentence):
                rest = sentence[: match.start()] + sentence[match.end() :]
                if _WHEN.search(rest) and not _EVENT_OF_MANY.search(match.group(0)) and not _is_time(match.group(0)):
                    yield _match(
                        first + match.start(), first + match.end(), "says at what place and time a young person is"
                    )


_TIME_WORDS = pattern(
    r"(?:at|in|by|near|en|por) (?:the |my |el |la |los )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|english|spanish|math|science|history|spring|summer"
    r"|fall|winter|christmas|thanksgiving|halloween|easter|algebra|chem|bio|ap|pe|ela|art|i|i'm|homeroom|period|lunes|martes|miercoles|jueves|viernes|sabado|domingo|espanol|ingles|america|god|jesus)\b"
)


def _is_time(place: str) -> bool:
    return _TIME_WORDS.match(place) is not None


def _match(start: int, end: int, why: str) -> Match:
    return Match(Category.PII_LOCATION, start, end, why, 0.8)
