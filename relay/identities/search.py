"""Where the two people's identities stand in a text, and what is to stand there instead."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

import re2

from relay.identities.fold import fold, squeeze
from relay.identities.people import People, Person
from relay.identities.place import Place
from relay.identities.spot import Spot
from relay.identities.surnames import judge
from relay.identities.traced import Traced
from relay.model.change import ChangeKind

REMOVED = "[removed]"

_OPENING = re.compile(r"(?:[<(\[\"']|mailto:|smtp:|&lt;){1,5}\Z", re.IGNORECASE)
_CLOSING = re.compile(r"\A(?:[>)\]\"']|&gt;){1,5}", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[\s\"'*_,>]*\Z")
_QUOTED_NAME = re.compile(r"[\"”]\s*\Z")
_DISPLAY_NAME = re.compile(r"(?:\A|[,;:>]|\d)[ \t]*([^\W\d_][\w'’.-]*(?:[ \t]+[^\W\d_][\w'’.-]*){0,3})[*_]*\s*\Z")
_ENTRY_ENDS = re.compile(r"[*_]*(?:[;,:\n]|\Z|[\s>]{0,6}[^\W\d_]+(?:[ ][^\W\d_]+)?[ ]?[:：])")
_HOST_GOES_ON = re.compile(r"[a-z0-9_]|[.-]\w")
_DASHED = re.compile(r"\d+(?:-\d+){3}")
_LINE_NAME = re.compile(r"(?:[.-][a-z][\w-]{0,62}){1,8}")  # of a customer's line: "203-0-113-77.dsl.example"
_HOST_BEGINS = re.compile(r"(?:https?://|[a-z0-9][\w.+%-]{0,63}@)?(?:[\w-]{1,63}\.){0,8}\Z")
_LINK_GOES_ON = re.compile(r"(?::\d{1,5})?(?:/[^\s<>\"')\]]*)?")
_WHOLE_TOKEN = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}/[^\s<>\"]*"
    r"|[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}"  # a bare site; no ending that is also a word or that of a file
    r"(?:com|org|net|edu|gov|info|biz|name|school|academy|online|website|blog|dev|app|xyz|tech|club|family|example"
    r"|io|co|us|uk|ca|au|de|fr|es|nl|pl|eu|mx|ar|br|ch|se|dk|fi|ie|nz|ru)(?![\w-]|\.\w)"
)
_LOCAL = re.compile(r"[\"“]?[\w.+-]*")
_MAILBOX = re.compile(r"[a-z0-9._+=%-]{1,64}@")
_SPELT_AT = re2.compile(r"@|[(\[{<]\s?a|%40|&#|\b(?:at|arroba)\b")
_SHORT_LOCAL = 4
_SURROUNDINGS = 800  # how far around a surname its judge looks at most
_MOST_VERDICTS = 1000
_MOST_JUDGED = 5_000
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

    def traced(self, reading: Traced) -> "Hit":
        """Return this hit, found in ``reading``, at its place in the text that was read."""
        start, end = reading.span(self.start, self.end)
        return Hit(start, end, self.replacement, self.kind, self.person)


def find_identities(text: str, people: People) -> list[Hit]:
    """Return every identity of both people in ``text``, in order, none overlapping another."""
    folded = fold(text)
    squeezed = squeeze(folded) if _SPELT_AT.search(folded.text) else None
    hits: list[Hit] = []
    for person in people.both:
        hits += _addresses(text, folded, person)
        if squeezed is not None:
            hits += _spaced_addresses(text, squeezed, person)
        hits += _hosts(folded, person)
        hits += _names(text, folded, person)
    return without_overlaps(hits)


def without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Return ``hits`` in order; of two that overlap the one that begins first, then the longer one stays."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _addresses(text: str, folded: Traced, person: Person) -> list[Hit]:
    return [
        _address_hit(text, *folded.span(start, end), person)
        for start, end in person.addresses(folded.text)
        if _bounded(folded.text, start, end)
    ]


def _bounded(text: str, start: int, end: int) -> bool:
    """Return whether the match is a whole address: a short local part could be the end of another's.

    Letters of another script are no part of it: Chinese and Korean stand beside an address without a space.
    """
    if _is_part(text[end : end + 1], text[end - 1]):
        return False
    local = _LOCAL.match(text, start, end)
    return not _is_part(text[start - 1 : start], text[start]) or (local.end() if local else end) - start >= _SHORT_LOCAL


def _is_part(beside: str, of: str) -> bool:
    return beside.isalnum() and (beside.isascii() or not of.isascii())


def _spaced_addresses(text: str, squeezed: Traced, person: Person) -> list[Hit]:
    hits = []
    for start, end in person.addresses(squeezed.text):
        place = squeezed.origin(start), squeezed.origin(end - 1) + 1  # without the space that follows
        before, after = text[place[0] - 1 : place[0]], text[place[1] : place[1] + 1]
        spaced = any(character.isspace() for character in text[place[0] : place[1]])
        if spaced and not _is_part(before, "a") and not _is_part(after, "a"):
            hits.append(_address_hit(text, *place, person))
    return hits


def _address_hit(text: str, start: int, end: int, person: Person) -> Hit:
    if not person.is_reader:
        return Hit(start, end, person.identity.masked_address or REMOVED, ChangeKind.ADDRESS, person)
    return readers_own(text, start, end, person, ChangeKind.ADDRESS)


def readers_own(text: str, start: int, end: int, person: Person, kind: ChangeKind) -> Hit:
    """Return the hit for an address of the reader: a name in its place, nothing where a name stands already.

    Readers do not write to themselves; their own mask would only puzzle them (CASES A3).
    """
    opening = _OPENING.search(text[max(0, start - 16) : start])
    closing = _CLOSING.match(text[end : end + 8])
    if not (opening and closing):
        return Hit(start, end, person.given or REMOVED, kind, person)
    begin, stop = start - len(opening[0]), end + len(closing[0])
    before = text[max(0, begin - 80) : begin]
    gap = _NAME_BEFORE.search(before)
    if not (_ends_with_name(before[: gap.start()] if gap else before, person) or _is_named(before, text, stop)):
        return Hit(begin, stop, person.given or REMOVED, kind, person)
    spaces = len(before) - len(before.rstrip(" \t\n>"))
    return Hit(begin - spaces, stop, "", kind, person)


def _ends_with_name(text: str, person: Person) -> bool:
    folded = fold(text).text.rstrip()
    return any(folded.endswith(name) for name in (*person.given_tokens, *person.surnames) if name)


def _is_named(before: str, text: str, stop: int) -> bool:
    """Return whether a display name stands before an address in brackets: ``"Timmy" <…>``, ``, Timmy <…> wrote:``."""
    if _QUOTED_NAME.search(before):
        return True
    match = _DISPLAY_NAME.search(before.rpartition("\n\n")[2])
    return match is not None and match[1][0].isupper() and _ENTRY_ENDS.match(text[stop : stop + 40]) is not None


def _hosts(folded: Traced, person: Person) -> list[Hit]:
    """Return each host with the rest of its name and, in a link or an address, all of that."""
    text = folded.text
    hits = []
    for start, end in person.hosts(text):
        line = _LINE_NAME.match(text, end) if _DASHED.fullmatch(text, start, end) else None
        if line is None and _HOST_GOES_ON.match(text, end):
            continue
        left = text[max(0, start - _LONGEST_NAME) : start]
        if _is_part(left[-1:], "a") or left[-1:] in {"-", "_"}:
            continue
        name = _HOST_BEGINS.search(left[left.rfind(" ") + 1 :])
        path = line or _LINK_GOES_ON.match(text, end, end + _LONGEST_LINK)
        begin, stop = start - len(name[0] if name else ""), end + len(path[0].rstrip(".,;:!?") if path else "")
        hits.append(Hit(*folded.span(begin, stop), REMOVED, ChangeKind.HOST, person))
    return hits


def _names(text: str, folded: Traced, person: Person) -> list[Hit]:
    judged = _Judge(text, folded, person)
    places = (judged.place(start, end) for start, end in person.names(folded.text))
    hits = [Hit(place.start, place.end, place.replacement, ChangeKind.NAME, person) for place in places if place]
    return [hit.traced(folded) for hit in _widened(folded.text, hits)]


class _Judge:
    """Judges the surnames in one text; the same words amid the same words once, and of very many no more.

    A text of nothing but names is hostile: what comes after the first thousands is taken out unseen.
    """

    def __init__(self, text: str, folded: Traced, person: Person) -> None:
        self._text, self._folded, self._person = text, folded, person
        self._verdicts: dict[tuple[str, str], Place | None] = {}
        self._judged = 0

    def place(self, start: int, end: int) -> Place | None:
        """Return what to take out for the surname at ``folded.text[start:end]``."""
        around = self._around(start, end)
        if around in self._verdicts:
            place = self._verdicts[around]
            return place and replace(place, start=place.start + start, end=place.end + start)
        self._judged += 1
        if self._judged > _MOST_JUDGED:
            return Place(start, end, self._person.given)
        place = judge(Spot(self._text, self._folded, start, end), self._person)
        if self._judged <= _MOST_VERDICTS:
            self._verdicts[around] = place and replace(place, start=place.start - start, end=place.end - start)
        return place

    def _around(self, start: int, end: int) -> tuple[str, str]:
        first = self._folded.origin(max(0, start - _SURROUNDINGS))
        begin, last = self._folded.origin(start), self._folded.span(start, end)[1] + _SURROUNDINGS
        return self._text[first:begin], self._text[begin:last]


def _widened(text: str, hits: list[Hit]) -> list[Hit]:
    """Return ``hits``; a surname inside a link or an unknown address takes all of it along.

    Cut out of one, it would leave somebody else's address or site.
    """
    if not hits:
        return []
    found: dict[int, list[tuple[int, int]]] = {}  # by the beginning of their line: no token goes beyond one
    widened = []
    for hit in hits:
        line = text.rfind("\n", 0, hit.start) + 1
        if line not in found:
            end = text.find("\n", hit.start)
            tokens = _WHOLE_TOKEN.finditer(text, line, end if end >= 0 else len(text))
            found[line] = [match.span() for match in tokens]
        widened.append(_with_token(hit, text, found[line]))
    return widened


def _with_token(hit: Hit, text: str, tokens: list[tuple[int, int]]) -> Hit:
    index = bisect_right(tokens, (hit.start, len(text))) - 1
    if index < 0 or tokens[index][1] <= hit.start:
        return hit
    start, end = tokens[index]
    end = start + len(text[start:end].rstrip(".,;:!?)]}'"))
    return replace(hit, start=start, end=max(end, hit.end), replacement=REMOVED, kind=ChangeKind.LINK)


def find_masks(text: str, people: People, relay_domain: str) -> list[Hit]:
    """Return the masked addresses in ``text`` that the reader does not know: the reader's own, and others'."""
    folded = fold(text)
    if relay_domain not in folded.text:
        return []
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


def once_each(text: str, hits: list[Hit]) -> list[Hit]:
    """Return ``hits`` without a second name where two addresses of the reader stand side by side.

    As in ``"tim@school.example" <tim@school.example>`` and ``tim@school.example<mailto:tim@school.example>``.
    """
    kept: list[Hit] = []
    for hit in hits:
        before = kept[-1] if kept else None
        double = (
            before is not None
            and hit.person is not None
            and hit.person is before.person
            and hit.person.is_reader
            and hit.kind in {ChangeKind.ADDRESS, ChangeKind.MASK} >= {before.kind}
            and not text[before.end : hit.start].strip(" \t\n>")
        )
        kept.append(replace(hit, start=before.end, replacement="") if before is not None and double else hit)
    return kept
