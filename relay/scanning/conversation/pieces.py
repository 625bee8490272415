"""Pieces of a number or a name: digits that count nothing, letters that stand alone or are spelt."""

from collections.abc import Iterator

from relay.model.finding import SUBJECT
from relay.scanning.conversation.features import Signal
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading
from relay.scanning.spoken import spoken_digits

CUED, BARE, LOOSE, COUNTED = "digits.cued", "digits.bare", "digits.loose", "digits.counted"
LETTERS, SPELLED = "letters.bare", "letters.spelled"
_MOST_DIGITS = 7
_MOST_RUNS = 12  # of one kind in one line
_RUN = pattern(r"\d(?:[ .,\-]{0,2}\d)*")
_CUE = pattern(
    r"\b(?:first|last|next|then|starts?|starting|begins?|ends?|ending|closes?|rest|middle|half|part|bit|piece|digits?"
    r"|numbers?|area|code|remember|later|keep|safe|goes|comes|order|finally|plus|add|put|write|save|lada|sigue|siguen"
    r"|apunta|ultim[oa]s?|primer[oa]s?|termina|empieza|luego|despues|final|mitad|resto|next to it|beside it)\b"
)
_CUE_AROUND = 60
_BESIDE = 40  # characters in which the word beside a number stands
# What a number counts or names stands right beside it: "12 teeth", "page 482", "at 4", "$20", "3rd".
_SMALL_WORD = frozenset(
    "and then is are was first next last for comes goes but so ok okay lol haha to after before its it's with y es luego at in on"
    " that that's thats now also or if u you i my i'm im dont don't sigue siguen al el la los las de por que no lo se te".split()
)
_NAMED_BEFORE = frozenset(
    "page pages chapter room grade question exercise lesson level volume step day age aged turned turns turn year in of at from since by"
    " until till til score scored versus vs about around over under than times plus minus got version psalm number-line top apollo"
    " highway route bus flight row seat form unit section book act scene line verse gate track platform like only a an benched ran"
    " won lost ranked beat counted had have has ate eat read minute hours percent pi size born bis hasta tengo saque son".split()
)
_WORD_AFTER = pattern(r"^\s?([a-z%$'°]+)")
_WORD_BEFORE = pattern(r"([a-z']+)[\s:=]*$")
_KNOWN_TO_ALL = frozenset("211 311 411 511 611 711 811 911 988".split())  # numbers of services, no area's
_GLUED_BEFORE = pattern(r"[a-z$#/:+*=^]$|[$€£]\s?$")
_GLUED_AFTER = pattern(r"^(?:[a-z/:%°]|\s?[=+*/×^<>]\s?[\da-z(]|\s?-\s\d)")
_YEAR = pattern(r"^(?:1[5-9]|20)\d{2}$")
_BARE_LETTERS = pattern(r"^[\s\"'(]*([a-z](?:[ .\-]?[a-z]){0,2})[\s\"').!]*$")
_SPELLED = pattern(r"\b[a-z](?:[-. ][a-z]){2,11}\b")
# A number word that is a sentence of its own at a line's end; more than one are read as digits.
_LONE_NUMBER = pattern(
    r"(?:^|[.!?:]\s)\s*(zero|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho"
    r"|nueve)[.!\s]*$"
)
_DIGIT = {
    word: str(value)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for value, word in enumerate(words.split())
}
_WORDS = frozenset(
    "ok hi hey yes no yep lol idk ty thx u me my i a y si oh so bye pd ps re fw id q hm omg wow ?".split()
)


def find_pieces(passage: Passage, start: int, end: int) -> Iterator[Signal]:
    """Yield what may be pieces in a line of the folded text, with offsets into what was written."""
    text = passage.text[start:end]
    yield from _digits(passage, start, text)
    for match in _LONE_NUMBER.finditer(text):
        kind = LOOSE if text[: match.start(1)].strip() else BARE
        yield _signal(kind, passage, start + match.start(1), start + match.end(1), _DIGIT[match.group(1).lower()])
    for kind, expression in ((LETTERS, _BARE_LETTERS), (SPELLED, _SPELLED)):
        for match in expression.finditer(text):
            token = match.group(1 if kind == LETTERS else 0)
            letters = "".join(character for character in token.lower() if character.isalpha())
            if letters not in _WORDS:
                yield _signal(kind, passage, start + match.start(), start + match.end(), letters)


def _digits(passage: Passage, start: int, text: str) -> Iterator[Signal]:
    reading = spoken_digits(Reading(text)) or Reading(text)
    alone = not any(character.isalpha() for character in reading.text)
    left: dict[str, int] = {}  # by kind: what counts something must not hide what does not
    for match in _RUN.finditer(reading.text):
        digits = "".join(character for character in match.group(0) if character.isdigit())
        if len(digits) > _MOST_DIGITS:
            continue
        first, last = reading.span(match.start(), match.end())
        kind = BARE if alone else _kind(passage, start, reading.text, match.start(), match.end(), digits)
        left[kind] = left.get(kind, _MOST_RUNS) - 1
        if left[kind] >= 0:
            yield _signal(kind, passage, start + first, start + last, digits)


def _kind(passage: Passage, line: int, text: str, start: int, end: int, digits: str) -> str:
    before, after = text[max(0, start - _BESIDE) : start].lower(), text[end : end + _BESIDE].lower()
    if _is_counted(before, after, digits):
        return COUNTED
    around = passage.text[max(0, line + start - _CUE_AROUND) : line + end + _CUE_AROUND].lower()
    if passage.part != SUBJECT and _CUE.search(around) is not None:
        return CUED
    return LOOSE


def _is_counted(before: str, after: str, digits: str) -> bool:
    """Whether the words beside a number say what it counts or names."""
    if digits in _KNOWN_TO_ALL or _GLUED_BEFORE.search(before) or _GLUED_AFTER.search(after):
        return True
    following, leading = _WORD_AFTER.search(after), _WORD_BEFORE.search(before)
    if following and following.group(1) not in _SMALL_WORD:
        return True
    if _YEAR.match(digits) and leading:
        return True
    return leading is not None and leading.group(1) in _NAMED_BEFORE


def _signal(kind: str, passage: Passage, start: int, end: int, token: str) -> Signal:
    first, last = passage.folded.span(start, end)
    return Signal(kind, passage.part, first, last, token)
