"""Which pieces of words an expression cannot match without, read from the expression itself.

Whatever is not understood is taken to need nothing: what is said here may be too little, never too much.
"""

from collections.abc import Iterator, Sequence
from string import ascii_letters, digits
from typing import NamedTuple

# Pieces of words in small letters; one of them must be there. One that begins with `FIRST` begins a word,
# one that ends with `LAST` ends one.
Clause = frozenset[str]
Needs = tuple[Clause, ...]  # all of them must be fulfilled

FIRST, LAST = "<", ">"
DIGIT = "#"  # stands for any digit
_LEAST = 2  # characters of a piece; a whole word may have fewer
_ALPHABET = frozenset(ascii_letters + digits)
_QUANTIFIERS = frozenset("?*+{")
_NOTHING: Needs = ()
_EDGE_ESCAPES = frozenset("bAzsWntrfv")  # no letter or digit is among what they match
_BETWEEN_WORDS = r"""\s,;:"'()*~_/-]"""  # the class that stands in phrases more often than all others
# Pieces that nearly any English or Spanish text has: to ask for them tells little.
_EVERYWHERE = frozenset(
    "the you and that for with have are your this from about what just like would not but can was all out one get got has"
    " me my so it is in on at to of we he she be do go if or up no us an as am im ll ve re don ing que por con para una est tu te se mi"
    " i a u s t m d y o e".split()
)


class UnreadExpressionError(ValueError):
    """The expression has a form that is not read here."""


def needs_of(expression: str) -> Needs:
    """Return what a text must have for ``expression``, without regard to case, to match in it; nothing if unsure.

    The text is ASCII, and its words are its longest runs of letters and digits.
    """
    try:
        return _either([_needs(branch, before=False, after=False) for branch in _Expression(expression).branches()])
    except (UnreadExpressionError, IndexError):
        return _NOTHING


def rarity(clause: Clause) -> float:
    """Return a guess at how seldom a text has one of the pieces: the greater, the seldomer."""
    return -sum(_frequency(piece) for piece in clause)


def _frequency(piece: str) -> float:
    if piece == DIGIT:
        return 0.4
    return 1.0 if piece.strip(FIRST + LAST) in _EVERYWHERE else 0.3 ** (len(piece) - 1)


class _Item(NamedTuple):
    """A part of a sequence: letters and digits, any digit, a group, an edge of a word (a sign or nothing), or another."""

    letters: str = ""
    is_digit: bool = False
    branches: "tuple[tuple[_Item, ...], ...]" = ()
    is_edge: bool = False
    optional: bool = False
    repeated: bool = False

    def begins_with_edge(self) -> bool:
        return self.is_edge or (bool(self.branches) and all(_edge_ahead(branch) for branch in self.branches))

    def ends_with_edge(self) -> bool:
        return self.is_edge or (bool(self.branches) and all(_edge_behind(branch) for branch in self.branches))


_EDGE, _ANY_DIGIT, _OTHER = _Item(is_edge=True), _Item(is_digit=True), _Item()


def _edge_ahead(items: Sequence[_Item], *, after: bool = False) -> bool:
    """Whether whatever matches the items begins with an edge; ``after``: what follows them does."""
    for item in items:
        if not item.begins_with_edge():
            return False
        if not item.optional:
            return True
    return after


def _edge_behind(items: Sequence[_Item], *, before: bool = False) -> bool:
    """Whether whatever matches the items ends with an edge; ``before``: what precedes them does."""
    for item in reversed(items):
        if not item.ends_with_edge():
            return False
        if not item.optional:
            return True
    return before


def _needs(items: Sequence[_Item], *, before: bool, after: bool) -> Needs:
    """Return what a sequence needs; ``before``, ``after``: an edge stands there."""
    found: list[Clause] = []
    run = ""
    for index, item in enumerate(items):
        if item.letters and not item.optional:
            if not run and _edge_behind(items[:index], before=before):
                run = FIRST
            run += item.letters
        if not item.letters or item.optional or item.repeated:
            found += _piece(run, ends=_edge_ahead(items[index:], after=after))
            run = ""
        if item.is_digit and not item.optional:
            found.append(frozenset({DIGIT}))
        if item.branches and not item.optional:
            sides = {
                "before": not item.repeated and _edge_behind(items[:index], before=before),
                "after": not item.repeated and _edge_ahead(items[index + 1 :], after=after),
            }
            found += _either([_needs(branch, **sides) for branch in item.branches])
    return tuple(dict.fromkeys([*found, *_piece(run, ends=after)]))


