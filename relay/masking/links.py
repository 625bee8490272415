"""Link targets: wrapped ones unwrapped, and what identifies somebody taken out of them (CASES A49, A50)."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from relay.identities.people import People
from relay.identities.search import REMOVED, Hit, find_identities, find_masks, without_overlaps
from relay.identities.traced import untouched
from relay.masking.decoding import decodings, hidden_in_tokens, token_at, undone
from relay.masking.wrappers import is_wrapped, unwrapped
from relay.model.change import ChangeKind

_LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^<>\"]{1,4000}(?=>)")
_FOLDED = re.compile(r"[ \t]*\n[ \t]*")
_CONTINUED = re.compile(r"\n[ \t>]{0,6}(?!https?://|www\.)([^\s<>\"]*[%&=][^\s<>\"]*)", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'*_"
_LONG_LINE = 60
_MOST_LINES = 12
_MOST_PARAMETERS = 60
_LONGEST_LINK = 16_000  # browsers and servers take less

# Given to each reader of a newsletter, each account or each share: whoever hands on the link hands it on too.
_PERSONAL = frozenset(
    """
    recipient recipient_id recipientid rcpt rcpt_id subscriber subscriber_id subscriberid subscriber_hash
    ml_subscriber ml_subscriber_hash ck_subscriber_id email_id emailid email_hash emailhash email_address emailaddress
    user_email useremail contact_id contactid mc_eid mkt_tok _hsenc hsctatracking vero_id _kx sfmc_sub sfmc_id
    bsft_uid bsft_eid oly_enc_id oly_anon_id dm_i elqtrackid elqtrack ouid
    """.split()
)
# These may hold anything: they go with an address or a digest of one.
_MAYBE_PERSONAL = frozenset("email e-mail mail e m u uid user recip to for eid em".split())
_DIGEST = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})\Z")
_MAILCHIMP = re.compile(r"https?://[\w.-]+\.list-manage\d?\.com/", re.IGNORECASE)
_QUERY = re.compile(r"(?P<head>[^?#]*)(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?\Z", re.DOTALL)


def safe_target(target: str, people: People, relay_domain: str) -> str:
    """Return what a link may point at: unwrapped, without what identifies; "" where nothing safe is left.

    An address becomes its mask. A parameter that identifies goes; a link that does so by its path goes whole.
    """
    stripped = target.strip()
    if len(stripped) > _LONGEST_LINK:
        return ""
    if stripped.lower().startswith("mailto:"):
        return _safe_mailbox(stripped, people, relay_domain)
    link = _without(unwrapped(stripped), _is_personal)
    if not _tells(link, people, relay_domain):
        return link
    if link.count("&") > _MOST_PARAMETERS:
        return ""
    link = _without(link, lambda _, name, value: _tells(f"{name}={value}", people, relay_domain))
    return "" if _tells(link, people, relay_domain) else link


def _safe_mailbox(link: str, people: People, relay_domain: str) -> str:
    if not _tells(link, people, relay_domain):
        return link
    mailbox = unquote(link[len("mailto:") :].partition("?")[0]).strip()
    hits = find_identities(mailbox, people)
    writes_to_writer = [hit for hit in hits if hit.person is people.writer and hit.kind is ChangeKind.ADDRESS]
    return f"mailto:{people.writer.identity.masked_address}" if writes_to_writer else ""


def _tells(text: str, people: People, relay_domain: str) -> bool:
    forms = decodings(text)
    return any(find_identities(form, people) or find_masks(form, people, relay_domain) for form in forms)


def _is_personal(link: str, name: str, value: str) -> bool:
    if name in _PERSONAL:
        return True
    if name == "e" and _MAILCHIMP.match(link):
        return True
    plain = unquote(value)
    return name in _MAYBE_PERSONAL and ("@" in plain or _DIGEST.match(plain) is not None)


def _without(link: str, goes: Callable[[str, str, str], bool]) -> str:
    """Return ``link`` without the parameters for which ``goes(link, name, value)``; as it is if there are none."""
    match = _QUERY.match(link)
    if match is None or not (match["query"] or match["fragment"]):
        return link
    fragment = match["fragment"] or ""
    if fragment and goes(link, "", fragment):
        fragment = ""
    pieces = (match["query"] or "").split("&")
    kept = [piece for piece in pieces if not goes(link, *_named(piece))]
    if len(kept) == len(pieces) and fragment == (match["fragment"] or ""):
        return link
    query = "&".join(kept).removeprefix("amp;")
    return f"{match['head']}{'?' if query else ''}{query}{fragment}"


def _named(piece: str) -> tuple[str, str]:
    name, _, value = piece.removeprefix("amp;").partition("=")
    return unquote(name).strip().lower(), value


def find_links(text: str, people: People, relay_domain: str, telling: Sequence[Hit] | None = None) -> list[Hit]:
    """Return the links in ``text`` that are wrapped, or that identify somebody, and what is to stand there.

    ``telling`` are the places that are known to hold an identity, in order and apart; looked for if not given.
    """
    if telling is None:
        found = [*find_identities(text, people), *find_encoded(text, people, relay_domain)]
        for reading in undone(text):
            found += [hit.traced(reading) for hit in find_identities(reading.text, people)]
        telling = without_overlaps(found)
    hits = []
    for start, end, link in _links_in(text):
        holds = _holds(telling, start, end)
        safe = safe_target(link, people, relay_domain) if holds else _without(unwrapped(link), _is_personal)
        if safe != link:
            hits.append(Hit(start, end, safe or REMOVED, ChangeKind.LINK, None))
    return hits


def _holds(telling: Sequence[Hit], start: int, end: int) -> bool:
    index = bisect_left(telling, end, key=lambda hit: hit.start) - 1
    return index >= 0 and telling[index].end > start


def _links_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and target of each link in plain text, also of one that was wrapped over lines."""
    lowered = text.lower()
    if "://" not in lowered and "www." not in lowered:  # most mails have none, and this is told at once
        return
    begin = 0
    while (match := _LINK.search(text, begin)) is not None:
        start, end = match.start(), match.start() + len(match[0].rstrip(_TRAILING))
        link = text[start:end]
        if text[start - 1 : start] == "<" and (bracketed := _IN_BRACKETS.match(text, start)):
            if "\n" in bracketed[0] and not re.search(r"\s", _FOLDED.sub("", bracketed[0].strip())):
                end = bracketed.end()
                link = _FOLDED.sub("", bracketed[0].strip())
        elif match.end() - text.rfind("\n", max(0, start - _LONG_LINE), start) > _LONG_LINE and is_wrapped(link):
            end, link = _continued(text, match.end(), match[0])
        yield start, end, link
        begin = max(end, match.end())


def _continued(text: str, end: int, link: str) -> tuple[int, str]:
    """Return end and target of a gateway's link that goes on in the next lines."""
    for _ in range(_MOST_LINES):
        match = _CONTINUED.match(text, end)
        if match is None:
            break
        link += match[1]
        end = match.end()
    kept = link.rstrip(_TRAILING)
    return end - (len(link) - len(kept)), kept


def find_encoded(text: str, people: People, relay_domain: str) -> list[Hit]:
    """Return the base64 and hexadecimal tokens in ``text`` that hold an identity."""
    held, places = hidden_in_tokens(text)
    if not places:
        return []
    found = set()
    for reading in (untouched(held), *undone(held)):
        for hit in (*find_identities(reading.text, people), *find_masks(reading.text, people, relay_domain)):
            found.add(token_at(places, reading.span(hit.start, hit.end)[0]))
    return [Hit(start, end, REMOVED, ChangeKind.LINK, None) for start, end in sorted(found)]
