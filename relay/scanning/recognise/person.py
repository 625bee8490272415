"""Full names of private people: the pair's own, and others by name lists, cues and the model."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.language_model import LanguageModel
from relay.scanning.lexicon import big_places, given_names, public_names
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.small_surname import names_somebody

_CAPITALISED = r"[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)*"
_PARTICLE = r"(?:(?:de la|de los|de|del|la|van der|van|von|bin|al|el|da|di|dos|Mc|O')\s*)?"
_FULL = pattern(
    rf"\b({_CAPITALISED})((?:\s+(?:[A-Z]\.|{_CAPITALISED}))?\s+{_PARTICLE}(?:Mc|Mac|O'|De|Van|La|Le)?{_CAPITALISED})\b",
    ignore_case=False,
)
_SAID = pattern(
    r"\b(?:my|his|her|their|the|mi|su)\s+(?:full|real|whole|legal|actual|complete|nombre completo)?\s*(?:name|nombre(?: completo)?)\s+(?:is|es|'s|was)\s+([a-z][a-z'-]+(?:\s+[a-z][a-z'-]+){1,3})"
    r"|\b(?:me llamo|mi nombre completo es)\s+([a-z][a-z'-]+(?:\s+[a-z][a-z'-]+){1,3})"
)
_SURNAME = pattern(
    r"\b(?:my|his|her|their|your|mi|su|tu)\s+(?:last name|surname|family name|apellido)\s*(?:is|es|'s|:)\s*(?:like\s)?([a-z][a-z'-]{2,})"
)
_I_AM = pattern(r"\b(?:i'?m|i am|this is|it'?s|soy|named|called|name's)\s+([a-z]+)\s+([a-z][a-z'-]{2,})\b")
_NOT_NAMES = frozenset(
    "the a an my your our his her its this that these those what when where who why how and or but so if because as at by for from in into of on to"
    " with about after before is are was were be am do does did has have had will would can could should may might must not no yes ok okay hi hey"
    " hello dear thanks thank please sorry good great best happy merry new old big little first last next one two three i you he she it we they me"
    " him them us mr mrs ms dr miss sir madam professor coach president king queen prince princess saint san santa el la los las un una mi tu su"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"
    " spring summer fall autumn winter english spanish math science history biology chemistry physics algebra geometry art music band gym pe ela ap"
    " american african asian european mexican chinese indian french german christmas easter halloween thanksgiving hanukkah ramadan diwali eid high"
    " middle school elementary university college academy street avenue road park lake river mount mountain beach island bay city town county state"
    " national north south east west center library museum church hospital airport station club team league league cup award prize day night week"
    " year morning evening re fwd fw ps hola gracias querida querido buenos buenas saludos love cheers sincerely regards yours take care see talk"
    " god jesus mom dad mama papa grandma grandpa aunt uncle tia tio abuela abuelo engineering program mentor mentors student students project google"
    " google's apple microsoft amazon youtube instagram netflix disney pixar marvel lego nintendo xbox playstation minecraft roblox fortnite python java"
    " javascript scratch zoom teams classroom honor society student council boy girl scouts scout girls boys robotics club varsity also just let"
    " lunch recess dance theater theatre choir orchestra drama debate chess soccer football basketball baseball volleyball track swim obtener enviado outlook hallo liebe zur zum trabajo tarea proyecto".split()
)
_TITLES = pattern(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|coach|sir|senor|senora|sra?|profe|maestra|maestro|principal|officer|pastor|father|sister|rabbi)\.?\s*$"
)
_PUBLIC_CUE = pattern(
    r"\b(?:author|novelist|writer|poet|book|novel|novels|poem|poems|biography|autobiography|memoir|president|senator|governor|mayor|congress\w*|king|queen|emperor|pharaoh|general"
    r"|movie|film|show|series|episode|song|album|band|singer|rapper|actor|actress|director|directed|starring|composer|symphony|painter|painting|artist|sculptor|architect"
    r"|scientist|physicist|chemist|mathematician|inventor|invented|discovered|astronaut|explorer|philosopher|activist|civil rights|nobel|olympic\w*|nba|nfl|mlb|wnba|fifa"
    r"|world cup|quarterback for|plays for the|league|championship|character|protagonist|hero|heroine|villain|played by|wrote the|written by|by the author|podcast|ted talk|speech"
    r"|famous|historical|history|century|war|revolution|constitution|monument|museum|statue|autor|autora|novela|libro|pelicula|cantante|presidente|pintor|pintora|poema|cientifica?o?"
    r"|comedian|ceo|founder|founded|billionaire|youtuber|streamer|documentary|theory|theorem|law of|telescope|bridge|named after|memorial|library|award|prize|supreme court|justice)\b"
)
_PRIVATE_CUE = pattern(
    r"\b(?:my (?:friend|best friend|bestie|bff|mom|mother|dad|father|brother|sister|cousin|aunt|uncle|neighbou?r|teacher|coach|classmate|boyfriend|girlfriend|boss|roommate|partner|husband|wife|son"
    r"|daughter|crush|counselor|grandma|grandpa|stepdad|stepmom|ex|lab partner|nephew|niece|doctor|therapist|kid|buddy|pal)|a (?:girl|boy|guy|kid|dude|classmate)|this (?:girl|boy|guy|kid|dude)|in my class"
    r"|at my school|i'?m|i am|my name|my full name|call me|ask for|mi (?:amigo|amiga|hermano|hermana|mama|papa|primo|prima|maestra|maestro|vecino|vecina|novio|novia|tia|tio)|me llamo|soy)\b"
)
_LEAST_LENGTH = 3
_MOST_SENTENCES = 40  # that the model is asked about, in one text


class PersonFinder:
    """Finds full names; asks the language model only about sentences that lists cannot settle."""

    def __init__(self, model: LanguageModel | None, allowed: frozenset[str]) -> None:
        """Take the model (None: lists alone) and names that may stand in any mail, lower case."""
        self._model = model
        self._allowed = allowed

    def find(self, passage: Passage, own: Own) -> Iterator[Match]:
        """Yield full names of private people, and surnames of the pair."""
        yield from self._own_surnames(passage, own)
        yield from self._said(passage, own)
        asked: set[int] = set()
        for start, end in _capitalised(passage):
            words = passage.text[start:end].lower().split()
            if not self._may_be_private(passage, start, end, words):
                continue
            if words[0] in given_names() or words[0] in own.given:
                yield self._match(start, end, 0.85)
            elif self._model is not None and len(asked) < _MOST_SENTENCES:
                sentence = passage.sentence_at(start)
                if sentence[0] not in asked:
                    asked.add(sentence[0])
                    yield from self._by_model(passage, sentence)

    def _match(self, start: int, end: int, score: float) -> Match:
        return Match(Category.PII_FULL_NAME, start, end, "a given name with a surname", score)

    def _own_surnames(self, passage: Passage, own: Own) -> Iterator[Match]:
        for surname in own.family:
            if surname not in passage.text.lower():
                continue
            for match in pattern(rf"\b{_escaped(surname)}(?:'?s)?\b").finditer(passage.text):
                capital = passage.text[match.start()].isupper()
                if capital or not own.is_everyday(surname) or names_somebody(passage, *match.span(), own):
                    yield Match(
                        Category.PII_FULL_NAME, match.start(), match.end(), "the surname of one of the two", 1.0
                    )

    def _said(self, passage: Passage, own: Own) -> Iterator[Match]:
        for match in _SAID.finditer(passage.text):
            start, end = match.span(1) if match.group(1) else match.span(2)
            words = passage.text[start:end].lower().split()
            if words[0] in given_names() | own.given and words[1] not in _NOT_NAMES:
                yield self._match(start, start + len(" ".join(words[:3])), 0.9)
        for match in _SURNAME.finditer(passage.text):
            if match.group(1).lower() not in _NOT_NAMES | _NOT_SURNAMES:
                yield Match(Category.PII_FULL_NAME, *match.span(1), "somebody's surname", 0.8)
        for match in _I_AM.finditer(passage.text):
            first, second = match.group(1).lower(), match.group(2).lower()
            if first in given_names() and second not in _NOT_NAMES | _NOT_SURNAMES and second not in given_names():
                if not passage.text[match.start(2)].isupper() and not _looks_like_surname(second):
                    continue
                yield self._match(match.start(1), match.end(2), 0.7)

    def _may_be_private(self, passage: Passage, start: int, end: int, words: list[str]) -> bool:
        if any(word.strip(".") in _NOT_NAMES for word in words) or len(words[-1]) < _LEAST_LENGTH:
            return False
        name = " ".join(words)
        if (
            name in big_places()
            or self._is_public(words)
            or (words[-1] in big_places() and words[0] not in given_names())
        ):
            return False
        if _TITLES.search(passage.text[max(0, start - 12) : start].lower()) and words[0] not in given_names():
            return False
        sentence = passage.around(start, end)
        return not (_PUBLIC_CUE.search(sentence) and not _PRIVATE_CUE.search(sentence))

    def _is_public(self, words: list[str]) -> bool:
        name = " ".join(words)
        whole = name.removesuffix("'s")
        known = public_names()
        return (
            whole in known
            or f"{words[0]} {words[-1]}".removesuffix("'s") in known
            or whole in self._allowed
            or words[-1].removesuffix("'s") in _FAMOUS_SURNAMES
        )

    def _by_model(self, passage: Passage, sentence: tuple[int, int]) -> Iterator[Match]:
        if self._model is None:
            return
        first, last = sentence
        begin, finish = passage.folded.span(first, last)
        written = passage.written[begin:finish]
        for entity in self._model.entities(written):
            if entity.label != "PERSON":
                continue
            words = written[entity.start : entity.end].split()
            if len(words) < 2 or not words[-1][:1].isupper():
                continue
            found = passage.text.find(words[0], first)
            tail = passage.text.find(words[-1], found)
            if first <= found <= tail < last and self._may_be_private(
                passage, found, tail + len(words[-1]), passage.text[found : tail + len(words[-1])].lower().split()
            ):
                yield self._match(found, tail + len(words[-1]), 0.7)


def _capitalised(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where words with capitals follow each other, none of them beyond the end of a sentence or short line."""
    for first, last in passage.sentences():
        for match in _FULL.finditer(passage.text[first:last]):
            yield first + match.start(), first + match.end()


