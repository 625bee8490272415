"""Attribution lines, "On Monday, 23 November 2026 at 10:02, Greta wrote:": which are such, and which say something more.

A mail program writes when and by whom, and nothing else. A sentence of somebody's own may begin and end alike: it has no
date, or it has more words than names need, or says "I".
"""

from relay.scanning.lexicon import common_words
from relay.scanning.patterns import pattern, runs

_BEGINS = frozenset({"on", "el", "le", "am", "il", "em", "op"})
_ENDS = pattern(
    r"(?:(?:wrote|writes|said|escribio|ha escrito|a ecrit|schrieb|ha scritto|escreveu|schreef)\s*:"
    r"|\b(?:schrieb|schreef)\s[^\n:]{2,60}:)\s*$"
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|segunda|terca|quarta|quinta|sexta"
    "|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
)
_SHORT_DAYS = (
    "mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|mo|di|mi|do|fr|sa|so|mer|jeu|ven|sam|dim|gio"
    "|seg|ter|qua|qui|sex|ma|wo|vr|za|zo"
)
_MONTHS = "(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|fev|avr|aou|gen|mag|giu|lug|set|ott|out|mrt|mei)[a-z]*"
_DATE = pattern(
    rf"^[\s>|]*[a-z]{{2}}\s+(?:giorno\s+|dia\s+)?(?:(?:{_DAYS})\b|(?:{_SHORT_DAYS})(?:[.,]|\s+\d)|(?:{_MONTHS})\.?\s+\d|\d{{1,4}}[./\s-])"
)
_TIME = pattern(r"\b\d{1,2}[:.h]\d\d\b")
_ADDRESS = pattern(r"[<(\[]?\b[\w.+%-]+@[\w.-]+\.\w+[>)\]]?(?:\s*[(<]mailto:[^\s>)]*[)>])?|<[^<>\s]*@[^<>\s]*>")
_FIRST_PERSON = frozenset("i i'm im i'll i've ive i'd me my mine we our us yo mi nos nosotros me".split())
_WORD = runs(r"[a-z']+")
# What stands in an attribution beside names, numbers, days and months.
_OF_ATTRIBUTIONS = frozenset(
    "on at wrote writes said by via el la a las los de del dia escribio ha escrito le ecrit am um uhr schrieb il giorno alle ore"
    " scritto em as escreveu op om schreef pm gmt utc est cst mst pst edt cdt mdt pdt cet cest mailto st nd rd th horas h hrs in".split()
)
_HEADINGS = pattern(
    r"-{2,}[ \t]*[a-z ]{4,40}[ \t]*-{2,}|^[ \t>|*]*[a-z]+(?:[ -][a-z]+)?[ \t]*\*?:\*?"
)  # of blocks, and of lines in them
_CALENDAR = pattern(rf"\b(?:{_DAYS}|{_SHORT_DAYS}|{_MONTHS})\b")
_LONGEST = 400  # characters
_MOST_WORDS = 12  # that are names
_MOST_SAYING = 3  # everyday words in small letters


def may_begin_attribution(line: str) -> bool:
    """Whether a line begins as an attribution does."""
    return line.lstrip(" \t>|")[:3].rstrip().lower() in _BEGINS


def is_attribution(lines: str) -> bool:
    """Whether folded lines say nothing but who wrote what follows, with a date, a time of day or an address."""
    if len(lines) > _LONGEST or not _ENDS.search(lines):
        return False
    words = _words(lines)
    if not _FIRST_PERSON.isdisjoint(words) or len(words) > _MOST_WORDS or len(_saying(words)) > _MOST_SAYING:
        return False
    return any(expression.search(lines) is not None for expression in (_DATE, _TIME, _ADDRESS))


def says_more(lines: str) -> bool:
    """Whether folded lines have words that no mail program writes, so that they are to be read as a text is."""
    return bool(_saying(_words(_HEADINGS.sub(" ", lines))))


def _words(lines: str) -> list[str]:
    """Return the words that are not of an address, a date or every attribution."""
    plain = _CALENDAR.sub(" ", _ADDRESS.sub(" ", lines))
    return [word for word in _WORD.findall(plain) if word.lower() not in _OF_ATTRIBUTIONS]


def _saying(words: list[str]) -> list[str]:
    """Return everyday words in small letters: names have a capital, but where somebody set up an account without."""
    return [word for word in words if word.islower() and word in common_words()]
