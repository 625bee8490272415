"""Where a link leads, as browsers read it (WHATWG URL), and what in its host is there to deceive."""

import ipaddress
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from relay.scanning.patterns import pattern

_SCHEME = pattern(r"^[a-z][a-z0-9+.-]*\s?:\s?[/\\]+")
_SCHEME_OF_WEB = pattern(r"^(?:https?|ftp)\s?:")
_USUAL_SCHEME = pattern(r"^[a-z]+\s?:\s?//[^/\\]")
_AUTHORITY_ENDS = pattern(r"[/\\?#]")
_NUMBER_LABEL = pattern(r"^(?:0x[0-9a-f]*|[0-9]+)$")
_NESTED = pattern(r"(?:https?:[/\\]{1,2}|https?-3a__|[=/](?://|\\\\))([^\s<>\"'&_]+)")
_BRANDS = (
    "google", "gmail", "youtube", "instagram", "facebook", "snapchat", "tiktok", "discord", "roblox", "paypal", "amazon",
    "apple", "icloud", "microsoft", "netflix", "steamcommunity", "venmo", "whatsapp", "minecraft", "epicgames", "nintendo",
    "usps", "fedex", "ups", "dhl", "irs", "chase", "wellsfargo", "bankofamerica", "ebay", "walmart", "costco", "spotify", "twitch", "linkedin", "twitter", "steam",
    "vimeo", "zoom", "dropbox", "adobe", "yahoo", "outlook", "coinbase", "cashapp", "collegeboard", "fafsa", "khanacademy", "hulu", "disneyplus", "playstation", "xbox",
)  # fmt: skip
_LOOK_ALIKE = str.maketrans("0134578", "oieastb")
_ENDINGS = frozenset(
    {"gov", "edu", "mil"}
)  # of public bodies of the United States: never amid a name, but before a country
_GLUED_ENDINGS = ("-gov", "-edu", "-org", "-com")
_COUNTRY = 2  # letters
_SHORTEST_BRAND = 6  # of which one letter may differ
_MOST_NESTED = 5
_LONGEST_HOST = 255  # RFC 1035 section 2.3.4
# Programs that check links put themselves before them; archives and translators show a page of another site.
_GATEWAYS = (
    "safelinks.protection.outlook.com", "urldefense.com", "urldefense.proofpoint.com", "urldefense.us",
    "linkprotect.cudasvc.com", "protect.mimecast.com", "protection.sophos.com", "google.com/url", "google.com/amp",
    "web.archive.org", "translate.google.com", "l.facebook.com", "secure-web.cisco.com", "links.fireeye.com",
    "clicktime.symantec.com", "ampproject.org",
)  # fmt: skip


def host_of(url: str) -> str:
    """Return the host of ``url``, in lower case, without its port, user information and the dot at its end."""
    authority = _authority(url)
    if authority.startswith("["):
        return authority.partition("]")[0].lstrip("[").lower()
    return authority.split(":", 1)[0].strip(".,;!)]}'\"").lower()


def path_of(url: str) -> str:
    """Return what follows the host, in lower case, with a slash first; "" if nothing does."""
    rest = _SCHEME.sub("", url).lower()
    slash = rest.replace("\\", "/").find("/")
    return rest[slash:] if slash >= 0 else ""


def _authority(url: str) -> str:
    rest = _SCHEME.sub("", url).lstrip("/ ")
    return _AUTHORITY_ENDS.split(rest)[0].rpartition("@")[2]


def under(host: str, path: str, domains: Iterable[str]) -> bool:
    """Return whether ``host`` (or host with path) is one of ``domains`` or under it."""
    whole = host.removeprefix("www.") + path
    return any(
        host == domain or host.endswith("." + domain) or ("/" in domain and whole.startswith(domain))
        for domain in domains
    )


def hides_its_host(url: str) -> bool:
    """Return whether ``url`` is written so that a person takes it for a link to elsewhere."""
    rest = _SCHEME.sub("", url)
    authority = rest.split("/", 1)[0]
    if url.startswith("hxxp") or "@" in authority or "\\" in url.split("?", 1)[0] or "%" in authority.split("?", 1)[0]:
        return True
    if _SCHEME_OF_WEB.match(url) is not None and _USUAL_SCHEME.match(url) is None:
        return True
    host = _authority(url)
    return host.endswith(".") and len(rest) > len(host)


def is_address(host: str) -> bool:
    """Return whether ``host`` is a network address, also with numbers in hexadecimal or octal, or with some left out."""
    if ":" in host:
        return True
    last = host.rpartition(".")[2]
    if _NUMBER_LABEL.match(last) is None:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return all(_NUMBER_LABEL.match(label) is not None for label in host.split("."))
    return True


def is_of_other_letters(written: str) -> bool:
    """Return whether a host as written mixes letters of Latin with look-alikes of another alphabet."""
    host = unicodedata.normalize("NFKC", _authority(written))
    if host.isascii():
        return False
    kinds = {unicodedata.name(letter, "?").split(" ", 1)[0] for letter in host if letter.isalpha()}
    return len(kinds) > 1 and "LATIN" in kinds


def imitates(host: str, known: Iterable[str]) -> bool:
    """Return whether a host has a well-known one at its beginning or inside, or nearly has its name."""
    if host.startswith("xn--") or ".xn--" in host:
        return True
    labels = host[-_LONGEST_HOST:].split(".")
    before, tail = labels[:-1], labels[-1]
    if any(label in _ENDINGS for label in before) and not (len(tail) == _COUNTRY and before[-1] in _ENDINGS):
        return True
    if any(label.endswith(_GLUED_ENDINGS) for label in before):
        return True
    dotted = f".{host}"
    return any(f".{site}." in dotted for site in known if "/" not in site) or _has_brand(before)


def _has_brand(labels: list[str]) -> bool:
    """Whether a label is a brand with look-alike digits, one letter changed or added, or a brand with more."""
    for label in labels:
        for piece in (label, *label.split("-")):
            if piece in _BRANDS:
                if piece != label or label != labels[-1]:
                    return True
            elif piece.translate(_LOOK_ALIKE) in _BRANDS or any(_one_off(piece, brand) for brand in _BRANDS):
                return True
    return False


def _one_off(word: str, brand: str) -> bool:
    if abs(len(word) - len(brand)) > 1 or len(brand) < _SHORTEST_BRAND or word == brand:
        return False
    if len(word) == len(brand):
        return sum(a != b for a, b in zip(word, brand, strict=True)) == 1
    longer, shorter = (word, brand) if len(word) > len(brand) else (brand, word)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def nested_links(url: str) -> Iterator[str]:
    """Yield the whole links that stand inside another one: where it may lead on to."""
    rest = unquote(unquote(_SCHEME.sub("", url)))
    for match in islice(_NESTED.finditer(rest), _MOST_NESTED):
        yield match.group(1)


def is_gateway(host: str, path: str) -> bool:
    """Return whether a site stands before any other: what is behind it counts alone."""
    return under(host, path, _GATEWAYS)


def shows_truly(shown: str, target: str) -> bool:
    """Return whether ``target`` leads to the host ``shown``, one under it or above it."""
    host = host_of(target)
    if is_gateway(host, path_of(target)):
        named = unquote(target).lower()
        return shown in named.replace("-2e", ".")
    return _same_site(shown.removeprefix("www."), host.removeprefix("www."))


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)
