"""User names and profile links on social, game, chat, code and payment services."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.lexicon import given_names
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.handle_beside import find_handles_beside
from relay.scanning.recognise.language import everyday_words
from relay.scanning.recognise.profile_link import find_profile_links
from relay.scanning.recognise.services import SERVICES

_LEAST_MADE_UP = 8

_SERVICE = (
    rf"(?:{SERVICES}|sc|disc|tt|yt|ps[45]|riot|battle\.?net|zoom|fb|gamer\s?tag|gt|hinge|monkey|hoop|locket|face|feis)"
)
_NAME = r"[@$]?[a-z0-9][a-z0-9._#-]{1,30}[a-z0-9_]"
_WEAK_NAME = r"[@$]?[a-z0-9_.-]*(?:[a-z][0-9_.-]+[a-z0-9_]|[0-9_]+[a-z])[a-z0-9_.-]*"
_KIND = r"(?:user\s?names?|usernm|user|handle|@|name|id|acc(?:ount)?|tag|profile|page|screen\s?name|nick(?:name)?|usuario|cuenta)"
_IS = r"(?:\s*(?:(?:i'?s\s+now|is|was|es|it'?s|would be|called|named)\b|=|:|->|-)\s*:?\s*|\s+s\s+|'s\s+)"
_QUOTE = r"[\"'(*_]?"

_CUES = (
    # Such as: "my snap is timk09", "my discord username: timk", "mi insta es …"
    rf"\b(?:my|mi|our|the|his|her)\s+(?:\w+\s+)?{_SERVICE}(?:\s+{_KIND})?{_IS}{_QUOTE}({_NAME})",
    # Such as: "username: timk", "my gamertag is …", "my user is"
    (rf"\b(?:user\s?name|gamer\s?tag|screen\s?name|(?:my|ur|your|mi|his|her|this) handle|friend code|usuario|nombre de usuario|my user|my tag)"
    rf"(?:\s+(?:on|for|in|en|de)\s+(?:the\s+)?{_SERVICE})?{_IS}{_QUOTE}({_NAME})"),
    # Such as: "add me on snapchat, i'm tim_kow_09", "find me on insta: timk", "on discord as timk"
    (rf"\b(?:on|at|in|en|por)\s+(?:my\s+)?{_SERVICE}\b[\s,;:.()-]*(?:i'?m|im|i am|it'?s|its|as|under|at|by|my (?:name|user\w*|handle) (?:is|there is)|"
    rf"the name is|user\w*|is|@|soy|como|me llamo|look for|look up|search|searching|name'?s|tag)[\s:\"'(]*({_NAME})"),
    # Such as: "snap: timk09", "ig - @tim", "psn = timk"
    rf"\b(?:snap(?:chat)?|sc|ig|insta(?:gram)?|discord|psn|gt|venmo|cash\s?app|tiktok|twitter|xbox|roblox|kik|telegram|twitch)\s*(?::|=|->|@|-\s@)\s*({_NAME})",
    # Such as: "i'm timk_09 on snap", "soy timk en insta", "add timk_09 on discord"
    rf"\b(?:i'?m|im|i am|soy|it'?s|add|follow|look up|search(?: for)?|find|friend|message|dm|agrega(?: a)?|busca(?:me)?(?: como)?|sigueme)\s+{_QUOTE}({_NAME})[\"']?\s+(?:on|in|at|en|over on)\s+(?:the\s+)?{_SERVICE}\b",
    rf"\b(?:i'?m|im|i am|soy|it'?s|add|follow|friend|message|dm|agregame|busca(?:me)?(?: como)?)\s+{_QUOTE}({_WEAK_NAME})\b",
    # Such as: "dm me @timk", "my @ is timk"
    r"\b(?:add|follow|dm|message|find|tag|text|hmu|friend|my|mine is|i'?m|soy|agregame|sigueme)\b[^.!?\n]{0,30}\s(@[a-z0-9_][a-z0-9_.]{2,30})\b",
    rf"\bmy\s+@\s*{_IS}({_NAME})",
)  # fmt: skip
_CUE_PATTERNS = tuple(pattern(cue) for cue in _CUES)
_TAGGED = pattern(r"\b[a-z0-9_.]{2,32}#\d{4}\b")
_CASHTAG = pattern(r"(?:^|\s)(\$[a-z][a-z0-9_-]{2,20})\b")
_MONEY_APP = pattern(r"\b(?:cash\s?app|venmo|pay\s?pal|zelle)\b")
_NOT_NAMES = frozenset(
    "a about account actually added again all almost already also always am an and annoying any anymore app are as at awesome"
    " back bad banned because been being better blocked boring broken but called can cool crazy cute dead deleted disabled"
    " do does down dumb empty even ever everything fake filled fine for free from full fun funny gone good great had hacked"
    " hard has have he her here his home how i if in is it its just kind kinda later less like literally locked lol lots"
    " made me mine mostly my name never new nice no not nothing now off ok okay old on one only open or our out over people"
    " pretty private probably public really ruined same she so some something still stuck super that the their them then"
    " there they this time to today too trash trending up us useless very video videos was weird well what when where which"
    " who why will with working yes you your not. down. es mi muy no por que una un privada privado bien mejor la el los"
    " mas pero tambien para cuando porque gone. going getting doing trying talking watching playing making using into"
    " posting obsessed addicted watching. allowed blocked. grounded done mute muted off. on. anything everyone someone"
    " nobody popular famous viral full. glitching lagging slow fast worth super-popular everywhere myself yourself sure"
    " more much many most every each other another than like. called. usually sometimes often based about. under username"
    " user handle name. profile page set said says cool. lol. haha fun. basically taking taken stalking scrolling"
    " something. gonna going. happy sad sorry glad proud new. ready live official bored tired excited always. never.".split()
)
_PUBLIC_OWNER = pattern(
    r"\b(?:channel called|channel|nasa|his channel|her channel|the channel|youtuber|streamer|creator|account called|follow(?:ing)? (?:people|artists|accounts) like)\b"
)
_OWN = pattern(r"\b(?:my|mine|i'?m|i am|im|me|add|friend|hmu|dm|mi|soy|agregame|sigueme|buscame|venmo me|our)\b")
_SERVICE_WORD = pattern(rf"\b{_SERVICE}\b|\b(?:username|user name|gamertag|handle|usuario|dm|@)\b")
_HAS_MARK = pattern(r"[0-9_.#@$]")


def find_handles(passage: Passage) -> Iterator[Match]:
    """Yield user names given away in the text."""
    for index, expression in enumerate(_CUE_PATTERNS):
        for match in expression.finditer(passage.text):
            start, end = match.span(1)
            if _is_handle(passage, start, end, explicit=index not in (2, 4, 5)):
                yield Match(Category.PII_HANDLE, start, end, "a user name on another service", 0.9)
    yield from find_handles_beside(passage)
    yield from find_profile_links(passage)
    for match in _TAGGED.finditer(passage.text):
        yield Match(Category.PII_HANDLE, match.start(), match.end(), "looks like a Discord user name", 0.9)
    if _MONEY_APP.search(passage.text):
        for match in _CASHTAG.finditer(passage.text):
            yield Match(Category.PII_HANDLE, match.start(1), match.end(1), "a name on a payment service", 0.9)


def _is_handle(passage: Passage, start: int, end: int, *, explicit: bool) -> bool:
    """Whether the word after a cue is a name; ``explicit`` cues leave no doubt but for plain words."""
    name = passage.text[start:end].strip(".-").lower()
    if name.lstrip("@$") in _NOT_NAMES or len(name) < 3 or name.isdigit():
        return False
    sentence = passage.around(start, end)
    if _PUBLIC_OWNER.search(sentence) and not _OWN.search(passage.before(start, 25)):
        return False
    marked = _HAS_MARK.search(name) is not None
    if explicit:
        return marked or passage.text[start : start + 1].islower() or _SERVICE_WORD.search(sentence) is not None
    if name.isalpha():
        return _is_no_usual_word(name)
    return marked and _plausible(name, sentence)


def _is_no_usual_word(name: str) -> bool:
    """Whether a word without any mark, as in "i'm gretabuilds on Instagram", is no word of the language."""
    usual = (
        name in everyday_words()
        or name in given_names()
        or name.endswith(("ing", "ed", "ly", "er", "ive", "ble", "ful"))
    )
    return len(name) >= _LEAST_MADE_UP and not usual


def _plausible(name: str, sentence: str) -> bool:
    """Whether a marked word is a user name in its sentence, not "13.5", "9th" or "mid-term"."""
    letters = sum(character.isalpha() for character in name)
    if letters < 2 or (name.endswith(("th", "nd", "rd", "st", "pm", "am")) and letters == 2):
        return False
    if "_" in name or "@" in name:
        return True
    if name.isalpha():
        return False
    return _SERVICE_WORD.search(sentence) is not None and any(
        character.isdigit() or character in "._#" for character in name
    )
