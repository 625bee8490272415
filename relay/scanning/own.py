"""What is the pair's own: their names and addresses, and the lines where those may stand."""

from dataclasses import dataclass
from functools import cached_property

from relay.identities.everyday import FOREIGN, NAMES_ALONE, is_everyday
from relay.model.identity import Correspondents, Identity
from relay.scanning.context import ScanContext
from relay.scanning.folding import fold_plainly
from relay.scanning.passage import Passage
from relay.scanning.patterns import pattern
from relay.scanning.zones import Line, Zone

_CLOSING_WORDS = frozenset(
    "thanks thank you so much best regards regard kind warm warmly wishes sincerely yours truly cheers love from your mentor student friend mentee talk"
    " soon see later take care respectfully cordially gracias saludos un abrazo atentamente con carino hasta luego pronto tu mentora mentor amigo amiga"
    " mr mrs ms dr jr sr sra senor senora and y the of ps xoxo peace out bye adios sent my iphone android mobile device get outlook for ios phone email"
    " e-mail mail tel name cell c engineer teacher nurse manager hugs always have great day week nice weekend all sign off signed -- best, thx ty mailto".split()
)  # fmt: skip
_PARTICLES = frozenset("de la del los las van von der den bin al el da di dos".split())
_WORD = pattern(r"[a-z0-9][\w.+'-]*(?:@[a-z0-9.-]+)?")
# What firms and schools put under every mail: behind it nobody signs any more.
_NOTICE = pattern(
    r"confidential|intended recipient|disclaimer|privileged|aviso legal|destinatari[oa] (?:previsto|final)|this (?:e-?mail|message) (?:was sent|and any|may contain|is from)"
)
# Behind a name that is spoken to stands what is said: "Tim Kowalczyk, you did it".
_SPOKEN_TO = pattern(
    r"^[\s,!:-]+(?:you|your|you've|you're|u|ur|i|i'm|we|is|was|has|please|can|could|will|tu|eres|usted|te|ya)\b"
)
_LINK = pattern(r"[(\[]?https?://")
_BLANK = pattern(r"\s")
_LONGEST_LINK = 4000
_MOST_OTHER_WORDS = 3
_MOST_LINES_AFTER = 8
_SHORT_LINE = 70
_LEAST_NAME = 2


def _name_parts(name: str) -> list[str]:
    whole = fold_plainly(name)
    return [whole, *whole.replace("-", " ").split()] if whole else []


@dataclass(frozen=True)
class Own:
    """The names and addresses of the two, folded, as far as they are known."""

    context: ScanContext

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Both members of the pair; nobody where they are not known."""
        pair: Correspondents | None = self.context.correspondents
        return () if pair is None else (pair.mentor, pair.student)

    @cached_property
    def given(self) -> frozenset[str]:
        """Given names."""
        return frozenset(p for i in self.identities for p in _name_parts(i.given_name) if len(p) >= _LEAST_NAME)

    @cached_property
    def family(self) -> frozenset[str]:
        """Surnames, whole and in their parts, also those that they had before."""
        return frozenset(p for p in self._family_parts if len(p) >= _LEAST_NAME and p not in _PARTICLES)

    @cached_property
    def particles(self) -> frozenset[str]:
        """What stands before a part of a surname ("de la Cruz"): says nothing by itself, and is no other word."""
        return frozenset(p for p in self._family_parts if p in _PARTICLES)

    @cached_property
    def _family_parts(self) -> tuple[str, ...]:
        return tuple(p for i in self.identities for name in i.family_names for p in _name_parts(name))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Registered addresses, also those that were removed, and masks."""
        found = (a for i in self.identities for a in (*i.known_addresses, i.masked_address) if a)
        return frozenset(a.lower() for a in found)

    @cached_property
    def masks(self) -> frozenset[str]:
        """The two masked addresses."""
        return frozenset(i.masked_address.lower() for i in self.identities if i.masked_address)

    @staticmethod
    def is_everyday(surname: str) -> bool:
        """Whether a folded surname is also an everyday word, of some language where it is small; no other's name."""
        return (is_everyday(surname) and surname not in NAMES_ALONE) or surname in FOREIGN

    def tells(self, text: str) -> bool:
        """Whether a folded text holds a surname or an address of one of the two."""
        words = {match.group(0).strip(".'-") for match in _WORD.finditer(text)}
        return not words.isdisjoint((self.family - self.given) | self.addresses)

    def other_words(self, text: str, named: frozenset[str] = frozenset()) -> int:
        """Count the words of ``text`` that are neither the pair's own (or ``named``) nor usual in a closing."""
        count = 0
        for match in _WORD.finditer(text.lower()):
            word = match.group(0).strip(".'-")
            own = any(word in words for words in (self.addresses, self.given, self.family, self.particles))
            known = own or word in named or word in _CLOSING_WORDS
            if not known and len(word) > 1:
                count += 1
        return count