def _piece(run: str, *, ends: bool) -> Iterator[Clause]:
    piece = run + LAST if run and ends else run
    if len(run.strip(FIRST)) >= _LEAST or (piece.startswith(FIRST) and piece.endswith(LAST)):
        yield frozenset({piece})


def _either(branches: Sequence[Needs]) -> Needs:
    """Return what holds whichever branch matches: of each the clause that says most, together."""
    if len(branches) == 1:
        return branches[0]
    if not all(branches):
        return _NOTHING
    return (frozenset().union(*(max(needs, key=rarity) for needs in branches)),)


class _Expression:
    """An expression being read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def branches(self) -> tuple[tuple[_Item, ...], ...]:
        found = self._alternatives()
        if self._at < len(self._text):
            raise UnreadExpressionError(self._text[self._at :])
        return found

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _alternatives(self) -> tuple[tuple[_Item, ...], ...]:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        return tuple(branches)

    def _sequence(self) -> tuple[_Item, ...]:
        found: list[_Item] = []
        while self._peek() not in ("", "|", ")"):
            item = self._item()
            optional, repeated = self._quantifier()
            found.append(item._replace(optional=optional, repeated=repeated) if repeated else item)
        return tuple(found)

    def _item(self) -> _Item:
        sign = self._text[self._at]
        self._at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return _EDGE if self._class() else _OTHER
        if sign == "\\":
            if self._peek() == "d":
                self._at += 1
                return _ANY_DIGIT
            return _EDGE if self._escape() else _OTHER
        if sign in _ALPHABET:
            return _Item(letters=(sign + self._rest_of_run()).lower())
        return _EDGE if sign.isascii() and sign != "." else _OTHER

    def _rest_of_run(self) -> str:
        """Read the letters and digits that follow, but not the last one if it is the one that a quantifier is about."""
        start = end = self._at
        while self._text[end : end + 1] in _ALPHABET:
            end += 1
        if self._text[end : end + 1] in _QUANTIFIERS:
            end = max(end - 1, start)
        self._at = end
        return self._text[start:end]

    def _group(self) -> _Item:
        if self._peek() == "?":
            end = self._at
            while self._text[end] not in ":)>":
                end += 1
            flags = self._text[self._at : end]
            if not set(flags) <= set("?imsU-") and not flags.startswith("?P<"):
                raise UnreadExpressionError(flags)
            self._at = end + 1
            if self._text[end] == ")":
                return _OTHER
        found = self._alternatives()
        if self._peek() != ")":
            raise UnreadExpressionError(self._text)
        self._at += 1
        return _Item(branches=found)

    def _class(self) -> bool:
        """Read a class; return whether it is of signs alone."""
        if self._text.startswith(_BETWEEN_WORDS, self._at):
            self._at += len(_BETWEEN_WORDS)
            return True
        signs_alone = self._peek() != "^"
        self._at += not signs_alone
        start = self._at
        while (sign := self._text[self._at]) != "]" or self._at == start:
            if self._text.startswith("[:", self._at):
                self._at = self._text.index(":]", self._at) + 2
                signs_alone = False
            elif sign == "\\":
                self._at += 1
                signs_alone &= self._escape()
            else:
                self._at += 1
                is_range = sign == "-" and self._at - 1 > start and self._peek() != "]"
                signs_alone &= sign.isascii() and not sign.isalnum() and not is_range
        self._at += 1
        return signs_alone

    def _escape(self) -> bool:
        """Read what stands behind a backslash; return whether a word ends there, or a sign is meant."""
        sign = self._text[self._at]
        self._at += 1
        if sign in "pPx":
            if self._peek() == "{":
                self._at = self._text.index("}", self._at) + 1
            else:
                self._at += 1 if sign in "pP" else 2
            return False
        if sign in "QCE" or sign.isdigit():
            raise UnreadExpressionError(sign)
        return sign in _EDGE_ESCAPES or (sign.isascii() and not sign.isalnum())

    def _quantifier(self) -> tuple[bool, bool]:
        """Read what may stand behind an item; return whether that may be missing, and whether it may come again."""
        optional = repeated = False
        while (sign := self._peek()) in _QUANTIFIERS and sign:
            end = self._at + 1
            if sign == "{":
                end = self._text.index("}", self._at) + 1
                optional = optional or not self._text[self._at + 1 : end - 1].partition(",")[0].strip("0")
            else:
                optional = optional or (sign in "?*" and not repeated) or sign == "*"
            repeated = True
            self._at = end
            if self._peek() == "?":  # as few as possible
                self._at += 1
        return optional, repeated