_FAMOUS_SURNAMES = frozenset(
    "shakespeare einstein newton darwin lincoln roosevelt obama trump biden kennedy mozart beethoven bach picasso kahlo cervantes gandhi mandela"
    " napoleon hitler stalin churchill thatcher curie tesla edison galileo copernicus plato aristotle socrates potter skywalker vader baggins"
    " beyonce rihanna drake kardashian messi ronaldo lebron curry jordan beckham federer nadal serena spielberg tarantino hitchcock disney rowling"
    " tolkien orwell hemingway steinbeck fitzgerald twain poe dickens austen bronte tolstoy dostoevsky kafka neruda borges allende marquez lorca"
    " musk bezos zuckerberg gates jobs wozniak turing lovelace hawking feynman sagan armstrong aldrin hamilton jefferson franklin madison monroe"
    " columbus magellan cortez pizarro bolivar zapata juarez chavez guevara castro parks tubman douglass angelou baldwin hughes hurston morrison".split()
)
_NOT_SURNAMES = frozenset(
    "not really very so just from here still too and but because sorry happy sad tired glad fine good bad hungry excited nervous interested into also"
    " your the his her mentor student who with for from today again speaking writing btw lol hard long short weird common private spelled like already"
    " and i we you is was has had does did will would can could y soy de pero porque con en tu que your's friend brother sister mom dad".split()
)


def _looks_like_surname(word: str) -> bool:
    return len(word) > 4 and word.endswith(
        (
            "ski",
            "sky",
            "czyk",
            "wicz",
            "son",
            "sen",
            "ez",
            "es",
            "field",
            "berg",
            "stein",
            "man",
            "mann",
            "ova",
            "ovic",
            "vich",
            "ian",
            "yan",
            "etti",
            "ini",
            "ford",
            "ton",
            "ley",
            "worth",
            "smith",
            "hara",
            "moto",
            "enko",
        )
    )


def _escaped(text: str) -> str:
    return "".join(character if character.isalnum() or character == " " else "\\" + character for character in text)
