"""Full names of private people: the pair's own, and others by name lists, cues and the model."""

from collections.abc import Iterator
from functools import cache

from relay.model.category import Category
from relay.scanning.folding import LETTERS_ONLY
from relay.scanning.language_model import LanguageModel
from relay.scanning.lexicon import big_places, common_words, given_names, is_given_name, public_names, surnames
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.acquaintance import (
    is_among_people,
    is_author,
    is_known_to_writer,
    is_one_of_theirs,
    is_pet,
    is_played,
    is_public,
)
from relay.scanning.recognise.own_surname import find_own_surnames
from relay.scanning.recognise.said_name import find_said_names

_WORD = r"(?:Mc|Mac|O'|D'|De|Di|Du|La|Le|Van|Fitz|St\. ?)?[A-Z](?:[a-z]+|[A-Z]+)(?:[-'][A-Z]?[a-z]+)*(?:-[A-Z]+)?"
_PARTICLE = r"(?:de la|de los|de las|del|de|la|van der|van den|van de|van|von|bin|ibn|al|el|da|di|dos|du|ten|ter|y)"
_INITIAL = r"(?:[A-Z]\.?[ \t]?){1,2}"
_NAME = pattern(
    rf"\b{_WORD}(?:(?:[ \t]|[ \t]?\n)(?:\"\w+\"[ \t])?(?:{_INITIAL}[ \t])?(?:{_PARTICLE}[ \t])?{_WORD}){{1,5}}\b",
    ignore_case=False,
)
_SURNAME_FIRST = pattern(rf"\b({_WORD}),[ \t]({_WORD})(?:[ \t][A-Z]\.?)?(?:$|[\s.,;!?)])", ignore_case=False)
_SMALL = pattern(r"\b[a-z]{2,}(?:-[a-z]{3,})?\b", ignore_case=False)
_WRITTEN = pattern(r"\b(?:says|reads?|said|printed|wrote|written|as|list|label|tag|sign|under|filed)\b[^.!?\n]{0,20}$")
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor coach sir madam senor senora senorita sr sra srta profe maestra maestro principal officer pastor"
    " father sister brother rabbi captain sergeant commander commissioner don dona madame mademoiselle monsieur uncle aunt auntie tia tio"
    " saint san santa santo nurse judge mayor detective lieutenant colonel major general lord lady teacher counselor mister missus ticher miss".split()
)
# What makes capitalised words the name of something else than a person, wherever it stands among them.
_OF_THINGS = frozenset(
    "university college academy institute school elementary high middle street avenue road boulevard lane drive river lake mountain mountains"
    " mount valley island county city town state republic museum library hospital airport station bridge tower building hall center centre"
    " society association federation department bureau board committee council club team league cup bowl series games festival market mall store"
    " shop company inc corp studio studios records press magazine gazette news times journal network channel movie story song book novel game games"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre"
    " octubre noviembre diciembre bravo tango foxtrot christmas easter halloween thanksgiving hanukkah"
    " ramadan diwali eid kwanzaa english spanish french german chinese japanese mexican american african asian european indian google microsoft amazon youtube"
    " instagram netflix disney pixar marvel nintendo xbox playstation minecraft roblox fortnite python java javascript zoom excel windows android"
    " math algebra geometry calculus science biology chemistry physics history literature homework project program engineering honor band choir"
    " orchestra robotics varsity scouts scout camp park zoo garden gardens beach forest canyon trail creek war battle act law union party church temple"
    " escuela colegio universidad secundaria preparatoria museo calle avenida rio lago ciudad parque puente hospital iglesia mercado plaza barrio"
    " colonia serie copa liga tarea proyecto club equipo happy feliz merry buenos buenas querido querida dear hello street day days night week year"
    " row alley court terrace lane place level grade chapter unit lesson service line wednesday".split()
)
_SURNAMES_TOO = frozenset(
    "park lake hall church temple garden gardens forest creek valley street beach house day week rivers mountain bridge tower night king story book law"
    " major general lane drive road english french german court place scout banks parks fields west east north south club band hill hills wood woods".split()
)
_KINDS_OF_STREET = frozenset("street avenue road lane drive court".split())
_ON_A_STREET = pattern(r"\b(?:on|at|down|up|along|off|across|onto|near|of|en|por)\s$")
_LEADING = frozenset(
    "the a an my your our his her its this that and or but so if when while with for from of at by to in on as i you he she we they it is was are"
    " hi hey hello hallo liebe lieber cher chere bonjour ola dear yo ok okay oh yes no not thanks thank ask tell see meet say says said love hola querido querida y el la los las un una mi"
    " tu su con para por de ay oye pero si ps re fw fwd ahoy greetings howdy salaam salam shalom namaste aloha merhaba privet konnichiwa morning good bye well also then now just even only both all".split()
)
_LEAST_SURNAME = 3
_MOST_SENTENCES = 40  # that the model is asked about, in one text
_MOST_NAMES = 400
_MOST_JUDGED = 1000  # names in one text that are judged by what stands around them; of more, the lists decide
_HYPHEN = pattern(r"[-\s]+")


