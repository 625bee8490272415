"""Whether a sentence tells of somebody the writer knows, or of a public person, a character, a pet or a thing."""

from relay.scanning.lexicon import public_names
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern

_KIN = (
    r"(?:best |closest |old(?:est)? |new |own |little |big |older |younger |late |other |only |second |first |favou?rite |former |school |math |science"
    r"|english|history |art |music |gym |swim |soccer |football |track |ag |drama |choir |band |chess |shop |sculpture |guidance |youth |baby |twin |step|half |great[- ]|ex[- ]|lab |bus |piano |next[- ]door )*"
    r"(?:friends?|bestie|bff|besties|buddy|pal|homie|mates?|classmates?|mom|mum|mother|mama|dad|father|papa|stepmom|stepdad|parents|brothers?|bro|sisters?|sis|siblings?|twin|cousins?|aunt|auntie|uncle|nephew|niece"
    r"|grand(?:ma|pa|mother|father|son|daughter|kids?)|nana|neighbou?rs?|teacher|coach|tutor|principal|counsel+or|advisor|professor|instructor|director|librarian|pastor|rabbi|imam|priest|dentist|doctor|nurse|therapist|vet"
    r"|driver|boss|manager|colleague|co-?workers?|partner|assistant|apprentice|bookkeeper|roommate|roomie|boyfriend|girlfriend|crush|wife|husband|spouse|son|daughter|kids?|child|babysitter|student|mentor|mentee|captain"
    r"|teammates?|landlord|valedictorian|president|guy|girl|boy|dude|lady|kid|substitute|sub|ex|bf|gf|in-law|godmother|godfather|helper|volunteer|seat ?mate|desk ?mate)"
)
_PARIENTE = (
    r"(?:mejor |gran |hermana? |nuev[oa] )*(?:amig[oa]s?|compa(?:ner[oa])?s?|companer[oa]s?|herman[oa]s?|hermanit[oa]|prim[oa]s?|ti[oa]s?|mama|papa|madre|padre|abuel[oa]s?|abuelit[oa]|vecin[oa]s?|maestr[oa]|profe(?:sora?)?|entrenador[a]?"
    r"|director[a]?|novi[oa]|espos[oa]|hij[oa]s?|sobrin[oa]s?|ayudante|jef[ea]|padrastro|madrastra|padrin[oa]|madrina|doctora?|mentor[a]?|comadre|compadre|cunad[oa])"
)
_OF = r"(?:my|our|your|ur|one of my|one of our)"
_DE = r"(?:mi|mis|tu|tus|nuestr[oa]s?|mi otr[oa])"
_LINK = r"(?:'s (?:full |whole |real |last )?name(?: is|'s)?|,| is| was| are| were|'s| =|:| -+|,? (?:who is|who's|named|called|whose name is)| es| era| se llama|,? que se llama| llamad[oa]| de \w+,?| de \w+ es| in school| at school| at work)?[\s,(\"]*"
_TITLE = r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|coach|sir|senora?|sra?|miss|teacher|ticher|captain|officer)\.? )?"
_KIN_BEFORE = pattern(rf"(?:\b{_OF} (?:\w+'?s )?{_KIN}|\b{_DE} {_PARIENTE}){_LINK}{_TITLE}$")
_SELF_BEFORE = pattern(
    r"(?:\b(?:i'?m|i am|my (?:full |whole |real |legal |actual |complete )?name(?: in full)?(?: is|'s|:)|name's|call me|hey,? (?:it'?s|its)|hi,? (?:it'?s|its)|hello,? (?:it'?s|its)|this is|me llamo|soy|mi n[o]mbre(?: completo| kompleto)?(?: es|:)|mi nombre es)"
    r"|\b(?:listed|credited|introduced|announced|wrote|put|call(?:ed|s)|calls?) me\b[^.!?\n]{0,90}\bas|\bi sign (?:it )?(?:like this|as):?|\b(?:full )?name:|^name:?)[\s,\"]*$"
)
# Of oneself nobody says "I'm Giles Corey, who gets crushed": it is a role in a play.
_ROLE_AFTER = pattern(r"^,? (?:who|which means|the one (?:who|that))\b")
_KIN_AFTER = pattern(
    rf"^'?s?[,)\"\s]*(?:(?:is|was|are|who is|who's|she's|he's|es|era|que es)\s+)?(?:{_OF} (?:\w+ ){{0,2}}{_KIN}\b|{_DE} {_PARIENTE}\b|in my (?:class|grade))"
)
_DOING = pattern(
    r"^,?\s*(?:here\b|(?:sits|sat|lives|lent|told me|taught|texted|asked me|said hi|says hi|moved|broke|stole|was in my|is in my|in my|from my|lent me|ate|cried|who (?:wrote that|sits|lives|is in))\b)"
)
_AMONG = pattern(
    r"\b(?:sit(?:s|ting)? (?:next to|with|by|behind)|lunch with|coach with|practice with|partner(?:ed)? with|hang(?:ing)? out with|regards to|greet|say hi to|says? hello to|hello to|thank|tell|ask|next to|me siento con"
    r"|the (?:kid|girl|boy|guy|dude|lady|one|person) (?:who|that) (?:\w+ ){1,5}(?:is|was)|it was|(?:with|to|by|from|know|met|like|had|have) (?:a|an|this|some|our new|the new) (?:man|woman|guy|girl|boy|kid|lady|fellow|dude|friend|colleague|student|neighbou?r|classmate) (?:named|called|who's called)|would you be the|named my|i know an?|babysit)\s+"
    rf"{_TITLE}$"
)
_PLACE_OF_PEOPLE = pattern(
    r"\b(?:in my (?:class|grade|homeroom|school|neighborhood|building)|at (?:my )?school|my (?:class|grade|team)|our (?:class|grade|school|team|street)|next door|front office|sits? (?:with|w) us|en mi (?:salon|clase|escuela)|mi grado)\b"
)
_ADMIRED = pattern(
    r"\b(?:idol|hero|heroine|fan of|obsessed with|favou?rite|rapper|singer|actor|actress|author|writer|poet|artist|painter|player|band|character|president|scientist|inventor|quarterback|composer|novelist|named after|dressed as|role model"
    r"|biography|essay|report|project|poster|book|movie|song|series|show|documentary|idolo|personaje|cantante|autora?|libro|pelicula|called|like)\b"
)
_PUBLIC = pattern(
    r"\b(?:author|novelist|writer|poet|poets|books?|novels?|poems?|poetry|biograph\w+|autobiography|memoirs?|senator|governor|mayor|congress\w*|king|queen|emperor|pharaoh|general|prime minister|pen name"
    r"|movies?|films?|tv show|sitcom|episodes?|songs?|albums?|band|singers?|rappers?|actors?|actress\w*|director of the|starring|composers?|symphony|sonata|concerto|opera|ballet|painters?|paintings?|artists?|sculptors?|sculpture of|architects?|photographers?"
    r"|photographs? by|oceanographers?|geologists?|geographers?|linguists?|economists?|sociologists?|anthropologists?|archaeologists?|botanists?|zoologists?|entomologists?|paleontologists?|folklorists?|translators?|scientists?|physicists?|chemists?|biologists?|astronomers?|mathematicians?|inventors?|invented|invention|discover\w+|astronauts?|explorers?|philosophers?|activists?|civil rights|nobel|olympi\w+|nba|nfl|mlb|nhl|wnba|fifa|pulitzer|newbery|grammys?|oscars?"
    r"|world cup|world series|quarterback|home runs?|touchdowns?|league|championship|characters?|protagonist|hero of|heroine|villain|was an? (?:soldier|slave|sailor|nurse|lawyer|farmer|clerk|preacher|general)|played by|wrote the|wrote (?:a|an|about|before|in|his|her|their|it|that book)|written by|podcasts?|ted talk|patent\w*"
    r"|famous|historical|histor(?:y|ian|ians)|century|the war|civil war|world war|revolution\w*|constitution|monument|museum|statue|autor(?:a|es)?|novelas?|libros?|peliculas?|cantante|presidente|pintor\w*|poemas?|poeta|cientific[oa]s?|personajes?|cuentos?|cuadro|obra"
    r"|comedian|billionaire|youtubers?|streamers?|documentar\w+|theor(?:y|em)|law of|telescope|bridge|named after|memorial|award|prize|supreme court|quot\w+|legend|legendary|myth\w*|born in (?:1[0-9]{3})|died in|published|chapter|read(?:ing)? about|read him|read her|was the first|the first (?:woman|man|person|black|african|american|latina?)"
    r"|muscial|musical|broadway|anime|manga|comics?|cartoon|video ?games?|level|boss fight|lyrics|concert tour|the original|inspired by|portrait|sang|recorded|existed|knighted|sir|nacio en|invento|descubrio|escribio|pinto|canto|equipo|gano el)\b"
    r"|\b(?:1[0-9]{3}|20[01]\d)\b"
)
_PETS = pattern(
    r"\b(?:cats?|dogs?|pupp(?:y|ies)|kittens?|hamsters?|guinea pigs?|gerbils?|rabbits?|bunn(?:y|ies)|fish|goldfish|turtles?|tortoise|lizard|gecko|snake|parrot|parakeet|bird|hens?|chickens?|rooster|horses?|pony|cow|calf|goats?|sheep|lamb|pigs?"
    r"|robots?|plants?|cactus|car|truck|boat|ship|drone|roomba|printer|laptop|sourdough|starter|snowman|scarecrow|teddy|stuffed|doll|mascot|team name|gato|gata|perr[oa]|perrito|gatito|pez|tortuga|conejo|pajaro|planta|raccoon|squirrel|spider|axolotl|ajolote|frog)\b"
)
_NAMED_IT = pattern(r"\b(?:named|name is|name's|called|call (?:him|her|it)|calls?|llama|pusimos|puse|nombre)\b")
_REACH = 110
_TITLE_BEFORE = pattern(
    r"(?:^|[\s\"(])[A-Z][\w'-]*(?:\s(?:the|a|an|of|and|in|to|for|[A-Z][\w'-]*)){0,6}\s[A-Z][\w'-]+,? by $",
    ignore_case=False,
)
# What somebody is known for, where it is theirs: 'Robert Hayden's "Those Winter Sundays"', "Jane Doe's last speech".
_WORK_AFTER = pattern(
    r"^(?:'s)? (?:\"(?-i:[A-Z])|(?:[a-z]+ ){0,2}(?:speech|poems?|poetry|novels?|short stor(?:y|ies)|essays?|memoirs?|translations?|paintings?|photographs|sculptures?|murals?|biography|theory|theories|experiments?|discover(?:y|ies)|inventions?"
    r"|lectures?|documentary|documentaries|albums?|symphony|opera|diar(?:y|ies)|cartoons?|comics?)\b)"
)


