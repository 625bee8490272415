"""The phrase language of policy.toml, turned into RE2 expressions.

A phrase is words with spaces between them, as a person would write them:

    word        that word; an apostrophe in it may be missing, a hyphen may be a space
    word*       any word that begins so; *word any that ends so
    (a|b c)     one of these; (a|b)? the same, or nothing; so is word? but at the end, where it is taken for a mistake
    {name}      one of the phrases of [words] name
    ...         up to four words in between; .. up to two
    _           exactly one word
    #           a number
    re:…        the rest is an RE2 expression

Words may be parted by white space, commas, quotes and dashes, not by the end of a sentence.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relay.config.toml_lines import nearest

_SEPARATOR = r"""[\s,;:"'()*~_/-]+"""
_WORD = r"[^\s.!?,;:]+"
_GAPS = {"...": 4, "..": 2}
_TOKEN = re.compile(r"\.\.\.|\.\.|[(){}|?#]|\s+|[^\s(){}|?#.]+|\.")
_LAST_WORD_OPTIONAL = re.compile(r"(?:^|\s)([^\s(){}|?]+)\?\s*$")
_MAX_DEPTH = 6
WordLists = Mapping[str, tuple[str, ...]]
_ENDS = ("", "|", ")")


class PhraseError(ValueError):
    """A phrase cannot be read; the text says why."""


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(character for character in folded if not unicodedata.combining(character))


def _literal(word: str) -> str:
    parts = []
    for character in word:
        if character == "'":
            parts.append("'?")
        elif character == "-":
            parts.append("[- ]?")
        elif character == "*":
            parts.append(r"\w*")
        else:
            parts.append(re.escape(character))
    return "".join(parts)


@dataclass
class _Sequence:
    """Items of one alternative, joined as they come."""

    expression: str = ""
    pending: str = ""  # the separator owed before the next item
    leading: bool = True  # nothing but optional words until now

    def add(self, item: str, *, optional: bool, glued: bool) -> None:
        if optional and not glued:
            before, after = ("", _SEPARATOR) if self.leading else (self.pending, "")
            self.expression += f"(?:{before}{item}{after})?"
            return
        self.expression += self.pending + (f"(?:{item})?" if optional else item)
        self.pending, self.leading = "", False

    def separate(self, most_words: int = 0) -> None:
        if self.leading:
            return
        if most_words:
            self.pending = f"(?:{_SEPARATOR}{_WORD}){{0,{most_words}}}?{_SEPARATOR}"
        elif not self.pending:
            self.pending = _SEPARATOR


@dataclass
class _Parser:
    tokens: list[str]
    words: Mapping[str, Sequence[str]]
    depth: int
    position: int = 0

    def alternatives(self) -> str:
        found = [self.sequence()]
        while self.peek() == "|":
            self.position += 1
            found.append(self.sequence())
        return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, expected: str) -> None:
        if self.peek() != expected:
            raise PhraseError(f"a '{expected}' is missing")
        self.position += 1

    def sequence(self) -> str:
        sequence = _Sequence()
        parted = True
        while (token := self.peek()) not in _ENDS:
            if token.isspace() or token in _GAPS:
                self.position += 1
                sequence.separate(_GAPS.get(token, 0))
                parted = True
                continue
            item = self.item(token)
            optional = self.peek() == "?"
            self.position += optional
            following = self.peek()
            alone = parted and (following in _ENDS or following.isspace())
            sequence.add(item, optional=optional, glued=not alone)
            parted = False
        if not sequence.expression:
            raise PhraseError("an alternative is empty")
        return sequence.expression

    def item(self, token: str) -> str:
        self.position += 1
        if token == "(":
            inner = self.alternatives()
            self.take(")")
            return f"(?:{inner})"
        if token == "{":
            name = self.peek()
            self.position += 1
            self.take("}")
            return self.word_list(name)
        if token == "_":
            return _WORD
        if token == "#":
            return r"\d+"
        if token in ("}", "?", "."):
            raise PhraseError(f"a '{token}' stands where a word should")
        return _literal(token)

    def word_list(self, name: str) -> str:
        if name not in self.words:
            raise PhraseError(f"there is no list [words] {name}{nearest(name, self.words)}")
        if self.depth >= _MAX_DEPTH:
            raise PhraseError(f"the list [words] {name} contains itself")
        found = [_expression(phrase, self.words, self.depth + 1) for phrase in self.words[name]]
        return f"(?:{'|'.join(found)})"


def _expression(phrase: str, words: Mapping[str, Sequence[str]], depth: int) -> str:
    parser = _Parser(_TOKEN.findall(_without_accents(phrase.strip())), words, depth)
    expression = parser.alternatives()
    if parser.peek():
        raise PhraseError(f"a '{parser.peek()}' is one too many")
    return expression


def phrase_expression(phrase: str, words: Mapping[str, Sequence[str]]) -> str:
    """Return the RE2 expression of a phrase; ``words`` are the named lists it may use.

    Raises PhraseError where it cannot be read.
    """
    if phrase.startswith("re:"):
        return f"(?:{phrase[3:].strip()})"
    if not phrase.strip():
        raise PhraseError("the phrase is empty")
    if question := _LAST_WORD_OPTIONAL.search(phrase):
        word = question.group(1)
        raise PhraseError(f'a ? is no question mark: it lets "{word}" be missing; leave it out, or write ({word})?')
    return rf"\b(?:{_expression(phrase, words, 0)})\b"
