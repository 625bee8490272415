"""Lists of phrases in policy.toml, each phrase checked and turned into an RE2 expression."""

import re2

from relay.config.phrases import PhraseError, WordLists, phrase_expression
from relay.config.policy_reader import Table

# An allow-list names what is the program's own: a phrase that takes names which nobody has would take any.
_NAMES_OF_NOTHING = (("qwopfel", "zyxtanu"), ("4711", "93"))
_WHERE_NAMES_STAND = ("{}", "{} school", "{} high school", "escuela {}", "{} park", "{} street", "12 {} street")


def read_phrases(table: Table, name: str, words: WordLists) -> tuple[str, ...]:
    """Return the expressions of the list ``name``; what cannot be read is noted and left out."""
    checked = ((phrase, _checked(table, name, phrase, words)) for phrase in table.texts(name))
    return tuple(expression for _, expression in checked if expression)


def read_allowed(table: Table, name: str, words: WordLists) -> tuple[str, ...]:
    """Return the expressions of an allow-list; a phrase that would let any name stand is noted and left out."""
    found = []
    for phrase in table.texts(name):
        expression = _checked(table, name, phrase, words)
        if expression and _takes_any_name(expression):
            table.problem(name, f'the phrase "{phrase}" would let any name stand: write the name itself', value=phrase)
        elif expression:
            found.append(expression)
    return tuple(found)


def _checked(table: Table, name: str, phrase: str, words: WordLists) -> str:
    """Return the expression of a phrase; note why and return nothing where it cannot be read."""
    try:
        expression = phrase_expression(phrase, words)
        re2.compile(expression, _options())
    except (PhraseError, re2.error) as error:
        table.problem(name, f'the phrase "{phrase}" cannot be read: {_reason(error)}', value=phrase)
        return ""
    return expression


def _options(*, ignore_case: bool = False) -> re2.Options:
    options = re2.Options()
    options.log_errors = False  # the library would write to stderr what we tell with its line
    options.case_sensitive = not ignore_case
    return options


def _reason(error: Exception) -> str:
    """Return what an error says; RE2 says it in bytes."""
    told = error.args[0] if error.args else ""
    return told.decode(errors="replace") if isinstance(told, bytes) else str(told)


def _takes_any_name(expression: str) -> bool:
    compiled = re2.compile(expression, _options(ignore_case=True))  # as it is looked for in mail
    return any(
        all(_takes(compiled, frame, name) for name in names)
        for names in _NAMES_OF_NOTHING
        for frame in _WHERE_NAMES_STAND
    )


def _takes(compiled: "re2._Regexp[str]", frame: str, name: str) -> bool:
    """Whether a match in ``frame`` reaches into ``name``, or is empty and so found in any text."""
    text = frame.format(name)
    start = text.index(name)
    end = start + len(name)
    spans = [found.span() for found in compiled.finditer(text)]
    return any(first == last or (first < end and start < last) for first, last in spans)