def is_one_of_theirs(passage: Passage, start: int, end: int) -> bool:
    """Whether a name is said to be that of the writer, or of "my" or "your" friend, teacher, kin."""
    before, after = passage.before(start, _REACH).lower(), passage.after(end, _REACH).lower()
    return _is_kin(before, after)


def is_played(passage: Passage, start: int, end: int) -> bool:
    """Whether a name is that of a role: "I'm Giles Corey, who gets crushed"."""
    before, after = passage.before(start, _REACH).lower(), passage.after(end, _REACH).lower()
    return _SELF_BEFORE.search(before) is not None and is_role(after)


def is_role(after: str) -> bool:
    """Whether what stands behind "I'm" and a name tells of a role that somebody plays."""
    return _ROLE_AFTER.search(after) is not None


def _is_kin(before: str, after: str) -> bool:
    if _SELF_BEFORE.search(before):
        return not is_role(after)
    kin = _KIN_BEFORE.search(before)
    if kin is not None and not _ADMIRED.search(before[max(0, kin.start() - 20) :]):
        return True
    return _KIN_AFTER.search(after) is not None


def is_known_to_writer(passage: Passage, start: int, end: int) -> bool:
    """Whether the words beside a name make it that of somebody whom the writer or the reader deals with."""
    before = passage.before(start, _REACH).lower()
    after = passage.after(end, _REACH).lower()
    return _is_kin(before, after) or _DOING.search(after) is not None or _AMONG.search(before) is not None


