"""Links that a mail gateway or a newsletter wrapped for one recipient: what they lead to (CASES A49, A50)."""

import base64
import re
import string
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_MOST_WRAPPINGS = 6
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_V3 = re.compile(r"https?://[^/]+/v3/__(?P<link>.+?)__;(?P<bytes>[^!]*)!", re.IGNORECASE)
_V3_MARK = re.compile(r"\*(\*.)?")
_V3_LENGTHS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_V3_RUNS = {letter: 2 + index for index, letter in enumerate(_V3_LENGTHS)}
_ONE_SLASH = re.compile(r"(https?:/)(?=[^/])", re.IGNORECASE)
_TRIPLE = re.compile(r"[^_]*/___(?P<link>https?.+?)___", re.IGNORECASE)
_ENCODED_TARGET = re.compile(r"(?:https?(?::|%3A)(?:/|%2F){1,2}[^/\s]+)", re.IGNORECASE)
_QUOTED_TARGET = re.compile(r"\"url\\*\"\s*:\s*\\*\"(?P<link>https?:.+?)\\*\"")

Reader = Callable[[SplitResult], str]
"""Gives the link that a wrapped one leads to, "" if it cannot be told."""


def _parameter(*names: str) -> Reader:
    def read(parts: SplitResult) -> str:
        values = dict(reversed(parse_qsl(parts.query)))
        return next((values[name] for name in names if values.get(name)), "")

    return read


def _text(token: str) -> str:
    """Return what a base64 or base64url token holds, "" if that is no text."""
    digits = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-8")
    except ValueError:
        return ""


def _urldefense(parts: SplitResult) -> str:
    """Decode Proofpoint's three forms.

    In v2 ``-`` stands for ``%`` and ``_`` for ``/``. In v3 each ``*`` stands for a byte, ``**A`` and so on for a
    run of two and more, of those that follow the link in base64.
    """
    if parts.path.startswith("/v1/"):
        return _parameter("u")(parts)
    if parts.path.startswith("/v2/"):
        return unquote(_parameter("u")(parts).replace("-", "%").replace("_", "/"))
    match = _V3.match(parts.geturl())
    if match is None:
        return ""
    taken = iter(_text(match["bytes"]))

    def put_back(mark: re.Match[str]) -> str:
        return "".join(next(taken, "") for _ in range(_V3_RUNS.get(mark[0][-1], 1) if mark[1] else 1))

    return _V3_MARK.sub(put_back, _ONE_SLASH.sub(r"\1/", unquote(match["link"])))


def _sophos(parts: SplitResult) -> str:
    link = _parameter("u")(parts)
    return link if _WEB.match(link) else _text(link)


def _cisco(parts: SplitResult) -> str:
    """Return the last, percent-encoded step of the path."""
    return unquote(parts.path.rpartition("/")[2])


def _triple(parts: SplitResult) -> str:
    match = _TRIPLE.match(parts.geturl())
    return match["link"] if match else ""


def _amazon(parts: SplitResult) -> str:
    match = _ENCODED_TARGET.search(parts.path)
    return unquote(match[0]) if match else ""


def _mandrill(parts: SplitResult) -> str:
    match = _QUOTED_TARGET.search(_text(_parameter("p")(parts)))
    return match["link"].replace("\\", "") if match else ""


def _redirect(*names: str, path: str = "") -> Reader:
    return lambda parts: _parameter(*names)(parts) if parts.path.startswith(path) else ""


def _opaque(parts: SplitResult) -> str:  # noqa: ARG001 - the signature of all readers
    return ""


