"""Number words of English and Spanish: plain ones, and those that are numbers only among others."""

from functools import lru_cache

UNITS = {
    "zero": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
}  # fmt: skip
WHOLE = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "diez": 10, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veintiuno": 21, "veintiun": 21, "veintidos": 22, "veintitres": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28,
    "veintinueve": 29,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
HUNDRED = frozenset({"hundred", "hundert"})
THOUSAND = frozenset({"thousand", "mil"})
TIMES = {"double": 2, "dbl": 2, "triple": 3, "treble": 3, "quadruple": 4, "doble": 2}
PLURALS = {
    "zeros": "0", "zeroes": "0", "oughts": "0", "ohs": "0", "ones": "1", "twos": "2", "threes": "3", "fours": "4",
    "fives": "5", "sixes": "6", "sevens": "7", "eights": "8", "nines": "9", "nickels": "5", "ceros": "0",
    "unos": "1", "doses": "2", "treses": "3", "cuatros": "4", "cincos": "5", "seises": "6", "sietes": "7",
    "ochos": "8", "nueves": "9",
}  # fmt: skip

# Homophones, counts of things, sloppy spellings and Roman numerals: numbers only among other numbers.
DOUBTFUL = {
    "oh": "0", "o": "0", "ow": "0", "nothing": "0", "nil": "0", "nada": "0", "zip": "0", "ought": "0", "aught": "0",
    "won": "1", "wun": "1", "wan": "1", "once": "11", "una": "1", "un": "1", "single": "1",
    "to": "2", "too": "2", "tu": "2", "tew": "2", "pair": "2", "couple": "2", "par": "2",
    "tree": "3", "free": "3", "trio": "3", "thre": "3", "tres": "3",
    "for": "4", "fore": "4", "foe": "4", "foar": "4", "fower": "4",
    "fife": "5", "fiv": "5", "fyve": "5", "hive": "5", "nickel": "5", "faiv": "5",
    "sicks": "6", "sics": "6", "siks": "6", "sux": "6", "sevin": "7", "sevun": "7", "heaven": "7",
    "ate": "8", "ait": "8", "aight": "8", "eit": "8", "nein": "9", "nyne": "9", "nain": "9",
    "sero": "0", "sinco": "5", "kuatro": "4", "cinko": "5", "ciete": "7", "nuebe": "9", "osho": "8", "hocho": "8",
    "dime": "10", "dozen": "12", "docena": "12",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip
# Those that stand for a number next to one other number already: "five oh", "oh one".
LOOSE_ZERO = frozenset({"oh", "o", "ow"})
# Number words without their vowels: "fv", "thr", "svn".
SKELETONS = {
    "zr": "0", "wn": "1", "tw": "2", "thr": "3", "fr": "4", "fv": "5", "sx": "6", "svn": "7", "ght": "8", "nn": "9",
}  # fmt: skip
# What may be said between the numbers of one telephone number.
FILLERS = frozenset(
    "and then y luego e dash hyphen guion space add a an the plus next after that comes come by followed comma dot punto"
    " lastly finally por ultimo al final also again another with con number numbers digit digits num finish un el later"
    " despues sigue otro otra mas pausa pause stop de nuevo skip line".split()
)

PLAIN = frozenset({*UNITS, *WHOLE, *TENS, *HUNDREDS})
LARGE = frozenset({*WHOLE, *TENS, *HUNDREDS})
ALL = frozenset({*PLAIN, *DOUBTFUL, *TIMES, *PLURALS, *HUNDRED, *THOUSAND})


def _without_vowels(word: str) -> str:
    return "".join(letter for letter in word if letter not in "aeiouy")


@lru_cache(maxsize=8192)
def sloppy_digit(word: str) -> str:
    """Return the digit of a word that lost vowels ("zro", "thr", "sevn"); empty where it is none."""
    if not 2 <= len(word) <= 4 or word in ALL or word in ("her", "tow", "wine", "own", "new", "fur", "fir", "fire"):
        return ""
    return SKELETONS.get(_without_vowels(word), "")
