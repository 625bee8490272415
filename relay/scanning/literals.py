"""Which pieces of words an expression cannot match without, read from the expression itself.

Whatever is not understood is taken to need nothing: what is said here may be too little, never too much.
"""

from collections.abc import Iterator, Sequence

Clause = frozenset[str]  # pieces of words in small letters; one of them must be there
Needs = tuple[Clause, ...]  # all of them must be fulfilled

_LEAST = 2  # characters of a piece
_QUANTIFIERS = frozenset("?*+{")
_NOTHING: Needs = ()
# Pieces that nearly any English or Spanish text has: to ask for them tells little.
_EVERYWHERE = frozenset(
    "the you and that for with have are your this from about what just like would not but can was all out one get got has"
    " me my so it is in on at to of we he she be do go if or up no us an as am im ll ve re don ing que por con para una est tu te se mi".split()
)


class UnreadExpressionError(ValueError):
    """The expression has a form that is not read here."""


def needs_of(expression: str) -> Needs:
    """Return what a text must have for ``expression``, without regard to case, to match in it; nothing if unsure."""
    try:
        return _Expression(expression).needs()
    except (UnreadExpressionError, IndexError):
        return _NOTHING


def rarity(clause: Clause) -> float:
    """Return a guess at how seldom a text has one of the pieces: the greater, the seldomer."""
    return -sum(1.0 if piece in _EVERYWHERE else 0.3 ** (len(piece) - 1) for piece in clause)


class _Expression:
    """An expression being read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def needs(self) -> Needs:
        found = self._alternatives()
        if self._at < len(self._text):
            raise UnreadExpressionError(self._text[self._at :])
        return found

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _alternatives(self) -> Needs:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        return _either(branches)

    def _sequence(self) -> Needs:
        found: list[Clause] = []
        run = ""
        while self._peek() not in ("", "|", ")"):
            sign, needs = self._item()
            optional, repeated = self._quantifier()
            if sign and not optional:
                run += sign
            if not sign or optional or repeated:
                found += _piece(run)
                run = ""
            if not optional:
                found += needs
        return tuple(dict.fromkeys([*found, *_piece(run)]))

    def _item(self) -> tuple[str, Needs]:
        """Read one item; return the letter or digit that it is, or what it needs."""
        sign = self._text[self._at]
        self._at += 1
        if sign == "(":
            return "", self._group()
        if sign == "[":
            self._skip_class()
        elif sign == "\\":
            self._skip_escape()
        elif sign.isascii() and sign.isalnum():
            return sign.lower(), _NOTHING
        return "", _NOTHING

    def _group(self) -> Needs:
        if self._peek() == "?":
            end = self._at
            while self._text[end] not in ":)>":
                end += 1
            flags = self._text[self._at : end]
            if not set(flags) <= set("?imsU-") and not flags.startswith("?P<"):
                raise UnreadExpressionError(flags)
            self._at = end + 1
            if self._text[end] == ")":
                return _NOTHING
        found = self._alternatives()
        if self._peek() != ")":
            raise UnreadExpressionError(self._text)
        self._at += 1
        return found

    def _skip_class(self) -> None:
        self._at += self._peek() == "^"
        self._at += self._peek() == "]"
        while (sign := self._text[self._at]) != "]":
            if self._text.startswith("[:", self._at):
                self._at = self._text.index(":]", self._at) + 2
            else:
                self._at += 2 if sign == "\\" else 1
        self._at += 1

    def _skip_escape(self) -> None:
        sign = self._text[self._at]
        self._at += 1
        if sign in "pPx":
            if self._peek() == "{":
                self._at = self._text.index("}", self._at) + 1
            else:
                self._at += 1 if sign in "pP" else 2
        elif sign in "QCE" or sign.isdigit():
            raise UnreadExpressionError(sign)

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


def _piece(run: str) -> Iterator[Clause]:
    if len(run) >= _LEAST:
        yield frozenset({run})


def _either(branches: Sequence[Needs]) -> Needs:
    """Return what holds whichever branch matches: of each the clause that says most, together."""
    if len(branches) == 1:
        return branches[0]
    if not all(branches):
        return _NOTHING
    return (frozenset().union(*(max(needs, key=rarity) for needs in branches)),)
