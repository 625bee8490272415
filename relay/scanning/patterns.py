"""Regular expressions that cannot backtrack: RE2 alone, matched in time linear in the text."""

from typing import TypeAlias

import re2

Pattern: TypeAlias = "re2._Regexp[str]"  # noqa: SLF001 -- the library has no public name for its type

_MEMORY = 16 << 20  # of the automaton of one expression; beyond it RE2 is slower, never wrong


def pattern(expression: str, *, ignore_case: bool = True) -> Pattern:
    """Compile an expression, by default without regard to case; ``$`` and ``^`` match at lines."""
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.max_mem = _MEMORY
    return re2.compile(f"(?m){expression}", options)
