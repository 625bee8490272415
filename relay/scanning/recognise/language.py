"""Whether a text is in a language that is scanned, or can be read at all."""

import unicodedata
from functools import cache

from relay.scanning.ciphers import coded_pieces
from relay.scanning.folding import UNREADABLE
from relay.scanning.lexicon import common_words, is_given_name
from relay.scanning.patterns import pattern

# Everyday words of each language; the first two can be scanned, the others only be recognised.
_EVERYDAY = {
    "en": "the of and to in is you that it he was for on are as with his they i at be this have from or one had by but not what all were we when your can"
    " said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look"
    " two more go see no way could people my than been call who its now find did get come made may part i'm don't it's me am just really know think want"
    " good got going went was hi hey hello thanks thank you're im dont lol yeah ok okay well too very much our us because why yes where need love day new",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como mas o pero sus le ha me si sin sobre este ya entre cuando todo esta"
    " ser son dos tambien fue habia era muy anos hasta desde mi porque que soy yo tu te ti nos bien gracias hola estoy tengo quiero puedo mucho muchas"
    " gusta donde hay eso algo nada vamos voy tiene hacer hace ella ellos nosotros usted ustedes asi aunque cada ese esa eres estas bueno buena dia",
    "fr": "le la les des et est une un je tu il elle nous vous que qui dans pour pas sur avec ce cette mais ou sont au aux du mon ma mes ton sa ses suis"
    " c'est j'ai tres bien merci bonjour moi toi aussi plus comme tout faire peux veux parce quand",
    "de": "der die das und ist ich du er sie es wir ihr nicht ein eine einen zu mit auf fur von den dem im auch sich aber wie was wenn ja nein sind habe"
    " hat bin bist mein meine dein kann mir dich mich noch nur schon sehr gut danke hallo dass weil oder aus nach bei heute",
    "pt": "o os as um uma e do da dos das nao em eu voce ele ela que para com por mais como mas foi ao meu minha seu sua muito tambem ja sao esta estou"
    " tem tenho isso aqui obrigado obrigada oi ola bom boa quando porque pra vai vou fazer gosto",
    "it": "il lo gli le di che e un una per non con sono mi ti ci si ma come anche piu questo questa io tu lui lei noi molto bene grazie ciao ho hai ha"
    " del della dei nel nella quando perche fare cosa tutto mia mio tuo",
    "vi": "va la cua cho khong co toi ban mot nhung duoc trong voi nay cac nguoi den di em anh chi minh rat thi nhu lam gi",
    "tl": "ang ng sa na at ay mga ako ikaw siya ko mo niya kami kayo sila hindi po opo ba lang din rin kasi para pero yung nang may wala kung saan",
    "so": "waa iyo ka ku oo waxaan waxay ah in aan ayaa soo u la si uu ay ma maya haa wax kale",
    "pl": "i w na z do nie sie ze jest to jak co ja ty on ona my wy oni ale po dla za od czy tak mam jestem bardzo dobrze dzien moje twoje przez tylko",
    "tr": "ve bir bu da de ben sen o biz siz ne icin cok ama gibi daha var yok mi evet hayir benim senin ile olarak",
    "nl": "de het een en van ik je dat niet is op te zijn met voor maar er die om aan ook heb mij jij hij wij naar bij nog goed dank",
    "sw": "na ya wa kwa ni za katika la ili hii hiyo mimi wewe yeye sisi kuwa sana lakini asante habari",
    "ht": "mwen ou li nou yo se pa ak nan pou ki sa gen te ap konsa men mesi bonjou",
}  # fmt: skip
_WORD = pattern(r"[a-z']{2,}|\b[aioyeou]\b")
_SINGLE = frozenset("aioyeu")
_WORD_SIGNS_ONLY = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) not in "'_"}
_LEAST_WORDS = 8
_LEAST_UNREADABLE = 12
_CLEARLY_OTHER = 0.2
_MOST_NOTES = 9  # different letters in music, acids and codes of colours; any prose has more
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_MOST_LETTERS_RUN = 400


@cache
def _everyday(language: str) -> frozenset[str]:
    return frozenset(_EVERYDAY[language].split())


def everyday_words() -> frozenset[str]:
    """Return the everyday words of the languages that can be scanned."""
    return _everyday("en") | _everyday("es")


def why_unscanned(text: str, written: str, languages: tuple[str, ...]) -> str:
    """Return why ``text``, folded from ``written``, is mainly in no language that is scanned; empty where it is not."""
    return _strange(text, languages) or _other_script(written, text, languages) or _coded(text)


def why_unscanned_in_file(prose: str, written: str, languages: tuple[str, ...]) -> str:
    """Return the same for the prose of a file, where single words may be terms, names or notes of music."""
    if UNREADABLE not in prose and len(_LETTERS.intersection(prose.lower())) <= _MOST_NOTES:
        return ""
    return _other_script(written, prose, languages) or _strange(prose, languages, is_file=True)


def without_meaning(written: str) -> str:
    """Say so, where most characters are of private use or not assigned: folding leaves nothing of them."""
    categories = [unicodedata.category(character) for character in written if not character.isascii()]
    unknown = sum(category in ("Co", "Cn") for category in categories)
    letters = sum(character.isalpha() for character in written)
    return "written in characters without a meaning" if unknown >= _LEAST_UNREADABLE and unknown > letters else ""


