"""The parts of a Word document, a presentation or a workbook, one after the other as their reader comes to them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from relay.mime.files.kinds import FileKind
from relay.mime.files.office.found import Found, is_a_file, note_part
from relay.mime.files.office.links import leads_outside
from relay.mime.files.office.markup import Element, elements, read_xml, short
from relay.mime.files.office.package import Package
from relay.mime.files.office.pruning import prune
from relay.mime.files.office.relations import (
    CONTENT_TYPES,
    MAIN,
    Fate,
    Relation,
    main_part,
    relations_of,
)
from relay.mime.files.office.telling import EMBEDDED_FILE, LINKS
from relay.mime.files.reading import BROKEN, MACROS, UnreadableFileError

# Parts that give a document its looks: what they say comes last.
LATE = frozenset(
    "slideMaster slideLayout notesMaster handoutMaster theme themeOverride styles numbering settings fontTable"
    " tableStyles sharedStrings commentAuthors authors".split()
)


@dataclass(frozen=True, slots=True)
class LoadedPart:
    """A part that leaves with the document: pruned, and with the relationships that it makes use of."""

    name: str
    kind: str  # of the relationship that leads to it: "officeDocument", "slide", "header"
    root: Element
    relations: dict[str, Relation]

    def related(self, fate: Fate) -> Iterator[Relation]:
        """Yield the relationships of one fate."""
        return (relation for relation in self.relations.values() if relation.fate is fate)


def ooxml_parts(package: Package, kind: FileKind, found: Found) -> Iterator[LoadedPart]:
    """Yield the parts of a document, the main one first, then those it asks for, each once.

    Notes in ``found`` what is left behind, the parts that nothing leads to as well. A part may be changed before the
    next is asked for. Raises UnreadableFileError.
    """
    yield from _Way(package, found).from_part(main_part(package, kind))


class _Way:
    """The way through one package."""

    def __init__(self, package: Package, found: Found) -> None:
        self._package = package
        self._found = found
        self._kinds: dict[str, str] = {}  # of every part that was come to
        self._left: dict[str, str] = {}  # parts that are left behind, and what they are called
        self._ahead: deque[str] = deque()
        self._late: deque[str] = deque()

    def from_part(self, main: str) -> Iterator[LoadedPart]:
        for relation in relations_of(self._package, "").values():
            if relation.kind != MAIN:
                self._leave(relation)
        self._kinds[main] = MAIN
        self._ahead.append(main)
        while self._ahead or self._late:
            name = self._ahead.popleft() if self._ahead else self._late.popleft()
            yield self._load(name)
        self._note_left()

    def _load(self, name: str) -> LoadedPart:
        root = read_xml(self._package, name)
        if short(root.tag).startswith("?"):
            raise UnreadableFileError(BROKEN)
        prune(root, self._found)
        kind = self._kinds[name]
        order = {asked: number for number, asked in enumerate(references(root))}
        used = []
        for relation in relations_of(self._package, name).values():
            if relation.fate is Fate.MACRO:
                raise UnreadableFileError(MACROS)
            if relation.fate in {Fate.FILE, Fate.DROPPED} or not self._may_lead(relation):
                self._leave(relation, chart=kind == "chart")
            elif relation.is_asked_for(kind, frozenset(order)) and self._exists(relation):
                used.append(relation)
        used.sort(key=lambda relation: order.get(relation.id, len(order)))
        kept = [relation for relation in used if relation.fate is Fate.KEPT]
        late = [relation for relation in kept if relation.kind in LATE]
        for relation in (*late, *(one for one in reversed(kept) if one.kind not in LATE)):
            self._plan(relation)
        return LoadedPart(name, kind, root, {relation.id: relation for relation in used})

    def _may_lead(self, relation: Relation) -> bool:
        return relation.fate is not Fate.LINK or (not relation.external or leads_outside(relation.target))

    def _exists(self, relation: Relation) -> bool:
        return relation.fate is Fate.LINK or (not relation.external and bool(self._package.name_of(relation.target)))

    def _plan(self, relation: Relation) -> None:
        """Put the part that ``relation`` leads to next on the way."""
        name = self._package.name_of(relation.target)
        if name not in self._kinds:
            self._kinds[name] = relation.kind
            if relation.kind in LATE:
                self._late.append(name)
            else:
                self._ahead.appendleft(name)
        elif self._kinds[name] != relation.kind:
            raise UnreadableFileError(BROKEN)

    def _leave(self, relation: Relation, *, chart: bool = False) -> None:
        if relation.fate is Fate.FILE and not (chart and relation.kind == "package"):
            self._found.has_files = True
        words = "the numbers behind a chart" if chart and relation.kind == "package" else relation.words
        if relation.external:
            self._found.note(words or LINKS, relation.target)
        elif self._package.name_of(relation.target):
            self._left[self._package.name_of(relation.target)] = words

    def _note_left(self) -> None:
        """Note the parts that are left behind, and what they say; those of such parts have no word of their own."""
        for name in self._package.names:
            if name in self._kinds or name == CONTENT_TYPES or name.endswith(".rels"):
                continue
            words = self._left.get(name)
            if words:
                self._found.note(words)
            if words != "" and name.endswith(".xml"):
                note_part(self._package, name, words or "", self._found)
            elif words is None and is_a_file(self._package.read(name)):
                self._found.has_files = True
                self._found.note(EMBEDDED_FILE)


def references(root: Element) -> tuple[str, ...]:
    """Return the ids of relationships that a part's markup asks for, in their order, each once."""
    found: dict[str, None] = {}
    for element in elements(root):
        for key in element.keys():  # noqa: SIM118 - an element's items are its children
            if is_reference(str(key)):
                found[element.get(key) or ""] = None
    return tuple(found)


@lru_cache(maxsize=4096)
def is_reference(key: str) -> bool:
    """Return whether an attribute holds the id of a relationship."""
    return short(key).startswith("r:") or short(key) == "o:relid"
