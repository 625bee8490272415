"""Telephone numbers that are told as a riddle: in sums, in rhymes, as counts of things, with the keyboard's signs."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.dialling import has_an_area
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading
from relay.scanning.spoken import spoken_digits

_TOLD = "looks like a phone number that is told as a riddle"
_LONGEST = 1500  # characters of a text in which pieces are put together
_WHOLE = (7, 10, 11)
_NATIONAL = 10
_LEAST_GROUPS = 3
_DIGITS = pattern(r"\d+")
_DIAL = pattern(
    r"\b(?:dial|dials|dialing|ring (?:me|and|it|us)|rings? (?:in )?my|call (?:it|me|us|the)|reach(?:es)? me|how to reach|telephone|phone|cell|my (?:number|line|digits)"
    r"|on the (?:line|other end)|pick up|cel|celular|telefono|marca(?:me|lo)?|llama(?:me)?|kitchen line|our house|voicemail|buzz me|txt|text me)\b"
)
_ASSEMBLE = pattern(
    r"\b(?:then|read (?:only|just)|only the (?:numbers|counts|digits|figures)|just the (?:numbers|digits)|in a row|in (?:that|this) order|string (?:the|them)|beads"
    r"|put (?:them|it all|it) (?:in|together)|add (?:them|it) up|count (?:it|them|the)|the sums|comes next|al final|luego|primero|en ese orden|junta(?:los)?|todo junto|subject line|el asunto|the subject)\b"
)
_ONLY_NUMBERS = pattern(
    r"\b(?:read|take|write down|copy|keep|lee|toma|solo|only|just)\b[^.!?\n]{0,20}\b(?:only|just|solo)?\s?(?:the|los)? ?(?:numbers|counts|digits|figures|numeros)\b"
)
_SHIFTED_DIGITS = pattern(r"(?:[!@#$%^&*()]\s?){7,}")
_KEYBOARD = pattern(r"\b(?:shift|keyboard|kb|number row|top row|teclado|mayus)\b")
_SUM = pattern(r"\b\d{1,2} ?[+x-] ?\d{1,2}\b")
_SERIES = pattern(r"\d ?[+x-] ?\d{1,2} ?[+x-] ?\d")  # a lesson's "1+2+4+8"
_SUMS = pattern(r"\b(?:sums?|add|subtract|math|do the|solve|answers?|sumas?|restas?)\b")
_LEAST_SUMS = 2
# What there is a certain number of, as riddles have it.
_COUNTED = pattern(
    r"\b(?:(?:sides?|corners?|angles?|edges?|lados|esquinas) (?:of|on|in|de|del) (?:an? |the |una? )?(?:stop sign|pentagon|hexagon|heptagon|octagon|square|triangle|cube|dice?|star|pentagono|hexagono|octagono|cuadrado|triangulo|cubo)"
    r"|(?:legs?|arms?|eyes|wings|ears|noses?|patas|brazos|ojos|alas) (?:of|on|does|has|de|del|tiene) (?:an? |the |una? |el )?\w+|(?:fingers|thumbs|toes|dedos) (?:of|on|in|de|en) (?:an?|one|the|your|my|una|la|tu|mi)(?: other)?(?: (?:hand|foot|mano|pie))?"
    r"|(?:wheels?|ruedas) (?:of|on|de|del) (?:an? |the |una? )?\w+|(?:points?|puntas) (?:of|on|de) (?:an? |the |una? )?(?:star|estrella)|(?:suns?|moons?|lunas?|sol(?:es)?)\b[^\n]{0,24}(?:sky|earth|system|planet|we have|tierra|cielo)|how many (?:suns?|moons?)(?: \w+){0,4}"
    r"|olympic rings|rings of the olympics|anillos olimpicos|beatles|days in a week|dias de la semana|seasons(?: of (?:the|a) year| in a year)?|estaciones del ano|blind mice|little pigs|musketeers|dwar(?:f|ve)s|deadly sins|wonders of the world|continents|continentes|planets?|oceans"
    r"|lives of a cat|vidas de un gato|strings (?:of|on) (?:an? |the )?(?:violin|guitar|ukulele|bass)|cuerdas de (?:un |la )?(?:violin|guitarra)|leaves (?:of|on) (?:an? )?(?:clover|shamrock)|innings|bases on a diamond|players (?:on|in) a \w+ team|months? in a year|a (?:baker'?s )?dozen|a pair|a trio|square root of \w+)\b"
)
_ITEM_ENDS = pattern(r"\n+|[,;]\s*|\.\s+|\bthen\b|\bluego\b|\s-\s")
_MOST_ITEM_WORDS = 7
_LEAST_COUNTED = 3
_NOT_TOLD = pattern(r"\?|\b(?:i|we|it|they|he|she|was|is|are|were|had|have)\b")
_BARE_NUMBER = pattern(
    r"^(?:(?:and |plus |again |another |un |una |el |the |a )*(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine|nothing|none|nil|nada|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b ?)+(?:again|otra vez)?$"
)
_EXTRA = {"nothing": "0", "nil": "0", "nada": "0", "zip": "0", "single": "1", "pair": "2", "trio": "3", "dozen": "12"}
_WORD = pattern(r"[a-z]+|\d+")


def find_number_riddles(passage: Passage) -> Iterator[Match]:
    """Yield texts that as a whole tell a telephone number."""
    text = passage.text
    if len(text) > _LONGEST:
        return
    match = _SHIFTED_DIGITS.search(text)
    if match and _KEYBOARD.search(text):
        yield _match(match.start(), match.end())
    yield from _counted(text)
    if _DIAL.search(text) and _ASSEMBLE.search(text):
        yield from _scattered(text)
    elif _SUM.search(text) and _SUMS.search(text):
        yield from _sums(text)


def _match(start: int, end: int) -> Match:
    return Match(Category.PII_PHONE, start, end, _TOLD, 0.8)


def _counted(text: str) -> Iterator[Match]:
    """Yield rows of things that there is a certain number of, with bare numbers between, as many as a number has digits."""
    if _COUNTED.search(text) is None:
        return
    run: list[tuple[int, int]] = []
    counted = numbers = 0
    for start, end in _items(text):
        item = text[start:end].lower()
        is_counted = _COUNTED.search(item) is not None and len(item.split()) <= _MOST_ITEM_WORDS
        number = _BARE_NUMBER.match(item)
        if (is_counted and not _NOT_TOLD.search(item)) or number:
            run.append((start, end))
            counted += is_counted and not number
            numbers += len(item.split()) if number else 1
            if counted >= _LEAST_COUNTED and numbers >= min(_WHOLE):
                yield _match(run[0][0], end)
                return
        else:
            run, counted, numbers = [], 0, 0


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines of a list stand, or what stands between its commas."""
    start = 0
    for match in (*_ITEM_ENDS.finditer(text), None):
        end = len(text) if match is None else match.start()
        item = text[start:end]
        if item.strip():
            yield start + len(item) - len(item.lstrip()), end - len(item) + len(item.rstrip(" \t.:!"))
        start = end if match is None else match.end()