_LEAST_OTHER_LETTERS = 12
_LOOK_ALIKE_SHARE = 0.3


def _other_script(written: str, text: str, languages: tuple[str, ...]) -> str:
    """Say why, where most letters are of another script and do not stand for Latin ones that they look like."""
    letters = [character for character in written if character.isalpha()]
    other = sum(
        not character.isascii() and not unicodedata.name(character, "").startswith("LATIN") for character in letters
    )
    if other < _LEAST_OTHER_LETTERS or other * 2 < len(letters):
        return ""
    words = _words(text)
    known = sum(len(word) > 1 and any(word in _everyday(name) for name in languages) for word in words)
    return "" if words and known / len(words) >= _LOOK_ALIKE_SHARE else "written in a script that cannot be scanned"


_LINK_OR_CODE = pattern(r"https?://\S+|\S+@\S+|[{}();=<>\[\]]{2,}")


def _strange(text: str, languages: tuple[str, ...], *, is_file: bool = False) -> str:
    unreadable = text.count(UNREADABLE)
    letters = sum(character.isalpha() for character in text)
    if unreadable >= _LEAST_UNREADABLE and unreadable > letters and _has_other_script(text):
        return "written in a script that cannot be scanned"
    words = _words(_LINK_OR_CODE.sub(" ", text))
    if len(words) < _LEAST_WORDS:
        return "one long run of characters that cannot be read" if _is_one_run(text) else ""
    scanned = max(_share(words, name) for name in languages)
    if scanned >= _READ_AT_ONCE:
        return ""
    share, name = max((_share(words, name), name) for name in _EVERYDAY if name not in languages)
    if share >= _CLEARLY_OTHER and share > scanned * 1.25 and not (is_file and _says_little(words, name)):
        return "written mainly in a language that is not scanned"
    if _is_strange(_sentences(text) if is_file else text):
        return "cannot be read: it may be a cipher or a language that is not scanned"
    return ""


_LEAST_SHORT_SHARE = 0.15
_SHORT = 3  # letters
_LONGEST_TERM = 5  # words
_LEAST_DIFFERENT = 4


def _says_little(words: list[str], language: str) -> bool:
    """Whether few everyday words come again and again, as in surnames and in the terms of music."""
    everyday = _everyday(language) - everyday_words()
    return len({word for word in words if word in everyday and len(word) > 1}) < _LEAST_DIFFERENT


def _sentences(prose: str) -> str:
    """Return the lines that are longer than terms are and no list of things: what puts a sentence together is short."""
    lines = (line.split() for line in prose.split("\n"))
    return "\n".join(" ".join(words) for words in lines if len(words) > _LONGEST_TERM and _has_short(words))


def _has_short(words: list[str]) -> bool:
    return sum(len(word) <= _SHORT for word in words) >= _LEAST_SHORT_SHARE * len(words)


def _words(text: str) -> list[str]:
    """Return what `_WORD` finds, in small letters; it is asked only where letters stand beside digits."""
    words: list[str] = []
    for word in text.lower().translate(_WORD_SIGNS_ONLY).split():
        if word.replace("'", "").isalpha():
            if len(word) > 1 or word in _SINGLE:
                words.append(word)
        else:
            words += _WORD.findall(word)
    return words


def _share(words: list[str], language: str) -> float:
    """Return the share of words that are everyday ones of a language."""
    everyday = _everyday(language)
    return sum(word in everyday for word in words) / len(words)


_LONG_WORD = pattern(r"[a-z0-9@$][a-z0-9@$']{2,}")
_LEET = str.maketrans("0134578@$", "oieastbas")
_READ_AT_ONCE = 0.45  # share of everyday words from which a text needs no look at each of its words
_KNOWN_SHARE = 0.42  # at most, of the words of a text that is in no language which is scanned
_LEAST_LONG_WORDS = 7


def _is_strange(text: str) -> bool:
    """Whether most of the longer words are known in no language that is scanned, also with digits as letters."""
    found = [match.group(0) for match in _LONG_WORD.finditer(_LINK_OR_CODE.sub(" ", text))]
    words = [word.lower().translate(_LEET).replace("'", "") for word in found if not word.isdigit()]
    if len(words) < _LEAST_LONG_WORDS:
        return False
    known = sum(
        word in common_words() or word.removesuffix("s") in common_words() or is_given_name(word) for word in words
    )
    return known <= _KNOWN_SHARE * len(words)


_LEAST_CODED = 20  # characters
_CODED_SHARE = 0.5


def _coded(text: str) -> str:
    """Say so, where most of a text is in a code, also in one that can be undone."""
    coded = sum(end - start for _, start, end in coded_pieces(text))
    whole = len(text.strip())
    return "written in a code" if coded >= _LEAST_CODED and coded >= _CODED_SHARE * whole else ""


def _has_other_script(text: str) -> bool:
    return text.count(UNREADABLE * 2) > 2


def _is_one_run(text: str) -> bool:
    return any(len(word) > _MOST_LETTERS_RUN for word in text.split())
