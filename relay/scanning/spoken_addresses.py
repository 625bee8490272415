"""Mail addresses as people say them: "tim at gmail dot com", "tim arroba correo punto mx"."""

from collections.abc import Iterator

from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading

_BRACKETED_AT = r"\s*[\[({<*_]+\s*(?:at|a|arroba|@)\s*[\])}>*_]+\s*"
_SAID_DOT = (
    r"(?:\s*[\[({<*_]+\s*(?:dot|d0t|punto|period|point|\.)\s*[\])}>*_]+\s*|\s+(?:dot|d0t|punto|period|point)\s+)"
)
_DOT = rf"(?:{_SAID_DOT}|\s\.\s|\.)"
_NAME = rf"[a-z0-9_+-]+(?:(?:{_DOT}|\s(?:underscore|guion bajo|dash)\s)[a-z0-9_+-]+){{0,4}}?"
_TLD = r"(?:com|net|org|edu|gov|io|co|me|us|mx|es|example|test|info|app|dev|uk|ca|school|email)"
_PROVIDER = r"(?:g-?mail|googlemail|yahoo|ymail|hot-?mail|outlook|live|msn|icloud|aol|proton(?:mail)?|gmx|comcast)"
_HOST = rf"[a-z0-9-]+(?:{_DOT}[a-z0-9-]+){{0,3}}{_DOT}{_TLD}"
_SAID_HOST = rf"[a-z0-9-]+(?:{_DOT}[a-z0-9-]+){{0,3}}{_SAID_DOT}{_TLD}"
_SPOKEN_ADDRESSES = tuple(
    pattern(rf"\b({name})({at})({host})\b")
    for name, at, host in (
        (_NAME, r"\s?@\s?", _HOST),
        (_NAME, _BRACKETED_AT, _HOST),
        (_NAME, r"\s+(?:at|arroba)\s+(?:the\s)?", _SAID_HOST),
        (_NAME, r"\s+(?:at|arroba)\s+", rf"{_PROVIDER}(?:{_DOT}(?:com|net|me|es))?"),
    )
)
_DOT_WORD = pattern(_DOT)
_UNDERSCORE = pattern(r"\s(?:underscore|guion bajo)\s")
# "look at khan academy dot org": who "at" follows is no mail box.
_NO_MAILBOX = frozenset(
    "look looked looking is was are be me it go going check find found see on up here there them you us online"
    " available book books video videos site page website stuff article articles help mail email account working"
    " works worked work job engineer and or not".split()
)


def spoken_addresses(base: Reading) -> Iterator[tuple[str, int, int]]:
    """Yield ``(address, start, end)`` of mail addresses written with spaces or the words at and dot."""
    for expression in _SPOKEN_ADDRESSES:
        for match in expression.finditer(base.text):
            local = _UNDERSCORE.sub("_", _DOT_WORD.sub(".", match.group(1)))
            if "@" in match.group(2) or local.lower() not in _NO_MAILBOX:
                host = _DOT_WORD.sub(".", match.group(3))
                yield f"{local}@{host}".lower(), match.start(), match.end()