class PersonFinder:
    """Finds full names; asks the language model only about sentences that lists cannot settle."""

    def __init__(self, model: LanguageModel | None, allowed: frozenset[str]) -> None:
        """Take the model (None: lists alone) and names that may stand in any mail, lower case."""
        self._model = model
        self._allowed = allowed

    def find(self, passage: Passage, own: Own) -> Iterator[Match]:
        """Yield full names of private people, and surnames of the pair."""
        yield from find_own_surnames(passage, own)
        for match in find_said_names(passage, own):
            if not self._is_public(_HYPHEN.split(passage.text[match.start : match.end].lower())):
                yield match
        asked: set[int] = set()
        for count, (start, end) in enumerate(_capitalised(passage)):
            if count >= _MOST_JUDGED:
                verdict = _is_on_lists(_words(passage, start, end), own)
            else:
                verdict = self._verdict(passage, start, end, own)
            if verdict is True:
                yield _match(start, end)
            elif verdict is None and self._model is not None and len(asked) <= _MOST_SENTENCES:
                sentence = passage.sentence_at(start)
                if sentence[0] in asked:
                    continue
                asked.add(sentence[0])
                if len(asked) > _MOST_SENTENCES:
                    yield Match(Category.PII_FULL_NAME, start, end, "more names than are looked into one by one", 0.5)
                else:
                    yield from self._by_model(passage, sentence)
        yield from self._in_small_letters(passage)

    def _verdict(self, passage: Passage, start: int, end: int, own: Own) -> bool | None:
        """Return whether a span is a private person's full name; None where only the model can tell."""
        words = _words(passage, start, end)
        known = is_known_to_writer(passage, start, end)
        if self._is_public(words) and not is_one_of_theirs(passage, start, end):
            return False
        if _is_of_things(words, known=known):
            return False
        if known:
            return _reads_as_name(words, own)
        if is_pet(passage, start, end) or _is_street(words, passage.before(start, 20)) or _are_two(words):
            return False
        return False if _is_known_to_all(passage, start, end, words[-1]) else _is_on_lists(words, own)

    def _is_public(self, words: list[str]) -> bool:
        name = " ".join(words)
        names = {name, f"{words[0]} {words[-1]}", " ".join(words[:2]), " ".join(words[-2:])}
        return (
            bool(names & public_names())
            or name in self._allowed
            or name in big_places()
            or f"{words[0]} {words[-1]}" in self._allowed
        )

    def _in_small_letters(self, passage: Passage) -> Iterator[Match]:
        """Yield "jose luis carrasco" where no word of it is an everyday one."""
        if _given_name_parts().isdisjoint(passage.text.translate(LETTERS_ONLY).split()):
            return
        words = [(m.start(), m.end(), m.group(0)) for m in _SMALL.finditer(passage.text)]
        for before, (start, _, given), (begins, end, surname) in zip([None, *words], words, words[1:], strict=False):
            if given not in given_names() or passage.text[start + len(given) : begins] not in (" ", "  ", "\t"):
                continue
            first = before[0] if before and before[2] in given_names() and before[1] + 1 == start else start
            listed = _is_small_name([given, surname])
            strange = not listed and _is_strange(given, surname) and is_known_to_writer(passage, start, end)
            if (listed or strange) and self._is_private(passage, first, end):
                yield _match(first, end, 0.75)

    def _is_private(self, passage: Passage, start: int, end: int) -> bool:
        words = _HYPHEN.split(passage.text[start:end])
        if self._is_public(words) or is_pet(passage, start, end):
            return False
        return is_known_to_writer(passage, start, end) or not is_public(passage, start, end, words[-1])

    def _by_model(self, passage: Passage, sentence: tuple[int, int]) -> Iterator[Match]:
        if self._model is None:
            return
        first, last = sentence
        begin, finish = passage.folded.span(first, last)
        written = passage.written[begin:finish]
        for entity in self._model.entities(written):
            words = written[entity.start : entity.end].split()
            if entity.label != "PERSON" or len(words) < 2 or not words[-1][:1].isupper():
                continue
            found = passage.text.find(words[0], first)
            tail = passage.text.find(words[-1], found)
            end = tail + len(words[-1])
            if (
                first <= found <= tail < last
                and end - found < _MOST_NAMES
                and self._may_be_private(passage, found, end)
            ):
                yield _match(found, end, 0.7)

    def _may_be_private(self, passage: Passage, start: int, end: int) -> bool:
        words = _words(passage, start, end)
        if self._is_public(words) or _is_of_things(words, known=False) or any(_is_common(w) for w in words):
            return False
        return not is_public(passage, start, end, words[-1])