def _scattered(text: str) -> Iterator[Match]:
    spoken = spoken_digits(Reading(text)) or Reading(text)
    groups = list(_DIGITS.finditer(spoken.text))
    if len(groups) < _LEAST_GROUPS:
        return
    digits = "".join(group.group(0) for group in groups)
    more = _with_doubtful(spoken.text)
    whole = any(len(d) in _WHOLE and (len(d) != _NATIONAL or has_an_area(d)) for d in (digits, more))
    if whole or (_ONLY_NUMBERS.search(text) and len(digits) >= min(_WHOLE)):
        yield _match(spoken.span(*groups[0].span())[0], spoken.span(*groups[-1].span())[1])


def _with_doubtful(text: str) -> str:
    words = (m.group(0) for m in _WORD.finditer(text.lower()))
    return "".join(word if word.isdigit() else _EXTRA.get(word, "") for word in words)


def _sums(text: str) -> Iterator[Match]:
    """Yield a row of digits some of which are sums: "5+0, 4+1, 9-1, 5, 5"."""
    sums = list(_SUM.finditer(text))
    if len(sums) < _LEAST_SUMS or _SERIES.search(text):
        return
    digits, done = "", 0
    for found in sums:
        digits += "".join(m.group(0) for m in _DIGITS.finditer(text[done : found.start()])) + _result(found.group(0))
        done = found.end()
    digits += "".join(m.group(0) for m in _DIGITS.finditer(text[done:]))
    if len(digits) in _WHOLE:
        yield _match(sums[0].start(), sums[-1].end())


def _result(term: str) -> str:
    numbers = [int(m.group(0)) for m in _DIGITS.finditer(term)]
    first, second = numbers
    value = first + second if "+" in term else first * second if "x" in term.lower() else first - second
    return str(value) if value >= 0 else ""