# Gateways and newsletters: a link of theirs that cannot be read names its recipient, and goes altogether.
_FOR_ONE: tuple[tuple[str, Reader], ...] = (
    (".safelinks.protection.outlook.com", _parameter("url")),
    (".safelinks.protection.office365.us", _parameter("url")),
    ("statics.teams.cdn.office.net", _parameter("url")),
    ("urldefense.proofpoint.com", _urldefense),
    ("urldefense.com", _urldefense),
    ("urldefense.us", _urldefense),
    ("linkprotect.cudasvc.com", _parameter("a")),
    ("secure-web.cisco.com", _cisco),
    (".trendmicro.com", _redirect("url", path="/wis/clicktime/")),
    (".protection.sophos.com", _sophos),
    ("protect2.fireeye.com", _parameter("u")),
    ("protect.checkpoint.com", _triple),
    ("url.avanan.click", _triple),
    ("clicktime.symantec.com", _parameter("u")),
    ("antiphishing.vadesecure.com", _parameter("u")),
    (".awstrack.me", _amazon),
    ("mandrillapp.com", _mandrill),
    (".mimecast.com", _opaque),
    (".mimecastprotect.com", _opaque),
    (".sendgrid.net", _opaque),
    (".mailcontrol.com", _opaque),
    (".emailprotection.link", _opaque),
    (".rs6.net", _opaque),
    (".exct.net", _opaque),
    (".hubspotlinks.com", _opaque),
    (".hubspotemail.net", _opaque),
    (".convertkit-mail.com", _opaque),
    (".convertkit-mail2.com", _opaque),
    (".klclick.com", _opaque),
    (".mjt.lu", _opaque),
    (".mlsend.com", _opaque),
    (".sendibt2.com", _opaque),
    (".sendibt3.com", _opaque),
)
_GOOGLE = ("com", "es", "de", "fr", "it", "co.uk", "com.mx", "com.ar", "ca")
_FOR_ALL: tuple[tuple[str, Reader], ...] = (
    *((f".google.{ending}", _redirect("q", "url", path="/url")) for ending in _GOOGLE),
    (".facebook.com", _redirect("u", path="/l.php")),
    (".instagram.com", _redirect("u")),
    (".linkedin.com", _redirect("url", path="/safety/go")),
    (".youtube.com", _redirect("q", path="/redirect")),
    ("slack-redir.net", _redirect("url", path="/link")),
    ("duckduckgo.com", _redirect("uddg", path="/l/")),
)
_KNOWN = frozenset(suffix.lstrip(".") for suffix, _ in (*_FOR_ONE, *_FOR_ALL))
_HOST = re.compile(r"(?:https?://)?([^/?#\s:@]{1,253})", re.IGNORECASE)
_OWN_PAGES = frozenset({"www.mimecast.com", "www.trendmicro.com", "www.sendgrid.net"})


def unwrapped(target: str) -> str:
    """Return the link wrapped into ``target``, ``target`` itself if it is none, "" if it cannot be unwrapped."""
    for _ in range(_MOST_WRAPPINGS):
        inner = _inner(target)
        if inner is None:
            return target
        target = inner
    return target if _inner(target) is None else ""


def _inner(target: str) -> str | None:
    """Return what ``target`` leads to, "" if it names its recipient alone, None if it is not wrapped."""
    if not _is_known(target):
        return None
    try:
        parts = urlsplit(target if "//" in target[:9] else f"https://{target}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    for_one = _reader(host, _FOR_ONE)
    if for_one is not None and host not in _OWN_PAGES and (parts.query or parts.path.strip("/")):
        inner = _read(for_one, parts)
        return inner if _WEB.match(inner) else ""
    for_all = _reader(host, _FOR_ALL)
    inner = _read(for_all, parts) if for_all else ""
    return inner if _WEB.match(inner) else None


def _is_known(target: str) -> bool:
    """Return whether the host of ``target`` may be one of the tables, without looking at the rest of it."""
    match = _HOST.match(target)
    labels = match[1].lower().split(".") if match else []
    return any(".".join(labels[start:]) in _KNOWN for start in range(max(len(labels) - 5, 0), len(labels)))


def _read(reader: Reader, parts: SplitResult) -> str:
    try:
        return reader(parts).strip()
    except ValueError:
        return ""


def _reader(host: str, table: tuple[tuple[str, Reader], ...]) -> Reader | None:
    for suffix, reader in table:
        if host == suffix.lstrip(".") or (suffix.startswith(".") and host.endswith(suffix)):
            return reader
    return None


def is_wrapped(target: str) -> bool:
    """Return whether ``target`` is a link of a gateway, also one whose end is missing."""
    return _inner(target) is not None
