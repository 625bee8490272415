"""Whether what came out of a code is text: words of a language that is scanned, a mail address, a telephone number."""

from relay.scanning.dialling import has_an_area
from relay.scanning.lexicon import common_words
from relay.scanning.patterns import pattern, runs

WORD = runs(r"[a-z]{2,}")
_LEAST_DECODED = 3  # characters
_LEAST_KNOWN = 4  # letters
_MARKS = " \n\r\t.,@"
# A telephone number with its signs, as a whole; its digits are counted apart.
_NUMBER = pattern(r"^\s*\+?(?:[\d(][\s().-]{0,2}){6,20}\d\s*$")
_LENGTHS = (7, 10, 11)
TOLL_FREE = ("800", "888", "877", "866", "855", "844", "833")  # numbers that cost nothing are those of firms
_ADDRESS = pattern(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z]{2,})+")


def as_text(decoded: bytes) -> str:
    """Return bytes as text, where they are printable and more words and digits than marks; else nothing."""
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    plain = sum(character.isalnum() or character in _MARKS for character in text)
    readable = text.isascii() and all(character.isprintable() or character in "\n\r\t" for character in text)
    return text if readable and len(text) >= _LEAST_DECODED and plain * 10 >= len(text) * 8 else ""


def is_known(text: str, least: float = 0.6) -> bool:
    """Whether most letters of a text stand in words of a language that is scanned."""
    words = WORD.findall(text.lower())
    letters = sum(len(word) for word in words)
    return letters >= _LEAST_KNOWN and sum(len(word) for word in words if word in common_words()) >= least * letters


def is_number_or_address(text: str) -> bool:
    """Whether a text is a telephone number and nothing else, or has a mail address."""
    digits = "".join(character for character in text if character.isdigit())
    return (may_be_number(digits) and _NUMBER.match(text) is not None) or _ADDRESS.search(text) is not None


def may_be_number(digits: str) -> bool:
    """Whether digits are as many as a telephone number has, not all the same, and begin as one may."""
    if len(digits) not in _LENGTHS or len(set(digits)) == 1:
        return False
    return digits[0] not in "01" or has_an_area(digits)
