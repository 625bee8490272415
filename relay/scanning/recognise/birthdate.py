"""Dates of birth, with or without a year, and days that can be worked out."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)\.?"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first|primero)"
)
_DAY = (
    rf"(?:{_MONTH}\s+(?:the\s+)?{_ORDINAL}(?:,?\s+(?:of\s+)?(?:19|20)?\d{{2}})?\b|\b(?:the\s+)?{_ORDINAL}\s+(?:of\s+|de\s+)?{_MONTH}(?:,?\s+(?:of\s+|de\s+)?(?:19|20)\d{{2}})?\b"
    r"|\b\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?(?:19|20)?\d{2})?\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b)"
)
_RELATIVE = (
    r"(?:(?:this|next|last|on|el|este|proximo|pasado)\s+)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves"
    r"|viernes|sabado|domingo)|tomorrow|today|yesterday|the day after tomorrow|manana|hoy|ayer|pasado manana"
    r"|in (?:\d+|two|three|four|five|six|seven|eight|nine|ten|a) (?:days?|weeks?)|en (?:\d+|dos|tres|cuatro|cinco) (?:dias|semanas)"
    r"|(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:days?|weeks?) (?:ago|from (?:now|today))|halloween|christmas(?: day| eve)?|new year'?s(?: eve| day)?"
    r"|valentine'?s(?: day)?|pi day|leap day|the fourth of july|independence day|navidad|nochebuena|veterans day|groundhog day|st\.? patrick'?s day"
)
_BIRTH = (
    r"(?:b-?day|birth\s?day|birthdate|date of birth|d\.?o\.?b\.?|born(?:\s+on)?|cumple(?:anos)?|fecha de nacimiento|naci|nacio|nacida?"
    r"|quinceanera|quince)"
)
_OWNER = r"(?:my|mine|our|i|i'?m|we|his|her|their|brother'?s|sister'?s|twin'?s|me|mi|yo|dob|d\.o\.b|date of birth|birthdate|fecha)"
_BORN = pattern(rf"\b{_BIRTH}\b[^.!?\n]{{0,30}}?\b({_DAY}|{_RELATIVE})")
_DAY_FIRST = pattern(
    rf"({_DAY}|\b(?:{_RELATIVE}))[^.!?\n]{{0,25}}?\b(?:is|es|was|:|,|-|'s)?\s*(?:my|mi|our)\s+(?:\w+\s+)?(?:b-?day|birthday|cumple(?:anos)?)"
)
_TURN = pattern(
    rf"\b(?:i|i'?ll|im|i'?m|we|yo)\b[^.!?\n]{{0,20}}\b(?:turn|turned|turning|be|am|is|cumplo|cumplire|cumpli|hit)\s+(?:the big\s+)?(?:\d{{1,2}}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    rf"|seventeen|eighteen|nineteen|catorce|quince|dieciseis|trece|doce|once|diecisiete)(?:\s+anos|\s+years old)?\s+(?:on|next|this|el|in|en|tomorrow|today|yesterday|the day|last)\b[^.!?\n]{{0,8}}"
    rf"({_DAY}|{_RELATIVE}|the {_ORDINAL})"
)
_TURN_SOON = pattern(
    r"\b(?:i|i'?ll|im|i'?m)\s+(?:\w+\s+)?(?:turn|turned|turning|be)\s+(?:\d{1,2}|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen)\s+((?:tomorrow|today|yesterday|in \d+ days|next \w+day|this \w+day|on \w+day))"
)
_TURN_LATER = pattern(
    rf"({_DAY}|\b(?:{_RELATIVE}|(?:\d+|a|one|two|three|four|five) (?:days?|weeks?) (?:after|before) (?:{_RELATIVE}|thanksgiving|easter)))"
    r"[^.!?\n]{0,20}\b(?:i|i'?ll|im|i'?m)\s+(?:\w+\s+)?(?:turn|turning|be|become)\s+(?:\d{1,2}|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen)\b"
)
_OWNER_WORD = pattern(rf"\b{_OWNER}\b")
_PUBLIC = pattern(
    r"\b(?:president|author|lincoln|washington|einstein|king|queen|mlk|martin luther|shakespeare|mozart|beethoven|curie|tesla|newton|america|country"
    r"|nation|united states|independence|writer|poet|scientist|inventor|composer|jesus|school was|company|club was|city was|town was|founded|darwin|tubman"
    r"|frida|kahlo|picasso|da vinci|galileo|dr\. seuss|taylor swift|celebrity|singer|actor|actress|nasa|dog|cat|puppy|kitten|hamster|pet)\b"
)


def find_birthdates(passage: Passage) -> Iterator[Match]:
    """Yield days of birth of the two or of people near them."""
    text = passage.text
    for expression in (_BORN, _DAY_FIRST, _TURN, _TURN_SOON, _TURN_LATER):
        for match in expression.finditer(text):
            start, end = match.span(1)
            sentence = passage.around(match.start(), match.end())
            told = expression in (_BORN, _DAY_FIRST) and _PUBLIC.search(sentence)
            if _OWNER_WORD.search(sentence) and not told:
                yield Match(Category.PII_BIRTHDATE, start, end, "a day of birth, or one that can be worked out", 0.85)
