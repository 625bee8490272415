"""Dates of birth, with or without a year, and days that can be worked out."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import Pattern, pattern

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)\.?"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th|ro)?|\d-\d|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first|primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
    r"|dieciseis|diecisiete|dieciocho|diecinueve|veinte|veinti(?:uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)|treinta(?: y uno)?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|thirty(?:[- ]one)?)"
)
_DATE = (
    rf"(?:\b{_MONTH}\s+(?:the\s+|el\s+)?{_ORDINAL}\b(?:,?\s+(?:of\s+)?(?:19|20)\d{{2}}\b)?|\b(?:the\s+|el\s+)?{_ORDINAL}\s+(?:of\s+|de\s+|d\s+|del\s+)?{_MONTH}\b(?:,?\s+(?:of\s+|de\s+|del\s+)?(?:19|20)\d{{2}}\b)?"
    r"|\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)?\d{2}\b|\b(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b(?:\d{1,2}\s?/\s?\d{1,2}|\d{1,2}-\d{1,2})\b|\b\d\s\d\s?[./-]\s?\d\s\d\s?[./-]\s?\d\s\d(?:\s\d\s\d)?\b)"
)
_FEAST = (
    r"(?:halloween|christmas(?: day| eve)?|new year'?s(?: eve| day)?|valentine'?s?(?: day)?|pi day|leap day|the fourth of july|july fourth|independence day|navidad|nochebuena|nochevieja|veterans day|groundhog day"
    r"|st\.? patrick'?s(?: day)?|thanksgiving|easter(?: sunday)?|labor day|memorial day|mother'?s day|father'?s day|juneteenth|earth day|april fools'?(?: day)?|tax day|boxing day|cinco de mayo|san valentin|(?:el )?dia de (?:la mujer|los muertos|reyes|muertos|la independencia|san \w+|las madres)"
    r"|el grito|reyes|the (?:last|first) day of (?:school|classes|summer|spring|winter|fall|the year)|the moon landing|election day|el dia de la eleccion|the eclipse)"
)
_RELATIVE = (
    r"(?:(?:(?:this|next|last|on|el|este|proximo|pasado)\s+)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves"
    r"|viernes|sabado|domingo)|tomorrow|today|tonight|2day|2morrow|yesterday|the day after tomorrow|manana|hoy|ayer|pasado manana|at midnight|till midnight"
    r"|in (?:\d+|two|three|four|five|six|seven|eight|nine|ten|a) (?:days?|weeks?|sleeps)|en (?:\d+|dos|tres|cuatro|cinco) (?:dias|semanas)"
    rf"|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|a|one) (?:days?|weeks?|sleeps) (?:ago|from (?:now|today)|before|after|until|till|to go|left)(?: {_FEAST})?|the day (?:before|after) {_FEAST}|{_FEAST})"
)
_WHEN = rf"(?:{_DATE}|\b{_RELATIVE}\b)"
_AGE = (
    r"(?:\d{1,2}|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[- ]\w+)?|thirty(?:[- ]\w+)?|forty(?:[- ]\w+)?|fifty(?:[- ]\w+)?|sixty(?:[- ]\w+)?|seventy(?:[- ]\w+)?|eighty(?:[- ]\w+)?"
    r"|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte|treinta(?: y \w+)?|cuarenta(?: y \w+)?|cincuenta(?: y \w+)?|sesenta(?: y \w+)?|a teenager|a teen|an adult|legal)"
)
_BIRTH = (
    r"(?:b-?days?|birth\s?days?|birthdates?|date of birth|d\.?o\.?b\.?|born(?:\s+on)?|cumple(?:anos)?|cumplo anos|fecha de nacimiento|naci|nacio|nacida?|nacimos"
    r"|quinceanera|quince|hb2me|sweet sixteen|came (?:in)?to the world|brought me into the world|birthstones?)"
)
_OWNER = pattern(
    r"\b(?:b-?day|my|mine|our|i|i'?m|i'?ll|im|we|his|her|their|brother'?s?|sister'?s?|twin'?s?|me|mi|mis|yo|dob|d\.o\.b|date of birth|birthdate|fecha|you|your|ur|yours|tu|tus|hb2me|naci|cumplo|boy|girl)\b"
)
_GAP = r"[^.!?\n]{0,45}?"
_BORN = pattern(rf"\b{_BIRTH}\b(?:[^.!?\n]|\. (?i:[a-z])){{0,45}}?({_WHEN})")
_DAY_FIRST = pattern(
    rf"({_WHEN}){_GAP}\b(?:(?:my|mi|our|ur|your|his|her|their)\s+(?:\w+\s+)?(?:b-?day|birthday|birth date|cumple(?:anos)?)|i was born|naci|(?:the )?day i came|date i was born|day i was born|hb2me|same as my passport)"
)
_TURN = pattern(
    rf"\b(?:i|i'?ll|im|i'?m|we|you|you'?ll|my (?:\w+ )?\w+|he|she|mom|dad|brother|sister)\b[^.!?\n]{{0,20}}\b(?:turn|turns|turned|turning|be|am|hit|hits|become|becoming)\s+(?:the big\s+|already\s+|officially\s+|finally\s+)?(?:{_AGE})(?:\s+years old)?,?\s+(?:\w+\s+){{0,3}}?({_WHEN}|the {_ORDINAL}\b)"
    rf"|\bcumpl(?:o|ire|i|es|e)\s+(?:los\s+)?(?:{_AGE})(?:\s+anos)?\s+(?:\w+\s+)?({_WHEN})"
)
_TURN_LATER = pattern(
    rf"({_WHEN}),?{_GAP}\b(?:(?:i|i'?ll|we|you|you'?ll)\s+(?:\w+\s+)?(?:turn|turned|turning|be|become|hit)\s+(?:already\s+|officially\s+)?(?:{_AGE})\b|cumplo (?:los )?(?:{_AGE})\b|i'?m officially (?:{_AGE})\b)"
)
_NOW = pattern(
    rf"^[\s\W]*(?:hoy |y )?((?:tomorrow|today|yesterday|manana|hoy)) (?:i'?m|im|i am|i turn(?:ed)?|i'll be|i will be|ya tengo|cumplo|cumpli) (?:officially |already |finally )?(?:{_AGE})(?:\W*$|[!.,]|\s+(?:and|y|years)\b)"
)
_ALREADY = pattern(
    rf"\bi'?(?:ll|m| will)? (?:already )?be (?:already )?(?:{_AGE})\b[^.!?\n]{{0,30}}\b(?:happens|is|falls) (on \w+day|tomorrow|next \w+)"
)
_IS = pattern(
    rf"\b(?:i'?m|im|she'?s|he'?s|you(?:'re| are)|you down as)\s+(?:the |a |an |actually |on )?((?:{_MONTH}\s+(?:the\s+)?{_ORDINAL}|{_ORDINAL}\s+(?:of\s+)?{_MONTH}))\b"
)
_MINE_ON = pattern(
    rf"\b(?:your|my|his|her) (?:thir|four|fif|six|seven|eigh|nine)teenth(?: birthday)?\b{_GAP}(\b(?:falling |falls |is |comes )?on [^.!?\n]{{3,40}}|{_WHEN})"
    rf"|\b(?:share|shares) (?:your|my|the same|a) (?:date|day|birthday)\b{_GAP}({_WHEN})|\b(?:\d[\d,]*) days old on ({_DATE})|({_DATE}), (?:(?-i:[A-Z])[a-z]+|me|i|yo) (?:{_AGE})[!\"]"
    rf"|\b(?:until|not till|till) ({_DATE})[^.!?\n]{{0,60}}\b(?:sixteen|eighteen|legally|old enough|on the dot)|({_WHEN})[^.!?\n]{{0,40}}\b(?:candles? (?:on )?for me|mine is|for me,)"
    rf"|\b(?:candles on for me)\b{_GAP}(\b(?:last night|yesterday|today|on \w+day))|\b(?:exact|same) (?:date|day|night|week) (?:that )?(i was born)|\bmine is in [^.!?\n]{{0,40}}(\b(?:the|on the) {_ORDINAL} for me)|\bi'?m not (?:{_AGE}) until ({_WHEN}|\w+ days after that)"
)
_RIDDLE = pattern(
    r"\bmonth\s*[:=][^\n]{2,80}\bday\s*[:=][^\n]{2,80}\byear\s*[:=][^\n]{2,40}|\bmonth\s*[:=](?:[^!]|\n){2,120}?\b(?:day|number)\s*[:=][^\n]{2,60}|\bday\s*[:=][^\n]{2,80}\bmonth\s*[:=][^\n]{2,60}|\bmy day is\b[^\n]{2,80}\bmy month is\b[^\n]{2,60}|\bmy month is\b[^\n]{2,80}\bmy day is\b[^\n]{2,60}"
    r"|\b(?:b-?day|birthday|birthdate|d\.?o\.?b)\b[^\n]{0,40}\b(?:in binary|in roman numerals|in code|riddle|backwards|minus|plus one|\+ ?\d|do the math|countdown|cae el dia)\b[^\n]{0,60}|\b(?:[01]{1,5}\s?/\s?[01]{2,5})\s?=\s?month"
    r"|\b[IVX]{1,6}\s?[./-]\s?[IVX]{1,5}\s?[./-]\s?M{1,2}[DCLXVI]*\b[^\n]{0,40}|(?:\d ?[+*x-] ?\d+|\d{1,2}) ?/ ?\d+ ?[+*x-] ?\d+[^\n]{0,60}\b(?:b-?day|birthday)|\b(?:bday|birthday) countdown\b[^\n]{0,40}"
    r"|\b(?:\d{1,3}|two|three|four|five|six|seven|ten) (?:days|sleeps|weeks) (?:until|till|to|before) (?:my|mi) (?:\w+ )?(?:b-?day|birthday|cumple\w*)\b|\b(?:pi day|halloween|christmas|valentine'?s(?: day)?|thanksgiving|easter) (?:but|plus|minus|\+|and) (?:one|a|two|1|2) days?\b"
)
_VERTICAL = pattern(r"(?:\b\d\n){3,4}[-/.\n]*(?:\d\n[-/.\n]*){3,4}")
_FINALLY = pattern(
    r"\b(?:till midnight|until midnight|tomorrow|\d sleeps?|this \w+day|on \w+day|same day)\b[^.!?\n]{0,45}\b(?:officially (?:a teen|a teenager|old enough|an adult|thirteen|sixteen|eighteen)|finally stop being \w+|finally (?:be )?(?:a teen\w*|thirteen|sixteen|eighteen))"
)
_BORN_AT = pattern(
    r"\b(?:naci|fui su regalo de)\b[^.!?\n]{0,30}\b(?:esa|la|el|de) (?:madrugada|manana|noche|dia|reyes)[^.!?\n]{0,30}|\bi was born\b[^.!?\n]{0,60}\b(?:the (?:night|day|morning) \w+|on the day)\b[^.!?\n]{0,30}"
)
_UNITS = pattern(
    r"^\s*(?:minutes?|mins?|hours?|hrs?|seconds?|points?|pages?|percent|%|feet|inches|pounds|miles|dollars|out of|th grade|of us|people|kids|times|weeks?|months?|for \d|in line|years? (?:into|in|as|at|of)|degrees|am\b|pm\b|o'?clock)"
)
_PUBLIC = pattern(
    r"\b(?:president|author|lincoln|washington|einstein|king|queen|mlk|martin luther|shakespeare|mozart|beethoven|curie|tesla|newton|america|country"
    r"|nation|united states|independence|writer|poet|scientist|inventor|composer|jesus|school was|company|club was|city was|town was|founded|darwin|tubman"
    r"|frida|kahlo|picasso|da vinci|galileo|dr\. seuss|taylor swift|celebrity|singer|actor|actress|nasa|dog|cat|puppy|kitten|hamster|pet|juarez|bolivar|hidalgo|victoria)\b"
)
_BIRTH_PATTERNS = (_BORN, _DAY_FIRST)
_WORKED_OUT = (_TURN, _TURN_LATER, _NOW, _ALREADY, _IS, _MINE_ON)
_HINTED = (_RIDDLE, _FINALLY, _BORN_AT, _VERTICAL)
_PERSONAL = pattern(r"\b(?:year\s*[:=]|me\b|mine|my|i|i'?m|im|yo|mi|b-?day|birthday|born|naci)(?:\b|\s)")
_MONTH_ALONE = pattern(rf"^(?:the |el )?{_MONTH}$")
_SMALL_FRACTION = pattern(r"^\d{1,2}\s?[/-]\s?\d{1,2}$")
_SURE_OF_FRACTION = pattern(r"\b(?:b-?day|birthday|birthdate|date of birth|d\.?o\.?b|cumple\w*|born)\b")


def find_birthdates(passage: Passage) -> Iterator[Match]:
    """Yield days of birth of the two or of people near them."""
    for expression in (*_BIRTH_PATTERNS, *_WORKED_OUT):
        for start, end in _spans(expression, passage):
            sentence = passage.around(start, end)
            told = expression in _BIRTH_PATTERNS and not _MY_BIRTH.search(sentence)
            if _is_too_old(passage.text[start : end + len(", 1789")], sentence) or _GOES_ON.match(
                passage.text[end : end + 20]
            ):
                continue
            if told and (_PUBLIC.search(sentence) or _SOMEBODY_ELSE.search(sentence)):
                continue
            if _OWNER.search(sentence) and not _UNITS.match(passage.text[end : end + 20]):
                yield _match(start, end)
    for expression in _HINTED:
        for match in expression.finditer(passage.text):
            around = passage.text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if _PERSONAL.search(around):
                yield _match(match.start(), match.end())


def _is_too_old(date: str, sentence: str) -> bool:
    """Whether it is the birthday of somebody in history: a year long past, and not the writer's."""
    year = _YEAR.search(date)
    if year is None or int(year.group(0)) >= _OLDEST:
        return False
    return int(year.group(0)) < _IN_HISTORY or _FIRST_OR_SECOND.search(sentence) is None