def is_among_people(passage: Passage, start: int, end: int) -> bool:
    """Whether the sentence is set among the people around the writer ("in my class", "at school")."""
    return _PLACE_OF_PEOPLE.search(passage.around(start, end)) is not None


def is_public(passage: Passage, start: int, end: int, surname: str) -> bool:
    """Whether the sentence, or one beside it, speaks of a public or an invented person of that name."""
    first, last = passage.sentence_of(start, end)
    if _PUBLIC.search(passage.text[first:last]) or _is_thing(passage, start, end) or _named_beside(passage, start, end):
        return True
    if _is_eponym(passage, surname):
        return True
    before = passage.sentence_at(max(0, first - 1))[0]
    after = passage.sentence_at(min(last, max(0, len(passage.text) - 1)))[1]
    return _PUBLIC.search(passage.text[before:first] + " " + passage.text[last:after]) is not None


def is_author(passage: Passage, start: int, end: int) -> bool:
    """Whether a name is that of whoever made a work: after "by" and a title in quotation marks, or before what is theirs."""
    before = passage.before(start, 120)
    if before.endswith(" by ") and (before.count('"') > 1 or _TITLE_BEFORE.search(before)):
        return True
    return (
        _WORK_AFTER.match(passage.text[max(start, end - 2) : end + _REACH].removeprefix("'s").lstrip("s")) is not None
    )


