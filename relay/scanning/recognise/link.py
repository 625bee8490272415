"""Links that hide where they lead, ask for something, or lead to pages that anyone can make."""

from collections.abc import Iterator
from itertools import islice, pairwise

from relay.model.category import Category, Severity
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.link_host import (
    hides_its_host,
    host_of,
    imitates,
    is_address,
    is_gateway,
    is_of_other_letters,
    nested_links,
    path_of,
    shows_truly,
    under,
)

_URL = pattern(
    r"\b(?:(?:https?|hxxps?|ftp)\s?:\s?//|https?:(?:/|\\{1,2}))[^\s<>\"'\x1a]+|\bwww\.[a-z0-9-]+\.[^\s<>\"']+"
)
_BARE = pattern(
    r"(?:^|[\s(<\[\"'])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|io|co|me|tv|gg|ly|app|dev|info|us|uk|es|mx|xyz|site|online|link|page|club|shop|ee|be|to|sh|ai|live|zip|tk|ru|cn|gl|gd|ms|cc|biz|ws|pw|top|icu|vip|fun|games?|chat|email|cloud|art|blog|social|pro|art|studio|world|store)(?:/[^\s<>\"']*)?)"
    r"|(?:^|[\s(<\[\"'])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,10}/[^\s<>\"']*[a-z0-9][^\s<>\"']*)"
)
_SPACED_SCHEME = pattern(r"\bh ?t ?t ?p ?s? ?: ?/ ?/[^\n]{3,60}")
_OPENS_APP = pattern(
    r"\b(?:(?:zoommtg|zoomus|msteams|facetime|facetime-audio|facetime-prompt|callto|sips?|skype|tg|viber|whatsapp|signal|sgnl"
    r"|snapchat|fb-messenger|discord|steam|imessage|xmpp|ircs?|kik|weixin|wechat|line|zalo|instagram|twitter|tiktok|venmo"
    r"|cashme|roblox|roblox-player|intent|comgooglemaps|waze):/{2,}|(?:zoommtg|msteams|facetime|facetime-audio|callto|sips?"
    r"|skype|xmpp|imessage):)[^\s<>\"'/][^\s<>\"']{2,}"
)
_OWN_SITE = pattern(
    r"\b(?:my|our|mi|mis|nuestr[oa]|your)\s(?:[\w-]+\s){0,2}?(?:site|page|web ?site|web ?page|blog|portfolio|videos?|channel|songs?|music|store|shop|album|folder|playlist|project page|podcast|gallery|pagina|canal|tienda|cancion|carpeta|portafolio)\b"
    r"|\b(?:i|i've|i'll|we|we've) (?:\w+ )?(?:made|built|recorded|uploaded|put|posted|share[d]?|set) (?:it |them |this |a |the |my |up |some )|\b(?:lo|la|los|las) (?:subi|puse|hice|grabe)\b|\bput (?:me|it|them|my \w+) (?:up|there|online|in front)\b"
)
_SHORTENED = pattern(r"^[a-z0-9-]{1,7}\.[a-z]{2,3}/[a-z0-9]{4,12}$")
_PROGRAM_FILE = pattern(r"\.(?:exe|apk|scr|bat|msi|dmg|jar|ipa|zip|rar|js|vbs|cmd)(?:$|[?#])")
_PERSONAL_PAGES = (
    "bandcamp.com",
    "soundcloud.com",
    "myspace.com",
    "deviantart.com",
    "artstation.com",
    "behance.net",
    "wattpad.com",
    "redbubble.com",
    "etsy.com",
    "depop.com",
    "livejournal.com",
    "wordpress.org",
    "mystrikingly.com",
    "jimdosite.com",
    "godaddysites.com",
    "tripod.com",
    "neocities.org",
    "ravelry.com",
    "gofund.me",
    "youtu.be",
    "twitch.tv",
    "vocaroo.com",
    "loom.com",
    "scratch.mit.edu/projects",
    "codepen.io",
    "jsfiddle.net",
    "glideapp.io",
    "trello.com",
    "doodle.com",
    "calendly.com",
    "when2meet.com",
    "slido.com",
    "miro.com",
    "figma.com",
    "quip.com",
    "onenote.com",
    "wakelet.com",
    "flipgrid.com",
    "seesaw.me",
)
_TOKEN = pattern(
    r"[?&#/](?:token|invite|invitation|key|auth|sig|signature|session|access|share|code|uid|usp|resourcekey|pwd|passcode)[=/][a-z0-9%._~-]{6,}"
)
_ASKS = pattern(
    r"(?:log-?in|sign-?in|verify|verification|account|password|secure|update|confirm|wallet|unlock|webscr|free-?(?:robux|vbucks|gift)|gift-?card|prize|winner)"
)
_TRUSTED_ENDINGS = (".edu", ".gov", ".mil", ".int", ".gob.mx", ".gob.es", ".ac.uk", ".gov.uk", ".museum")
_SCHOOL_HOST = pattern(r"\.k12\.[a-z]{2}\.us$|\.edu\.[a-z]{2}$|\.lib\.[a-z]{2}\.us$")
_IMITATION = "a link that looks like a well-known site but is another"
_MOST = 300


