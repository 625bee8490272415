"""Mail addresses, plainly written and spelled out."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading
from relay.scanning.recognise.handle_context import reads_like_a_user_name
from relay.scanning.spoken_addresses import spoken_addresses
from relay.scanning.stretches import Stretches

_ADDRESS = pattern(r"[a-z0-9][a-z0-9.!#$%&'*+/=?^_`{|}~-]*@[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+")
_EXAMPLE = pattern(
    r"^(?:name|your\.?name|you|user|username|someone|somebody|me|first\.?last|firstname\.lastname|jane|john|nombre|tu\.?nombre"
    r"|abc|test|e?-?mail|info|correo|hola|alguien|usuario|persona)@(?:example|email|domain|company|sample|yourdomain|ejemplo|test)\.(?:com|org|net|edu)$"
)
_SAMPLE_DOMAIN = pattern(r"@example\.(?:com|org|net)$")
_FOR_EXAMPLE = pattern(
    r"\b(?:address(?:es)? (?:like|such as)|such as|for example|e\.g\.|por ejemplo|como por ejemplo)[\s:,\"']{1,3}$"
)
_PROVIDER = r"(?:g[\s.+-]{0,3}mail|googlemail|yahoo|ymail|hot[\s.+-]{0,3}mail|outlook|i[\s.]?cloud|aol|proton(?:[\s.+-]?mail)?|gmx|tuta(?:nota)?|zoho|fastmail|live|msn)"
# At a provider without its ending: "oldbaker@aol", "crumb 7 @ hot mail".
_AT_PROVIDER = pattern(
    rf"[a-z0-9._+-]{{1,40}}[)\"']?\s?@\s?{_PROVIDER}(?:[\s.,]*com)?\b|(?:^|\s)@\s?(?:g|hot)[\s.+-]{{0,3}}mail\b"
)
# Where the name is told, not written: "my first name and then 2011 and then the google one".
_NAME_TOLD = r"(?:(?:first initial|my|the|both|our|mi|tu|su) ?(?:given|first|last|middle|full|nick|sur|dog'?s|cat'?s)? ?(?:and (?:last|first) )?(?:name|surname|initials|nombre|apellido|iniciales)s?)"
_TOLD = pattern(
    rf"\b{_NAME_TOLD}\b[^!?\n]{{0,80}}?\b(?:at|on|arroba|@|the|en|el de)\s?(?:the )?(?:{_PROVIDER}|google)(?: one| account| mail)?\b"
    rf"|\b{_PROVIDER}\b[^.!?\n]{{0,40}}\b(?:is|are|it'?s|its|es|just)\b[^.!?\n]{{0,20}}\b(?:the same|same as|my (?:first|full|last|given) ?(?:name|and last)|igual que|el mismo)\b[^.!?\n]{{0,40}}"
    rf"|\b(?:e-?mail|correo|mail)\b[^.!?\n]{{0,30}}\b(?:is|it'?s|its|es)\b[^.!?\n]{{0,20}}\b(?:the same|same as|igual que|el mismo)\b[^.!?\n]{{0,40}}"
    rf"|\b(?:same|put|add|with|stick|just)\b[^.!?\n]{{0,30}}\b(?:name|handle|user|tag|insta|discord|one)\b[^.!?\n]{{0,20}}\b(?:at|@|plus|\+|then|with|on)\s?(?:the )?{_PROVIDER}\b"
)  # fmt: skip
_NAMED_AT = pattern(
    rf"\b(?:{_PROVIDER}|e-?mail|correo|mail)\b(?: address| account)?[\s,:;-]*(?:my |mi )?(?:name|user\w*|address|id|nombre|usuario|handle|is|it'?s|es|=|:)[^.!?\n]{{0,25}}?\b([a-z]+[0-9_.-]+[a-z0-9_.-]*[a-z0-9]|[0-9]+[a-z]+[a-z0-9_.-]*)\b"
)
_BESIDE = pattern(rf"\b([a-z0-9][a-z0-9._-]{{4,30}})[\s,]{{1,3}}(?:and |then |at |on |en |plus )?(?:{_PROVIDER})\b")
_SAID_PROVIDER = (
    rf"(?:{_PROVIDER}|(?:gee|jee|ghee|ge|je|golf|yee)[\s-]?mail|the google(?: one| mail| account)|el de google)"
)
_MADE_UP = r"[a-z][a-z._-]{1,24}[0-9]{1,6}[a-z0-9]{0,4}"
_BETWEEN = r"(?:[\s,:;=>()<-]|\x1a){1,4}(?:(?:and|then|at|on|en|in|with|arroba|is|it'?s|es|the)\s){0,2}(?:my |mi |a )?"
# A made up name and its provider side by side, in either order; the two glued by words for the signs.
_SIDE_BY_SIDE = pattern(
    rf"\b{_MADE_UP}{_BETWEEN}{_SAID_PROVIDER}(?:\W|$)|\b(?:g[\s.+-]?mail|googlemail|yahoo|ymail|hot[\s.+-]?mail|i[\s.]?cloud|aol|proton[\s.+-]?mail|gmx){_BETWEEN}{_MADE_UP}\b"
    r"|\b[a-z0-9._-]{2,30}(?:at|arroba)(?:gmail|hotmail|yahoo|outlook|icloud|protonmail|aol|gmx)(?:dot|punto)?(?:com|net|es|me|mx|org)\b|\b[a-z0-9._-]{2,30}(?-i:AT)[a-z0-9-]{2,20}(?-i:DOT)[a-z]{2,4}\b"
    rf"|\b(?:[a-z]+ ){{1,3}}(?:zero|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve),? (?:at |arroba |the )?(?:g[\s-]mail|hot[\s-]mail|i[\s-]?cloud|{_SAID_PROVIDER})(?:$|[\s,]*(?:dot|punto)|[.,!])"
    rf"|\b{_PROVIDER}\b[^.!?\n]{{0,12}}\b(?:it'?s|its|is|es)\b[^.!?\n]{{0,20}}\b(?:then|luego|plus)\s\w+[\s,]{{1,2}}(?:and |y )?(?:then|luego|plus)\s\w+"
)
_REPORTED = pattern(r"\b(?:teacher|class|lesson|worksheet|why|how do|what is|what's|whats)\b")


def find_addresses(passage: Passage, program_domain: str, allowed: frozenset[str]) -> Iterator[Match]:
    """Yield mail addresses that are not the program's and not ``allowed`` (lower case)."""
    plain = list(_ADDRESS.finditer(passage.text))
    for match in plain:
        address = match.group(0).lower().rstrip(".-")
        taught = _SAMPLE_DOMAIN.search(address) and _FOR_EXAMPLE.search(passage.before(match.start(), 30))
        if not taught and not _is_allowed(address, program_domain, allowed):
            yield Match(Category.PII_EMAIL, match.start(), match.end(), "a mail address", 1.0)
    seen = Stretches.covering(match.span() for match in plain)
    spelled: list[tuple[int, int]] = []
    for address, start, end in spoken_addresses(Reading(passage.text)):
        if not seen.overlap(start, end) and not _is_allowed(address, program_domain, allowed):
            spelled.append((start, end))
            yield Match(Category.PII_EMAIL, start, end, "a mail address that is spelled out", 0.9, read_as=address)
    yield from _told(passage, Stretches.covering([*(match.span() for match in plain), *spelled]))