def _words(passage: Passage, start: int, end: int) -> list[str]:
    """Return the words of a name in small letters, without the mark of what is theirs."""
    return _HYPHEN.split(passage.text[start:end].lower().removesuffix("'s"))


def _match(start: int, end: int, score: float = 0.85) -> Match:
    return Match(Category.PII_FULL_NAME, start, end, "a given name with a surname", score)


@cache
def _given_name_parts() -> frozenset[str]:
    return frozenset(part for name in given_names() for part in name.split("-"))


@cache
def _is_common(word: str) -> bool:
    return word in common_words()


def _reads_as_name(words: list[str], own: Own) -> bool:
    """Whether what somebody is said to be called may be a name: no everyday word with no surname behind it."""
    given, surname = words[0], words[-1]
    return is_given_name(given) or given in own.given or not _is_common(given) or surname in surnames()


def _is_on_lists(words: list[str], own: Own) -> bool | None:
    """Return whether the lists make it a full name; None where they know neither name nor word."""
    given, surname = words[0], words[-1]
    if given in given_names() or given in own.given:
        return surname in surnames() or not _is_common(surname)
    if is_given_name(given):
        return surname in surnames() and not _is_common(surname)
    return None if not _is_common(given) and not _is_common(surname) else False


def _is_of_things(words: list[str], *, known: bool) -> bool:
    if any(word in _OF_THINGS and word not in _SURNAMES_TOO for word in words):
        return True
    if len(words[-1]) < _LEAST_SURNAME and words[-1] not in surnames():
        return True
    if words[0] in _OF_THINGS:
        return True
    strong = words[0] in given_names() or (known and is_given_name(words[0]))
    return words[-1] in _OF_THINGS and not strong


def _is_known_to_all(passage: Passage, start: int, end: int, surname: str) -> bool:
    """Whether a sentence tells of the author of a work, a role in a play, or of somebody public who is not among people around."""
    public = is_public(passage, start, end, surname) and not is_among_people(passage, start, end)
    return public or is_author(passage, start, end) or is_played(passage, start, end)


def _are_two(words: list[str]) -> bool:
    """Whether it is two of anything, as in "Sidney y Melbourne"."""
    return words[1:-1] == ["y"]


def _is_street(words: list[str], before: str) -> bool:
    """Whether "Maple Street" is told of, not Emma Street: a thing gives it its name, or somebody is on it."""
    return words[-1] in _KINDS_OF_STREET and (_is_common(words[0]) or _ON_A_STREET.search(before) is not None)


def _is_small_name(words: list[str]) -> bool:
    surname = words[-1].split("-")
    given = words[:-1]
    return (
        all(w in given_names() and not _is_common(w) and w not in big_places() for w in given)
        and all(w in surnames() and not _is_common(w) for w in surname)
        and not all(w in given_names() for w in surname)
        and words[-1] not in big_places()
    )


def _is_strange(given: str, surname: str) -> bool:
    """Whether a given name stands before a word that no list knows."""
    known = _is_common(surname) or surname in given_names() or surname in big_places()
    return not _is_common(given) and not known and len(surname) > _LEAST_SURNAME + 2


def _capitalised(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where words with capitals follow each other, none of them beyond the end of a sentence or short line."""
    for first, last in passage.sentences():
        sentence = passage.text[first:last]
        for match in _NAME.finditer(sentence):
            span = _trimmed(passage.text, first + match.start(), first + match.end())
            if span is not None:
                yield span
        for match in _SURNAME_FIRST.finditer(sentence):
            start, end = first + match.start(1), first + match.end(2)
            written = _WRITTEN.search(passage.before(start)) is not None
            ends = written or match.group(0)[-1:] != " "
            if ends and _is_surname_first(match.group(1).lower(), match.group(2).lower(), written=written):
                yield start, end


def _is_surname_first(surname: str, given: str, *, written: bool) -> bool:
    """Whether "Kowalska, Zofia" is a name: a surname that is nothing else, before a given name."""
    parts = surname.split("-")
    strange = any(
        part not in common_words() and part not in given_names() and part not in big_places() for part in parts
    )
    return strange and (written or any(part in surnames() for part in parts)) and is_given_name(given)


_TOKEN = pattern(r"[^\s]+")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Take greetings, titles and the first words of a sentence off; None where no full name is left."""
    tokens = [
        (m.start() + start, m.end() + start, m.group(0).lower().strip(".,'\""))
        for m in _TOKEN.finditer(text[start:end])
    ]
    while tokens and _is_no_name(tokens[0][2]):
        tokens.pop(0)
    while tokens and (tokens[-1][2].removesuffix("'s") in _LEADING or len(tokens[-1][2]) == 1):
        tokens.pop()
    if len([t for t in tokens if len(t[2]) > 1]) < 2:
        return None
    return tokens[0][0], tokens[-1][1]


def _is_no_name(word: str) -> bool:
    return word in _TITLES or word in _LEADING or (word in common_words() and not is_given_name(word))