_OLDEST = 1960
_IN_HISTORY = 1900  # of who was born before, nobody lives
_YEAR = pattern(r"\b1[5-9]\d\d\b")
_FIRST_OR_SECOND = pattern(r"\b(?:i|i'?m|my|our|we|your?|mi|yo|naci|nuestr[oa]|tu|su abuel[oa])\b")
# What comes after "the first" where that is no day of a month: "by the first Tuesday".
_GOES_ON = pattern(r"^\s(?:\w+day|week|day|time|half|semester|quarter|round|person|one|grade|year|month|of us)\b")
_NEAR = 90
_SOMEBODY_ELSE = pattern(r"(?-i:[A-Z])\w+ (?:was born|nacio)\b")
_MY_BIRTH = pattern(r"\b(?:my (?:own )?(?:b-?day|birthday)|i was born|mi cumple\w*|yo naci el|cumplo)\b")


def _spans(expression: Pattern, passage: Passage) -> Iterator[tuple[int, int]]:
    for match in expression.finditer(passage.text):
        index = next((i for i in range(1, expression.groups + 1) if match.group(i)), None)
        if index is None:
            continue
        start, end = match.span(index)
        text = passage.text[start:end].strip().lower()
        fraction = _SMALL_FRACTION.match(text) and not _SURE_OF_FRACTION.search(match.group(0))
        if (
            not _MONTH_ALONE.match(text)
            and not fraction
            and not _UNITS.match(passage.text[match.end() : match.end() + 20])
        ):
            yield start, end


def _match(start: int, end: int) -> Match:
    return Match(Category.PII_BIRTHDATE, start, end, "a day of birth, or one that can be worked out", 0.85)