def may_name_the_pair(passage: Passage, start: int, end: int, own: Own) -> bool:
    """Whether the lines of a span are such where the pair's own names and addresses pass.

    Those are attribution lines and header blocks, which mail programs write, sign-offs, the name of a file, and a
    link, which loses its target.
    """
    if is_file_name(passage, end) or _is_in_link(passage, start, end):
        return True
    lines = passage.zones.lines_of(start, end)
    if all(line.zone is Zone.FRAME for line in lines):
        return True
    # Where nobody knows who the two are, the name itself is taken for theirs, and nothing else beside it.
    named = frozenset() if own.identities else frozenset(passage.text[start:end].lower().split())
    if all(_signs_off(passage, line, start, own, named) for line in lines):
        return True
    return _ends_with_names(passage, start, own, named)


def _is_in_link(passage: Passage, start: int, end: int) -> bool:
    """Return whether a span lies in a link: gateways put the reader's address into each that they wrap."""
    begin = max(passage.text.rfind(blank, max(0, start - _LONGEST_LINK), start) for blank in ' \n\t<>"') + 1
    return _LINK.match(passage.text, begin) is not None and not _BLANK.search(passage.text[begin:end])


def is_file_name(passage: Passage, end: int) -> bool:
    """Whether a span lies in an attachment's file name, which is its part's name and the first line of its text."""
    kind, _, name = passage.part.partition(":")
    first = passage.written.partition("\n")[0]
    return (
        kind == "attachment" and bool(first) and name.startswith(first) and passage.folded.span(0, end)[1] <= len(first)
    )


def _signs_off(passage: Passage, line: Line, start: int, own: Own, named: frozenset[str]) -> bool:
    """Whether a line at the end of what one person wrote is a name, with a title after it at most."""
    text = passage.text[line.start : line.end]
    before = passage.text[line.start : max(line.start, start)]
    if len(text) > _SHORT_LINE or text.rstrip().endswith(("?", ":")):
        return False
    if own.identities and _SPOKEN_TO.search(_behind_names(text, own)):
        return False
    most = _MOST_OTHER_WORDS if own.identities else 0
    if own.other_words(before, named) or own.other_words(text, named) > most:
        return False
    return _is_near_end(passage, line)


def _behind_names(text: str, own: Own) -> str:
    """Return what stands behind the names of the two that a line begins with; nothing where it begins otherwise."""
    end = 0
    for match in _WORD.finditer(text.lower()):
        if match.group(0).strip(".'-") not in own.given | own.family | own.particles:
            break
        end = match.end()
    return text[end:].lower() if end else ""


def _is_near_end(passage: Passage, line: Line) -> bool:
    lines = passage.zones.lines
    after = 0
    for other in lines[passage.zones.index_at(line.start) + 1 :]:
        if other.zone is not line.zone:
            return True
        text = passage.text[other.start : other.end].strip(" >")
        if _NOTICE.search(text.lower()):
            return True
        if len(text) > _SHORT_LINE:
            return False
        after += bool(text)
        if after > _MOST_LINES_AFTER:
            return False
    return True


def _ends_with_names(passage: Passage, start: int, own: Own, named: frozenset[str]) -> bool:
    """Whether a text without line ends closes with names and addresses alone."""
    tail_start = passage.sentence_at(start)[0]
    if tail_start == 0 or len(passage.text) - tail_start > 2 * _SHORT_LINE:
        return False
    return own.other_words(passage.text[tail_start:], named) == 0
