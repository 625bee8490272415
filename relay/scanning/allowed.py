"""What a program says may stand in its mail: its schools, its places, and events that its staff hold."""

from collections.abc import Iterable, Iterator

from relay.model.category import Category
from relay.model.policy import ScanPolicy
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import Pattern, pattern

_SCHOOL = "a school that the program's policy names as its own"
_PLACE = "a place that the program's policy names as its own"
_EVENT = "meets at an event that the program's policy approves, with nothing private around it"
_REACHES = "names a contact that the program's policy makes public, and nothing else to write to"
_WORD = pattern(r"[\w']+")
_MOST_WORDS = 6  # of an invitation to write to a public contact, with the contact
_MARKS = ".,;:!?)>"
# It is no more than these and the contact: "write to me at …" is more.
_REACHING = frozenset("write writes writing send sends mail e email cc drop reach to at a al escribe escriban".split())
# What a find may hold beside the name itself and still say nothing more than the name does.
_SAYS_NO_MORE = frozenset(
    "a an the at in of to my our school campus building i'm i'll im ill am we we're"
    " we'll be is go el la los las en de mi nuestra nuestro escuela colegio".split()
)


def _joined(expressions: Iterable[str]) -> "Pattern | None":
    alternatives = "|".join(expressions)
    return pattern(f"(?:{alternatives})") if alternatives else None


class AllowList:
    """The allow-lists of one policy, compiled once."""

    def __init__(self, policy: ScanPolicy) -> None:
        """Compile the phrases of ``[allow]``."""
        self._names = {
            Category.PII_SCHOOL: (_joined(policy.allowed_schools), _SCHOOL),
            Category.PII_ADDRESS: (_joined(policy.allowed_places), _PLACE),
            Category.PII_LOCATION: (_joined(policy.allowed_places), _PLACE),
        }
        self._events = _joined(policy.approved_events)
        self._private = _joined(policy.private_arrangements)
        self._contacts = frozenset(contact.lower() for contact in policy.public_contacts if "@" in contact)

    def reason(self, passage: Passage, match: Match) -> str:
        """Return why the policy lets ``match`` stand, as a sentence for a monitor; empty where it does not."""
        if match.many:
            return ""
        if match.category is Category.CONDUCT_MEETING:
            return _EVENT if self._is_at_event(passage, match) else ""
        if match.category is Category.CONDUCT_OFF_PLATFORM:
            return _REACHES if self._reaches_a_contact(passage, match) else ""
        names, why = self._names.get(match.category, (None, ""))
        return why if names is not None and _says_only(names, passage, match) else ""

    def _reaches_a_contact(self, passage: Passage, match: Match) -> bool:
        """Whether nothing is said but to write to a public address; the match may end inside of it."""
        words = passage.text[match.start :].lower().split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]
        reached = next((index for index, word in enumerate(words) if "@" in word), None)
        if reached is None or words[reached].rstrip(_MARKS) not in self._contacts:
            return False
        length = len(passage.text[match.start : match.end].split())
        return length == reached + 1 and _REACHING.issuperset(words[:reached])

    def _is_at_event(self, passage: Passage, match: Match) -> bool:
        """Whether the sentence names an approved event, and nothing around it that is for the two alone."""
        if self._events is None:
            return False
        sentence = passage.around(match.start, match.end)
        private = self._private is not None and self._private.search(sentence) is not None
        return not private and self._events.search(sentence) is not None


def _says_only(names: Pattern, passage: Passage, match: Match) -> bool:
    """Whether a find is one of ``names``, and no word beside it tells anything more."""
    spans = list(_named(names, passage, match))
    if not any(start < match.end and match.start < end for start, end in spans):
        return False
    words = (m for m in _WORD.finditer(passage.text[match.start : match.end]))
    return all(
        word.group(0).lower() in _SAYS_NO_MORE
        or any(start <= match.start + word.start() and match.start + word.end() <= end for start, end in spans)
        for word in words
    )


def _named(names: Pattern, passage: Passage, match: Match) -> Iterator[tuple[int, int]]:
    first, last = passage.sentence_of(match.start, match.end)
    for found in names.finditer(passage.text[first:last]):
        yield first + found.start(), first + found.end()
