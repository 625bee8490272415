"""Link targets: wrapped ones unwrapped, and those that carry an identity taken out (CASES A49, A50)."""

import base64
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from relay.masking.frame import ChangeKind
from relay.masking.people import People
from relay.masking.search import REMOVED, Hit, find_identities, find_masks

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'"
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_BASE64_SEGMENT = re.compile(r"[A-Za-z0-9+_-]{16,}={0,2}")  # of a path, where "/" is a separator
_MOST_WRAPPINGS = 3
_V3 = re.compile(r"https?://urldefense\.com/v3/__(.+?)__;", re.IGNORECASE)


def _parameter(name: str) -> Callable[[SplitResult], str]:
    return lambda parts: next(iter(parse_qs(parts.query).get(name, [])), "")


def _proofpoint(parts: SplitResult) -> str:
    """Decode urldefense v2: ``-`` stands for ``%``, ``_`` for ``/``."""
    return unquote(_parameter("u")(parts).replace("-", "%").replace("_", "/"))


# Gateways rewrite links for each recipient: the wrapped one carries the reader's address.
_WRAPPERS: tuple[tuple[str, Callable[[SplitResult], str]], ...] = (
    (".safelinks.protection.outlook.com", _parameter("url")),
    ("urldefense.proofpoint.com", _proofpoint),
    ("linkprotect.cudasvc.com", _parameter("a")),
    ("www.google.com", lambda parts: _parameter("q")(parts) if parts.path == "/url" else ""),
    ("mail.google.com", lambda parts: _parameter("q")(parts) if parts.path == "/url" else ""),
)


def unwrapped(target: str) -> str:
    """Return the link that a mail gateway wrapped into ``target``; ``target`` itself if none did."""
    for _ in range(_MOST_WRAPPINGS):
        inner = _inner(target)
        if not inner.lower().startswith(("http://", "https://")):
            return target
        target = inner
    return target


def _inner(target: str) -> str:
    if match := _V3.match(target):
        return match[1]
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    for suffix, read in _WRAPPERS:
        if host == suffix.lstrip(".") or (suffix.startswith(".") and host.endswith(suffix)):
            return read(parts)
    return ""


def decodings(text: str) -> tuple[str, ...]:
    """Return ``text`` as it stands, and with entities and percent-encoding taken off, up to twice."""
    forms = {text: None}
    for _ in range(2):
        for form in tuple(forms):
            forms |= {html.unescape(form): None, unquote(form): None}
    for form in tuple(forms):
        if hidden := "\n".join(_decoded(match[0]) for match in _tokens(form)):
            forms[hidden] = None
    return tuple(forms)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    yield from _BASE64.finditer(text)
    yield from _BASE64_SEGMENT.finditer(text)


def _decoded(token: str) -> str:
    """Return what a base64 or base64url token holds, "" if that is no text."""
    digits = token.rstrip("=").replace("-", "+").replace("_", "/")
    whole = digits[: len(digits) - (len(digits) % 4 == 1)]
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8")
    except ValueError:
        return ""


def find_encoded(text: str, people: People, relay_domain: str) -> list[Hit]:
    """Return the base64 tokens in ``text`` that hold an identity; in a link the whole link goes."""
    hits = []
    for match in _tokens(text):
        decoded = _decoded(match[0])
        if decoded and _finds(decoded, people, relay_domain):
            hits.append(Hit(*match.span(), REMOVED, ChangeKind.LINK, None))
    return hits


def safe_target(target: str, people: People, relay_domain: str) -> str:
    """Return what a link may point at: unwrapped, an address masked, "" where it carries an identity."""
    link = unwrapped(target.strip())
    if not any(_finds(form, people, relay_domain) for form in decodings(link)):
        return link
    if not link.lower().startswith("mailto:"):
        return ""
    mailbox = unquote(link[len("mailto:") :].partition("?")[0]).strip()
    hits = find_identities(mailbox, people)
    writes_to_writer = [hit for hit in hits if hit.person is people.writer and hit.kind is ChangeKind.ADDRESS]
    return f"mailto:{people.writer.identity.masked_address}" if writes_to_writer else ""


def _finds(text: str, people: People, relay_domain: str) -> bool:
    return bool(find_identities(text, people) or find_masks(text, people, relay_domain))


def find_links(text: str, people: People, relay_domain: str) -> list[Hit]:
    """Return the links in ``text`` that are wrapped, or that carry an identity in an encoded form."""
    hits = []
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_TRAILING)
        inner = unwrapped(link)
        if "%" not in link and "&" not in link and inner == link and not _BASE64.search(link):
            continue
        encoded = any(_finds(form, people, relay_domain) for form in decodings(inner)[1:])
        if encoded or inner != link:
            target = REMOVED if encoded else inner
            hits.append(Hit(match.start(), match.start() + len(link), target, ChangeKind.LINK, None))
    return hits
