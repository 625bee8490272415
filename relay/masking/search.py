"""Where the two people's identities stand in a text, and what is to stand there instead."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from relay.masking.fold import Folded, fold, squeeze
from relay.masking.frame import ChangeKind
from relay.masking.people import People, Person
from relay.masking.surnames import judge

REMOVED = "[removed]"

_OPENING = re.compile(r"(?:[<(\[\"']|mailto:|&lt;){1,4}\Z", re.IGNORECASE)
_CLOSING = re.compile(r"\A(?:[>)\]\"']|&gt;){1,4}", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[\s\"'*_,]*\Z")
_HOST_GOES_ON = re.compile(r"\w|[.-]\w")
_HOST_BEGINS = re.compile(r"(?:https?://)?(?:[\w-]{1,63}\.){0,8}\Z")
_LINK_GOES_ON = re.compile(r"(?::\d{1,5})?(?:/[^\s<>\"')\]]*)?")
_WHOLE_TOKEN = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_MAILBOX = re.compile(r"[\w.+=%-]{1,64}@")
_SHORT_LOCAL = 4
_LONGEST_NAME = 260
_LONGEST_LINK = 2000
_PUBLIC_LOCALS = frozenset({"concern", "postmaster", "abuse", "help"})


@dataclass(frozen=True, slots=True)
class Hit:
    """An identity at ``text[start:end]`` as written; ``person`` is whose it is."""

    start: int
    end: int
    replacement: str
    kind: ChangeKind
    person: Person | None


def find_identities(text: str, people: People) -> list[Hit]:
    """Return every identity of both people in ``text``, in order, none overlapping another."""
    folded = fold(text)
    hits: list[Hit] = []
    for person in people.both:
        hits += _addresses(text, folded, person)
        hits += _spaced_addresses(text, folded, person)
        hits += _hosts(folded, person)
        hits += _names(text, folded, person)
    return without_overlaps(hits)


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Return ``hits`` in order; of two that overlap the one that begins first, then the longer one stays."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _addresses(text: str, folded: Folded, person: Person) -> list[Hit]:
    hits = []
    for start, end in person.addresses(folded.text):
        if _bounded(folded.text, start, end):
            hits.append(_address_hit(text, *folded.span(start, end), person))
    return hits


def _bounded(text: str, start: int, end: int) -> bool:
    """Return whether the match is a whole address: a short local part could be the end of another's."""
    after = text[end : end + 1]
    if after.isalnum():
        return False
    before = text[start - 1 : start]
    at = text.find("@", start, end)
    return not before.isalnum() or (at - start if at >= 0 else _SHORT_LOCAL) >= _SHORT_LOCAL


def _spaced_addresses(text: str, folded: Folded, person: Person) -> list[Hit]:
    if "@" not in folded.text:
        return []
    squeezed = squeeze(folded)
    hits = []
    for start, end in person.spaced_addresses(squeezed.text):
        place = squeezed.span(start, end)
        place = place[0], place[0] + len(text[place[0] : place[1]].rstrip())
        before = text[place[0] - 1 : place[0]] if place[0] else ""
        if any(character.isspace() for character in text[place[0] : place[1]]) and not before.isalnum():
            hits.append(_address_hit(text, *place, person))
    return hits


def _address_hit(text: str, start: int, end: int, person: Person) -> Hit:
    if not person.is_reader:
        return Hit(start, end, person.identity.masked_address or REMOVED, ChangeKind.ADDRESS, person)
    return readers_own(text, start, end, person, ChangeKind.ADDRESS)


