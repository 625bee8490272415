"""User names that stand beside a service with nothing said between: "kik timk09", "twitch slash timk09"."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.services import PLAIN_SERVICES, SERVICES_IN_LEET

_WHY = "a user name on another service"
# Words put together as nothing but user names are: three letters and then digits, or with an underscore in them.
_NAME = r"[@$]?(?:[a-z][a-z.-]{2,24}[0-9]{1,6}[a-z0-9]{0,6}|[a-z0-9]{2,20}_[a-z0-9_]{1,20})"
_SHORT = r"(?:sc|ig|disc|dc|tt|yt|rblx|gt)"
_SAID = (
    r"(?:(?:dot (?:com|tv|me|gg) )?(?:slash|diagonal|user(?:name)?|tag|handle|id|name|acc(?:ount)?|usuario|is|es)\s)"
)
_JOINED = r"\s?(?::|=|->|>|-|/|,|\x1a)\s?"
_SERVICE_FIRST = pattern(
    rf"\b(?:{PLAIN_SERVICES}|snap|{_SHORT})(?:{_JOINED}|\s(?:{_SAID}){{0,2}})({_NAME})\b"
    rf"|(?:^|[^a-z0-9])({SERVICES_IN_LEET})(?:{_JOINED}|\s(?:{_SAID}){{0,2}})({_NAME})\b"
    rf"|\b(?:gas|steam|switch|epic|signal|scratch|threads|locket)\s?[:=]\s?({_NAME})\b"
)
_IN_LEET_SAID = pattern(rf"\b(?:my|mi)\s({SERVICES_IN_LEET})\s?(?:is|es|:|=)\s?([@$]?[a-z0-9][a-z0-9._-]{{2,24}})\b")
_NAME_FIRST = pattern(
    rf"(?:^|[.!?:;,]\s|\bslash\s|\b(?:im|i'm|i am|soy)\s)({_NAME})[\s,]{{1,2}}(?:(?:on|en|at|in)\s)?(?:{PLAIN_SERVICES})\b"
)
_CODE = pattern(r"\b(?:sw[\s-]?\d{4}-\d{4}-\d{4}|friend code\W{1,3}(?:is\s|es\s)?\d{4}[\s-]?\d{4}[\s-]?\d{1,4})\b")
_NOT_NAMES = pattern(
    r"^(?:top|level|lvl|season|part|version|chapter|episode|day|week|year|class|grade|room|game|round|page|vol|ver|version|mp|covid|web|windows|iphone|ipad|ps|chapter|verse|route)\W?\d+"
)


def find_handles_beside(passage: Passage) -> Iterator[Match]:
    """Yield marked words next to a service, and codes by which friends find each other on consoles."""
    for expression in (_SERVICE_FIRST, _NAME_FIRST, _IN_LEET_SAID):
        for match in expression.finditer(passage.text):
            start, end = match.span(match.lastindex or 0)
            is_plain = expression is _IN_LEET_SAID and match.group(1).isalpha()
            if not is_plain and not _NOT_NAMES.match(passage.text[start:end]):
                yield Match(Category.PII_HANDLE, start, end, _WHY, 0.85)
    for match in _CODE.finditer(passage.text):
        yield Match(Category.PII_HANDLE, *match.span(), "a code by which friends find each other on a console", 0.9)