def is_pet(passage: Passage, start: int, end: int) -> bool:
    """Whether the name is one that somebody gave to an animal, a plant or a thing."""
    first = passage.sentence_at(start)[0]
    sentence = passage.text[passage.sentence_at(max(0, first - 1))[0] : passage.sentence_at(max(0, end - 1))[1]]
    return _PETS.search(sentence) is not None and _NAMED_IT.search(passage.around(start, end)) is not None


_THE = pattern(r"\b(?:the|el|la|los|las)\s+$")
_WHO = pattern(r"^,?\s+(?:who|that (?:wrote|i)|que)\b")


def _is_thing(passage: Passage, start: int, end: int) -> bool:
    """Whether it is "the Mary Rose", or stands in quotation marks as a title does."""
    before, after = passage.before(start, 12), passage.after(end, 12)
    if _THE.search(before) and not _WHO.search(after):
        return True
    return before.endswith(('"', "'")) and after[:2].strip(".,!?;:")[:1] in ('"', "'") and after[:1] != ""


_NEIGHBOUR = pattern(r"\b[A-Z][\w.'-]+(?:\s(?:[A-Z][\w.'-]*|de|van|von|der|da|la|del)){1,3}\b", ignore_case=False)
_MOST_NEIGHBOURS = 12


def _named_beside(passage: Passage, start: int, end: int) -> bool:
    """Whether the same sentences name somebody who is known to the public."""
    first = passage.sentence_at(max(0, passage.sentence_at(start)[0] - 1))[0]
    last = passage.sentence_at(max(0, end - 1))[1]
    for count, match in enumerate(_NEIGHBOUR.finditer(passage.text[first:last])):
        if count >= _MOST_NEIGHBOURS:
            break
        words = match.group(0).lower().removesuffix("'s").split()
        for begin in range(len(words) - 1):
            for stop in range(begin + 2, len(words) + 1):
                if " ".join(words[begin:stop]).strip(".'") in public_names():
                    return True
    return False


def _is_eponym(passage: Passage, surname: str) -> bool:
    """Whether the text speaks of a law, a wheel, a scale of that name elsewhere."""
    if not surname.isalpha():
        return False
    return (
        pattern(
            rf"\b{surname}(?:'?s)?(?:'s)? (?:scale|law|laws|theorem|wheel|engine|effect|machine|principle|cycle|number|constant|equation|syndrome|disease|telescope|crackers?|bridge|tower|prize|award|test|method|paradox|rule|diagram|box|cube|comet|code|map|triangle|sequence|process|point|system)\b"
        ).search(passage.text)
        is not None
    )