def readers_own(text: str, start: int, end: int, person: Person, kind: ChangeKind) -> Hit:
    """Return the hit for an address of the reader: a name in its place, nothing where the name stands already.

    Readers do not write to themselves; their own mask would only puzzle them (CASES A3).
    """
    opening = _OPENING.search(text[max(0, start - 12) : start])
    closing = _CLOSING.match(text[end : end + 8])
    if not (opening and closing):
        return Hit(start, end, person.given or REMOVED, kind, person)
    begin, stop = start - len(opening[0]), end + len(closing[0])
    before = text[max(0, begin - 80) : begin]
    gap = _NAME_BEFORE.search(before)
    named = before[: gap.start()] if gap else before
    if not _ends_with_name(named, person):
        return Hit(begin, stop, person.given or REMOVED, kind, person)
    spaces = len(before) - len(before.rstrip(" \t\n"))
    return Hit(begin - spaces, stop, "", kind, person)


def _ends_with_name(text: str, person: Person) -> bool:
    folded = fold(text).text.rstrip()
    return any(folded.endswith(name) for name in (*person.given_tokens, *person.surnames) if name)


def _hosts(folded: Folded, person: Person) -> list[Hit]:
    """Return each host with the rest of its name and, in a link, the whole link."""
    hits = []
    for start, end in person.hosts(folded.text):
        left, right = folded.text[max(0, start - _LONGEST_NAME) : start], folded.text[end : end + _LONGEST_LINK]
        if _HOST_GOES_ON.match(right) or (left[-1:].isalnum() or left[-1:] in {"-", "_"}):
            continue
        name, path = _HOST_BEGINS.search(left), _LINK_GOES_ON.match(right)
        begin, stop = start - len(name[0] if name else ""), end + len(path[0].rstrip(".,;:!?") if path else "")
        hits.append(Hit(*folded.span(begin, stop), REMOVED, ChangeKind.HOST, person))
    return hits


def _names(text: str, folded: Folded, person: Person) -> list[Hit]:
    hits = []
    for start, end in person.names(folded.text):
        first, _ = folded.span(start, start + 1)
        place = judge(folded.text, start, end, person, capital=not text[first].islower())
        if place is not None:
            hits.append(Hit(place.start, place.end, place.replacement, ChangeKind.NAME, person))
    return [_as_written(folded, hit) for hit in _widened(folded.text, hits)]


def _as_written(folded: Folded, hit: Hit) -> Hit:
    start, end = folded.span(hit.start, hit.end)
    return replace(hit, start=start, end=end)


def _widened(text: str, hits: list[Hit]) -> list[Hit]:
    """Return ``hits``; a surname inside a link or an unknown address takes all of it along.

    Cut out of one, it would leave somebody else's address or site.
    """
    if not hits:
        return []
    tokens = [match.span() for match in _WHOLE_TOKEN.finditer(text)]
    return [_with_token(hit, text, tokens) for hit in hits]


def _with_token(hit: Hit, text: str, tokens: list[tuple[int, int]]) -> Hit:
    index = bisect_right(tokens, (hit.start, len(text))) - 1
    if index < 0 or tokens[index][1] <= hit.start:
        return hit
    start, end = tokens[index]
    end = start + len(text[start:end].rstrip(".,;:!?)]}'"))
    return replace(hit, start=start, end=max(end, hit.end), replacement=REMOVED, kind=ChangeKind.LINK)


def find_masks(text: str, people: People, relay_domain: str) -> list[Hit]:
    """Return the masked addresses in ``text`` that the reader does not know: the reader's own, and others'."""
    if relay_domain not in text.lower():
        return []
    folded = fold(text)
    own = {person.identity.masked_address.lower(): person for person in people.both}
    hits = []
    for match in _MAILBOX.finditer(folded.text):
        end = match.end() + len(relay_domain)
        if folded.text[match.end() : end] != relay_domain or _HOST_GOES_ON.match(folded.text[end : end + 2]):
            continue
        person = own.get(folded.text[match.start() : end])
        place = folded.span(match.start(), end)
        if person is people.reader:
            hits.append(readers_own(text, *place, person, ChangeKind.MASK))
        elif person is None and match[0][:-1] not in _PUBLIC_LOCALS:
            hits.append(Hit(*place, REMOVED, ChangeKind.MASK, None))
    return hits
