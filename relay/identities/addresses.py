"""Mail addresses and hosts as patterns: every spelling that leads to the same mailbox (CASES A4 to A8, A69).

The patterns are RE2 syntax over folded text, and fit the same text without white space too.
"""

import ipaddress
from contextlib import suppress
from itertools import chain

import re2

from relay.identities.fold import fold
from relay.mime.hosts import PUBLIC_PROVIDERS
from relay.model.address import split_address
from relay.model.errors import InvalidInputError

_GMAIL = ("gmail.com", "googlemail.com")
_SHORTEST_PROVIDER = 5

_AT_WORDS = (
    "at sign", "at-sign", "at", "arrobas", "arroba", "arobase", "chez", "chiocciola", "klammeraffe", "apenstaartje",
    "malpa", "snabel-a", "snabela", "miukumauku", "собака", "アットマーク", "アット", "골뱅이", "艾特",
)  # fmt: skip
_DOT_WORDS = (
    "dot", "punto", "punkt", "ponto", "point", "punt", "kropka", "prikk", "piste", "period", "точка", "ドット", "点",
    "點", "점",
)  # fmt: skip


def escaped(text: str) -> str:
    """Return ``text`` as a pattern for itself."""
    return str(re2.escape(text))


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(escaped(fold(word).text) for word in words)


# White space, the quote marks that stand at the start of a wrapped line, and emphasis.
_GAP = r"[\s>*]*"
_WIDE_GAP = r"[\s>*_.,:;~-]*"
_OPEN, _CLOSE = r"[(\[{<«|/\\'\"]{1,2}\s?", r"\s?[)\]}>»|/\\'\"]{1,2}"
# "_" as in "omar_mentors.example#EXT#" and the paths of shared files, "=" as in return paths (VERP).
_AT_SIGNS = ("@", "%(?:25)*40", "=40", "&#0*64;?", "&#x0*40;?", "&commat;?", r"\+aea-?", r"\\u0040", r"\\x40", "[_=]")
_DOT_SIGNS = (r"\.", "。", "%(?:25)*2e", "=2e", "&#0*46;?", "&#x0*2e;?", "&period;?", r"\+ac4-?", "_")
_AT = (
    rf"(?:{_GAP}(?:{'|'.join(_AT_SIGNS)}|{_OPEN}(?:a|@|{_any_of(_AT_WORDS)}){_CLOSE}){_GAP}"
    rf"|{_WIDE_GAP}(?:{_any_of(_AT_WORDS)}){_WIDE_GAP})"
)
_DOT = (
    rf"(?:{_GAP}(?:{'|'.join(_DOT_SIGNS)}|{_OPEN}(?:\.|{_any_of(_DOT_WORDS)}){_CLOSE}){_GAP}"
    rf"|{_WIDE_GAP}(?:{_any_of(_DOT_WORDS)}){_WIDE_GAP})"
)
_TAG = r"(?:(?:\+|%(?:25)*2b|=2b)[^\s@<>\"'()]*)?"
_QUOTE = "[\"'“”‘’]"
_COMMENT = r"(?:\s?\([^()@\s]{0,40}\))?"  # RFC 5322 section 3.2.2


def address_patterns(address: str) -> list[str]:
    """Return the patterns that find ``address`` in all its spellings."""
    local, domains, dotless = _parts(address)
    mailbox = _local_pattern(local, dotless=dotless) + _TAG
    domain = "|".join(chain.from_iterable(_domain_patterns(one) for one in domains))
    host = "|".join(_DOT.join(map(escaped, one.split("."))) for one in domains)
    plain = escaped(local)
    return [
        rf"(?:{_QUOTE}{mailbox}\.?{_QUOTE}|{mailbox}){_COMMENT}{_AT}(?:{domain})",
        rf"(?:{host})[=!]{plain}",  # a return path that was rewritten (SRS), a path of old
    ]


def _parts(address: str) -> tuple[str, tuple[str, ...], bool]:
    """Return (folded local part without tag, domains, whether dots in it mean nothing) of ``address``."""
    try:
        local, domain = split_address(address)
    except InvalidInputError:
        local, _, domain = address.rpartition("@")
        domain = domain.lower()
    base = fold(local.partition("+")[0] or local).text
    return (base, _GMAIL, True) if domain in _GMAIL else (base, _domain_forms(domain, address), False)


def _local_pattern(local: str, *, dotless: bool) -> str:
    if dotless:
        return f"(?:{_DOT})?".join(escaped(character) for character in local.replace(".", ""))
    return _DOT.join(escaped(label) for label in local.split("."))


def _domain_forms(domain: str, address: str) -> tuple[str, ...]:
    """Return a domain as A-labels (of IDNA 2003 and 2008, which differ for ``ß``) and in Unicode."""
    written = address.rpartition("@")[2].lower()
    shown = ".".join(_shown(label) for label in (domain if written.isascii() else written).split("."))
    forms = [domain, fold(shown).text]
    if not shown.isascii():
        forms.append(".".join(_a_label(label) for label in shown.split(".")))
    return tuple(dict.fromkeys(forms))


def _shown(label: str) -> str:
    if label.startswith("xn--"):
        with suppress(UnicodeError):
            return label[4:].encode("ascii").decode("punycode")
    return label


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _domain_patterns(domain: str) -> list[str]:
    """Return the pattern of ``domain``, and of a known provider's name alone ("at gmail")."""
    whole = _DOT.join(escaped(label) for label in domain.split("."))
    name = domain.partition(".")[0]
    known = domain in PUBLIC_PROVIDERS and len(name) >= _SHORTEST_PROVIDER
    return [whole, rf"{escaped(name)}\b"] if known else [whole]


def host_patterns(host: str) -> list[str]:
    """Return the patterns that find ``host``, a name or an IP address, in its usual spellings."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return [_DOT.join(escaped(label) for label in host.lower().split("."))]
    if isinstance(address, ipaddress.IPv6Address):
        return [escaped(form) for form in dict.fromkeys([host.lower(), address.compressed, address.exploded])]
    numbers = host.split(".")
    # Also as providers name their customers' lines: "203-0-113-77.dsl.example".
    return [*("[.-]".join(order) for order in (numbers, numbers[::-1])), r"\[\.\]".join(numbers)]