def _told(passage: Passage, seen: Stretches) -> Iterator[Match]:
    """Yield addresses that stand there in part: at a provider without its ending, with the name described."""
    for match in _AT_PROVIDER.finditer(passage.text):
        if not seen.overlap(*match.span()):
            yield Match(Category.PII_EMAIL, match.start(), match.end(), "a mail address with its ending left out", 0.8)
    for expression in (_TOLD, _NAMED_AT):
        for match in expression.finditer(passage.text):
            if _REPORTED.search(passage.around(match.start(), match.end())) is None:
                yield Match(Category.PII_EMAIL, match.start(), match.end(), "tells how a mail address reads", 0.8)
    for match in _SIDE_BY_SIDE.finditer(passage.text):
        if not seen.overlap(*match.span()):
            yield Match(Category.PII_EMAIL, *match.span(), "a user name and where its mail is kept", 0.8)
    for match in _BESIDE.finditer(passage.text):
        if reads_like_a_user_name(match.group(1)) and _REPORTED.search(passage.around(*match.span())) is None:
            yield Match(Category.PII_EMAIL, match.start(), match.end(), "a user name and where its mail is kept", 0.8)


def _is_allowed(address: str, program_domain: str, allowed: frozenset[str]) -> bool:
    domain = address.rpartition("@")[2]
    if not program_domain and address.startswith("concern@"):
        return True  # of the notices' own footer; no participant has an address like it
    if program_domain and (domain == program_domain or domain.endswith("." + program_domain)):
        return True
    return address in allowed or _EXAMPLE.match(address) is not None