class LinkFinder:
    """Judges every link of a text."""

    def __init__(self, known: tuple[str, ...], suspicious: tuple[str, ...], program_domain: str = "") -> None:
        """Take the policy's lists of domains."""
        self._known = known
        self._suspicious = suspicious
        self._program = program_domain

    def find(self, passage: Passage) -> Iterator[Match]:
        """Yield links; those to unknown sites are ``info``."""
        spans = [match.span() for match in islice(_URL.finditer(passage.text), _MOST + 1)]
        for match in islice(_BARE.finditer(passage.text), _MOST + 1):
            start, end = match.span(1) if match.group(1) is not None else match.span(2)
            if not any(a <= start < b for a, b in spans) and passage.text[end : end + 1] != "@":
                spans.append((start, end))
        for match in islice(_SPACED_SCHEME.finditer(passage.text), _MOST):
            if " " in match.group(0).split("/", 1)[0]:
                explanation = "a link that is written with gaps"
                yield Match(Category.LINK_SUSPICIOUS, match.start(), match.end(), explanation, 0.9)
        for match in islice(_OPENS_APP.finditer(passage.text), _MOST):
            yield Match(
                Category.LINK_SUSPICIOUS, match.start(), match.end(), "a link that opens a call, a chat or an app"
            )
        spans.sort()
        yield from self._misnamed(passage.text, spans[:_MOST])
        for start, end in spans[:_MOST]:
            yield from self._judge(passage, passage.text[start:end].rstrip(".,;:!?)]}'\""), start)
        if len(spans) > _MOST:
            start, end = spans[_MOST]
            yield Match(Category.LINK_SUSPICIOUS, start, end, "more links than a person writes", 0.8)

    def _misnamed(self, text: str, spans: list[tuple[int, int]]) -> Iterator[Match]:
        """Yield links whose text names another site than the target that stands behind it: "nps.gov <https://…>"."""
        for (start, end), (target, stop) in pairwise(spans):
            if text[end:target].strip(" \n>") != "<":
                continue
            shown, leads_to = host_of(text[start:end]).removeprefix("www."), text[target:stop]
            if not shows_truly(shown, leads_to) and not under(host_of(leads_to), "", (self._program,)):
                explanation = "a link whose text names another site than the one it leads to"
                yield Match(Category.LINK_SUSPICIOUS, start, stop, explanation, 0.9)

    def _judge(self, passage: Passage, url: str, start: int) -> Iterator[Match]:
        end = start + len(url)
        explanation = self._suspicion(url.lower())
        first, last = passage.folded.span(start, end)
        if not explanation and is_of_other_letters(passage.written[first:last]):
            explanation = _IMITATION
        if explanation:
            yield Match(Category.LINK_SUSPICIOUS, start, end, explanation, 0.9)
        elif self._is_known(host_of(url), path_of(url)):
            return
        elif _OWN_SITE.search(_around(passage, start)):
            yield Match(Category.LINK_SUSPICIOUS, start, end, "a site of one of the two", 0.8)
        else:
            explanation = "a link to a site that is not known"
            yield Match(Category.LINK_SUSPICIOUS, start, end, explanation, 0.5, Severity.INFO)

    def _is_known(self, host: str, path: str) -> bool:
        return (
            host.endswith(_TRUSTED_ENDINGS)
            or _SCHOOL_HOST.search(host) is not None
            or under(host, path, (*self._known, *((self._program,) if self._program else ())))
        )

    def _suspicion(self, url: str) -> str:
        """Return what is wrong with a link, or with one that it leads on to; "" for nothing."""
        host, path = host_of(url), path_of(url)
        if hides_its_host(url):
            return "a link that hides where it leads"
        if explanation := self._about_site(url, host, path):
            return explanation
        for inner in nested_links(url):
            inner_host, inner_path = host_of(inner), path_of(inner)
            if explanation := self._about_site(inner, inner_host, inner_path):
                return f"a link that leads on: {explanation}"
            leads_away = self._is_known(host, path) and not self._is_known(inner_host, inner_path)
            if leads_away and not is_gateway(host, path) and "." in inner_host and not under(inner_host, "", (host,)):
                return "a link to a well-known site that leads on to another"
        return ""

    def _about_site(self, url: str, host: str, path: str) -> str:  # noqa: PLR0911 -- a table of cases
        if is_address(host):
            return "a link to a bare network address"
        if under(host, path, (*self._suspicious, *_PERSONAL_PAGES)):
            return "a shortened link, a shared document or form, or a page that anyone can make"
        if self._is_known(host, path):
            return "a link with a personal token" if _TOKEN.search(url) else ""
        if imitates(host, self._known if "/" in url else ()):  # a blank left out: "it's on wikipedia.org.me too"
            return _IMITATION
        if _TOKEN.search(url):
            return "a link with a personal token"
        if _PROGRAM_FILE.search(path):
            return "a link to a program"
        if _is_shortened(host + path):
            return "looks like a shortened link"
        return "a link that asks for an account or password" if _ASKS.search(url) else ""


def _around(passage: Passage, start: int) -> str:
    """Return the sentence of a link and the one before it."""
    first, last = passage.sentence_at(start)
    return passage.text[passage.sentence_at(max(0, first - 1))[0] : last]


def _is_shortened(address: str) -> bool:
    """Whether a short host has a path that is no word: "qx.do/3frogz4"."""
    path = address.rpartition("/")[2]
    return _SHORTENED.match(address) is not None and any(c.isdigit() for c in path) and any(c.isalpha() for c in path)
